/** The surfaces of each platform. Adding one is a file and a line here. */
import path from 'node:path';
import type { App, Dock, GlobalShortcut, Menu, NativeImage, Notification, PowerSaveBlocker, Tray } from 'electron';
import type { LinuxDesktop } from '../platform/linux/linux-desktop.ts';
import { BadgeSurface } from './badge.ts';
import { DockSurface } from './dock.ts';
import { MiniSurface } from './mini.ts';
import type { MissedCalls } from './missed-calls.ts';
import type { Clock, CommandSink, Log, MainWindowPort, MiniWindowPort, SettingsPort } from './ports.ts';
import { PowerSurface } from './power.ts';
import type { ServerConnection } from './server-connection.ts';
import type { CallSurface } from './surface.ts';
import { TaskbarSurface } from './taskbar.ts';
import { TraySurface } from './tray.ts';

/** The parts of the `electron` module that the surfaces use; the module itself fits. */
export type ElectronParts = {
  app: Pick<App, 'setBadgeCount' | 'getPath'> & {
    readonly dock?: Pick<Dock, 'setMenu' | 'setBadge' | 'bounce' | 'cancelBounce'> | undefined;
  };
  Tray: new (image: NativeImage | string) => Tray;
  Menu: Pick<typeof Menu, 'buildFromTemplate'>;
  Notification: typeof Notification;
  nativeImage: Pick<typeof import('electron').nativeImage, 'createFromPath'>;
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>;
  globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister' | 'unregisterAll'>;
};

export type SurfaceParts = {
  electron: ElectronParts;
  platform: NodeJS.Platform;
  resources: string;
  mainWindow: MainWindowPort;
  miniWindow: MiniWindowPort;
  settings: SettingsPort;
  missed: MissedCalls;
  connection: ServerConnection;
  send: CommandSink;
  showMain: () => void;
  quit: () => void;
  log: Log;
  clock: Clock;
  /** `null` on other platforms. */
  linux: LinuxDesktop | null;
};

/** By name; each is made by its own call, so that one that fails takes no other with it. */
export function createSurfaces(parts: SurfaceParts): readonly (readonly [string, () => CallSurface])[] {
  const {
    electron,
    platform,
    resources,
    mainWindow,
    miniWindow,
    settings,
    missed,
    connection,
    send,
    showMain,
    quit,
    clock,
    linux,
  } = parts;
  const buildMenu = (template: Electron.MenuItemConstructorOptions[]) => electron.Menu.buildFromTemplate(template);
  const createImage = (file: string) => electron.nativeImage.createFromPath(file);

  const everywhere: [string, () => CallSurface][] = [
    [
      'tray',
      () =>
        new TraySurface({
          platform,
          icons: path.join(resources, 'tray'),
          createTray: (image) => new electron.Tray(image),
          createImage,
          buildMenu,
          missed,
          connection,
          send,
          showMain,
          quit,
          clock,
        }),
    ],
    ['mini window', () => new MiniSurface({ miniWindow, mainWindow, settings })],
    ['power', () => new PowerSurface({ blocker: electron.powerSaveBlocker, mainWindow, clock })],
  ];
  switch (platform) {
    case 'win32':
      return [...everywhere, ['taskbar', () => new TaskbarSurface({ resources, createImage, mainWindow, send })]];
    case 'darwin': {
      const { dock } = electron.app;
      return dock
        ? [...everywhere, ['dock', () => new DockSurface({ dock, buildMenu, missed, send, showMain })]]
        : everywhere;
    }
    case 'linux':
      return [
        ...everywhere,
        ['badge', () => new BadgeSurface({ app: electron.app, missed })],
        ...(linux ? [['system control', () => linux.createControl()] as [string, () => CallSurface]] : []),
      ];
    default:
      return everywhere;
  }
}
