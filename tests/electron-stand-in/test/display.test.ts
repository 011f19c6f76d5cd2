import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { clear, ended, launchFixture, type RunningFixture, start, temporaryFolder } from './support/fixture-app.ts';
import { XServer } from './support/x-server.ts';

/** Key codes of a US keyboard. */
const keys = { control: 37, shift: 50, m: 58 };

describe('the close button of a window', { timeout: 40_000 }, () => {
  it('is a close that the app can prevent, and then decides about', async () => {
    const server = await XServer.start();
    const userData = await temporaryFolder();
    // Without Playwright, which answers all questions of pages itself.
    const child = start(userData, ['--keep-once'], { DISPLAY: server.name });
    try {
      await eventually(() => child.output()).toContain('loaded');
      await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
      server.close('Fixture page');
      await eventually(() => child.output()).toContain('kept');
      await eventually(() => Object.keys(server.windows())).toEqual([]);
      expect(await ended(start(userData, [], { DISPLAY: server.name }))).toBe(0);
      await eventually(() => server.windows()['Fixture page']?.states).toEqual([]);
      server.close('Fixture page');
      expect(await ended(child)).toBe(0);
      expect(child.output()).toContain('closed');
    } finally {
      await clear(child, userData, () => child.kill('SIGKILL'));
      await server.stop();
    }
  });
});

describe('an app on an X11 display', { timeout: 40_000 }, () => {
  let server: XServer;
  let app: RunningFixture;
  beforeAll(async () => {
    server = await XServer.start();
    app = await launchFixture({ env: { DISPLAY: server.name } });
  }, 40_000);
  afterAll(async () => {
    await app.stop();
    await server.stop();
  }, 20_000);

  it('has a window that is all page, of its size, in the middle of the screen', async () => {
    await eventually(() => app.page.evaluate(() => [innerWidth, innerHeight, screenX, screenY])).toEqual([
      700, 500, 290, 150,
    ]);
    expect(server.windows()).toEqual({ 'Fixture page': { states: [], framed: true, type: 'NORMAL' } });
    expect((await app.seen()).filter((entry) => String(entry).includes('navig'))).toEqual([
      'did-start-navigation fixture-app://app/index.html',
    ]);
    expect(await app.electron.evaluate(({ screen }) => screen.getPrimaryDisplay().size)).toEqual({
      width: 1280,
      height: 800,
    });
  });

  it('takes its window away when it hides, and brings it back', async () => {
    const act = (action: 'hide' | 'show' | 'minimize' | 'restore') =>
      app.electron.evaluate(({ BrowserWindow }, name) => BrowserWindow.getAllWindows()[0]![name](), action);
    const states = () => server.windows()['Fixture page']?.states;
    await act('hide');
    await eventually(() => Object.keys(server.windows())).toEqual([]);
    await act('show');
    await eventually(states).toEqual([]);
    await act('minimize');
    await eventually(states).toEqual(['HIDDEN']);
    await act('restore');
    await eventually(states).toEqual([]);
  });

  it('hears what a person does to its window: minimize, bring back, move', async () => {
    const state = () =>
      app.electron.evaluate(({ BrowserWindow }) => {
        const { seen } = globalThis as unknown as { seen: unknown[] };
        const window = BrowserWindow.getAllWindows()[0]!;
        const { x, y } = window.getBounds();
        const happened = new Set(seen.filter((name) => /minimize|restore|focus|blur|move$/.test(String(name))));
        return [[...happened].toSorted(), window.isMinimized(), window.isFocused(), x, y];
      });
    const forget = () =>
      app.electron.evaluate(() => void (globalThis as unknown as { seen: unknown[] }).seen.splice(0));
    await eventually(async () => (await state()).slice(1)).toEqual([false, true, 290, 150]);
    await forget();
    server.minimize('Fixture page');
    await eventually(state).toEqual([['window blur', 'window minimize'], true, false, 290, 150]);
    await forget();
    server.activate('Fixture page');
    await eventually(state).toEqual([['window focus', 'window restore'], false, true, 290, 150]);
    await forget();
    server.move('Fixture page', 100, 120);
    await eventually(state).toEqual([['window move'], false, true, 100, 120]);
  });

  it('has a title of its own on the desktop when the app keeps the page from giving it one', async () => {
    await app.electron.evaluate(async ({ BrowserWindow }) => {
      const window = new BrowserWindow({ width: 320, height: 180, title: 'Call' });
      window.on('page-title-updated', (event) => event.preventDefault());
      await window.loadURL('fixture-app://app/other.html');
    });
    await eventually(() => Object.keys(server.windows()).toSorted()).toEqual(['Call', 'Fixture page']);
    await app.electron.windows().at(-1)!.close();
    await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
  });

  it('keeps a small window without a frame on top, where it was put', async () => {
    await app.electron.evaluate(async ({ BrowserWindow }) => {
      const options = { width: 320, height: 180, x: 900, y: 600, frame: false, alwaysOnTop: true, skipTaskbar: true };
      await new BrowserWindow(options).loadURL('fixture-app://app/other.html');
    });
    await eventually(() => server.windows()['Other page']).toEqual({
      states: ['ABOVE'],
      framed: false,
      type: 'NORMAL',
    });
    const other = () => app.electron.windows().find((window) => window.url().endsWith('other.html'));
    await eventually(() => other() !== undefined).toBe(true);
    const page = other()!;
    await eventually(() => page.evaluate(() => [innerWidth, innerHeight, screenX, screenY])).toEqual([
      320, 180, 900, 600,
    ]);
    await page.close();
    await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
  });

  it('shows a window where it was put while it was hidden, and again where it was moved meanwhile', async () => {
    await app.electron.evaluate(async ({ BrowserWindow }) => {
      const size = { width: 320, height: 180, minWidth: 320, minHeight: 180 };
      const window = new BrowserWindow({ ...size, show: false, frame: false });
      await window.loadURL('fixture-app://app/other.html');
      window.setBounds({ x: 944, y: 604 });
      window.showInactive();
    });
    const other = () => app.electron.windows().find((window) => window.url().endsWith('other.html'));
    await eventually(() => other() !== undefined).toBe(true);
    const page = other()!;
    const place = () => page.evaluate(() => [innerWidth, innerHeight, screenX, screenY]);
    await eventually(place).toEqual([320, 180, 944, 604]);
    await app.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().endsWith('other.html'))!;
      window.hide();
    });
    await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
    await app.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().endsWith('other.html'))!;
      window.showInactive();
    });
    await eventually(() => Object.keys(server.windows())).toContain('Other page');
    expect(await place()).toEqual([320, 180, 944, 604]);
    await app.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().endsWith('other.html'))!;
      window.hide();
      window.setBounds({ x: 16, y: 16 });
      window.showInactive();
    });
    await eventually(place).toEqual([320, 180, 16, 16]);
    await page.close();
    await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
  });

  it('leaves the focus where it is when a window is shown inactive, on top of it and of the type it was given', async () => {
    await eventually(() => server.active()).toBe('Fixture page');
    await app.electron.evaluate(async ({ BrowserWindow }) => {
      const options = { width: 320, height: 180, show: false, frame: false, alwaysOnTop: true, type: 'toolbar' };
      const window = new BrowserWindow({ ...options, minWidth: 320, maxWidth: 320, minHeight: 180, maxHeight: 180 });
      window.setVisibleOnAllWorkspaces(true);
      await window.loadURL('fixture-app://app/other.html');
    });
    const act = (action: 'hide' | 'showInactive' | 'show') =>
      app.electron.evaluate(({ BrowserWindow }, name) => {
        BrowserWindow.getAllWindows()
          .find((each) => each.webContents.getURL().endsWith('other.html'))!
          [name]();
      }, action);
    await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
    await eventually(() => server.active()).toBe('Fixture page');
    for (let times = 0; times < 2; times++) {
      await act('showInactive');
      await eventually(() => server.windows()['Other page']).toEqual({
        states: ['ABOVE'],
        framed: false,
        type: 'TOOLBAR',
      });
      expect(server.isEverywhere('Other page')).toBe(true);
      expect(server.active()).toBe('Fixture page');
      expect(server.limits('Other page')).toEqual([320, 180, 320, 180]);
      await act('hide');
      await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
    }
    await act('show');
    await eventually(() => server.active()).toBe('Other page');
    await app.electron.windows().at(-1)!.close();
    await eventually(() => Object.keys(server.windows())).toEqual(['Fixture page']);
  });

  it('hears where the pointer is, and what panels leave of the screen, whenever that changes', async () => {
    const screen = () =>
      app.electron.evaluate(({ screen }) => ({
        area: screen.getPrimaryDisplay().workArea,
        pointer: screen.getCursorScreenPoint(),
      }));
    server.point(40, 700);
    expect(await screen()).toEqual({ area: { x: 0, y: 0, width: 1280, height: 800 }, pointer: { x: 40, y: 700 } });
    await app.electron.evaluate(({ screen }) => {
      const changes: unknown[] = Object.assign(globalThis, { changes: [] as unknown[] }).changes;
      screen.on('display-metrics-changed', (_event, { workArea }, what) => changes.push(workArea.height, ...what));
    });
    const changes = () => app.electron.evaluate(() => (globalThis as unknown as { changes: unknown[] }).changes);
    const end = server.panel(48);
    await eventually(changes).toEqual([752, 'workArea']);
    expect((await screen()).area).toEqual({ x: 0, y: 0, width: 1280, height: 752 });
    end();
    await eventually(changes).toEqual([752, 'workArea', 800, 'workArea']);
  });

  it('asks in a window of its own, without a browser around it', async () => {
    const answer = app.electron.evaluate(({ dialog }) =>
      dialog.showMessageBox({ message: 'Really?', title: 'Question' }),
    );
    await eventually(() => Object.keys(server.windows())).toContain('Question');
    await eventually(() => app.electron.windows().length).toBe(2);
    const box = app.electron.windows().at(-1)!;
    expect(await box.evaluate(() => innerHeight === outerHeight)).toBe(true);
    await box.getByRole('button', { name: 'OK' }).click();
    expect((await answer).response).toBe(0);
  });

  it('gets a key of the whole system, which no other program has', async () => {
    const register = () =>
      app.electron.evaluate(({ globalShortcut }) => {
        const pressed: string[] = Object.assign(globalThis, { pressed: [] as string[] }).pressed;
        return globalShortcut.register('CommandOrControl+Shift+M', () => pressed.push('pressed'));
      });
    expect(await register()).toBe(true);
    server.press(keys.control, keys.shift, keys.m);
    await eventually(() =>
      app.electron.evaluate(() => (globalThis as unknown as { pressed: string[] }).pressed),
    ).toEqual(['pressed']);

    const other = await launchFixture({ env: { DISPLAY: server.name } });
    try {
      const also = () =>
        other.electron.evaluate(({ globalShortcut }) => globalShortcut.register('CommandOrControl+Shift+M', () => {}));
      expect(await also()).toBe(false);
      await app.electron.evaluate(({ globalShortcut }) => globalShortcut.unregisterAll());
      expect(await also()).toBe(true);
    } finally {
      await other.stop();
    }
  });
});
