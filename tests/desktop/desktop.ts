import { Inhibitors, type InhibitorsOptions } from './inhibitors.ts';
import { Launcher } from './launcher.ts';
import { LoginManager } from './login-manager.ts';
import { NotificationDaemon, type NotificationDaemonOptions } from './notification-daemon.ts';
import { PrivateBus } from './private-bus.ts';
import { TrayHost, type TrayHostOptions } from './tray-host.ts';

/** `false` leaves a service out; it can still be started later by its own `start`. */
export type DesktopOptions = {
  notifications?: NotificationDaemonOptions | false;
  tray?: TrayHostOptions | false;
  inhibitors?: InhibitorsOptions | false;
  login?: boolean;
};

/**
 * One person's desktop: a session bus and a system bus of their own, with the services that a desktop has there. What a
 * program shows on it can be read, and a person's clicks can be made.
 */
export class Desktop implements AsyncDisposable {
  readonly sessionBus: PrivateBus;
  readonly systemBus: PrivateBus;
  readonly notifications: NotificationDaemon;
  readonly tray: TrayHost;
  readonly inhibitors: Inhibitors;
  readonly login: LoginManager;
  readonly launcher: Launcher;

  private constructor(sessionBus: PrivateBus, systemBus: PrivateBus, options: DesktopOptions) {
    this.sessionBus = sessionBus;
    this.systemBus = systemBus;
    this.notifications = new NotificationDaemon(sessionBus, options.notifications || {});
    this.tray = new TrayHost(sessionBus, options.tray || {});
    this.inhibitors = new Inhibitors(sessionBus, options.inhibitors || {});
    this.login = new LoginManager(systemBus);
    this.launcher = new Launcher(sessionBus);
  }

  static async start(options: DesktopOptions = {}): Promise<Desktop> {
    const [sessionBus, systemBus] = await Promise.all([PrivateBus.start(), PrivateBus.start()]);
    const desktop = new Desktop(sessionBus, systemBus, options);
    try {
      await Promise.all([
        options.notifications === false || desktop.notifications.start(),
        options.tray === false || desktop.tray.start(),
        options.inhibitors === false || desktop.inhibitors.start(),
        options.login === false || desktop.login.start(),
        desktop.launcher.start(),
      ]);
    } catch (error) {
      await desktop.stop();
      throw error;
    }
    return desktop;
  }

  /** What a program needs in its environment to be on this desktop. */
  get environment(): { DBUS_SESSION_BUS_ADDRESS: string; DBUS_SYSTEM_BUS_ADDRESS: string } {
    return {
      DBUS_SESSION_BUS_ADDRESS: this.sessionBus.address,
      DBUS_SYSTEM_BUS_ADDRESS: this.systemBus.address,
    };
  }

  async stop(): Promise<void> {
    this.notifications.stop();
    this.tray.stop();
    this.inhibitors.stop();
    this.login.stop();
    this.launcher.stop();
    await Promise.all([this.sessionBus.stop(), this.systemBus.stop()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
