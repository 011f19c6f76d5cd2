/** The composition root: builds every part of the app that runs, hands each what it needs, and nothing else. */
import { join } from 'node:path';
import type * as Electron from 'electron';
import { words } from '../shared/words.ts';
import { mainPage, miniPage, serveAppScheme } from './app-scheme.ts';
import { applicationMenu } from './application-menu.ts';
import type { RunOptions } from './command-line.ts';
import { execute } from './ctl/execute.ts';
import { CtlServer } from './ctl/server.ts';
import { claimLinks, isLink } from './deep-links.ts';
import { onSecondInstance, type Wishes, wishesOf } from './instance.ts';
import { createHandlers } from './ipc-handlers.ts';
import { NoticeChannel, serveInvokes } from './ipc-main.ts';
import { createLog, logFailures } from './log.ts';
import { NoticeBoard } from './notice-board.ts';
import { createOngoingCall } from './ongoing-call/create.ts';
import { type CommandSink, systemClock } from './ongoing-call/ports.ts';
import { isWayland } from './platform/linux/wayland.ts';
import { Quit } from './quit.ts';
import { askBeforeQuit, hangUpAndWait, releaseNow } from './quit-in-call.ts';
import { RendererGuard } from './renderer-guard.ts';
import { runtimeInfo } from './runtime-info.ts';
import { guardNavigation, guardPermissions, runsWithoutSandbox, sandboxNotice } from './security.ts';
import { AccountStore } from './storage/account.ts';
import { loadDeviceId } from './storage/device-id.ts';
import { ResumeRecord } from './storage/resume-record.ts';
import { SettingsStore } from './storage/settings.ts';
import { WindowStateStore } from './storage/window-state.ts';
import { followSystem } from './system-events.ts';
import { CloseInCall } from './windows/close-in-call.ts';
import { MainWindow } from './windows/main-window.ts';
import { defaultCorner } from './windows/mini-corner.ts';
import { MiniWindow } from './windows/mini-window.ts';
import { minimizeWithoutTray } from './windows/without-tray.ts';

export function composeApp(electron: typeof Electron, options: RunOptions): void {
  const { app } = electron;
  const platform = process.platform;
  const clock = systemClock;
  const folder = app.getPath('userData');
  const log = createLog(join(folder, 'logs'));
  const runtime = runtimeInfo(app.getVersion(), platform, process.versions);
  log.info(`Holdfast ${runtime.version} on ${platform}, ${runtime.runtime}.`);
  logFailures(process, log);
  const noticeBoard = new NoticeBoard();
  if (runsWithoutSandbox(app)) log.warn("Chromium's sandbox is off (--no-sandbox).");
  const unsafe = sandboxNotice(app, process.env);
  if (unsafe !== null) noticeBoard.add(unsafe);
  const preload = join(import.meta.dirname, '../preload/index.cjs');
  const resources = join(import.meta.dirname, '../../resources');
  const icon = join(resources, 'app/icon.png');
  const create = (window: Electron.BrowserWindowConstructorOptions) => new electron.BrowserWindow(window);
  const wayland = isWayland(app.commandLine);

  const setAside = (name: string) => noticeBoard.add(words.notices.settingsSetAside(name));
  const settings = new SettingsStore({ folder, log, onSetAside: setAside });
  const windowState = new WindowStateStore({ folder, log });
  const resumeRecord = new ResumeRecord({ folder, clock, log });
  const onUnreadable = () => noticeBoard.add(words.notices.accountUnreadable);
  const onLocked = () => noticeBoard.add(words.notices.accountLocked);
  const safe = electron.safeStorage;
  const account = new AccountStore({
    folder,
    safe,
    platform,
    given: options.account,
    clock,
    log,
    onUnreadable,
    onLocked,
  });
  const deviceId = loadDeviceId(folder, log);
  const mainChannel = new NoticeChannel(log);
  const miniChannel = new NoticeChannel(log);

  // Links and second copies may come before the app is ready: they wait for its window.
  const showMain = () => void app.whenReady().then(() => mainWindow.show());
  const takeWishes = ({ hidden, links, session }: Wishes) => {
    for (const link of links.filter(isLink)) mainChannel.send('link:open', link);
    if (session !== null) mainChannel.send('session:wish', session);
    if (!hidden) showMain();
  };
  takeWishes({ ...wishesOf(options), hidden: true });
  onSecondInstance(app, log, takeWishes);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    takeWishes({ hidden: false, links: [url], session: null });
  });

  const mainWindow: MainWindow = new MainWindow({
    platform,
    wayland,
    create,
    page: mainPage,
    preload,
    icon,
    screen: electron.screen,
    state: windowState,
    channel: mainChannel,
    onClose: () => closeInCall.decide(),
    onClosed: () => quit.request(),
    onRendererGone: (reason) => guard.failed(reason),
    onRendererUnresponsive: () => guard.failed('unresponsive'),
    onReload: () => guard.reloaded(),
    clock,
    log,
  });
  const miniWindow = new MiniWindow({
    platform,
    wayland,
    defaultCorner: defaultCorner(platform, process.env.XDG_CURRENT_DESKTOP),
    create,
    page: miniPage,
    preload,
    icon,
    screen: electron.screen,
    state: windowState,
    channel: miniChannel,
    clock,
    log,
  });

  const send: CommandSink = (command) => mainChannel.send('ongoing-call:command', command);
  const ongoingCall = createOngoingCall({
    electron,
    platform,
    wayland,
    resources,
    mainWindow,
    miniWindow,
    settings,
    send,
    onHangUpIgnored: (call) => guard.hangUpIgnored(call),
    quit: () => quit.request(),
    log,
  });
  const { service } = ongoingCall;
  const guard = new RendererGuard({
    clock,
    log,
    call: service,
    found: resumeRecord.found,
    ended: resumeRecord.ended,
    replaceWindow: () => mainWindow.replace(),
    ping: () => mainChannel.send('window:ping', undefined),
    tell: (what) => {
      noticeBoard.withdraw(words.notices.rejoined);
      noticeBoard.add(what === 'rejoining' ? words.notices.rejoined : words.notices.gaveUp);
    },
  });
  service.onEnded(({ call, reason }) => resumeRecord.end(call, reason));
  service.onCalls((calls) => {
    const none = calls.calls.length === 0;
    guard.callsChanged(calls);
    resumeRecord.write(calls);
    mainWindow.setThrottled(none);
    if (none) closeInCall.withdraw();
  });

  const ctl = new CtlServer({
    userData: folder,
    platform,
    execute: (asked) => execute(asked, { service, showMain, clock }),
    now: () => clock.now(),
    log,
  });
  const quit: Quit = new Quit({
    clock,
    log,
    calls: () => service.calls.calls,
    ask: (calls) => askBeforeQuit({ dialog: electron.dialog, platform, showMain: () => mainWindow.showNow() }, calls),
    hangUp: () => hangUpAndWait(service, clock),
    release: async () => {
      guard.dispose();
      await Promise.all([
        ongoingCall.dispose(),
        ctl.close(),
        settings.flush(),
        account.flush(),
        windowState.flush(),
        resumeRecord.flush(),
      ]);
    },
    releaseNow: () =>
      releaseNow({
        service,
        record: resumeRecord,
        stores: [resumeRecord, settings, account, windowState],
        dispose: () => ongoingCall.dispose(),
      }),
    exit: () => app.exit(0),
  });
  const closeInCall = new CloseInCall({
    platform,
    wayland,
    leaving: () => quit.leaving,
    call: () => service.current,
    trayIsVisible: () => ongoingCall.trayIsVisible(),
    settings,
    sayThatItGoesOn: (onUnsaid) => ongoingCall.sayThatItGoesOn(onUnsaid),
    dialog: electron.dialog,
    log,
  });

  mainWindow.onVisibilityChanged((visible) => {
    if (visible) closeInCall.withdraw();
  });

  minimizeWithoutTray({ tray: { onChanged: ongoingCall.onTrayVisibilityChanged }, mainWindow, clock });

  app.on('before-quit', (event) => quit.beforeQuit(event));
  // The main window says itself what its end means; without this the app would end while one is being replaced.
  app.on('window-all-closed', () => undefined);
  app.on('activate', showMain);
  guardNavigation(app, log);

  void app.whenReady().then(() => {
    guardPermissions(electron.session.defaultSession, log, async (device) =>
      platform === 'darwin' ? electron.systemPreferences.askForMediaAccess(device) : true,
    );
    serveAppScheme(electron.protocol, join(import.meta.dirname, '../renderer'), log);
    serveInvokes({
      ipcMain: electron.ipcMain,
      roleOf: (id) => (mainChannel.leadsTo(id) ? 'main' : miniChannel.leadsTo(id) ? 'mini' : null),
      handlers: createHandlers({
        service,
        guard,
        send,
        account,
        settings,
        channels: { main: mainChannel, mini: miniChannel },
        onMainReady: () => {
          guard.ready();
          mainChannel.send('window:visible', mainWindow.presence() !== 'hidden');
        },
        noticeBoard,
        showMain,
        setConnection: (status) => ongoingCall.connection.set(status),
        app: { ...runtime, deviceId },
        muteShortcutRegistered: () => ongoingCall.muteShortcutRegistered(),
        log,
      }),
      log,
    });
    settings.onChanged((changed) => {
      mainChannel.send('settings:changed', changed);
      miniChannel.send('settings:changed', changed);
    });
    electron.Menu.setApplicationMenu(
      electron.Menu.buildFromTemplate(
        applicationMenu({ platform, packaged: app.isPackaged, quit: () => quit.request() }),
      ),
    );
    followSystem(
      { powerMonitor: electron.powerMonitor, app, process },
      {
        resumed: () => mainChannel.send('power:resumed', undefined),
        end: (reason) => quit.requestBySystem(reason),
        endNow: (reason) => quit.endNow(reason),
      },
    );
    // Its processes start beside all that follows, in which main waits for the desktop, and on Linux for xdg-settings.
    mainWindow.open({ visible: !options.hidden });
    ongoingCall.start();
    void ctl.listen();
    claimLinks(app, log);
  });
}
