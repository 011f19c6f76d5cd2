import assert from 'node:assert/strict';
import type { BrowserWindow } from 'electron';
import { eventually, nextEvent, quiet } from '../app/waiting.ts';
import type { Area, Elsewhere } from '../contract.ts';
import { notOnWayland } from '../where.ts';

/** Electron's specs say that these do not get through on Windows yet. */
const notOnWindows: Elsewhere = ({ platform }) =>
  platform === 'win32' ? "Electron's own specs leave it out on Windows" : null;

const stateOf =
  ({ webContents }: BrowserWindow) =>
  () =>
    webContents.executeJavaScript('document.visibilityState');

export const visibility: Area = {
  name: 'visibility of pages',
  promises: {
    'is given at first although their window is hidden': {
      source: 'spec/api-browser-window-spec.ts: "visibilityState is initially visible despite window being hidden"',
      unless: notOnWindows,
      check: async ({ openWindow }) => {
        const window = await openWindow();
        assert.equal(await stateOf(window)(), 'visible');
      },
    },
    'goes when their window is hidden, and comes when it is shown': {
      source: 'spec/api-browser-window-spec.ts: "visibilityState changes when window is hidden" and "… is shown"',
      unless: notOnWindows,
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        await eventually(stateOf(window), 'visible');
        window.hide();
        await eventually(stateOf(window), 'hidden');
        window.show();
        await eventually(stateOf(window), 'visible');
      },
    },
    'comes when their window is shown without the focus': {
      source: 'spec/api-browser-window-spec.ts: "visibilityState changes when window is shown inactive"',
      unless: (where) => notOnWindows(where) ?? notOnWayland(where),
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        window.hide();
        await eventually(stateOf(window), 'hidden');
        window.showInactive();
        await eventually(stateOf(window), 'visible');
      },
    },
    'stays while their window is hidden without background throttling': {
      source: 'spec/api-browser-window-spec.ts: "visibilityState remains visible if backgroundThrottling is disabled"',
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true, webPreferences: { backgroundThrottling: false } });
        const hidden = nextEvent(window, 'hide');
        window.hide();
        await hidden;
        await quiet();
        assert.equal(await stateOf(window)(), 'visible');
      },
    },
    'follows when background throttling is switched off at a hidden window': {
      source:
        'docs/api/web-contents.md, contents.setBackgroundThrottling(allowed): "also affects the Page Visibility API"',
      unless: notOnWindows,
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        window.webContents.setBackgroundThrottling(false);
        assert.equal(window.webContents.getBackgroundThrottling(), false);
        const hidden = nextEvent(window, 'hide');
        window.hide();
        await hidden;
        await quiet();
        assert.equal(await stateOf(window)(), 'visible');
      },
    },
  },
};
