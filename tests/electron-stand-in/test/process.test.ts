import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import {
  clear,
  electronVersion,
  ended,
  type FixtureGlobals,
  fixture,
  launchFixture,
  processesWith,
  type RunningFixture,
  start,
  temporaryFolder,
} from './support/fixture-app.ts';

describe('the processes of an app', { timeout: 40_000 }, () => {
  const running: RunningFixture[] = [];
  const launch = async (...args: Parameters<typeof launchFixture>) => {
    const app = await launchFixture(...args);
    running.push(app);
    return app;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.stop()));
  }, 20_000);

  const gone = (app: RunningFixture) => eventually(() => processesWith(app.userData)).toEqual([]);

  it('a renderer that is killed is gone, and its window can load again', async () => {
    const app = await launch();
    const pid = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(),
    );
    expect(await processesWith('--type=renderer')).toContain(pid);
    process.kill(pid, 'SIGKILL');
    await eventually(() => app.seen()).toContainEqual({ gone: { reason: 'killed', exitCode: 9 } });
    const after = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      const crashed = webContents.isCrashed();
      await webContents.loadURL((globalThis as unknown as FixtureGlobals).page);
      return [crashed, webContents.isCrashed(), await webContents.executeJavaScript('fixture.sum(1, 1)')];
    });
    expect(after).toEqual([true, false, 2]);
  });

  it('a renderer that crashes says so', async () => {
    const app = await launch();
    await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer(),
    );
    const seen = async () => JSON.stringify(await app.seen());
    await eventually(seen).toContain('"reason":"crashed"');
  });

  it('a window whose renderer hangs is destroyed all the same', async () => {
    const app = await launch();
    const pid = await app.electron.evaluate(({ app: electronApp, BrowserWindow }) => {
      electronApp.on('window-all-closed', () => {});
      return BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId();
    });
    app.page
      .evaluate(() => {
        for (;;);
      })
      .catch(() => {});
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.destroy());
    await eventually(() => processesWith('--type=renderer')).not.toContain(pid);
  });

  it('Chromium does not outlive a main process that is killed', async () => {
    const app = await launch();
    expect((await processesWith(app.userData)).length).toBeGreaterThan(2);
    app.electron.process().kill('SIGKILL');
    await gone(app);
  });

  it('the app ends when Chromium dies', async () => {
    const app = await launch();
    const ids = await processesWith(`--user-data-dir=${join(app.userData, 'Chromium')}`);
    process.kill(Math.min(...ids), 'SIGKILL');
    await gone(app);
  });

  it('quits in the order of Electron, and a window that stays stops it', async () => {
    const app = await launch();
    const order = await app.electron.evaluate(async ({ app: electronApp, BrowserWindow }) => {
      const { seen } = globalThis as unknown as FixtureGlobals;
      seen.length = 0;
      const window = BrowserWindow.getAllWindows()[0]!;
      const gone = new Promise<void>((resolve) => window.on('closed', () => resolve()));
      window.once('close', (event) => event.preventDefault());
      electronApp.quit();
      const stopped = seen.splice(0);
      electronApp.once('will-quit', (event) => event.preventDefault());
      electronApp.quit();
      const asked = seen.splice(0);
      await gone;
      return [stopped, asked, seen.splice(0), BrowserWindow.getAllWindows().length];
    });
    expect(order).toEqual([
      ['before-quit', 'window close'],
      ['before-quit', 'window close'],
      ['window closed', 'will-quit'],
      0,
    ]);
    const child = app.electron.process();
    const said = app.electron.evaluate(({ app: electronApp }) => {
      electronApp.exit(7);
      process.stdout.write('after exit\n');
      process.exit(8);
      process.stdout.write('after another\n');
    });
    await said.catch(() => {});
    expect(await ended(child)).toBe(7);
    // What comes after them in the same go is still done.
    await eventually(() => app.output.join('')).toContain('after exit\nafter another\n');
  });

  it('an error that nobody catches is said in a box, and the app goes on', async () => {
    const app = await launch();
    const box = app.electron.waitForEvent('window');
    await app.electron.evaluate(() => {
      setTimeout(() => {
        throw new Error('thrown on purpose');
      });
    });
    const page = await box;
    expect(await page.getByRole('alertdialog').textContent()).toContain('Error: thrown on purpose');
    expect(app.output.join('')).toContain('Uncaught Exception: Error: thrown on purpose');
    expect(await app.page.title()).toBe('Fixture page');
  });

  it('ends with its last window when nobody says otherwise', async () => {
    const app = await launch();
    const child = app.electron.process();
    await app.electron
      .evaluate(({ app: electronApp, BrowserWindow }) => {
        electronApp.removeAllListeners('window-all-closed');
        BrowserWindow.getAllWindows()[0]!.close();
      })
      .catch(() => {});
    expect(await ended(child)).toBe(0);
    await gone(app);
  });

  it('a second copy tells the first one and ends', async () => {
    const app = await launch();
    const second = start(app.userData, ['--something', 'else']);
    expect(await ended(second)).toBe(0);
    await eventually(() => app.seen()).toContainEqual({
      argv: expect.arrayContaining([fixture, '--something', 'else']),
      cwd: process.cwd(),
      data: { greeting: 'hello' },
    });
  });

  it('SIGTERM quits as the user does', async () => {
    const app = await launch();
    const child = app.electron.process();
    child.kill('SIGTERM');
    expect(await ended(child)).toBe(0);
    await gone(app);
  });

  it('started as a person does, it opens no debugger and says nothing', async () => {
    const userData = await temporaryFolder();
    const child = start(userData);
    try {
      await eventually(() => processesWith(userData).then((ids) => ids.length)).toBeGreaterThan(3);
      expect(await processesWith('--inspect')).not.toContain(child.pid);
      // The first copy answers it: it has come so far without a word, and it says none at its end.
      expect(await ended(start(userData))).toBe(0);
      child.kill('SIGTERM');
      expect(await ended(child)).toBe(0);
      expect(child.output()).toBe('');
    } finally {
      await clear(child, userData);
    }
  });

  it('does not start on a desktop that is hostile in a way that nobody knows, and says which there are', async () => {
    const userData = await temporaryFolder();
    const child = start(userData, [], { HOLDFAST_STAND_IN: 'late-events,thunder' });
    try {
      expect(await ended(child)).not.toBe(0);
      expect(child.output()).toContain('HOLDFAST_STAND_IN does not know thunder.');
      expect(child.output()).toContain('\n  no-ready-to-show: ');
    } finally {
      await clear(child, userData);
    }
  });

  it('knows who it is', async () => {
    const app = await launch({ args: ['--own-switch=7'] });
    const facts = await app.electron.evaluate(({ app: electronApp }) => ({
      name: electronApp.getName(),
      version: electronApp.getVersion(),
      packaged: electronApp.isPackaged,
      path: electronApp.getAppPath(),
      userData: electronApp.getPath('userData'),
      own: electronApp.commandLine.getSwitchValue('own-switch'),
      has: electronApp.commandLine.hasSwitch('another'),
      exe: electronApp.getPath('exe') === process.execPath,
      argv: process.argv.slice(1),
      type: process.type,
      electron: process.versions.electron,
      node: process.versions.node.split('.')[0],
      dock: electronApp.dock,
    }));
    expect(facts).toEqual({
      name: 'Fixture',
      version: '1.2.3',
      packaged: false,
      path: fixture,
      userData: app.userData,
      own: '7',
      has: false,
      exe: true,
      argv: [fixture, `--user-data-dir=${app.userData}`, '--own-switch=7'],
      type: 'browser',
      electron: electronVersion,
      node: '24',
      dock: undefined,
    });
    const [browser] = await processesWith(`--user-data-dir=${join(app.userData, 'Chromium')}`);
    expect(browser).toBeDefined();
    expect(await processesWith('--own-switch=7')).toContain(browser);
  });
});
