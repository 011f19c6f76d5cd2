import assert from 'node:assert/strict';
import type { App, BrowserWindow } from 'electron';
import type { Area, StartedApp } from '../contract.ts';
import { onlyOn } from '../where.ts';

/** Tells of the events that an end has, under their own names. */
function tellEvents(app: App, tell: StartedApp['tell']): void {
  app.on('window-all-closed', () => tell('window-all-closed'));
  app.on('before-quit', () => tell('before-quit'));
  app.on('will-quit', () => tell('will-quit'));
  app.on('quit', (_event, code) => tell(`quit ${code}`));
}

function tellWindow(window: BrowserWindow, name: string, tell: StartedApp['tell']): void {
  window.on('close', () => tell(`${name} close`));
  window.on('closed', () => tell(`${name} closed`));
}

/** By the words of a start: what came after the last of these. */
const after = (told: readonly unknown[], word: string) => told.slice(told.lastIndexOf(word) + 1);

export const quitting: Area = {
  name: 'quit',
  promises: {},
  starts: {
    quit: {
      main: ({ electron: { app, BrowserWindow }, tell }) => {
        tellEvents(app, tell);
        void app.whenReady().then(() => {
          tellWindow(new BrowserWindow({ show: false }), 'window', tell);
          app.quit();
          tell('quit() returned');
        });
      },
      promises: {
        'asks first, then closes the windows, then says that it will quit, and quits': {
          source: 'docs/api/app.md, app.quit()',
          check: ({ told }) => {
            const order = ['before-quit', 'window close', 'window closed', 'will-quit', 'quit 0'];
            assert.deepEqual(
              told.filter((word) => order.includes(word as string)),
              order,
            );
          },
        },
        'is not told as the closing of all windows': {
          source: 'docs/api/app.md, Event: "window-all-closed"',
          check: ({ told }) => assert.equal(told.includes('window-all-closed'), false),
        },
        'ends the process with 0': {
          source: 'spec/api-app-spec.ts: "exits gracefully"',
          check: ({ code }) => assert.equal(code, 0),
        },
      },
    },
    'quit-refused': {
      main: ({ electron: { app, BrowserWindow }, tell }) => {
        tellEvents(app, tell);
        void app.whenReady().then(() => {
          const window = new BrowserWindow({ show: false });
          tellWindow(window, 'window', tell);
          app.once('before-quit', (event) => event.preventDefault());
          app.quit();
          tell(`refused, ${window.isDestroyed() ? 'without' : 'with'} a window`);
          window.once('close', (event) => event.preventDefault());
          app.quit();
          setTimeout(() => {
            tell(`close prevented, ${window.isDestroyed() ? 'without' : 'with'} a window`);
            app.once('will-quit', (event) => {
              event.preventDefault();
              setTimeout(() => {
                tell('will-quit prevented');
                app.quit();
              }, 50);
            });
            app.quit();
          }, 300);
        });
      },
      promises: {
        'is refused by preventing before-quit, and nothing closes': {
          source: 'docs/api/app.md, Event: "before-quit"',
          check: ({ told }) => {
            assert.deepEqual(told.slice(0, 2), ['before-quit', 'refused, with a window']);
          },
        },
        'is called off by a window that prevents its close': {
          source: 'shell/browser/browser.cc, Browser::OnWindowCloseCancelled',
          check: ({ told }) => {
            const words = after(told, 'refused, with a window').slice(0, 3);
            assert.deepEqual(words, ['before-quit', 'window close', 'close prevented, with a window']);
          },
        },
        'can be asked for again after it was called off': {
          source: 'shell/browser/browser.cc, Browser::OnWindowCloseCancelled',
          check: ({ told }) => {
            const words = after(told, 'close prevented, with a window').slice(0, 4);
            assert.deepEqual(words, ['before-quit', 'window close', 'window closed', 'will-quit']);
          },
        },
        'is put off by preventing will-quit': {
          source: 'docs/api/app.md, Event: "will-quit"',
          check: ({ told, code }) => {
            assert.deepEqual(after(told, 'will-quit prevented'), ['before-quit', 'will-quit', 'quit 0']);
            assert.equal(code, 0);
          },
        },
      },
    },
    'last-window': {
      main: ({ electron: { app, BrowserWindow }, tell }) => {
        app.on('before-quit', () => tell('before-quit'));
        app.on('will-quit', () => tell('will-quit'));
        void app.whenReady().then(() => {
          const stay = () => tell('window-all-closed');
          app.on('window-all-closed', stay);
          const window = new BrowserWindow({ show: false });
          window.on('closed', () => tell('closed'));
          window.close();
          setTimeout(() => {
            tell('still there');
            app.off('window-all-closed', stay);
            new BrowserWindow({ show: false }).close();
          }, 500);
        });
      },
      promises: {
        'does not come of the last window where the app listens for that': {
          source: 'docs/api/app.md, Event: "window-all-closed"',
          check: ({ told }) => assert.deepEqual(told.slice(0, 3), ['closed', 'window-all-closed', 'still there']),
        },
        'comes of the last window where nobody listens for that': {
          source: 'docs/api/app.md, Event: "window-all-closed"',
          check: ({ told, code }) => {
            assert.deepEqual(told.slice(3), ['before-quit', 'will-quit']);
            assert.equal(code, 0);
          },
        },
      },
    },
    signal: {
      main: ({ electron: { app }, tell }) => {
        app.on('before-quit', () => tell('before-quit'));
        app.on('will-quit', () => tell('will-quit'));
        void app.whenReady().then(() => tell('ready'));
      },
      meanwhile: async ({ hasTold, kill }) => {
        if (process.platform === 'win32') return kill('SIGKILL');
        await hasTold('ready');
        kill('SIGTERM');
      },
      promises: {
        'comes of SIGTERM, asked for as any other': {
          source: 'spec/api-app-spec.ts: "exits gracefully"',
          unless: onlyOn('linux', 'darwin'),
          check: ({ told, code, signal }) => {
            assert.deepEqual(told, ['ready', 'before-quit', 'will-quit']);
            assert.deepEqual([code, signal], [0, null]);
          },
        },
      },
    },
  },
};
