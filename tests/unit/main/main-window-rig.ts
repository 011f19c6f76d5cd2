/** A main window on a desktop of fakes. */
import { NoticeChannel } from '../../../src/main/ipc-main.ts';
import { type CloseAction, MainWindow } from '../../../src/main/windows/main-window.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type FakeDesktop, FakeLog, FakeScreen, FakeWindowState, WindowFactory } from './fakes.ts';

export const desktops = ['x11', 'wayland', 'win32', 'darwin'] as const;

export function mainWindow(desktop: FakeDesktop = 'x11') {
  const factory = new WindowFactory(desktop);
  const state = new FakeWindowState();
  const clock = new ManualClock();
  const log = new FakeLog();
  const channel = new NoticeChannel(log);
  const did: string[] = [];
  const visible: boolean[] = [];
  const presences: string[] = [];
  const close: { action: CloseAction } = { action: 'close' };
  const window = new MainWindow({
    platform: desktop === 'x11' || desktop === 'wayland' ? 'linux' : desktop,
    wayland: desktop === 'wayland',
    create: factory.create,
    page: 'holdfast-app://app/index.html',
    preload: '/preload.cjs',
    screen: new FakeScreen().asScreen,
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
  window.onPresenceChanged((now) => presences.push(now));
  const settle = () => factory.last.settle();
  const ready = () => {
    factory.last.emit('ready-to-show');
    channel.markReady(factory.last.webContents.id);
    settle();
  };
  const opened = () => {
    window.open({ visible: true });
    ready();
    return factory.last;
  };
  /** What the page was told of whether anybody sees it. */
  const drawn = () => factory.last.webContents.sent.filter(({ name }) => name === 'window:visible');
  return { factory, state, clock, channel, did, visible, presences, close, window, ready, settle, opened, drawn };
}
