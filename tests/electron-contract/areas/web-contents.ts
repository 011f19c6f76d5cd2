import assert from 'node:assert/strict';
import type { Event, RenderProcessGoneDetails } from 'electron';
import { eventually, nextEvent, record, thrownIn } from '../app/waiting.ts';
import type { Area } from '../contract.ts';

const page = 'contract-app://app/index.html';

export const webContents: Area = {
  name: 'web contents',
  promises: {
    'load a page in this order: it starts, is there, has its document, has loaded': {
      source: 'spec/api-browser-window-spec.ts: "for initial navigation, event order is consistent"',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const order = ['did-start-navigation', 'did-navigate', 'dom-ready', 'did-finish-load'];
        const seen = record(window.webContents, ...order);
        await window.loadURL(page);
        assert.deepEqual(seen, order);
      },
    },
    'have loaded when loadURL resolves': {
      source: 'spec/api-browser-window-spec.ts: "should return a promise that resolves"',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const seen = record(window.webContents, 'did-finish-load');
        await window.loadURL(page);
        assert.deepEqual(seen, ['did-finish-load']);
        assert.equal(window.webContents.getURL(), page);
        await eventually(() => window.webContents.getTitle(), 'Contract page');
      },
    },
    'have stopped loading once they have loaded, and say so after it': {
      source:
        'docs/api/web-contents.md, Event: "did-stop-loading"; lib/browser/api/web-contents.ts, loadURL (by then it has finished or failed)',
      check: async ({ emptyWindow }) => {
        const { webContents } = emptyWindow();
        const seen = record(webContents, 'did-finish-load', 'did-stop-loading');
        const stopped = nextEvent(webContents, 'did-stop-loading');
        await webContents.loadURL(page);
        await stopped;
        assert.deepEqual(seen, ['did-finish-load', 'did-stop-loading']);
        assert.equal(webContents.isLoading(), false);
      },
    },
    'say why an address cannot be loaded, and reject': {
      source: 'spec/api-browser-window-spec.ts: "should emit did-fail-load event for invalid URL"',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const failed = nextEvent(window.webContents, 'did-fail-load');
        assert.match(await thrownIn(window.loadURL('http://example:port')), /ERR_INVALID_URL \(-300\)/);
        const [, code, name, , isMainFrame] = await failed;
        assert.deepEqual([code, name, isMainFrame], [-300, 'ERR_INVALID_URL', true]);
      },
    },
    'start again where they are when they are reloaded': {
      source: 'docs/api/web-contents.md, contents.reload()',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        await webContents.executeJavaScript('globalThis.before = true');
        const started = nextEvent(webContents, 'did-start-navigation');
        const loaded = nextEvent(webContents, 'did-finish-load');
        webContents.reload();
        const [details] = (await started) as [{ url: string; isMainFrame: boolean; isSameDocument: boolean }];
        assert.deepEqual([details.url, details.isMainFrame, details.isSameDocument], [page, true, false]);
        await loaded;
        assert.equal(await webContents.executeJavaScript('typeof globalThis.before'), 'undefined');
      },
    },
    'give what code in the page comes to, or its promise': {
      source: 'docs/api/web-contents.md, contents.executeJavaScript(code[, userGesture])',
      check: async ({ sharedWindow }) => {
        const { webContents } = await sharedWindow();
        assert.equal(await webContents.executeJavaScript('1 + 1'), 2);
        assert.deepEqual(await webContents.executeJavaScript('Promise.resolve({ list: [1] })'), { list: [1] });
      },
    },
    'reject what code in the page throws': {
      source: 'docs/api/web-contents.md, contents.executeJavaScript(code[, userGesture])',
      check: async ({ sharedWindow }) => {
        const { webContents } = await sharedWindow();
        assert.match(
          await thrownIn(webContents.executeJavaScript('Promise.reject(new Error("on purpose"))')),
          /on purpose/,
        );
      },
    },
    'are found by their id': {
      source: 'docs/api/web-contents.md, webContents.fromId(id)',
      check: async ({ electron, sharedWindow }) => {
        const { webContents } = await sharedWindow();
        assert.equal(electron.webContents.fromId(webContents.id), webContents);
      },
    },
    'run their page in a process of its own': {
      source: 'docs/tutorial/process-model.md; docs/api/web-contents.md, contents.getOSProcessId()',
      check: async ({ sharedWindow }) => {
        const pid = (await sharedWindow()).webContents.getOSProcessId();
        assert.equal(pid > 0 && pid !== process.pid, true, `${pid}`);
      },
    },
    'say when that process has gone, and why': {
      source: 'docs/api/web-contents.md, Event: "render-process-gone"',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const gone = nextEvent(window.webContents, 'render-process-gone');
        window.webContents.forcefullyCrashRenderer();
        const [, { reason }] = (await gone) as [Event, RenderProcessGoneDetails];
        // By platform, it is seen as a crash or as killed.
        assert.equal(['crashed', 'killed', 'abnormal-exit'].includes(reason), true, reason);
        assert.equal(window.webContents.isCrashed(), true);
      },
    },
    'keep their window when that process has gone': {
      source: 'docs/api/web-contents.md, contents.forcefullyCrashRenderer()',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const seen = record(window, 'close', 'closed');
        const gone = nextEvent(window.webContents, 'render-process-gone');
        window.webContents.forcefullyCrashRenderer();
        await gone;
        assert.equal(window.isDestroyed(), false);
        assert.deepEqual(seen, []);
      },
    },
    'are destroyed with their window, and say so': {
      source: 'docs/api/web-contents.md, Event: "destroyed"',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const { webContents } = window;
        const gone = nextEvent(webContents, 'destroyed');
        window.destroy();
        await gone;
        assert.equal(webContents.isDestroyed(), true);
      },
    },
    'throw at whatever is asked of them then': {
      source: 'spec/api-browser-window-spec.ts: "prevents users to access methods of webContents"',
      check: async ({ openWindow }) => {
        const window = await openWindow();
        const { webContents } = window;
        window.destroy();
        await eventually(() => webContents.isDestroyed(), true);
        assert.throws(() => webContents.getProcessId(), /Object has been destroyed/);
      },
    },
  },
};
