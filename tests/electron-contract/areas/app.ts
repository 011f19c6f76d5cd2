import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, nextEvent } from '../app/waiting.ts';
import type { Area } from '../contract.ts';
import { onDesktop, onlyOn } from '../where.ts';

/** Long enough for an app to become ready that does not wait, ms. */
const waitedMs = 1_500;

export const app: Area = {
  name: 'app',
  promises: {
    'is not ready while its entry still runs': {
      source: 'docs/api/app.md, Event: "ready"',
      when: 'before ready',
      check: ({ electron }) => assert.equal(electron.app.isReady(), false),
    },
    'makes no window before it is ready': {
      source: 'shell/browser/api/electron_api_browser_window.cc, BrowserWindow::New',
      when: 'before ready',
      check: ({ electron }) => {
        assert.throws(() => new electron.BrowserWindow({ show: false }), /before app is ready/);
      },
    },
    'has the folder for its data that was set before it is ready': {
      source: 'spec/api-app-spec.ts: "returns the overridden path"',
      when: 'before ready',
      check: ({ electron: { app } }) => {
        const before = app.getPath('userData');
        const folder = mkdtempSync(join(tmpdir(), 'contract-data-'));
        try {
          app.setPath('userData', folder);
          assert.equal(app.getPath('userData'), folder);
        } finally {
          app.setPath('userData', before);
          rmSync(folder, { recursive: true });
        }
      },
    },
    'is ready once whenReady() resolves, also when it is asked late': {
      source: 'docs/api/app.md, app.whenReady()',
      check: async ({ electron: { app } }) => {
        await app.whenReady();
        assert.equal(app.isReady(), true);
      },
    },
    'takes its name from productName, and another when it is set': {
      source: 'docs/api/app.md, app.getName(); spec/api-app-spec.ts: "overrides the name"',
      check: ({ electron: { app }, after }) => {
        assert.equal(app.getName(), 'Contract');
        after(() => app.setName('Contract'));
        app.setName('Another');
        assert.equal(app.getName(), 'Another');
        assert.equal(app.name, 'Another');
      },
    },
    'takes its version from package.json': {
      source: 'spec/api-app-spec.ts: "returns the version field of package.json"',
      check: ({ electron: { app } }) => assert.equal(app.getVersion(), '1.2.3'),
    },
    'is not packaged when it is started from a folder': {
      source: 'spec/api-app-spec.ts: "should be false during tests"',
      check: ({ electron: { app } }) => assert.equal(app.isPackaged, false),
    },
    'is in the folder it was started from': {
      source: 'spec/api-app-spec.ts: "works for directories with package.json"',
      check: ({ electron: { app } }) => assert.equal(realpathSync(app.getAppPath()), realpathSync(import.meta.dirname)),
    },
    'refuses to say where a folder is that it does not know': {
      source: 'spec/api-app-spec.ts: "throws an error when the name is invalid"',
      check: ({ electron: { app } }) => {
        assert.throws(() => app.getPath('does-not-exist' as 'home'), /Failed to get 'does-not-exist' path/);
      },
    },
    'refuses a path that is not absolute': {
      source: 'spec/api-app-spec.ts: "throws when a relative path is passed"',
      check: ({ electron: { app } }) => {
        assert.throws(() => app.setPath('userData', 'hey/hi/hello'), /Path must be absolute/);
      },
    },
    'has its own executable where getPath("exe") says': {
      source: 'docs/api/app.md, app.getPath(name)',
      check: ({ electron: { app } }) => assert.equal(app.getPath('exe'), process.execPath),
    },
    'does not force the sandbox any more once it is ready': {
      source: 'docs/api/app.md, app.enableSandbox(): "can only be called before app is ready"',
      check: ({ electron: { app } }) => assert.throws(() => app.enableSandbox(), /before app is ready/),
    },
    'tells of every web contents when it is made': {
      source: 'spec/api-app-spec.ts: "should emit web-contents-created event when a webContents is created"',
      check: async ({ electron: { app }, emptyWindow }) => {
        const created = nextEvent(app, 'web-contents-created');
        const window = emptyWindow();
        const [, contents] = await created;
        assert.equal(contents, window.webContents);
      },
    },
    'tells of every window when it is made': {
      source: 'spec/api-app-spec.ts: "should emit browser-window-created event when window is created"',
      check: async ({ electron: { app }, emptyWindow }) => {
        const created = nextEvent(app, 'browser-window-created');
        const window = emptyWindow();
        const [, told] = await created;
        assert.equal(told, window);
      },
    },
    'runs as the browser process, and says which Electron, Chromium and Node it is': {
      source: 'docs/api/process.md, process.type and process.versions',
      check: () => {
        assert.equal(process.type, 'browser');
        for (const name of ['electron', 'chrome', 'node'] as const)
          assert.match(process.versions[name] ?? '', /^\d+\.\d+/);
      },
    },
    'is not the program for links of which no copy is installed': {
      source: 'spec/api-app-spec.ts: "returns false for a bogus protocol"',
      check: ({ electron: { app } }) => assert.equal(app.isDefaultProtocolClient('holdfast-contract-nobody'), false),
    },
    'is refused as the program for links on Linux while its desktop file is not installed': {
      source: 'shell/browser/browser_linux.cc, SetDefaultWebClient',
      unless: onlyOn('linux'),
      check: ({ electron: { app } }) => assert.equal(app.setAsDefaultProtocolClient('holdfast-contract'), false),
    },
    'shows a number on the icon of its desktop file': {
      source: 'docs/api/app.md, app.setBadgeCount([count])',
      unless: onDesktop,
      check: async ({ electron: { app }, desk, after }) => {
        after(() => app.setBadgeCount(0));
        assert.equal(app.setBadgeCount(3), true);
        await eventually(desk.badges, [{ app: 'application://org.example.Contract.desktop', count: 3 }]);
        app.setBadgeCount(0);
        await eventually(desk.badges, []);
      },
    },
    'has a dock on macOS alone': {
      source: 'docs/api/app.md, app.dock',
      check: ({ electron: { app }, where }) => assert.equal(app.dock !== undefined, where.platform === 'darwin'),
    },
  },
  starts: {
    'waits at its top': {
      main: async ({ electron: { app }, tell }) => {
        app.once('ready', () => {
          tell('ready');
          setTimeout(() => app.exit(0), 0);
        });
        await delay(waitedMs);
        tell(`waited: ${app.isReady() ? 'ready' : 'not ready'}`);
      },
      promises: {
        'is not ready before its entry has waited for what it awaits at its top': {
          source: "docs/tutorial/esm.md, You must use await generously before the app's ready event",
          check: ({ told }) => assert.deepEqual(told, ['waited: not ready', 'ready']),
        },
      },
    },
  },
};
