import { describe, expect, it } from 'vitest';
import { NoticeChannel } from '../../../src/main/ipc-main.ts';
import { restMs } from '../../../src/main/windows/at-rest.ts';
import { drawnMs, paintMs } from '../../../src/main/windows/drawable.ts';
import { defaultCorner } from '../../../src/main/windows/mini-corner.ts';
import { MiniWindow } from '../../../src/main/windows/mini-window.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, callsOf, type FakeDesktop, FakeLog, FakeScreen, FakeWindowState, WindowFactory } from './fakes.ts';

function miniWindow(desktop: FakeDesktop = 'x11') {
  const factory = new WindowFactory(desktop);
  const state = new FakeWindowState();
  const clock = new ManualClock();
  const log = new FakeLog();
  const screen = new FakeScreen();
  const channel = new NoticeChannel(log);
  const mini = new MiniWindow({
    platform: desktop === 'x11' || desktop === 'wayland' ? 'linux' : desktop,
    wayland: desktop === 'wayland',
    defaultCorner: 'bottom-right',
    create: factory.create,
    page: 'holdfast-app://app/mini.html',
    preload: '/preload.cjs',
    screen: screen.asScreen,
    state,
    channel,
    clock,
    log,
  });
  const settle = () => factory.last.settle();
  const ready = () => {
    factory.last.emit('ready-to-show');
    channel.markReady(factory.last.webContents.id);
    settle();
  };
  const opened = () => {
    mini.show(callsOf(aCall()));
    ready();
    return factory.last;
  };
  /** The person moves it and lets it go. */
  const move = (bounds: { x: number; y: number }) => {
    factory.last.byUser.move(bounds);
    settle();
    clock.advance(restMs);
  };
  return { factory, state, clock, screen, mini, ready, opened, settle, move, log };
}

describe('the mini window', () => {
  it('is on top, out of the taskbar, with a title of its own, and takes no focus', () => {
    const { opened } = miniWindow();
    const fake = opened();
    expect(fake.options).toMatchObject({
      alwaysOnTop: true,
      skipTaskbar: true,
      frame: false,
      title: 'Holdfast call',
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
    });
    expect(fake.calls).toContain('showInactive');
    expect(fake.calls).not.toContain('show');
    expect(fake.calls).not.toContain('focus');
  });

  it('keeps its title, which window managers may have a rule for, whatever its page is called', () => {
    const { opened } = miniWindow();
    let prevented = false;
    const event = {
      preventDefault: () => {
        prevented = true;
      },
    };
    opened().emit('page-title-updated', event, 'Another', true);
    expect(prevented).toBe(true);
  });

  it.each([
    // A program in full screen has a Space of its own there, over which only a panel is.
    ['darwin', 'panel'],
    // KWin would hide a toolbar while another program is in front.
    ['x11', undefined],
    ['win32', undefined],
  ] as const)('on %s has the window type %s', (desktop, type) => {
    const { opened } = miniWindow(desktop);
    expect(opened().options.type).toBe(type);
  });

  it('has one size, so that no window manager stretches it, and those that tile let it float', () => {
    const { opened, settle } = miniWindow();
    const fake = opened();
    expect(fake.options.resizable).toBe(false);
    fake.byUser.move({ width: 320, height: 1040 });
    settle();
    expect(fake.getBounds()).toMatchObject({ width: 320, height: 180 });
    fake.byUser.move({ width: 100, height: 20 });
    settle();
    expect(fake.getBounds()).toMatchObject({ width: 320, height: 180 });
  });

  it('shows the last snapshot, also the one from before it was drawn', () => {
    const { mini, factory, ready } = miniWindow();
    mini.show(callsOf(aCall()));
    mini.update(callsOf(aCall({ microphone: 'muted' })));
    ready();
    const shown = factory.last.webContents.sent.filter(({ name }) => name === 'ongoing-call:snapshot');
    expect(shown.at(-1)?.payload).toEqual(callsOf(aCall({ microphone: 'muted' })));
  });

  it.each([
    [
      'its page has loaded and had time to be painted',
      ({ factory, clock }: ReturnType<typeof miniWindow>) => {
        factory.last.webContents.emit('did-finish-load');
        clock.advance(paintMs);
      },
    ],
    ['2 s have passed', ({ clock }: ReturnType<typeof miniWindow>) => clock.advance(drawnMs)],
  ])('appears when %s, where Electron never says that it is ready', (_what, happens) => {
    const it = miniWindow('wayland');
    it.mini.show(callsOf(aCall()));
    happens(it);
    expect(it.factory.last.isVisible()).toBe(true);
  });

  it('hidden before it was drawn, does not appear', () => {
    const { mini, factory, ready } = miniWindow();
    mini.show(callsOf(aCall()));
    mini.hide();
    ready();
    expect(factory.last.isVisible()).toBe(false);
  });

  it('is one window after 100 quick turns, and gone some time after the last', () => {
    const { mini, factory, ready, opened, clock, screen } = miniWindow();
    opened();
    for (let i = 0; i < 100; i++) {
      mini.hide();
      clock.advance(100);
      mini.show(callsOf(aCall()));
    }
    expect(factory.made).toHaveLength(1);
    expect(factory.last.isVisible()).toBe(true);
    mini.hide();
    mini.hide();
    expect(factory.last.isVisible()).toBe(false);
    clock.advance(60_000);
    expect(factory.open).toEqual([]);
    expect(screen.eventNames()).toEqual([]);
    mini.show(callsOf(aCall()));
    ready();
    expect(factory.open).toHaveLength(1);
  });

  it('closed by the user is out of the way, not gone with the call', () => {
    const { mini, opened } = miniWindow();
    const fake = opened();
    fake.close();
    expect(fake.isDestroyed()).toBe(false);
    expect(fake.isVisible()).toBe(false);
    mini.show(callsOf(aCall()));
    expect(fake.isVisible()).toBe(true);
  });

  it('minimized by the user is out of the way, too, and back the next time', () => {
    const { mini, opened, factory, ready, clock } = miniWindow();
    const fake = opened();
    fake.byUser.minimize();
    fake.settle();
    clock.advance(0);
    expect(factory.open).toEqual([]);
    mini.update(callsOf(aCall()));
    mini.hide();
    mini.show(callsOf(aCall()));
    ready();
    expect([factory.last.isVisible(), factory.last.isMinimized()]).toEqual([true, false]);
  });

  it('whose renderer dies is made anew at the next show', () => {
    const { mini, factory, ready, opened } = miniWindow();
    opened().webContents.emit('render-process-gone', {}, { reason: 'killed' });
    expect(factory.open).toEqual([]);
    mini.show(callsOf(aCall()));
    ready();
    expect(factory.last.isVisible()).toBe(true);
  });

  it('asks nothing of a window that is destroyed, which would throw', () => {
    const { mini, opened, ready, factory, screen, clock } = miniWindow();
    const fake = opened();
    fake.byUser.move({ x: 1 });
    fake.settle();
    fake.webContents.destroyed = true;
    mini.update(callsOf(aCall()));
    screen.changeWorkArea({ x: 0, y: 0, width: 800, height: 600 });
    clock.advance(restMs);
    expect(mini.browserWindow()).toBeUndefined();
    mini.show(callsOf(aCall()));
    ready();
    expect(factory.last.isVisible()).toBe(true);
    factory.last.webContents.destroyed = true;
    mini.destroy();
  });
});

describe('where the mini window sits', () => {
  it.each([
    ['win32', undefined, 'bottom-left'],
    ['darwin', undefined, 'bottom-right'],
    ['linux', 'KDE', 'bottom-left'],
    ['linux', 'LXQt', 'bottom-left'],
    ['linux', 'ubuntu:GNOME', 'bottom-right'],
    ['linux', 'XFCE', 'bottom-right'],
    ['linux', undefined, 'bottom-right'],
  ] as const)('on %s with the desktop %s is not where notifications come: %s', (platform, desktop, corner) => {
    expect(defaultCorner(platform, desktop)).toBe(corner);
  });

  it('is a corner, which is remembered display by display', () => {
    const { mini, opened, move, state } = miniWindow();
    const fake = opened();
    expect(fake.getBounds()).toEqual({ x: 1584, y: 844, width: 320, height: 180 });
    move({ x: 40, y: 60 });
    expect(state.get().miniCorners).toEqual({ '7': 'top-left' });
    mini.hide();
    mini.show(callsOf(aCall()));
    expect(fake.getBounds()).toEqual({ x: 16, y: 16, width: 320, height: 180 });
  });

  it('is on the display with the pointer', () => {
    const { opened, screen } = miniWindow();
    screen.displays.push({ id: 8, workArea: { x: 1920, y: 0, width: 1000, height: 700 } });
    screen.pointer = { x: 2500, y: 300 };
    expect(opened().getBounds()).toMatchObject({ x: 2584, y: 504 });
  });

  it('follows the work area when a panel comes or goes, and takes that for no wish', () => {
    const { opened, screen, settle, clock, state } = miniWindow();
    const fake = opened();
    screen.changeWorkArea({ x: 0, y: 0, width: 1820, height: 900 });
    expect(fake.getBounds()).toMatchObject({ x: 1484, y: 704 });
    settle();
    clock.advance(restMs);
    expect(state.get().miniCorners).toEqual({});
  });

  it('is another display when its own is taken away, and remains that in the person’s settings', () => {
    const { opened, screen, settle, clock, state } = miniWindow();
    screen.displays.push({ id: 8, workArea: { x: 1920, y: 0, width: 1000, height: 700 } });
    screen.pointer = { x: 2500, y: 300 };
    const fake = opened();
    screen.displays.pop();
    screen.emit('display-removed', {}, {});
    expect(fake.getBounds()).toMatchObject({ x: 1584, y: 844 });
    settle();
    clock.advance(restMs);
    expect(state.get().miniCorners).toEqual({});
  });

  it('does not change while it is hidden', () => {
    const { mini, opened, screen } = miniWindow();
    const fake = opened();
    mini.hide();
    fake.calls.length = 0;
    screen.changeWorkArea({ x: 0, y: 0, width: 1820, height: 900 });
    expect(fake.calls).toEqual([]);
  });

  it('is the compositor’s to say on Wayland, which tells no place to remember', () => {
    const { opened, move, state, screen } = miniWindow('wayland');
    const fake = opened();
    move({ x: 900, y: 700 });
    screen.changeWorkArea({ x: 0, y: 0, width: 1820, height: 900 });
    expect(state.get().miniCorners).toEqual({});
    expect(fake.calls).not.toContain('setBounds');
  });
});
