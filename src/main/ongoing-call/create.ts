/** Builds the ongoing call with all the surfaces this platform has. */
import type { App, Dock, GlobalShortcut, Menu, NativeImage, Notification, PowerSaveBlocker, Tray } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import type { Clock, CommandSink, Log, MainWindowPort, MiniWindowPort, SettingsPort } from './ports.ts';
import type { OngoingCallService } from './service.ts';

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
  /** Releases everything; later calls are no-ops. */
  dispose(): Promise<void>;
};
