import { describe, expect, it } from 'vitest';
import { restMs } from '../../../src/main/windows/at-rest.ts';
import { drawnMs, paintMs } from '../../../src/main/windows/drawable.ts';
import { desktops, mainWindow } from './main-window-rig.ts';

describe('the main window', () => {
  it('is sandboxed, isolated and without Node', () => {
    const { window, factory } = mainWindow();
    window.open({ visible: true });
    expect(factory.last.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      preload: '/preload.cjs',
    });
    expect(factory.last.options.webPreferences).not.toHaveProperty('webSecurity');
  });

  it.each(desktops)('on %s shows itself when it can be drawn, and not at all when it starts hidden', (desktop) => {
    const shown = mainWindow(desktop);
    shown.window.open({ visible: true });
    expect(shown.factory.last.isVisible()).toBe(false);
    shown.ready();
    expect(shown.visible.at(-1)).toBe(true);
    const hidden = mainWindow(desktop);
    hidden.window.open({ visible: false });
    hidden.ready();
    expect(hidden.factory.last.calls).toEqual([]);
    hidden.window.show();
    hidden.settle();
    expect(hidden.window.isVisible()).toBe(true);
  });

  it.each([
    [
      'the page has loaded and had time to be painted',
      ({ factory, clock }: ReturnType<typeof mainWindow>) => {
        factory.last.webContents.emit('did-finish-load');
        clock.advance(paintMs);
      },
    ],
    ['2 s have passed', ({ clock }: ReturnType<typeof mainWindow>) => clock.advance(drawnMs)],
  ])('shows itself when %s, where Electron never says that it is ready', (_what, happens) => {
    const main = mainWindow('wayland');
    main.window.open({ visible: true });
    happens(main);
    expect(main.factory.last.isVisible()).toBe(true);
    main.window.replace();
    happens(main);
    expect(main.factory.last.isVisible()).toBe(true);
    expect(main.clock.pending).toBe(0);
  });

  it('is shown once: what comes after that does not bring back a window that was hidden', () => {
    const { opened, close, factory, clock } = mainWindow();
    close.action = 'hide';
    opened().close();
    factory.last.webContents.emit('did-finish-load');
    clock.advance(drawnMs);
    expect(factory.last.isVisible()).toBe(false);
  });

  it.each(['x11', 'win32', 'darwin'] as const)('on %s tells whether it can be seen', (desktop) => {
    const { window, opened, visible, settle, close, drawn } = mainWindow(desktop);
    close.action = 'hide';
    const fake = opened();
    fake.byUser.minimize();
    settle();
    fake.byUser.restore();
    settle();
    fake.close();
    settle();
    window.show();
    settle();
    expect(visible).toEqual([true, false, true, false, true]);
    expect(drawn().map(({ payload }) => payload)).toEqual(visible);
  });

  it.each(['x11', 'win32', 'darwin'] as const)(
    'on %s knows at once that it has been hidden, whatever events come',
    (desktop) => {
      const { window, opened, close } = mainWindow(desktop);
      close.action = 'hide';
      opened().close();
      expect(window.presence()).toBe('hidden');
    },
  );

  it('on macOS is hidden while it is wholly covered, and is seen when it comes back from there', () => {
    const { window, opened, settle, close, presences } = mainWindow('darwin');
    close.action = 'hide';
    const fake = opened();
    fake.byUser.cover(true);
    settle();
    expect(window.presence()).toBe('hidden');
    // Covered, it is hidden without an event.
    fake.close();
    settle();
    window.show();
    settle();
    expect(window.presence()).toBe('in-front');
    expect(presences.at(-1)).toBe('in-front');
  });

  it('is in front, or behind another program', () => {
    const { window, opened, settle, visible, drawn } = mainWindow();
    const fake = opened();
    expect(window.presence()).toBe('in-front');
    fake.byUser.switchAway();
    settle();
    expect([window.presence(), window.isVisible()]).toEqual(['behind', true]);
    fake.byUser.focus();
    settle();
    expect(window.presence()).toBe('in-front');
    expect([visible, drawn()]).toEqual([[true], [{ name: 'window:visible', payload: true }]]);
  });

  it.each([
    ['hide', false],
    ['minimize', false],
  ] as const)('stays when closing means to %s', (action, seen) => {
    const { window, factory, did, close, opened, settle } = mainWindow();
    const fake = opened();
    close.action = action;
    fake.close();
    settle();
    expect(factory.open).toHaveLength(1);
    expect(window.isVisible()).toBe(seen);
    expect(did).toEqual([]);
    window.show();
    settle();
    expect(window.isVisible()).toBe(true);
    expect(factory.made).toHaveLength(1);
  });

  it('is gone when closing means to close, and comes again when shown', () => {
    const { window, factory, did } = mainWindow();
    window.open({ visible: true });
    factory.last.close();
    expect(did).toEqual(['closed']);
    window.show();
    expect(factory.open).toHaveLength(1);
  });

  it('is one window, however often it is opened and shown', () => {
    const { window, factory } = mainWindow();
    for (let i = 0; i < 100; i++) {
      window.open({ visible: i % 2 === 0 });
      window.show();
      factory.last.hide();
    }
    expect(factory.made).toHaveLength(1);
  });

  it('is throttled only without a call, also the one that replaces it', () => {
    const { window, factory } = mainWindow();
    window.open({ visible: true });
    window.setThrottled(false);
    window.setThrottled(false);
    expect(factory.last.webContents.throttling).toEqual([false]);
    window.replace();
    expect(factory.last.options.webPreferences?.backgroundThrottling).toBe(false);
    window.setThrottled(true);
    expect(factory.last.webContents.throttling).toEqual([true]);
  });

  it('asks nothing of a window that is destroyed, which would throw', () => {
    const { window, factory, opened, clock } = mainWindow();
    const fake = opened();
    fake.byUser.move({ x: 1 });
    fake.settle();
    // As when Electron destroys it and the app has not heard of it yet.
    fake.webContents.destroyed = true;
    window.flash(true);
    window.setThrottled(false);
    window.minimizeHidden();
    clock.advance(restMs);
    expect(window.browserWindow()).toBeUndefined();
    window.replace();
    window.show();
    expect(factory.open).toEqual([factory.last]);
    factory.last.webContents.destroyed = true;
    window.destroy();
  });
});

describe('a fresh main window', () => {
  const replaced = (main: ReturnType<typeof mainWindow>) => {
    main.window.replace();
    main.ready();
    return main.factory.last;
  };

  it.each([
    ['in front', () => {}, 'in-front', 'show'],
    ['hidden', (old: { close(): void }) => old.close(), 'hidden', null],
  ] as const)(
    'in the place of one that was %s, is so, too; the old one tells nothing any more',
    (_how, prepare, presence, call) => {
      const main = mainWindow();
      const { factory, did, presences, opened, close, settle, window } = main;
      close.action = 'hide';
      const old = opened();
      prepare(old);
      settle();
      const fresh = replaced(main);
      expect(factory.open).toEqual([fresh]);
      expect(fresh).not.toBe(old);
      expect(window.presence()).toBe(presence);
      if (call) expect(fresh.calls).toContain(call);
      else expect(fresh.calls).toEqual([]);
      expect(did).toEqual([]);
      const before = presences.length;
      old.emit('hide');
      old.webContents.emit('render-process-gone', {}, { reason: 'killed' });
      expect(presences).toHaveLength(before);
      expect(did).toEqual([]);
    },
  );

  it.each(desktops)('on %s takes no focus from another program', (desktop) => {
    const main = mainWindow(desktop);
    main.opened().byUser.switchAway();
    main.settle();
    const fresh = replaced(main);
    expect(fresh.calls).toEqual(['showInactive']);
    expect(fresh.isVisible()).toBe(true);
  });

  it('of one that was wholly covered on macOS is open, and takes no focus', () => {
    const main = mainWindow('darwin');
    main.opened().byUser.cover(true);
    main.settle();
    expect(replaced(main).calls).toEqual(['showInactive']);
  });

  it('of a minimized one is minimized', () => {
    const main = mainWindow();
    main.opened().byUser.minimize();
    main.settle();
    expect(replaced(main).calls).toEqual(['minimize']);
    expect(main.window.presence()).toBe('hidden');
  });

  it('of one that was not drawn yet shows itself as that one would have', () => {
    const main = mainWindow();
    main.window.open({ visible: true });
    expect(replaced(main).calls).toContain('show');
  });
});

describe('the page of the main window', () => {
  it('is told of as gone, hung, or begun anew once it had been up', () => {
    const { window, factory, did, ready } = mainWindow();
    window.open({ visible: true });
    const { webContents } = factory.last;
    webContents.emit('did-navigate', {}, 'holdfast-app://app/index.html');
    expect(did).toEqual([]);
    ready();
    webContents.emit('did-navigate', {}, 'holdfast-app://app/index.html');
    webContents.emit('render-process-gone', {}, { reason: 'oom' });
    factory.last.emit('unresponsive');
    expect(did).toEqual(['reload', 'gone oom', 'unresponsive']);
  });

  it('goes on when it is refused to go elsewhere, moves within itself or loads a frame', () => {
    const { channel, factory, did, opened } = mainWindow();
    const { webContents } = opened();
    const navigation = { url: 'https://evil.example/', isMainFrame: true, isSameDocument: false };
    // Electron asks whether it may only after it has told that it begins: shell/browser/api/electron_api_web_contents.cc.
    webContents.emit('did-start-navigation', navigation);
    webContents.emit('will-navigate', { ...navigation, preventDefault: () => {} });
    webContents.emit('did-start-navigation', { ...navigation, isSameDocument: true });
    webContents.emit('did-navigate-in-page', {}, 'holdfast-app://app/index.html#people', true);
    webContents.emit('did-start-navigation', { ...navigation, isMainFrame: false });
    webContents.emit('did-frame-navigate', {}, 'about:blank', 200, '', false);
    expect([did, channel.ready]).toEqual([[], true]);
    channel.send('power:resumed', undefined);
    expect(factory.last.webContents.names()).toContain('power:resumed');
  });
});

describe('where the main window is', () => {
  it.each([
    ['where it was', { x: 100, y: 50, width: 800, height: 600 }, { x: 100, y: 50, width: 800, height: 600 }],
    ['inside the display', { x: 3000, y: -500, width: 800, height: 600 }, { x: 1120, y: 0, width: 800, height: 600 }],
    [
      'no larger than the display',
      { x: 0, y: 0, width: 9000, height: 9000 },
      { x: 0, y: 0, width: 1920, height: 1040 },
    ],
    ['with its usual size instead of none', { x: 5, y: 5, width: 1, height: 1 }, { width: 960, height: 640 }],
  ])('opens %s', (_how, saved, expected) => {
    const { window, factory, state } = mainWindow();
    state.change({ main: saved });
    window.open({ visible: true });
    expect(factory.last.options).toMatchObject(expected);
  });

  it.each([
    ['move', { x: 33, y: 44 }],
    ['resize', { width: 700, height: 650 }],
  ])('remembers where it was brought by a %s, once it has come to rest', (_event, change) => {
    const { opened, state, clock, settle } = mainWindow();
    const fake = opened();
    fake.byUser.move({ x: 30, y: 30, width: 720, height: 660 });
    settle();
    clock.advance(restMs - 1);
    fake.byUser.move(change);
    settle();
    clock.advance(restMs - 1);
    expect(state.get().main).toBeNull();
    clock.advance(1);
    expect(state.get().main).toEqual({ x: 30, y: 30, width: 720, height: 660, ...change });
    expect(clock.pending).toBe(0);
  });

  it('maximized before, is maximized when it is shown, and not shown by that', () => {
    const { window, factory, state, ready, settle } = mainWindow();
    state.change({ maximized: true });
    window.open({ visible: false });
    ready();
    expect(factory.last.isVisible()).toBe(false);
    window.show();
    settle();
    expect(factory.last.isMaximized()).toBe(true);
  });

  it('on Wayland, which tells no place, keeps the one it knew', () => {
    const { opened, state, clock, settle } = mainWindow('wayland');
    state.change({ main: { x: 100, y: 50, width: 800, height: 600 } });
    const fake = opened();
    fake.byUser.move({ width: 700, height: 650 });
    settle();
    clock.advance(restMs);
    expect(state.get().main).toEqual({ x: 100, y: 50, width: 700, height: 650 });
  });
});
