import assert from 'node:assert/strict';
import type { WebContents } from 'electron';
import { eventually, nextEvent, quiet, record } from '../app/waiting.ts';
import type { Area } from '../contract.ts';

type Started = { url: string; isMainFrame: boolean; isSameDocument: boolean };

const page = 'contract-app://app/index.html';
const other = 'contract-app://app/other.html';

/** Has the page itself go there, as a link does. */
const go = (contents: WebContents, url: string) =>
  contents.executeJavaScript(`location.href = ${JSON.stringify(url)}; 0`);

/** The starts of navigations from now on. */
function starts(contents: WebContents): Started[] {
  const seen: Started[] = [];
  contents.on('did-start-navigation', ({ url, isMainFrame, isSameDocument }) => {
    seen.push({ url, isMainFrame, isSameDocument });
  });
  return seen;
}

export const navigation: Area = {
  name: 'navigation',
  promises: {
    'asks the app when the page itself goes elsewhere': {
      source: 'spec/api-browser-window-spec.ts: "is triggered when navigating from about:blank to http:"',
      check: async ({ openWindow, desk }) => {
        const { webContents } = await openWindow();
        const server = `${await desk.server()}/away`;
        webContents.on('will-navigate', (event) => event.preventDefault());
        const asked = nextEvent(webContents, 'will-navigate');
        await go(webContents, server);
        const [event] = (await asked) as [{ url: string }];
        assert.equal(event.url, server);
      },
    },
    'stays where it is when that is prevented': {
      source: 'spec/api-browser-window-spec.ts: "can be prevented" (will-navigate event)',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        webContents.on('will-navigate', (event) => event.preventDefault());
        const asked = nextEvent(webContents, 'will-navigate');
        await go(webContents, '/other.html');
        await asked;
        await quiet();
        assert.equal(webContents.getURL(), page);
        assert.equal(await webContents.executeJavaScript('document.title'), 'Contract page');
      },
    },
    'starts before the app is asked': {
      source: 'spec/api-browser-window-spec.ts: "for second navigation, event order is consistent"',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        const order = ['did-start-navigation', 'will-navigate', 'did-navigate'];
        const seen = record(webContents, ...order);
        await go(webContents, '/other.html');
        await eventually(() => seen, order);
        assert.equal(webContents.getURL(), other);
      },
    },
    'has started also when the app refuses it': {
      source:
        'shell/browser/electron_navigation_throttle.cc, WillStartRequest; shell/browser/api/electron_api_web_contents.cc, DidStartNavigation',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        webContents.on('will-navigate', (event) => event.preventDefault());
        const seen = record(webContents, 'did-start-navigation', 'will-navigate', 'did-navigate');
        await go(webContents, '/other.html');
        await eventually(() => seen.includes('will-navigate'), true);
        await quiet();
        assert.deepEqual(seen, ['did-start-navigation', 'will-navigate']);
      },
    },
    'asks nobody about what main itself loads': {
      source: 'spec/api-browser-window-spec.ts: "is triggered when navigating from chrome: to http:" (not for loadURL)',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const seen = record(window.webContents, 'will-navigate', 'will-frame-navigate');
        await window.loadURL(page);
        await window.loadURL(other);
        assert.deepEqual(seen, []);
      },
    },
    'within a page is one in the same document': {
      source: 'spec/api-browser-window-spec.ts: "when navigating in-page, event order is consistent"',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        const order = record(
          webContents,
          'did-start-navigation',
          'will-navigate',
          'did-navigate-in-page',
          'did-navigate',
        );
        const seen = starts(webContents);
        const arrived = nextEvent(webContents, 'did-navigate-in-page');
        await webContents.executeJavaScript("location.hash = 'there'");
        await arrived;
        assert.deepEqual(order, ['did-start-navigation', 'did-navigate-in-page']);
        assert.deepEqual(seen, [{ url: `${page}#there`, isMainFrame: true, isSameDocument: true }]);
      },
    },
    'of a frame is told, and is not that of the main frame': {
      source: 'docs/api/web-contents.md, Event: "did-start-navigation"',
      check: async ({ emptyWindow }) => {
        const window = emptyWindow();
        const seen = starts(window.webContents);
        await window.loadURL('contract-app://app/frame.html');
        const inner = seen.filter(({ url }) => url === 'contract-app://app/inner.html');
        assert.deepEqual(inner, [{ url: 'contract-app://app/inner.html', isMainFrame: false, isSameDocument: false }]);
      },
    },
    'asks the app again when a server sends it elsewhere': {
      source: 'spec/api-browser-window-spec.ts: "is emitted on redirects"',
      check: async ({ emptyWindow, desk }) => {
        const window = emptyWindow();
        const server = await desk.server();
        const asked = nextEvent(window.webContents, 'will-redirect');
        const loaded = window.loadURL(`${server}/redirect?to=/there`);
        const [event] = (await asked) as [{ url: string }];
        await loaded;
        assert.equal(event.url, `${server}/there`);
        assert.equal(window.webContents.getURL(), `${server}/there`);
      },
    },
    'does not follow a server elsewhere when that is prevented': {
      source: 'spec/api-browser-window-spec.ts: "can be prevented" (will-redirect event)',
      check: async ({ openWindow, desk }) => {
        const { webContents } = await openWindow();
        webContents.on('will-redirect', (event) => event.preventDefault());
        const asked = nextEvent(webContents, 'will-redirect');
        await go(webContents, `${await desk.server()}/redirect?to=/there`);
        await asked;
        await quiet();
        assert.equal(webContents.getURL(), page);
      },
    },
    'to another window asks the app, which can deny it': {
      source:
        'spec/guest-window-manager-spec.ts: "does not fire window creation events if an override returns action: deny"',
      check: async ({ electron: { BrowserWindow }, openWindow }) => {
        const { webContents } = await openWindow();
        const before = BrowserWindow.getAllWindows().length;
        const asked: string[] = [];
        webContents.setWindowOpenHandler(({ url }) => {
          asked.push(url);
          return { action: 'deny' };
        });
        const opened = await webContents.executeJavaScript("window.open('https://example.com/away') === null", true);
        assert.equal(opened, true);
        await eventually(() => asked, ['https://example.com/away']);
        assert.equal(BrowserWindow.getAllWindows().length, before);
      },
    },
    'by a link to another window asks the app, too': {
      source: 'spec/guest-window-manager-spec.ts: "is called when clicking on a target=_blank link"',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow();
        const asked: string[] = [];
        webContents.setWindowOpenHandler(({ url }) => {
          asked.push(url);
          return { action: 'deny' };
        });
        await webContents.executeJavaScript(
          "Object.assign(document.createElement('a'), { href: 'https://example.com/link', target: '_blank' }).click()",
          true,
        );
        await eventually(() => asked, ['https://example.com/link']);
      },
    },
  },
};
