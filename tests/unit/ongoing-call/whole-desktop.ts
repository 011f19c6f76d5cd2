/** All surfaces of a platform at once, wired as the app wires them, on a desktop of stand-ins. */
import type { NotificationConstructorOptions } from 'electron';
import { createOngoingCall, type OngoingCall } from '../../../src/main/ongoing-call/create.ts';
import type { ElectronParts } from '../../../src/main/ongoing-call/surfaces.ts';
import type { CallSnapshot } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  buildMenu,
  createImage,
  FakeApp,
  FakeDock,
  FakeGlobalShortcut,
  FakePowerSaveBlocker,
  FakeTaskbarWindow,
  FakeTray,
} from './fake-electron.ts';
import { FakeNotificationScreen } from './fake-notifications.ts';
import { Fault } from './fault.ts';
import { commandRecorder, FakeLog, FakeMainWindow, FakeMiniWindow, FakeSettings } from './fixtures.ts';

export class WholeDesktop {
  readonly clock = new ManualClock();
  readonly log = new FakeLog();
  readonly fault = new Fault();
  readonly mainWindow = new FakeMainWindow(true);
  readonly miniWindow = new FakeMiniWindow();
  readonly settings = new FakeSettings();
  readonly commands = commandRecorder();
  readonly blocker = new FakePowerSaveBlocker(this.fault);
  readonly globalShortcut = new FakeGlobalShortcut({ fault: this.fault });
  readonly taskbar = new FakeTaskbarWindow(this.fault);
  readonly dock = new FakeDock(this.fault);
  readonly app = new FakeApp();
  readonly screen: FakeNotificationScreen;
  readonly trays: FakeTray[] = [];
  readonly ignoredHangUps: CallSnapshot[] = [];
  quits = 0;
  readonly ongoingCall: OngoingCall;
  readonly #folder = temporaryFolder();
  #ended: Promise<void> | null = null;

  /** `env`: where the session bus is, on Linux. */
  constructor(platform: NodeJS.Platform, env: Record<string, string> = {}) {
    const { fault, trays, dock } = this;
    const screen = new FakeNotificationScreen({ platform, fault });
    this.screen = screen;
    this.mainWindow.window = this.taskbar;
    function Tray(image: Electron.NativeImage): FakeTray {
      fault.check('new Tray');
      const tray = new FakeTray(image, fault);
      trays.push(tray);
      return tray;
    }
    function Notification(options: NotificationConstructorOptions) {
      return screen.create(options);
    }
    Notification.isSupported = screen.isSupported;
    Notification.handleActivation = screen.handleActivation;
    Notification.removeGroup = screen.removeGroup;
    const app = this.app;
    const electron = {
      app: {
        setBadgeCount: (count?: number) => app.setBadgeCount(count),
        getPath: () => this.#folder,
        dock: platform === 'darwin' ? dock : undefined,
      },
      Tray,
      Menu: { buildFromTemplate: buildMenu },
      Notification,
      nativeImage: { createFromPath: createImage },
      powerSaveBlocker: this.blocker,
      globalShortcut: this.globalShortcut,
    } as unknown as ElectronParts;
    this.ongoingCall = createOngoingCall({
      electron,
      platform,
      env,
      resources: '/resources',
      mainWindow: this.mainWindow,
      miniWindow: this.miniWindow,
      settings: this.settings,
      send: this.commands.send,
      onHangUpIgnored: (call) => this.ignoredHangUps.push(call),
      quit: () => {
        this.quits += 1;
      },
      log: this.log,
      clock: this.clock,
    });
  }

  get tray(): FakeTray {
    const [tray] = this.trays.filter(({ destroyed }) => !destroyed);
    if (!tray) throw new Error('There is no tray');
    return tray;
  }

  /** All that is held or shown because of a call; empty without one. */
  get held(): unknown[] {
    return [
      ...this.blocker.held.values(),
      ...this.globalShortcut.registered.keys(),
      ...this.screen.shown.map(({ options }) => options.title),
      ...(this.miniWindow.showing ? ['mini window'] : []),
      ...this.taskbar.buttons.map(({ tooltip }) => tooltip),
      ...(this.taskbar.overlay ? [this.taskbar.overlay] : []),
      ...(this.dock.menu?.template ?? []),
      ...this.dock.bouncing,
      ...(this.mainWindow.flashing ? ['flashing'] : []),
    ];
  }

  /** Safe any number of times. */
  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    const disposed = this.ongoingCall.dispose();
    // The grace time of a desktop that does not answer.
    this.clock.advance(1_000);
    await disposed;
  }
}
