import assert from 'node:assert/strict';
import type { Area } from '../contract.ts';

export const exit: Area = {
  name: 'exit',
  promises: {},
  starts: {
    exit: {
      main: ({ electron: { app, BrowserWindow }, tell }) => {
        for (const name of ['before-quit', 'will-quit', 'window-all-closed'] as const) {
          app.on(name as 'before-quit', () => tell(name));
        }
        app.on('quit', (_event, code) => tell(`quit ${code}`));
        process.on('exit', (code) => tell(`process exit ${code}`));
        void app.whenReady().then(() => {
          const window = new BrowserWindow({ show: false });
          window.on('close', (event) => {
            event.preventDefault();
            tell('close');
          });
          window.on('closed', () => tell('closed'));
          setTimeout(() => {
            process.stdout.write('the last words\n', () => {
              app.exit(123);
              tell('exit() returned');
            });
          }, 100);
        });
      },
      promises: {
        'ends the process with its code': {
          source: 'spec/api-app-spec.ts: "emits a process exit event with the code"',
          check: ({ code, signal }) => assert.deepEqual([code, signal], [123, null]),
        },
        'asks nobody': {
          source: 'docs/api/app.md, app.exit([exitCode])',
          check: ({ told }) => {
            for (const word of ['before-quit', 'will-quit', 'close']) assert.equal(told.includes(word), false, word);
          },
        },
        'takes the windows away at once': {
          source: 'spec/api-app-spec.ts: "closes all windows"; docs/api/app.md, app.exit([exitCode])',
          check: ({ told }) => {
            assert.equal(told.includes('closed'), true);
            assert.equal(told.includes('window-all-closed'), false);
          },
        },
        'still says that it quits, with the code': {
          source: 'docs/api/app.md, Event: "quit"; shell/browser/browser.cc, Browser::Shutdown',
          check: ({ told }) => assert.equal(told.includes('quit 123'), true),
        },
        'returns: what comes after it in its turn still runs': {
          source: 'shell/browser/browser.cc, Browser::Exit (the message loop quits later)',
          check: ({ told }) => assert.equal(told.includes('exit() returned'), true),
        },
        'lets what was written to a pipe before arrive': {
          source: 'https://nodejs.org/api/process.html#a-note-on-process-io',
          check: ({ output }) => assert.match(output, /the last words/),
        },
      },
    },
    'early-exit': {
      main: ({ electron: { app }, tell }) => {
        tell('begins');
        app.on('before-quit', () => tell('before-quit'));
        void app.whenReady().then(() => tell('ready'));
        app.exit(3);
        tell('exit() returned');
      },
      promises: {
        'before the app is ready ends the process where it stands': {
          source: 'shell/browser/browser.cc, Browser::Exit ("Message loop is not ready, quit directly")',
          check: ({ told, code }) => assert.deepEqual([told, code], [['begins'], 3]),
        },
      },
    },
    rejection: {
      main: ({ electron: { app }, tell }) => {
        void app.whenReady().then(() => {
          void Promise.reject(new Error('rejected on purpose'));
          setTimeout(() => {
            tell('still there');
            app.exit(0);
          }, 300);
        });
      },
      promises: {
        'does not come of a rejection that nobody handles: it is a warning': {
          source: 'shell/common/node_bindings.cc, which has Node warn of them (electron/electron#37464)',
          check: ({ told, output, code }) => {
            assert.deepEqual([told, code], [['still there'], 0]);
            assert.match(output, /rejected on purpose/);
          },
        },
      },
    },
  },
};
