import assert from 'node:assert/strict';
import { eventually, nextEvent, quiet } from '../app/waiting.ts';
import type { Area } from '../contract.ts';
import { notOnWayland, onlyOn } from '../where.ts';

export const windows: Area = {
  name: 'windows',
  promises: {
    'stay out of sight with show: false': {
      source: 'docs/api/browser-window.md, new BrowserWindow([options]): show',
      check: async ({ openWindow }) => assert.equal((await openWindow()).isVisible(), false),
    },
    'are visible once they say that they are shown': {
      source: 'spec/api-browser-window-spec.ts: "should make the window visible"',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const shown = nextEvent(window, 'show');
        window.show();
        await shown;
        assert.equal(window.isVisible(), true);
      },
    },
    'say when they are hidden, and are not visible then': {
      source: 'spec/api-browser-window-spec.ts: "emits when window is hidden"',
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        const hidden = nextEvent(window, 'hide');
        window.hide();
        await hidden;
        assert.equal(window.isVisible(), false);
      },
    },
    'say when their first page is drawn, so that they can be shown': {
      source: 'spec/api-browser-window-spec.ts: "should emit ready-to-show event"',
      unless: ({ display }) => (display === 'wayland' ? 'it may not come on Wayland (electron/electron#48859)' : null),
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const ready = nextEvent(window, 'ready-to-show');
        await window.loadURL('contract-app://app/index.html');
        await ready;
        assert.equal(window.isVisible(), false);
      },
    },
    'can be shown without taking the focus': {
      source: 'spec/api-browser-window-spec.ts: "should not focus on window"',
      unless: notOnWayland,
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const shown = nextEvent(window, 'show');
        window.showInactive();
        assert.equal(window.isFocused(), false);
        await shown;
        assert.equal(window.isVisible(), true);
      },
    },
    'do not come into sight by being given the focus': {
      source: 'spec/api-browser-window-spec.ts: "does not make the window become visible"',
      unless: notOnWayland,
      check: async ({ openWindow }) => {
        const window = await openWindow();
        window.focus();
        assert.equal(window.isVisible(), false);
      },
    },
    'say when they have got the focus': {
      source: 'spec/api-browser-window-spec.ts: "should focus on window"',
      unless: notOnWayland,
      check: async ({ electron: { BrowserWindow }, openWindow }) => {
        const window = await openWindow();
        const focused = nextEvent(window, 'focus');
        window.show();
        await focused;
        assert.equal(window.isFocused(), true);
        assert.equal(BrowserWindow.getFocusedWindow(), window);
      },
    },
    'say when they have lost the focus': {
      source: 'spec/api-browser-window-spec.ts: "focuses a blurred window" (not on Windows there)',
      unless: (where) => notOnWayland(where) ?? onlyOn('linux', 'darwin')(where),
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const focused = nextEvent(window, 'focus');
        window.show();
        await focused;
        const blurred = nextEvent(window, 'blur');
        window.blur();
        await blurred;
        assert.equal(window.isFocused(), false);
      },
    },
    'say when they are minimized, and when they are restored': {
      source: 'docs/api/browser-window.md, Event: "minimize" and Event: "restore"',
      unless: notOnWayland,
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        const minimized = nextEvent(window, 'minimize');
        window.minimize();
        await minimized;
        assert.equal(window.isMinimized(), true);
        const restored = nextEvent(window, 'restore');
        window.restore();
        await restored;
        assert.equal(window.isMinimized(), false);
        assert.equal(window.isVisible(), true);
      },
    },
    'are not visible while they are minimized on Windows and macOS': {
      source: 'spec/api-browser-window-spec.ts: "should not be visible when the window is minimized"',
      unless: onlyOn('win32', 'darwin'),
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        const minimized = nextEvent(window, 'minimize');
        window.minimize();
        await minimized;
        assert.equal(window.isVisible(), false);
      },
    },
    'say when they are maximized, and when no more': {
      source: 'docs/api/browser-window.md, Event: "maximize" and Event: "unmaximize"',
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        const maximized = nextEvent(window, 'maximize');
        window.maximize();
        await maximized;
        assert.equal(window.isMaximized(), true);
        const normal = nextEvent(window, 'unmaximize');
        window.unmaximize();
        await normal;
        assert.equal(window.isMaximized(), false);
      },
    },
    'keep their normal bounds while they are maximized': {
      source: 'spec/api-browser-window-spec.ts: "checks normal bounds when maximized" (not on Linux there)',
      unless: onlyOn('win32', 'darwin'),
      check: async ({ openWindow }) => {
        const window = await openWindow({ show: true });
        const before = window.getBounds();
        const maximized = nextEvent(window, 'maximize');
        window.maximize();
        await maximized;
        assert.deepEqual(window.getNormalBounds(), before);
      },
    },
    'are found by their id, by their web contents, and among all': {
      source: 'docs/api/browser-window.md, BrowserWindow.fromId(id), fromWebContents(webContents), getAllWindows()',
      check: ({ electron: { BrowserWindow }, emptyWindow }) => {
        const window = emptyWindow();
        assert.equal(BrowserWindow.fromId(window.id), window);
        assert.equal(BrowserWindow.fromWebContents(window.webContents), window);
        assert.equal(BrowserWindow.getAllWindows().includes(window), true);
      },
    },
    'have the title of their options, then that of their page': {
      source: 'docs/api/browser-window.md, new BrowserWindow([options]): title',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow({ title: 'Of the options' });
        assert.equal(window.getTitle(), 'Of the options');
        await window.loadURL('contract-app://app/index.html');
        await eventually(() => window.getTitle(), 'Contract page');
      },
    },
    'keep their title when its change is prevented': {
      source: 'docs/api/browser-window.md, Event: "page-title-updated"',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow({ title: 'Of the options' });
        const titles: unknown[] = [];
        window.on('page-title-updated', (event, title) => {
          event.preventDefault();
          titles.push(title);
        });
        await window.loadURL('contract-app://app/index.html');
        await eventually(() => titles.includes('Contract page'), true);
        await quiet();
        assert.equal(window.getTitle(), 'Of the options');
      },
    },
    'are on top of others when they are told to be': {
      source: 'docs/api/browser-window.md, win.setAlwaysOnTop(flag[, level][, relativeLevel])',
      unless: notOnWayland,
      check: ({ emptyWindow }) => {
        const window = emptyWindow();
        assert.equal(window.isAlwaysOnTop(), false);
        window.setAlwaysOnTop(true, 'floating');
        assert.equal(window.isAlwaysOnTop(), true);
      },
    },
    'can flash, and stop flashing': {
      source: 'docs/api/browser-window.md, win.flashFrame(flag)',
      check: async ({ sharedWindow }) => {
        const window = await sharedWindow();
        window.flashFrame(true);
        window.flashFrame(false);
      },
    },
  },
};
