/** Builds the ongoing call: the service, what it counts, and the surfaces of this platform. */
import { join } from 'node:path';
import type { CallSnapshot } from '../../shared/call.ts';
import { execute } from '../ctl/execute.ts';
import { LinuxDesktop } from '../platform/linux/linux-desktop.ts';
import type { Environment } from '../platform/linux/session-bus.ts';
import { ElectronNotification, notificationGroup } from './electron-notification.ts';
import { MissedCalls } from './missed-calls.ts';
import { MissedNotification } from './missed-notification.ts';
import {
  type NotificationEvents,
  type NotificationName,
  type NotificationPresenter,
  NotificationSurface,
} from './notification.ts';
import {
  type Clock,
  type CommandSink,
  type Log,
  type MainWindowPort,
  type MiniWindowPort,
  type SettingsPort,
  systemClock,
  type Unsubscribe,
} from './ports.ts';
import { SecondNotification } from './second-notification.ts';
import { ServerConnection } from './server-connection.ts';
import { OngoingCallService } from './service.ts';
import { ShortcutSurface } from './shortcut.ts';
import type { CallSurface } from './surface.ts';
import { createSurfaces, type ElectronParts } from './surfaces.ts';
import { ToastActivations } from './toast-activations.ts';

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
  /** The desktop is Wayland's: it has its own say about keys. Default: false. */
  wayland?: boolean;
  /** Where to look for the session bus on Linux. Default: the environment of the process. */
  env?: Environment;
};

export type OngoingCall = {
  readonly service: OngoingCallService;
  /** To be told of by the window. */
  readonly connection: ServerConnection;
  /** Attaches the surfaces: once the app is ready. A call launched before shows now. */
  start(): void;
  /** Whether a tray icon would be seen: without one, closing must minimize instead of hide. */
  trayIsVisible(): boolean;
  onTrayVisibilityChanged(listener: (visible: boolean) => void): Unsubscribe;
  /** The call's notification says that the call goes on without its window; `onUnsaid` is called when none can. */
  sayThatItGoesOn(onUnsaid: () => void): void;
  /** False while a shortcut is wanted and the system refuses it. */
  muteShortcutRegistered(): boolean;
  /** Releases everything; later calls are no-ops. Resolves when the desktop knows, at the latest after half a second. */
  dispose(): Promise<void>;
};

/** A desktop that does not answer does not keep the app from quitting, ms. */
const disposeGraceMs = 500;

export function createOngoingCall(options: OngoingCallOptions): OngoingCall {
  const {
    electron,
    platform,
    mainWindow,
    settings,
    log,
    clock = systemClock,
    env = process.env,
    wayland = false,
  } = options;
  const service = new OngoingCallService({ send: options.send, onHangUpIgnored: options.onHangUpIgnored, log, clock });
  const missed = new MissedCalls(service, mainWindow, clock);
  const connection = new ServerConnection();
  const send: CommandSink = (command) => void service.command(command);
  const showMain = () => mainWindow.show();
  const linux =
    platform === 'linux'
      ? new LinuxDesktop({
          env,
          folder: electron.app.getPath('userData'),
          icon: join(options.resources, 'app', 'icon.png'),
          execute: (asked) => execute(asked, { service, showMain, clock }),
          log,
        })
      : null;
  let notification: NotificationSurface | null = null;
  let shortcut: ShortcutSurface | null = null;
  let activations: ToastActivations | null = null;

  const createPresenter = (name: NotificationName, events: NotificationEvents): NotificationPresenter => {
    const ofElectron = new ElectronNotification({
      platform,
      name,
      create: (content) => new electron.Notification(content),
      isSupported: () => electron.Notification.isSupported(),
      events,
      onHeard: () => activations?.heard(),
      log,
    });
    return linux ? linux.createNotification(name, events, ofElectron) : ofElectron;
  };

  const attach = (name: string, create: () => CallSurface) => {
    try {
      service.attach(create());
    } catch (cause) {
      log.error(`Ongoing call: ${name} could not be made. Going on without it.`, cause);
    }
  };

  /** A copy that was killed left its notification, whose buttons nobody hears. */
  const adoptLeftovers = () => {
    const { Notification } = electron;
    try {
      if (platform === 'darwin') Notification.removeGroup(notificationGroup);
      if (platform !== 'win32') return;
      const handleActivation = Notification.handleActivation.bind(Notification);
      activations = new ToastActivations({ handleActivation, clock, onUnheard: showMain });
    } catch (cause) {
      log.error('What an earlier copy left on the desktop stays there.', cause);
    }
  };

  return {
    service,
    connection,
    start: () => {
      void linux?.trayHost.start();
      adoptLeftovers();
      attach('shortcut', () => {
        shortcut = new ShortcutSurface({
          globalShortcut: electron.globalShortcut,
          portal: wayland,
          settings,
          send,
          log,
        });
        return shortcut;
      });
      attach('notification', () => {
        notification = new NotificationSurface({
          createPresenter: (events) => createPresenter('call', events),
          mainWindow,
          settings,
          ended: service,
          send,
          clock,
        });
        return notification;
      });
      attach(
        'second call',
        () =>
          new SecondNotification({
            createPresenter: (events) => createPresenter('second', events),
            mainWindow,
            settings,
            send,
            clock,
          }),
      );
      attach(
        'missed calls',
        () =>
          new MissedNotification({ createPresenter: (events) => createPresenter('missed', events), missed, showMain }),
      );
      for (const [name, create] of createSurfaces({
        ...options,
        clock,
        missed,
        connection,
        send,
        showMain,
        linux,
      }))
        attach(name, create);
    },
    trayIsVisible: () => linux?.trayHost.visible ?? true,
    onTrayVisibilityChanged: (listener) => linux?.trayHost.onChanged(listener) ?? (() => {}),
    sayThatItGoesOn: (onUnsaid) => (notification ? notification.sayThatItGoesOn(onUnsaid) : onUnsaid()),
    muteShortcutRegistered: () => shortcut?.available ?? true,
    dispose: async () => {
      missed.dispose();
      connection.dispose();
      activations?.dispose();
      const released = service.dispose().then(() => linux?.dispose());
      await Promise.race([released, new Promise<void>((resolve) => clock.after(disposeGraceMs, resolve))]);
    },
  };
}
