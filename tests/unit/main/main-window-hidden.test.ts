/** The main window on its way out of sight and back, where a system has a way of its own. */
import { describe, expect, it } from 'vitest';
import { minimizeWithoutTray, trayGraceMs } from '../../../src/main/windows/without-tray.ts';
import type { FakeBrowserWindow, FakeDesktop } from './fakes.ts';
import { mainWindow } from './main-window-rig.ts';

describe('a hidden main window that the tray no longer leads back to', () => {
  function withTray(desktop: FakeDesktop = 'x11') {
    const main = mainWindow(desktop);
    let tell: (visible: boolean) => void = () => {};
    const tray = {
      onChanged: (listener: typeof tell) => {
        tell = listener;
        return () => {};
      },
    };
    minimizeWithoutTray({ tray, mainWindow: main.window, clock: main.clock });
    main.close.action = 'hide';
    const fake = main.opened();
    fake.calls.length = 0;
    return { ...main, fake, tray: (visible: boolean) => tell(visible) };
  }

  it('is minimized, once it is sure that the panel has not only restarted', () => {
    const { fake, tray, clock, settle, window } = withTray();
    fake.close();
    tray(false);
    clock.advance(trayGraceMs - 1);
    tray(true);
    clock.advance(trayGraceMs);
    expect(fake.isMinimized()).toBe(false);
    tray(false);
    clock.advance(trayGraceMs);
    settle();
    expect([fake.isMinimized(), window.presence()]).toEqual([true, 'hidden']);
    window.show();
    settle();
    expect(window.presence()).toBe('in-front');
  });

  it.each([
    ['open', 'x11', () => {}],
    ['minimized', 'x11', (fake: FakeBrowserWindow) => fake.byUser.minimize()],
    ['hidden on Wayland, where that would lose it', 'wayland', (fake: FakeBrowserWindow) => fake.close()],
  ] as const)('is left alone when it is %s', (_how, desktop, prepare) => {
    const { fake, tray, clock, settle } = withTray(desktop);
    prepare(fake);
    settle();
    fake.calls.length = 0;
    tray(false);
    clock.advance(trayGraceMs);
    expect(fake.calls).toEqual([]);
  });
});

describe('the main window on Wayland', () => {
  it('counts as unseen without the focus, since it may be minimized; its page goes on being drawn', () => {
    const { window, opened, settle, visible, drawn } = mainWindow('wayland');
    const fake = opened();
    expect(window.presence()).toBe('in-front');
    fake.byUser.minimize();
    settle();
    expect([window.presence(), window.isVisible()]).toEqual(['unknown', false]);
    fake.byUser.focus();
    settle();
    expect(visible).toEqual([true, false, true]);
    expect(drawn().map(({ payload }) => payload)).toEqual([true]);
  });

  it('comes back by being mapped anew, which is told as one step', () => {
    const { window, opened, settle, presences } = mainWindow('wayland');
    const fake = opened();
    fake.byUser.minimize();
    settle();
    fake.calls.length = 0;
    presences.length = 0;
    window.show();
    settle();
    expect(fake.calls).toEqual(['hide', 'show', 'show', 'focus']);
    expect(presences).toEqual(['in-front']);
  });

  it('stays unseen when the compositor gives it no focus', () => {
    const { window, opened, settle } = mainWindow('wayland');
    const fake = opened();
    fake.byUser.minimize();
    settle();
    fake.givesFocus = false;
    window.show();
    settle();
    expect(window.presence()).toBe('unknown');
  });

  it('is left alone when it has the focus', () => {
    const { window, opened, settle } = mainWindow('wayland');
    const fake = opened();
    fake.calls.length = 0;
    window.show();
    settle();
    expect(fake.calls).not.toContain('hide');
  });
});

describe('the main window in full screen on macOS', () => {
  function inFullScreen() {
    const main = mainWindow('darwin');
    main.close.action = 'hide';
    const fake = main.opened();
    fake.byUser.fullScreen();
    main.settle();
    fake.calls.length = 0;
    fake.close();
    return { ...main, fake };
  }

  it('leaves it before it hides, else it would leave a black Space', () => {
    const { fake, settle, window } = inFullScreen();
    expect(fake.calls).toEqual(['setFullScreen false']);
    settle();
    expect(fake.calls).toEqual(['setFullScreen false', 'hide']);
    expect(window.presence()).toBe('hidden');
  });

  it('does not hide when it is wanted again in the meantime', () => {
    const { fake, settle, window } = inFullScreen();
    window.show();
    settle();
    expect(fake.calls).not.toContain('hide');
    expect(window.isVisible()).toBe(true);
  });

  it('is hidden at once in any other', () => {
    const { opened, close } = mainWindow('x11');
    close.action = 'hide';
    const fake = opened();
    fake.byUser.fullScreen();
    fake.settle();
    fake.close();
    expect(fake.isVisible()).toBe(false);
  });
});
