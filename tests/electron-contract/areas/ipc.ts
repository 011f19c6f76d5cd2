import assert from 'node:assert/strict';
import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { eventually, thrownIn } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';

const channel = 'contract:ask';

/** Answers the channel for this check alone. */
function answer(here: Here, handler: (event: IpcMainInvokeEvent, ...args: never[]) => unknown): void {
  here.electron.ipcMain.handle(channel, handler as never);
  here.after(() => here.electron.ipcMain.removeHandler(channel));
}

/** What the page gets for `contract.invoke(channel, …)`, its arguments as code. */
async function invoked(here: Here, args = ''): Promise<unknown> {
  const { webContents } = await here.sharedWindow();
  return webContents.executeJavaScript(`contract.invoke('${channel}'${args === '' ? '' : `, ${args}`})`);
}

export const ipc: Area = {
  name: 'ipc',
  promises: {
    'answers a page with what its handler returns': {
      source: 'spec/api-ipc-spec.ts: "receives a response from a synchronous handler"',
      check: async (here) => {
        answer(here, (_event, number: number) => number + 1);
        assert.equal(await invoked(here, '41'), 42);
      },
    },
    'answers a page with what the promise of its handler resolves with': {
      source: 'spec/api-ipc-spec.ts: "receives a response from an asynchronous handler"',
      check: async (here) => {
        answer(here, async (_event, text: string) => {
          await new Promise(setImmediate);
          return { text };
        });
        assert.deepEqual(await invoked(here, '"later"'), { text: 'later' });
      },
    },
    'rejects in the page what its handler throws, with the message and the name of the channel': {
      source: 'spec/api-ipc-spec.ts: "receives an error from a synchronous handler"; lib/renderer/api/ipc-renderer.ts',
      check: async (here) => {
        answer(here, () => {
          throw new TypeError('thrown on purpose');
        });
        const seen = await thrownIn(invoked(here));
        assert.match(seen, /Error invoking remote method 'contract:ask': TypeError: thrown on purpose/);
      },
    },
    'rejects in the page what its handler rejects': {
      source: 'spec/api-ipc-spec.ts: "receives an error from an asynchronous handler"',
      check: async (here) => {
        answer(here, async () => {
          await new Promise(setImmediate);
          throw new Error('rejected on purpose');
        });
        assert.match(await thrownIn(invoked(here)), /rejected on purpose/);
      },
    },
    'rejects in the page what nobody handles': {
      source: 'spec/api-ipc-spec.ts: "throws an error if no handler is registered"',
      check: async (here) => {
        const seen = await thrownIn(invoked(here));
        assert.match(
          seen,
          /Error invoking remote method 'contract:ask': Error: No handler registered for 'contract:ask'/,
        );
      },
    },
    'rejects in the page what nobody handles any more': {
      source: 'spec/api-ipc-spec.ts: "throws an error when invoking a handler that was removed"',
      check: async (here) => {
        answer(here, () => 'there');
        here.electron.ipcMain.removeHandler(channel);
        assert.match(await thrownIn(invoked(here)), /No handler registered/);
      },
    },
    'takes one handler for each channel': {
      source: 'spec/api-ipc-spec.ts: "forbids multiple handlers"',
      check: (here) => {
        answer(here, () => 1);
        assert.throws(() => here.electron.ipcMain.handle(channel, () => 2), /second handler/);
      },
    },
    'rejects in the page an answer that cannot be cloned': {
      source: 'spec/api-ipc-spec.ts: "receives an error when the handler result cannot be cloned"',
      check: async (here) => {
        answer(here, () => ({ notCloneable() {} }));
        assert.match(await thrownIn(invoked(here)), /could not be cloned/);
      },
    },
    'clones what is sent as the structured clone algorithm does': {
      source: 'docs/api/ipc-renderer.md, ipcRenderer.invoke(channel, ...args)',
      check: async (here) => {
        let got: unknown[] = [];
        answer(here, (_event, ...args: unknown[]) => {
          got = args;
          return args;
        });
        const sent =
          "new Date(5), new Map([['key', 1]]), new Uint8Array([1, 2]), { nothing: undefined, none: null }, 'ü'";
        await invoked(here, sent);
        assert.deepEqual(got, [
          new Date(5),
          new Map([['key', 1]]),
          new Uint8Array([1, 2]),
          { nothing: undefined, none: null },
          'ü',
        ]);
      },
    },
    'refuses to send what cannot be cloned': {
      source: 'docs/api/ipc-renderer.md, ipcRenderer.invoke(channel, ...args): "will throw an exception"',
      check: async (here) => {
        answer(here, () => 'heard');
        assert.match(await thrownIn(invoked(here, '{ call: () => 1 }')), /could not be cloned/);
      },
    },
    'keeps the order in which a page sends and asks': {
      source: 'spec/api-ipc-spec.ts: "between send, sendSync, and invoke is consistent"',
      check: async (here) => {
        const got: number[] = [];
        answer(here, (_event, number: number) => void got.push(number));
        const hear = (_event: IpcMainEvent, number: number) => void got.push(number);
        here.electron.ipcMain.on('contract:say', hear);
        here.after(() => here.electron.ipcMain.off('contract:say', hear));
        const { webContents } = await here.sharedWindow();
        await webContents.executeJavaScript(`(() => {
          const asked = [];
          for (let i = 0; i < 200; i++) {
            if (i % 3 === 0) asked.push(contract.invoke('${channel}', i));
            else contract.send('contract:say', i);
          }
          return Promise.all(asked).then(() => contract.invoke('${channel}', 200));
        })()`);
        assert.deepEqual(
          got,
          Array.from({ length: 201 }, (_, index) => index),
        );
      },
    },
    'names the sender, and its frame with its address': {
      source:
        'docs/api/structures/ipc-main-invoke-event.md; spec/api-web-frame-main-spec.ts: "has no parent on top frame"',
      check: async (here) => {
        const window = await here.sharedWindow();
        const { webContents } = window;
        let seen: unknown;
        answer(here, ({ sender, senderFrame }) => {
          seen = [sender === webContents, senderFrame?.url, senderFrame?.parent, senderFrame?.top?.url];
        });
        await invoked(here);
        const url = 'contract-app://app/index.html';
        assert.deepEqual(seen, [true, url, null, url]);
      },
    },
    'has no frame for a message any more once its window is gone': {
      source: 'docs/api/structures/ipc-main-invoke-event.md: senderFrame may be null after the frame was destroyed',
      check: async (here) => {
        const window = await here.openWindow();
        const asked = Promise.withResolvers<IpcMainInvokeEvent>();
        answer(here, (event) => asked.resolve(event));
        await window.webContents.executeJavaScript(`contract.invoke('${channel}')`);
        const event = await asked.promise;
        window.destroy();
        await eventually(() => event.senderFrame === null, true);
      },
    },
    'brings what main sends to the listeners of the page, in order': {
      source: 'docs/api/web-contents.md, contents.send(channel, ...args)',
      check: async ({ sharedWindow }) => {
        const { webContents } = await sharedWindow();
        await webContents.executeJavaScript(
          "globalThis.got = []; globalThis.stop = contract.on('contract:notice', (...args) => got.push(args)); 0",
        );
        webContents.send('contract:notice', 'one', { two: 2 });
        webContents.send('contract:notice');
        const got = () => webContents.executeJavaScript('got');
        await eventually(got, [['one', { two: 2 }], []]);
        await webContents.executeJavaScript('stop()');
        webContents.send('contract:notice', 'unheard');
        assert.deepEqual(await got(), [['one', { two: 2 }], []]);
      },
    },
    'refuses to send to a page what cannot be cloned': {
      source: 'docs/api/web-contents.md, contents.send(channel, ...args): "will throw an exception"',
      check: async ({ sharedWindow }) => {
        const { webContents } = await sharedWindow();
        assert.throws(() => webContents.send('contract:notice', () => 1), /could not be cloned/);
      },
    },
    'tells ipcMain of what the preload sends before the page has loaded': {
      source: 'docs/api/ipc-main.md, ipcMain.on(channel, listener)',
      check: async ({ electron: { ipcMain }, emptyWindow }) => {
        const window = emptyWindow();
        const order: unknown[] = [];
        ipcMain.once('preload:runs', ({ sender }) => order.push(sender));
        window.webContents.once('did-finish-load', () => order.push('loaded'));
        await window.loadURL('contract-app://app/index.html');
        assert.deepEqual(order, [window.webContents, 'loaded']);
      },
    },
  },
};
