import assert from 'node:assert/strict';
import type { IpcMainEvent } from 'electron';
import { eventually, thrownIn } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';

/** What this code comes to in the page. */
const inPage = async ({ sharedWindow }: Here, code: string): Promise<unknown> =>
  (await sharedWindow()).webContents.executeJavaScript(code);

export const preload: Area = {
  name: 'preload and bridge',
  promises: {
    'runs before the scripts of the page': {
      source: 'docs/tutorial/process-model.md#preload-scripts: "before its web content begins loading"',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow({}, '/script.html');
        assert.equal(await webContents.executeJavaScript('globalThis.seenByTheFirstScript'), 'object');
      },
    },
    'runs again for each document, and knows its address': {
      source: 'docs/tutorial/process-model.md#preload-scripts',
      check: async ({ electron: { ipcMain }, emptyWindow, after }) => {
        const urls: string[] = [];
        const hear = (_event: IpcMainEvent, { url }: { url: string }) => void urls.push(url);
        ipcMain.on('preload:runs', hear);
        after(() => ipcMain.off('preload:runs', hear));
        const window = emptyWindow();
        await window.loadURL('contract-app://app/index.html');
        await window.loadURL('contract-app://app/other.html');
        assert.equal(urls.length, 2);
      },
    },
    'does not run in frames within the page': {
      source: 'docs/api/structures/web-preferences.md, nodeIntegrationInSubFrames (false by default)',
      check: async ({ openWindow }) => {
        const { webContents } = await openWindow({}, '/frame.html');
        const inner = () => webContents.executeJavaScript('frames[0].document.title');
        await eventually(inner, 'Inner page');
        assert.equal(await webContents.executeJavaScript('typeof frames[0].contract'), 'undefined');
      },
    },
    'has a world of its own: the page does not see its globals': {
      source: 'docs/tutorial/context-isolation.md',
      check: async (here) => assert.equal(await inPage(here, 'typeof ofThePreload'), 'undefined'),
    },
    'has a world of its own: it does not see the globals of the page': {
      source: 'docs/tutorial/context-isolation.md',
      check: async (here) => {
        assert.equal(await inPage(here, "globalThis.ofThePage = 1; contract.globalOf('ofThePage')"), 'undefined');
      },
    },
    'shares the document with the page': {
      source: 'docs/tutorial/context-isolation.md',
      check: async ({ electron: { ipcMain }, openWindow, after }) => {
        const heard: string[] = [];
        const hear = () => void heard.push('loaded');
        ipcMain.on('preload:dom-content-loaded', hear);
        after(() => ipcMain.off('preload:dom-content-loaded', hear));
        await openWindow();
        await eventually(() => heard, ['loaded']);
      },
    },
    'leaves the page without Node': {
      source: 'docs/tutorial/security.md, 2. Do not enable Node.js integration for remote content',
      check: async (here) => {
        assert.equal(
          await inPage(here, '[typeof require, typeof process, typeof module, typeof Buffer].join()'),
          [...Array(4).fill('undefined')].join(),
        );
      },
    },
    'in the sandbox gets no module of Node that reaches the system': {
      source: 'docs/tutorial/sandbox.md, Preload scripts',
      check: async (here) =>
        assert.match(String(await inPage(here, 'contract.fileSystem')), /module not found: node:fs/),
    },
    'in the sandbox knows the versions': {
      source: 'docs/tutorial/sandbox.md, Preload scripts (process is polyfilled)',
      check: async (here) => {
        const { electron, chrome } = process.versions;
        assert.deepEqual(await inPage(here, '[contract.versions.electron, contract.versions.chrome]'), [
          electron,
          chrome,
        ]);
      },
    },
    'exposes values as copies that the page cannot change': {
      source:
        'spec/api-context-bridge-spec.ts: "should make properties unwriteable" and "should make nested arrays immutable"',
      check: async (here) => {
        const seen = await inPage(
          here,
          `(() => {
            contract.values.number = 2;
            let pushed = true;
            try { contract.values.list.push(3); } catch { pushed = false; }
            return [contract.values, pushed];
          })()`,
        );
        assert.deepEqual(seen, [{ number: 1, text: 'text', list: [1, [2]], nothing: null }, false]);
      },
    },
    'exposes itself under a name that the page cannot take': {
      source: 'spec/api-context-bridge-spec.ts: "should make global properties read-only"',
      check: async (here) => {
        assert.equal(await inPage(here, "globalThis.contract = 'mine'; typeof contract"), 'object');
      },
    },
    'exposes functions, with what they return': {
      source: 'spec/api-context-bridge-spec.ts: "should proxy methods"',
      check: async (here) => {
        assert.deepEqual(await inPage(here, "contract.argumentsOf('text', [1], { a: 1 }, () => 1)"), [
          '[object String]',
          '[object Array]',
          '[object Object]',
          '[object Function]',
        ]);
      },
    },
    'exposes promises, with what they resolve with': {
      source:
        'spec/api-context-bridge-spec.ts: "should proxy promises and resolve with the correct value if it resolves later"',
      check: async (here) =>
        assert.deepEqual(await inPage(here, 'contract.promise()'), { nested: [1, { deep: true }] }),
    },
    'exposes promises, with what they reject': {
      source: 'spec/api-context-bridge-spec.ts: "should proxy nested promises and reject with the correct value"',
      check: async (here) => {
        const seen = await inPage(here, 'contract.rejects().catch((error) => [error instanceof Error, error.message])');
        assert.deepEqual(seen, [true, 'rejected on purpose']);
      },
    },
    'has an error thrown across the bridge arrive with its message': {
      source: 'docs/api/context-bridge.md, Parameter / Error / Return Type support',
      check: async (here) => assert.match(await thrownIn(inPage(here, 'contract.throws()')), /thrown on purpose/),
    },
    'can call back a function of the page, and gets what it returns': {
      source: 'docs/api/context-bridge.md, API Functions',
      check: async (here) => {
        assert.deepEqual(await inPage(here, 'contract.callBack(({ from }) => ({ back: from }))'), { back: 'preload' });
      },
    },
    'refuses to expose what the page has already': {
      source: 'shell/renderer/api/electron_api_context_bridge.cc, ExposeAPIInWorld',
      check: async (here) => {
        assert.match(String(await inPage(here, 'contract.exposedTwice')), /existing property on the window object/);
      },
    },
  },
};
