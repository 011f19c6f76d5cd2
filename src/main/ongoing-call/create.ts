/** Builds the ongoing call with all the surfaces this platform has. */
import path from 'node:path';
import type { App, Dock, GlobalShortcut, Menu, NativeImage, Notification, PowerSaveBlocker, Tray } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import { FreedesktopNotification } from '../platform/linux/notifications.ts';
import { SessionBus } from '../platform/linux/session-bus.ts';
import { ElectronNotification } from './electron-notification.ts';
import { MissedCalls } from './missed-calls.ts';
import { type NotificationEvents, type NotificationPresenter, NotificationSurface } from './notification.ts';
import {
  type Clock,
  type CommandSink,
  type Log,
  type MainWindowPort,
  type MiniWindowPort,
  type SettingsPort,
  systemClock,
} from './ports.ts';
import { PowerSurface } from './power.ts';
import { OngoingCallService } from './service.ts';
import type { CallSurface } from './surface.ts';
import { TraySurface } from './tray.ts';

/** The parts of the `electron` module that the surfaces use; the module itself fits. */
export type ElectronParts = {
  app: Pick<App, 'setBadgeCount' | 'getName'> & {
    dock?: Pick<Dock, 'setMenu' | 'setBadge' | 'bounce' | 'cancelBounce'>;
  };
  Tray: new (image: NativeImage | string) => Tray;
  Menu: Pick<typeof Menu, 'buildFromTemplate'>;
  Notification: typeof Notification;
  nativeImage: Pick<typeof import('electron').nativeImage, 'createFromPath'>;
  powerSaveBlocker: Pick<PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>;
  globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>;
};

export type OngoingCallOptions = {
  electron: ElectronParts;
  platform: NodeJS.Platform;
  /** Folder of the icons: `resources` of the project, or of the packaged app. */
  resources: string;
  mainWindow: MainWindowPort;
  miniWindow: MiniWindowPort;
  settings: SettingsPort;
  /** Where accepted commands go: to the renderer that owns the call. */
  send: CommandSink;
  /** A hang-up or decline of this call was not acknowledged within 2 s: end the renderer that owns it. */
  onHangUpIgnored: (call: CallSnapshot) => void;
  /** `Quit` in the tray. */
  quit: () => void;
  log: Log;
  /** Default: the system's. */
  clock?: Clock;
};

export type OngoingCall = {
  readonly service: OngoingCallService;
  /** Attaches the surfaces: once the app is ready. A call launched before shows now. */
  start(): void;
  /** Whether a tray icon would be seen: without one, closing must minimize instead of hide. */
  trayIsVisible(): boolean;
  /** False while a shortcut is wanted and the system refuses it. */
  muteShortcutRegistered(): boolean;
  /** Releases everything; later calls are no-ops. Resolves when the desktop knows, at the latest after half a second. */
  dispose(): Promise<void>;
};

/** Name of the desktop file without `.desktop`: what Linux desktops know the app by. */
const desktopEntry = 'app.holdfast.Holdfast';

/** A desktop that does not answer does not keep the app from quitting, ms. */
const disposeGraceMs = 500;

export function createOngoingCall(options: OngoingCallOptions): OngoingCall {
  const { electron, platform, resources, mainWindow, log, quit, clock = systemClock } = options;
  const service = new OngoingCallService({ send: options.send, onHangUpIgnored: options.onHangUpIgnored, log, clock });
  const missed = new MissedCalls(service, mainWindow);
  const bus = platform === 'linux' ? new SessionBus({ env: process.env, log }) : null;
  const send: CommandSink = (command) => void service.command(command);
  const showMain = () => mainWindow.show();

  const createPresenter = (events: NotificationEvents): NotificationPresenter => {
    const ofElectron = new ElectronNotification({
      create: (content) => new electron.Notification(content),
      isSupported: () => electron.Notification.isSupported(),
      platform,
      events,
      log,
    });
    if (!bus) return ofElectron;
    return new FreedesktopNotification({
      bus,
      events,
      fallback: ofElectron,
      appName: words.product,
      desktopEntry,
      log,
    });
  };

  /** One line a surface. */
  const createSurfaces = (): readonly (() => CallSurface)[] => [
    () =>
      new TraySurface({
        platform,
        icons: path.join(resources, 'tray'),
        createTray: (image) => new electron.Tray(image),
        createImage: (file) => electron.nativeImage.createFromPath(file),
        buildMenu: (template) => electron.Menu.buildFromTemplate(template),
        missed,
        send,
        showMain,
        quit,
        clock,
      }),
    () => new NotificationSurface({ createPresenter, mainWindow, send }),
    () => new PowerSurface({ blocker: electron.powerSaveBlocker, mainWindow, clock }),
  ];

  return {
    service,
    start: () => {
      for (const create of createSurfaces()) {
        try {
          service.attach(create());
        } catch (cause) {
          log.error('A surface of the ongoing call could not be made: going on without it.', cause);
        }
      }
    },
    trayIsVisible: () => true,
    muteShortcutRegistered: () => true,
    dispose: async () => {
      missed.dispose();
      await Promise.race([service.dispose(), new Promise<void>((resolve) => clock.after(disposeGraceMs, resolve))]);
      await bus?.close();
    },
  };
}
