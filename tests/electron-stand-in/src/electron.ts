import type * as Electron from 'electron';
import { App, type AppIdentity } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { Chromium } from './chromium.ts';
import { Clipboard } from './clipboard.ts';
import { Bus, loadLibrary } from './dbus.ts';
import { Dialog } from './dialog.ts';
import { GlobalShortcut } from './global-shortcut.ts';
import { IpcMain } from './ipc-main.ts';
import { emitBadge } from './launcher-badge.ts';
import { Menu, MenuItem } from './menu.ts';
import { nativeImageApi } from './native-image.ts';
import { NativeTheme } from './native-theme.ts';
import { Net } from './net.ts';
import { Notification } from './notification.ts';
import { Permissions } from './permissions.ts';
import { PowerMonitor } from './power-monitor.ts';
import { PowerSaveBlocker } from './power-save-blocker.ts';
import { Protocol } from './protocol.ts';
import { SafeStorage } from './safe-storage.ts';
import { Schemes } from './schemes.ts';
import { Screen } from './screen.ts';
import { Session } from './session.ts';
import { Shell } from './shell.ts';
import { type Constructible, type Functions, missing, NotImplemented, type Part, strict } from './strict.ts';
import { Tray } from './tray.ts';
import { WebContents } from './web-contents.ts';
import { X11Display } from './x11/display.ts';
import { X11Keys } from './x11/keys.ts';

/** Importable, but any use throws. */
const notThere = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'inAppPurchase',
  'MessageChannelMain',
  'netLog',
  'pushNotifications',
  'systemPreferences',
  'utilityProcess',
  'View',
  'WebContentsView',
  'webFrameMain',
];

/** Builds Electron's API for one app: the composition root. `start` brings up Chromium and then says `ready`. */
export function createElectron(identity: AppIdentity, args: readonly string[]) {
  const sessionBus = new Bus('session', identity.path);
  /** Of the display that windows are on; there is none in headless runs. */
  let display: X11Display | undefined;
  let keys: X11Keys | undefined;
  const schemes = new Schemes();
  const permissions = new Permissions();
  const ipcMain = new IpcMain();
  const app: App = new App({
    identity,
    args,
    windows: () => BrowserWindow.getAllWindows(),
    showBadge: (count) => {
      if (!identity.desktopName) return false;
      emitBadge(sessionBus, identity.desktopName, count).catch(() => {});
      return true;
    },
    release: () => schemes.close(),
  });
  const protocol = new Protocol(schemes, () => app.isReady());
  const net = new Net(schemes);
  const defaultSession = new Session(permissions, protocol, net);
  BrowserWindow._host = {
    chromium: () => app._chromium(),
    ipcMain,
    schemes,
    permissions,
    session: () => defaultSession as unknown as Electron.Session,
    isReady: () => app.isReady(),
    display: () => display,
    workArea: () => screen.getPrimaryDisplay().workArea,
    onAllClosed: () => app._allWindowsClosed(),
    onCloseCancelled: () => app._closeCancelled(),
    colorScheme: () => (nativeTheme.themeSource === 'system' ? undefined : nativeTheme.themeSource),
    onKey: (contents, { key, ...modifiers }) => {
      Menu.getApplicationMenu()?._press(
        { ...modifiers, key: key.toUpperCase() },
        BrowserWindow.fromWebContents(contents),
      );
    },
    onContents: (contents) => app.emit('web-contents-created', {}, contents),
    onCreated: (window) => app.emit('browser-window-created', {}, window),
    onFocus: (window, focused) => app.emit(focused ? 'browser-window-focus' : 'browser-window-blur', {}, window),
    onGone: (contents, details) => app.emit('render-process-gone', {}, contents, details),
  };

  Notification._host = {
    isReady: () => app.isReady(),
    bus: sessionBus,
    appName: () => app.getName(),
    desktopName: () => identity.desktopName,
  };
  Tray._host = { isReady: () => app.isReady(), bus: sessionBus, appName: () => app.getName() };
  const clipboard = new Clipboard();
  const dialog = new Dialog(
    () => app._chromium(),
    () => app.isReady(),
  );
  const globalShortcut = new GlobalShortcut(
    () => keys,
    () => app.isReady(),
  );
  const nativeTheme = new NativeTheme(() => app._switches.hasSwitch('force-dark-mode'));
  nativeTheme.on('updated', () => {
    for (const contents of WebContents.all()) contents._updateColorScheme();
  });
  Menu._onRole = (role) => {
    const window = BrowserWindow.getFocusedWindow();
    if (role === 'quit') app.quit();
    else if (role === 'close') window?.close();
    else if (role === 'minimize') window?.minimize();
    else if (role === 'reload' || role === 'forceReload') window?.reload();
    else throw new NotImplemented(`the role ${role}`);
  };
  const powerMonitor = new PowerMonitor(new Bus('system', identity.path));
  const safeStorage = new SafeStorage(() => app.isReady());
  const screen = new Screen(() => app.isReady());
  const shell = new Shell();
  const powerSaveBlocker = new PowerSaveBlocker(sessionBus, process.execPath);

  const electron = {
    app: app satisfies Part<Electron.App>,
    BrowserWindow: strict('BrowserWindow', BrowserWindow) satisfies Constructible<typeof Electron.BrowserWindow>,
    clipboard: clipboard satisfies Part<Electron.Clipboard>,
    dialog: dialog satisfies Part<Electron.Dialog>,
    globalShortcut: globalShortcut satisfies Part<Electron.GlobalShortcut>,
    ipcMain: ipcMain satisfies Part<Electron.IpcMain>,
    Menu: strict('Menu', Menu) satisfies Functions<typeof Electron.Menu> & Constructible<typeof Electron.Menu>,
    MenuItem: strict('MenuItem', MenuItem) satisfies Constructible<typeof Electron.MenuItem>,
    nativeImage: strict('nativeImage', nativeImageApi) satisfies Functions<typeof Electron.nativeImage>,
    nativeTheme: nativeTheme satisfies Part<Electron.NativeTheme>,
    net: net satisfies Part<Electron.Net>,
    Notification: strict('Notification', Notification) satisfies Constructible<typeof Electron.Notification>,
    powerMonitor: powerMonitor satisfies Part<Electron.PowerMonitor>,
    powerSaveBlocker: powerSaveBlocker satisfies Part<Electron.PowerSaveBlocker>,
    protocol: protocol satisfies Part<Electron.Protocol>,
    safeStorage: safeStorage satisfies Part<Electron.SafeStorage>,
    screen: screen satisfies Part<Electron.Screen>,
    session: strict('session', {
      get defaultSession() {
        if (!app.isReady()) throw new Error('Session can only be received when app is ready');
        return defaultSession;
      },
    } satisfies Functions<typeof Electron.session>),
    shell: shell satisfies Part<Electron.Shell>,
    Tray: strict('Tray', Tray) satisfies Constructible<typeof Electron.Tray>,
    webContents: strict('webContents', {
      getAllWebContents: () => WebContents.all(),
      fromId: (id: number) => WebContents.all().find((contents) => contents.id === id),
      fromDevToolsTargetId: (id: string) => WebContents.all().find((contents) => contents._targetId === id),
      getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
    } satisfies Functions<typeof Electron.webContents>),
  };

  for (const name of notThere) (electron as Record<string, unknown>)[name] ??= missing(name);

  async function start(): Promise<void> {
    const starting = Chromium.start({
      commandLine: app._switches,
      profile: `${app.getPath('userData')}/Chromium`,
      hosts: await schemes.listen(),
    });
    loadLibrary(identity.path);
    const chromium = await starting;
    if (!chromium.headless && process.env.DISPLAY) {
      display = await X11Display.open(process.env.DISPLAY).catch(() => undefined);
      if (display) screen._onDisplay(display);
      if (display) keys = new X11Keys(display);
    }
    chromium.on('exit', () => {
      for (const contents of WebContents.all()) contents._gone('abnormal-exit', 1);
      app.exit(1);
    });
    app._started(chromium);
  }

  return { electron, start };
}
