import { ElectronNotification } from '../../../src/main/ongoing-call/electron-notification.ts';
import { NotificationSurface } from '../../../src/main/ongoing-call/notification.ts';
import {
  FreedesktopNotification,
  type NotificationRecord,
  type RecordedNotification,
} from '../../../src/main/platform/linux/notifications.ts';
import { SessionBus } from '../../../src/main/platform/linux/session-bus.ts';
import { Desktop, type DesktopOptions } from '../../desktop/desktop.ts';
import type { ShownNotification } from '../../desktop/notification-daemon.ts';
import { ManualClock } from '../support/manual-clock.ts';
import type { FakeNotificationScreen } from './fake-notifications.ts';
import { commandRecorder, eventually, FakeEnds, FakeLog, FakeMainWindow, FakeSettings } from './fixtures.ts';

/** The notification surface on a real bus with a double of the notification daemon. */
export class NotifiedDesktop {
  readonly desktop: Desktop;
  readonly bus: SessionBus;
  readonly log = new FakeLog();
  readonly mainWindow = new FakeMainWindow(false);
  readonly commands = commandRecorder();
  readonly ends = new FakeEnds();
  /** What the next copy of the app would find written down. */
  recorded: RecordedNotification | null = null;
  icon = 'app.holdfast.Holdfast';
  surface: NotificationSurface;
  readonly #surfaces: NotificationSurface[] = [];

  private constructor(desktop: Desktop) {
    this.desktop = desktop;
    this.bus = new SessionBus({ env: desktop.environment, log: this.log });
    this.surface = this.createSurface();
  }

  static async start(options: DesktopOptions = {}): Promise<NotifiedDesktop> {
    return new NotifiedDesktop(await Desktop.start({ tray: false, inhibitors: false, login: false, ...options }));
  }

  /** `screen`: where Electron would show its own. */
  createSurface(bus = this.bus, screen: FakeNotificationScreen | null = null): NotificationSurface {
    const { log, mainWindow, ends } = this;
    const record: NotificationRecord = {
      get: () => this.recorded,
      set: async (notification) => {
        this.recorded = notification;
      },
    };
    const surface = new NotificationSurface({
      createPresenter: (events) =>
        new FreedesktopNotification({
          bus,
          events,
          fallback: screen && new ElectronNotification({ ...screen, platform: 'linux', name: 'call', events, log }),
          appName: 'Holdfast',
          desktopEntry: 'app.holdfast.Holdfast',
          icon: this.icon,
          record,
          log,
        }),
      mainWindow,
      settings: new FakeSettings(),
      ended: ends,
      send: this.commands.send,
      clock: new ManualClock(),
    });
    this.#surfaces.push(surface);
    return surface;
  }

  get open(): readonly ShownNotification[] {
    return this.desktop.notifications.open;
  }

  /** The one notification, once there is one. */
  only(): Promise<ShownNotification> {
    return eventually(() => (this.open.length === 1 ? this.open[0] : null), 'one notification');
  }

  none(): Promise<boolean> {
    return eventually(() => this.open.length === 0, 'no notification');
  }

  /**
   * Everything sent so far has arrived, and so has what followed from its answers. Bus and daemon take things in order:
   * a step has been answered at the latest when the ping after the next is.
   */
  async settled(steps = 10): Promise<void> {
    const connection = await this.bus.connect();
    const ping = { destination: 'org.freedesktop.Notifications', path: '/', interface: 'org.freedesktop.DBus.Peer' };
    for (let step = 0; step < steps; step++) {
      // Without a daemon the bus answers.
      await connection?.call({ ...ping, member: 'Ping' }).catch(() => []);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async end(): Promise<void> {
    this.desktop.notifications.release();
    for (const surface of this.#surfaces) await surface.dispose();
    await this.bus.close();
    await this.desktop.stop();
  }
}
