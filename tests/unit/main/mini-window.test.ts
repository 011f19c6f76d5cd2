import { describe, expect, it } from 'vitest';
import { NoticeChannel } from '../../../src/main/ipc-main.ts';
import { restMs } from '../../../src/main/windows/at-rest.ts';
import { MiniWindow } from '../../../src/main/windows/mini-window.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, FakeLog, FakeScreen, FakeWindowState, WindowFactory } from './fakes.ts';

describe('the mini window', () => {
  function miniWindow(platform: NodeJS.Platform = 'linux') {
    const factory = new WindowFactory();
    const state = new FakeWindowState();
    const clock = new ManualClock();
    const log = new FakeLog();
    const channel = new NoticeChannel(log);
    const mini = new MiniWindow({
      platform,
      create: factory.create,
      page: 'holdfast-app://app/mini.html',
      preload: '/preload.cjs',
      screen: new FakeScreen(),
      state,
      channel,
      clock,
      log,
    });
    const ready = () => {
      factory.last.emit('ready-to-show');
      channel.markReady(factory.last.webContents.id);
    };
    return { factory, state, clock, mini, ready, log };
  }

  it('is on top, out of the taskbar, with a title of its own, and takes no focus', () => {
    const { mini, factory, ready } = miniWindow();
    mini.show(aCall());
    ready();
    expect(factory.last.options).toMatchObject({
      alwaysOnTop: true,
      skipTaskbar: true,
      frame: false,
      title: 'Holdfast call',
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
    });
    expect(factory.last.calls).toContain('showInactive');
    expect(factory.last.calls).not.toContain('show');
    expect(factory.last.calls).not.toContain('focus');
  });

  it.each([
    ['linux', 'toolbar'],
    ['darwin', undefined],
    ['win32', undefined],
  ] as const)('on %s has the window type %s, so that tiling window managers let it float', (platform, type) => {
    const { mini, factory } = miniWindow(platform);
    mini.show(aCall());
    expect(factory.last.options.type).toBe(type);
  });

  it('shows the last snapshot, also the one from before it was drawn', () => {
    const { mini, factory, ready } = miniWindow();
    mini.show(aCall());
    mini.update(aCall({ microphone: 'muted' }));
    ready();
    const shown = factory.last.webContents.sent.filter(({ name }) => name === 'ongoing-call:snapshot');
    expect(shown.at(-1)?.payload).toEqual(aCall({ microphone: 'muted' }));
  });

  it('hidden before it was drawn, does not appear', () => {
    const { mini, factory, ready } = miniWindow();
    mini.show(aCall());
    mini.hide();
    ready();
    expect(factory.last.isVisible()).toBe(false);
  });

  it('is one window after 100 quick turns, and gone some time after the last', () => {
    const { mini, factory, ready, clock } = miniWindow();
    mini.show(aCall());
    ready();
    for (let i = 0; i < 100; i++) {
      mini.hide();
      clock.advance(100);
      mini.show(aCall());
    }
    expect(factory.made).toHaveLength(1);
    expect(factory.last.isVisible()).toBe(true);
    mini.hide();
    mini.hide();
    expect(factory.last.isVisible()).toBe(false);
    clock.advance(60_000);
    expect(factory.open).toEqual([]);
    mini.show(aCall());
    ready();
    expect(factory.open).toHaveLength(1);
  });

  it('closed by the user is out of the way, not gone with the call', () => {
    const { mini, factory, ready } = miniWindow();
    mini.show(aCall());
    ready();
    factory.last.close();
    expect(factory.last.isDestroyed()).toBe(false);
    expect(factory.last.isVisible()).toBe(false);
    mini.show(aCall());
    expect(factory.last.isVisible()).toBe(true);
  });

  it('sits in a corner and remembers which, display by display', () => {
    const { mini, factory, ready, state, clock } = miniWindow();
    mini.show(aCall());
    ready();
    expect(factory.last.getBounds()).toEqual({ x: 1584, y: 844, width: 320, height: 180 });
    factory.last.setBounds({ x: 40, y: 60 });
    factory.last.emit('move');
    clock.advance(restMs);
    expect(state.get().miniCorners).toEqual({ '7': 'top-left' });
    mini.hide();
    mini.show(aCall());
    expect(factory.last.getBounds()).toEqual({ x: 16, y: 16, width: 320, height: 180 });
  });

  it('whose renderer dies is made anew at the next show', () => {
    const { mini, factory, ready } = miniWindow();
    mini.show(aCall());
    ready();
    factory.last.webContents.emit('render-process-gone', {}, { reason: 'killed' });
    expect(factory.open).toEqual([]);
    mini.show(aCall());
    ready();
    expect(factory.last.isVisible()).toBe(true);
  });
});
