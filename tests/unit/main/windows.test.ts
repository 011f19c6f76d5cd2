import { describe, expect, it } from 'vitest';
import { NoticeChannel } from '../../../src/main/ipc-main.ts';
import type { CallNotification, NotificationEvents } from '../../../src/main/ongoing-call/notification.ts';
import { defaultSettings } from '../../../src/main/storage/settings.ts';
import { restMs } from '../../../src/main/windows/at-rest.ts';
import { CloseInCall } from '../../../src/main/windows/close-in-call.ts';
import { type CloseAction, MainWindow } from '../../../src/main/windows/main-window.ts';
import { MiniWindow } from '../../../src/main/windows/mini-window.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, FakeLog, FakeWindowState, fakeScreen, WindowFactory } from './fakes.ts';

function mainWindow() {
  const factory = new WindowFactory();
  const state = new FakeWindowState();
  const clock = new ManualClock();
  const log = new FakeLog();
  const channel = new NoticeChannel(log);
  const did: string[] = [];
  const visible: boolean[] = [];
  const close: { action: CloseAction } = { action: 'close' };
  const window = new MainWindow({
    create: factory.create,
    page: 'holdfast-app://app/index.html',
    preload: '/preload.cjs',
    screen: fakeScreen,
    state,
    channel,
    onClose: () => close.action,
    onClosed: () => did.push('closed'),
    onRendererGone: (reason) => did.push(`gone ${reason}`),
    onRendererUnresponsive: () => did.push('unresponsive'),
    onReload: () => did.push('reload'),
    clock,
    log,
  });
  window.onVisibilityChanged((now) => visible.push(now));
  const ready = () => {
    factory.last.emit('ready-to-show');
    channel.markReady(factory.last.webContents.id);
  };
  return { factory, state, clock, channel, did, visible, close, window, ready };
}

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

  it('shows itself when it can be drawn, and not at all when it starts hidden', () => {
    const shown = mainWindow();
    shown.window.open({ visible: true });
    expect(shown.factory.last.isVisible()).toBe(false);
    shown.ready();
    expect(shown.visible).toEqual([true]);
    const hidden = mainWindow();
    hidden.window.open({ visible: false });
    hidden.ready();
    expect(hidden.visible).toEqual([]);
    hidden.window.show();
    expect(hidden.visible).toEqual([true]);
  });

  it('tells its page and whoever listens whether it can be seen', () => {
    const { window, factory, visible, ready } = mainWindow();
    window.open({ visible: true });
    ready();
    factory.last.minimize();
    factory.last.restore();
    factory.last.hide();
    window.show();
    expect(visible).toEqual([true, false, true, false, true]);
    const told = factory.last.webContents.sent.filter(({ name }) => name === 'window:visible');
    expect(told.map(({ payload }) => payload)).toEqual(visible);
  });

  it.each([
    ['hide', false],
    ['minimize', false],
  ] as const)('stays when closing means to %s', (action, seen) => {
    const { window, factory, did, close, ready } = mainWindow();
    window.open({ visible: true });
    ready();
    close.action = action;
    factory.last.close();
    expect(factory.open).toHaveLength(1);
    expect(window.isVisible()).toBe(seen);
    expect(did).toEqual([]);
    window.show();
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

  it.each([
    ['visible', (window: MainWindow) => window.show(), true],
    ['hidden', (_window: MainWindow, hide: () => void) => hide(), false],
  ] as const)('replaced while %s, stays %s; the old one tells nothing any more', (_how, prepare, seen) => {
    const { window, factory, did, visible, ready } = mainWindow();
    window.open({ visible: true });
    ready();
    const old = factory.last;
    prepare(window, () => old.hide());
    window.replace();
    ready();
    expect(factory.open).toEqual([factory.last]);
    expect(factory.last).not.toBe(old);
    expect(factory.last.isVisible()).toBe(seen);
    expect(did).toEqual([]);
    const before = visible.length;
    old.emit('hide');
    old.webContents.emit('render-process-gone', {}, { reason: 'killed' });
    expect(visible).toHaveLength(before);
    expect(did).toEqual([]);
  });

  it('says why its renderer went, and that it is reloaded once it had been up', () => {
    const { window, factory, did, ready } = mainWindow();
    window.open({ visible: true });
    const { webContents } = factory.last;
    const navigation = { isMainFrame: true, isSameDocument: false };
    webContents.emit('did-start-navigation', navigation);
    expect(did).toEqual([]);
    ready();
    webContents.emit('did-start-navigation', { ...navigation, isSameDocument: true });
    webContents.emit('did-start-navigation', { ...navigation, isMainFrame: false });
    expect(did).toEqual([]);
    webContents.emit('did-start-navigation', navigation);
    webContents.emit('render-process-gone', {}, { reason: 'oom' });
    factory.last.emit('unresponsive');
    expect(did).toEqual(['reload', 'gone oom', 'unresponsive']);
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

  it.each(['move', 'resize'])('remembers where it was brought by a %s, once it has come to rest', (event) => {
    const { window, factory, state, clock } = mainWindow();
    window.open({ visible: true });
    factory.last.setBounds({ x: 33, y: 44, width: 700, height: 650 });
    factory.last.emit(event);
    clock.advance(restMs - 1);
    factory.last.emit(event);
    clock.advance(restMs - 1);
    expect(state.get().main).toBeNull();
    clock.advance(1);
    expect(state.get().main).toEqual({ x: 33, y: 44, width: 700, height: 650 });
    expect(clock.pending).toBe(0);
  });
});

describe('closing the main window', () => {
  function closing(platform: NodeJS.Platform = 'linux', { tray = true, notifications = true } = {}) {
    const boxes: { signal?: AbortSignal }[] = [];
    const notes: { content: CallNotification; open: boolean; events: NotificationEvents }[] = [];
    let shown = 0;
    const state = { call: null as ReturnType<typeof aCall> | null, leaving: false, settings: defaultSettings };
    const close = new CloseInCall({
      platform,
      leaving: () => state.leaving,
      call: () => state.call,
      trayIsVisible: () => tray,
      settings: {
        get: () => state.settings,
        change: async (change) => {
          state.settings = { ...state.settings, ...change };
          return state.settings;
        },
      },
      showMain: () => {
        shown += 1;
      },
      createNotification: (events) => {
        const close = () => {
          for (const note of notes) note.open = false;
        };
        return {
          present: (content) => {
            if (notifications) notes.push({ content, open: true, events });
            else events.onUnavailable?.();
          },
          close,
          dispose: async () => close(),
        };
      },
      dialog: {
        showMessageBox: async (...args: unknown[]) => {
          boxes.push(args[0] as never);
          return { response: 0, checkboxChecked: false };
        },
      },
      log: new FakeLog(),
    });
    return { close, state, boxes, notes, shown: () => shown };
  }

  it.each([
    ['linux', null, true, false, 'close'],
    ['win32', null, true, false, 'close'],
    ['darwin', null, true, false, 'hide'],
    ['linux', aCall(), true, false, 'hide'],
    ['win32', aCall(), true, false, 'hide'],
    ['darwin', aCall(), true, false, 'hide'],
    ['linux', aCall({ phase: 'ringing-out', startedAt: null }), true, false, 'hide'],
    ['linux', aCall(), false, false, 'minimize'],
    ['linux', aCall(), true, true, 'close'],
    ['darwin', null, true, true, 'close'],
  ] as const)('on %s with call %o, tray %s, leaving %s means %s', (platform, call, tray, leaving, expected) => {
    const { close, state } = closing(platform, { tray });
    Object.assign(state, { call, leaving });
    expect(close.decide()).toBe(expected);
  });

  it('in a call says once that the call goes on and whether the microphone does', () => {
    const { close, state, notes, boxes } = closing();
    state.call = aCall();
    close.decide();
    close.decide();
    expect(notes).toHaveLength(1);
    expect(notes[0]!.content).toMatchObject({ body: expect.stringContaining('your microphone is on') });
    expect(state.settings.closeNoticeSeen).toBe(true);
    expect(boxes).toEqual([]);
  });

  it('takes it back when it is no longer so', () => {
    const { close, state, notes } = closing();
    state.call = aCall();
    close.decide();
    expect(notes[0]!.open).toBe(true);
    close.withdraw();
    expect(notes[0]!.open).toBe(false);
  });

  it('never says that a muted microphone is on', () => {
    const { close, state, notes } = closing();
    state.call = aCall({ microphone: 'muted' });
    close.decide();
    expect(notes[0]!.content).toMatchObject({ body: expect.stringContaining('Your microphone is muted') });
  });

  it('leads back to the call when it is clicked', () => {
    const { close, state, notes, shown } = closing();
    state.call = aCall();
    close.decide();
    notes[0]!.events.onClick();
    expect([notes[0]!.content.kind, notes[0]!.content.actions, shown()]).toEqual(['notice', [], 1]);
  });

  it.each(['unsupported', 'failing'])('says it with a box where notifications are %s', (how) => {
    const { close, state, notes, boxes } = closing('linux', { notifications: how === 'failing' });
    state.call = aCall();
    expect(close.decide()).toBe('hide');
    notes[0]?.events.onUnavailable?.();
    expect(boxes).toHaveLength(1);
    expect(boxes[0]!.signal!.aborted).toBe(false);
    close.withdraw();
    expect(boxes[0]!.signal!.aborted).toBe(true);
  });

  it('never stops the main process of macOS with a box', () => {
    const { close, state, boxes } = closing('darwin', { notifications: false });
    state.call = aCall();
    expect(close.decide()).toBe('hide');
    expect(boxes).toEqual([]);
  });

  it('says nothing of a microphone while the call only rings here', () => {
    const { close, state, notes } = closing();
    state.call = aCall({ phase: 'ringing-in', startedAt: null });
    expect(close.decide()).toBe('hide');
    expect(notes).toEqual([]);
    expect(state.settings.closeNoticeSeen).toBe(false);
  });

  it('says nothing without a call', () => {
    const { close, notes } = closing();
    close.decide();
    expect(notes).toEqual([]);
  });
});

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
      screen: fakeScreen,
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
