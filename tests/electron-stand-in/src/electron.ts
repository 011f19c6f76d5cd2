import type { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { App, type AppIdentity } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { Chromium } from './chromium.ts';
import { Bus } from './dbus.ts';
import { IpcMain } from './ipc-main.ts';
import { Menu, MenuItem } from './menu.ts';
import { nativeImageApi } from './native-image.ts';
import { Net } from './net.ts';
import { Notification } from './notification.ts';
import { Permissions } from './permissions.ts';
import { PowerSaveBlocker } from './power-save-blocker.ts';
import { Protocol } from './protocol.ts';
import { Schemes } from './schemes.ts';
import { Session } from './session.ts';
import { missing, strict } from './strict.ts';
import { Tray } from './tray.ts';
import { WebContents } from './web-contents.ts';

/** The part of an API object that is there, checked against Electron's own type. */
type Part<T> = Partial<Omit<T, keyof EventEmitter>>;

/** Importable, but any use throws. */
const notThere = [
  'autoUpdater',
  'BaseWindow',
  'BrowserView',
  'clipboard',
  'contentTracing',
  'crashReporter',
  'desktopCapturer',
  'dialog',
  'globalShortcut',
  'inAppPurchase',
  'MessageChannelMain',
  'nativeTheme',
  'netLog',
  'powerMonitor',
  'pushNotifications',
  'safeStorage',
  'screen',
  'shell',
  'systemPreferences',
  'utilityProcess',
  'View',
  'WebContentsView',
  'webFrameMain',
];

/** Builds Electron's API for one app: the composition root. `start` brings up Chromium and then says `ready`. */
export function createElectron(identity: AppIdentity, args: readonly string[]) {
  const schemes = new Schemes();
  const permissions = new Permissions();
  const ipcMain = new IpcMain();
  const app: App = new App({
    identity,
    args,
    windows: () => BrowserWindow.getAllWindows(),
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
    onAllClosed: () => app._allWindowsClosed(),
    onCreated: (window) => app.emit('browser-window-created', {}, window),
    onFocus: (window) => app.emit(window ? 'browser-window-focus' : 'browser-window-blur', {}, window),
  };

  const sessionBus = new Bus('session', identity.path);
  Notification._host = { bus: sessionBus, appName: () => app.getName(), desktopName: () => identity.desktopName };
  Tray._host = { bus: sessionBus, appName: () => app.getName() };
  const powerSaveBlocker = new PowerSaveBlocker(sessionBus, process.execPath);

  const electron = {
    app: app satisfies Part<Electron.App>,
    BrowserWindow: strict('BrowserWindow', BrowserWindow),
    ipcMain: ipcMain satisfies Part<Electron.IpcMain>,
    Menu: strict('Menu', Menu),
    MenuItem: strict('MenuItem', MenuItem),
    nativeImage: strict('nativeImage', nativeImageApi),
    net,
    Notification: strict('Notification', Notification),
    powerSaveBlocker: powerSaveBlocker satisfies Part<Electron.PowerSaveBlocker>,
    protocol,
    session: strict('session', { defaultSession }),
    Tray: strict('Tray', Tray),
    webContents: strict('webContents', {
      getAllWebContents: () => WebContents.all(),
      fromId: (id: number) => WebContents.all().find((contents) => contents.id === id),
      fromDevToolsTargetId: (id: string) => WebContents.all().find((contents) => contents._targetId === id),
      getFocusedWebContents: () => BrowserWindow.getFocusedWindow()?.webContents ?? null,
    }),
  };

  for (const name of notThere) (electron as Record<string, unknown>)[name] ??= missing(name);

  async function start(): Promise<void> {
    const chromium = await Chromium.start({
      commandLine: app._switches,
      profile: `${app.getPath('userData')}/Chromium`,
      hosts: await schemes.listen(),
      blankPage: schemes.blankPage,
    });
    chromium.on('exit', () => {
      for (const contents of WebContents.all()) contents._gone('abnormal-exit', 1);
      app.exit(1);
    });
    app._started(chromium);
  }

  return { electron, start };
}
