import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { type FixtureGlobals, launchFixture, type RunningFixture } from './support/fixture-app.ts';

describe('a browser window', { timeout: 30_000 }, () => {
  let app: RunningFixture;
  beforeAll(async () => {
    app = await launchFixture();
  }, 40_000);
  afterAll(() => app.stop(), 20_000);

  const forget = () =>
    app.electron.evaluate(() => {
      (globalThis as unknown as FixtureGlobals).seen.length = 0;
    });

  it('has opened, and said so in the order of Electron', async () => {
    const seen = await app.seen();
    // It is painted when it is: before or after all of it has loaded.
    await eventually(() => app.seen()).toContain('window ready-to-show');
    const inOrder = (entry: unknown) => typeof entry === 'string' && !/^will|ready-to-show$|focus$/.test(entry);
    expect(seen.filter(inOrder)).toEqual([
      'web-contents-created',
      'did-start-navigation fixture-app://app/index.html',
      'dom-ready',
      'did-finish-load',
    ]);
  });

  it('tells that its page hangs, and that it answers again', async () => {
    const told = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]!;
      const told: string[] = [];
      for (const name of ['unresponsive', 'responsive'] as const) {
        window.on(name as 'unresponsive', () => told.push(name));
        window.webContents.emit(name);
        told.push('…');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return told;
    });
    expect(told).toEqual(['…', 'unresponsive', '…', 'responsive']);
  });

  it('hides, shows, minimizes and restores, and tells of each after the call that caused it', async () => {
    await forget();
    const [states, told] = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const { seen } = globalThis as unknown as FixtureGlobals;
      const window = BrowserWindow.getAllWindows()[0]!;
      const state = () => [window.isVisible(), window.isMinimized(), window.isFocused()];
      const states = [state()];
      const told: unknown[] = [];
      for (const action of ['hide', 'hide', 'showInactive', 'show', 'minimize', 'restore'] as const) {
        window[action]();
        const atOnce = [window.isVisible(), ...seen];
        await new Promise((resolve) => setTimeout(resolve, 20));
        told.push([action, ...atOnce, '…', ...seen.splice(0)]);
        states.push(state());
      }
      return [states, told];
    });
    expect(states).toEqual([
      [true, false, true],
      [false, false, false],
      [false, false, false],
      [true, false, false],
      [true, false, true],
      [true, true, false],
      [true, false, true],
    ]);
    expect(told).toEqual([
      ['hide', false, '…', 'window hide', 'window blur'],
      ['hide', false, '…', 'window hide'],
      ['showInactive', true, '…', 'window show'],
      ['show', true, '…', 'window show', 'window focus'],
      ['minimize', true, '…', 'window blur', 'window minimize'],
      ['restore', true, '…', 'window restore', 'window focus'],
    ]);
  });

  it('moves and resizes its page, and keeps its smallest size', async () => {
    await forget();
    const bounds = await app.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0]!;
      window.setMinimumSize(300, 200);
      window.setBounds({ x: 30, y: 40, width: 100, height: 450 });
      return window.getBounds();
    });
    expect(bounds).toEqual({ x: 30, y: 40, width: 300, height: 450 });
    const born = await app.electron.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false, width: 100, height: 100, minWidth: 360, minHeight: 520 });
      const size = window.getSize();
      window.destroy();
      return size;
    });
    expect(born).toEqual([360, 520]);
    await eventually(() => app.page.evaluate(() => [innerWidth, innerHeight])).toEqual([300, 450]);
    expect((await app.seen()).filter((entry) => entry !== 'web-contents-created')).toEqual([
      'window move',
      'window resize',
    ]);
  });

  it('gives the keys that its page leaves alone to the application menu', async () => {
    const pressed = () => app.electron.evaluate(() => (globalThis as unknown as { pressed: string[] }).pressed);
    await app.electron.evaluate(({ Menu }) => {
      const list: string[] = Object.assign(globalThis, { pressed: [] as string[] }).pressed;
      Menu.setApplicationMenu(
        Menu.buildFromTemplate([
          {
            label: 'Call',
            submenu: [
              { label: 'Mute', accelerator: 'CommandOrControl+Shift+M', click: (item) => list.push(item.label) },
              { label: 'Hang up', accelerator: 'CmdOrCtrl+H', enabled: false, click: (item) => list.push(item.label) },
              { label: 'Taken', accelerator: 'CmdOrCtrl+K', click: (item) => list.push(item.label) },
            ],
          },
        ]),
      );
    });
    await app.page.evaluate(() =>
      document.addEventListener('keydown', (event) => event.key === 'k' && event.preventDefault()),
    );
    for (const keys of ['Control+k', 'Control+h', 'Control+m', 'Control+Shift+M']) await app.page.keyboard.press(keys);
    await eventually(pressed).toEqual(['Mute']);
  });

  it('has the colours that the app asks for', async () => {
    const isDark = () => app.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    const ask = (source: 'system' | 'dark') =>
      app.electron.evaluate(({ nativeTheme }, wanted) => {
        nativeTheme.themeSource = wanted;
        return nativeTheme.shouldUseDarkColors;
      }, source);
    expect([await isDark(), await ask('dark')]).toEqual([false, true]);
    await eventually(isDark).toBe(true);
    expect(await ask('system')).toBe(false);
    await eventually(isDark).toBe(false);
  });

  it('has the title of its page', async () => {
    const title = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getTitle());
    expect(await title()).toBe('Fixture page');
    await app.page.evaluate(() => {
      document.title = 'Another title';
    });
    await eventually(title).toBe('Another title');
  });

  it('stays when its close is prevented, goes a moment later when it is not, and then nothing can be done with it', async () => {
    const [counts, closed, complaints] = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const { page } = globalThis as unknown as FixtureGlobals;
      const window = new BrowserWindow({ show: false });
      await window.loadURL(page);
      const { webContents } = window;
      const closed: string[] = [];
      const gone = new Promise<void>((resolve) => window.on('closed', () => resolve()));
      window.on('closed', () => closed.push('closed'));
      webContents.on('destroyed', () => closed.push('destroyed'));
      window.once('close', (event) => event.preventDefault());
      const count = () => BrowserWindow.getAllWindows().length;
      const counts: unknown[] = [count()];
      window.close();
      counts.push(count(), window.isDestroyed());
      window.close();
      counts.push(count(), window.isDestroyed());
      await gone;
      counts.push(count(), window.isDestroyed(), webContents.isDestroyed());
      const tries = [
        () => window.isVisible(),
        () => window.hide(),
        () => window.webContents,
        () => webContents.send('hello'),
        () => webContents.getURL(),
        () => webContents.mainFrame,
        () => window.destroy(),
        () =>
          void window
            .once('closed', () => {})
            .removeAllListeners()
            .listenerCount('closed'),
      ];
      const complaints = tries.map((attempt) => {
        try {
          attempt();
          return '';
        } catch (error) {
          return String(error);
        }
      });
      return [counts, closed, complaints] as const;
    });
    expect(counts).toEqual([2, 2, false, 2, false, 1, true, true]);
    expect(closed).toEqual(['destroyed', 'closed']);
    const destroyed = 'TypeError: Object has been destroyed';
    expect(complaints).toEqual([...Array(7).fill(destroyed), '']);
    await eventually(() => app.electron.windows().length).toBe(1);
  });

  it('closes when its page wants it to, unless the app prevents it', async () => {
    const opened = app.electron.waitForEvent('window');
    await app.electron.evaluate(async ({ BrowserWindow }) => {
      const { page, seen } = globalThis as unknown as FixtureGlobals;
      const window = new BrowserWindow({ show: false });
      await window.loadURL(page);
      window.once('close', (event) => {
        event.preventDefault();
        seen.push('kept');
      });
    });
    const page = await opened;
    await page.waitForFunction(() => 'heard' in globalThis);
    await page.evaluate(() => window.close());
    await eventually(() => app.seen()).toContain('kept');
    expect(page.isClosed()).toBe(false);
    await page.evaluate(() => window.close()).catch(() => {});
    await eventually(() => page.isClosed()).toBe(true);
  });

  it('is found by what belongs to it', async () => {
    const found = await app.electron.evaluate(({ BrowserWindow, webContents }) => {
      const window = BrowserWindow.getAllWindows()[0]!;
      return [
        BrowserWindow.fromId(window.id) === window,
        BrowserWindow.fromWebContents(window.webContents) === window,
        webContents.fromId(window.webContents.id) === window.webContents,
        BrowserWindow.getFocusedWindow() === window,
        BrowserWindow.fromId(99),
      ];
    });
    expect(found).toEqual([true, true, true, true, null]);
  });

  it('throws for what is not implemented, and says its name', async () => {
    const messages = await app.electron.evaluate(({ BrowserWindow, Menu, app: electronApp, autoUpdater }) => {
      const window = BrowserWindow.getAllWindows()[0]!;
      const tries = [
        () => window.setProgressBar(0.5),
        () => electronApp.startAccessingSecurityScopedResource(''),
        () => autoUpdater.checkForUpdates(),
        () => window.webContents.printToPDF({}),
        () => window.setMenu(null),
        () => new BrowserWindow({ show: false, kiosk: true }),
        () => new BrowserWindow({ show: false, webPreferences: { nodeIntegration: true } }),
        () => Menu.buildFromTemplate([{ role: 'zoomIn' }]).items[0]!.click(),
      ];
      return tries.map((attempt) => {
        try {
          attempt();
          return 'nothing thrown';
        } catch (error) {
          return (error as Error).message;
        }
      });
    });
    expect(messages).toEqual([
      'not implemented by the stand-in: BrowserWindow.setProgressBar',
      'not implemented by the stand-in: app.startAccessingSecurityScopedResource',
      'not implemented by the stand-in: autoUpdater.checkForUpdates',
      'not implemented by the stand-in: webContents.printToPDF',
      'not implemented by the stand-in: BrowserWindow.setMenu',
      "not implemented by the stand-in: BrowserWindow's kiosk",
      'not implemented by the stand-in: webPreferences.nodeIntegration: true',
      'not implemented by the stand-in: the role zoomIn',
    ]);
  });

  it('shows a message box whose buttons can be pressed', async () => {
    const answer = app.electron.evaluate(({ dialog }) =>
      dialog.showMessageBox({ message: 'Leave <the> call?', buttons: ['Hang up and quit', 'Stay'], cancelId: 1 }),
    );
    const box = await app.electron.waitForEvent('window');
    expect(await box.getByRole('alertdialog').textContent()).toContain('Leave <the> call?');
    await box.getByRole('button', { name: 'Hang up and quit' }).click();
    expect(await answer).toEqual({ response: 0, checkboxChecked: false });
    await eventually(() => box.isClosed()).toBe(true);
  });

  it('takes a message box away that the app withdraws, as if it had been cancelled', async () => {
    const answer = app.electron.evaluate(({ dialog }) => {
      const withdrawal = new AbortController();
      Object.assign(globalThis, { withdraw: () => withdrawal.abort() });
      return dialog.showMessageBox({
        message: 'Still there?',
        buttons: ['Yes', 'No'],
        cancelId: 1,
        signal: withdrawal.signal,
      });
    });
    const box = await app.electron.waitForEvent('window');
    await box.getByRole('button', { name: 'Yes' }).waitFor();
    await app.electron.evaluate(() => (globalThis as unknown as { withdraw(): void }).withdraw());
    expect(await answer).toEqual({ response: 1, checkboxChecked: false });
    await eventually(() => box.isClosed()).toBe(true);
  });
});
