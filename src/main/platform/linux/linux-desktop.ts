import path from 'node:path';
import { z } from 'zod';
import { words } from '../../../shared/words.ts';
import type { CtlAnswer, CtlAsked } from '../../ctl/protocol.ts';
import type { NotificationEvents, NotificationName, NotificationPresenter } from '../../ongoing-call/notification.ts';
import type { Log } from '../../ongoing-call/ports.ts';
import { JsonStore } from '../../storage/json-store.ts';
import { notificationIcon } from './notification-icon.ts';
import { FreedesktopNotification } from './notifications.ts';
import { type Environment, SessionBus } from './session-bus.ts';
import { SystemControl } from './system-control.ts';
import { TrayHost } from './tray-host.ts';

/** Name of the desktop file without `.desktop`: what desktops know the app by. */
const desktopEntry = 'app.holdfast.Holdfast';

const recorded = z.object({ bus: z.string(), owner: z.string(), id: z.number() }).nullable();

export type LinuxDesktopOptions = {
  env: Environment;
  /** Of the app's own data. */
  folder: string;
  /** The app's icon. */
  icon: string;
  execute: (asked: CtlAsked) => Promise<CtlAnswer>;
  log: Log;
};

/** What the app says to a Linux desktop without Electron: all over one connection to the session bus, made when first used. */
export class LinuxDesktop {
  readonly #options: LinuxDesktopOptions;
  readonly #bus: SessionBus;
  readonly #icon: string;
  readonly trayHost: TrayHost;

  constructor(options: LinuxDesktopOptions) {
    this.#options = options;
    this.#bus = new SessionBus({ env: options.env, log: options.log });
    const { env, folder, icon: image, log } = options;
    this.#icon = notificationIcon({ env, desktopEntry, image, folder, log });
    this.trayHost = new TrayHost(this.#bus, options.log);
  }

  createNotification(
    name: NotificationName,
    events: NotificationEvents,
    fallback: NotificationPresenter,
  ): NotificationPresenter {
    const { folder, log } = this.#options;
    const file = path.join(folder, `notification-${name}.json`);
    const record = new JsonStore({ file, parse: (data) => recorded.parse(data), defaults: null, migrations: [], log });
    return new FreedesktopNotification({
      bus: this.#bus,
      events,
      fallback,
      appName: words.product,
      desktopEntry,
      icon: this.#icon,
      record,
      log,
    });
  }

  createControl(): SystemControl {
    return new SystemControl({ bus: this.#bus, execute: this.#options.execute, log: this.#options.log });
  }

  async dispose(): Promise<void> {
    this.trayHost.dispose();
    await this.#bus.close();
  }
}
