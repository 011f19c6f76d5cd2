import assert from 'node:assert/strict';
import { eventually, nextEvent, quiet, record } from '../app/waiting.ts';
import type { Area } from '../contract.ts';

const destroyed = /Object has been destroyed/;

export const closing: Area = {
  name: 'closing windows',
  promises: {
    'ask before they close, and stay when that is prevented': {
      source: 'docs/api/browser-window.md, Event: "close"',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const seen = record(window, 'close', 'closed');
        window.once('close', (event) => event.preventDefault());
        window.close();
        await quiet();
        assert.deepEqual(seen, ['close']);
        assert.equal(window.isDestroyed(), false);
      },
    },
    'say that they are closed after they were asked': {
      source: 'docs/api/browser-window.md, Event: "closed"',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const seen = record(window, 'close', 'closed');
        const closed = nextEvent(window, 'closed');
        window.close();
        await closed;
        assert.deepEqual(seen, ['close', 'closed']);
        assert.equal(window.isDestroyed(), true);
      },
    },
    'are destroyed without being asked, and say that they are closed': {
      source: 'docs/api/browser-window.md, win.destroy()',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const seen = record(window, 'close', 'closed');
        window.destroy();
        await eventually(() => seen, ['closed']);
        assert.equal(window.isDestroyed(), true);
      },
    },
    'tell their id after they were destroyed': {
      source: 'spec/api-browser-window-spec.ts: "should allow access to id after destruction"',
      check: ({ emptyWindow }) => {
        const window = emptyWindow();
        const { id } = window;
        window.destroy();
        assert.equal(window.id, id);
      },
    },
    'throw at whatever else is asked of them after they were destroyed': {
      source: 'spec/api-browser-window-spec.ts: "prevents users to access methods of webContents"',
      check: ({ emptyWindow }) => {
        const window = emptyWindow();
        window.destroy();
        assert.throws(() => window.show(), destroyed);
        assert.throws(() => window.isVisible(), destroyed);
        assert.throws(() => window.getBounds(), destroyed);
      },
    },
    'are found no more after they were destroyed': {
      source: 'docs/api/browser-window.md, BrowserWindow.getAllWindows()',
      check: ({ electron: { BrowserWindow }, emptyWindow }) => {
        const window = emptyWindow();
        window.destroy();
        assert.equal(BrowserWindow.fromId(window.id), null);
        assert.equal(BrowserWindow.getAllWindows().includes(window), false);
      },
    },
  },
};
