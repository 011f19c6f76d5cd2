import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bus } from './dbus.ts';
import { PreventableEvent, StrictEmitter } from './strict.ts';

const login = {
  name: 'org.freedesktop.login1',
  path: '/org/freedesktop/login1',
  interface: 'org.freedesktop.login1.Manager',
};
const supplies = '/sys/class/power_supply';

/**
 * Electron's `powerMonitor` as on Linux: what systemd's login manager says on the system bus, from the first listener on.
 * The locks that Electron takes there are asked for, but the D-Bus library passes no file descriptors, so none is held.
 */
export class PowerMonitor extends StrictEmitter {
  readonly #bus: Bus;
  #watching = false;
  /** Whether logind is asked to wait for `shutdown`, and the app is told of it. */
  #hearsShutdown = false;

  constructor(bus: Bus) {
    super('powerMonitor');
    this.#bus = bus;
    super.on('newListener', (name: string) => this.#onListener(name));
    super.on('removeListener', (name: string) => {
      if (name === 'shutdown') this.#hearsShutdown = this.listenerCount('shutdown') > 0;
    });
  }

  get onBatteryPower(): boolean {
    return this.isOnBatteryPower();
  }

  isOnBatteryPower(): boolean {
    return online() === false;
  }

  /**
   * The first listener of all starts the watch, and is not counted yet when Electron asks whether any is for `shutdown`: an
   * app whose first listener is that one hears nothing of it (lib/browser/api/power-monitor.ts).
   */
  #onListener(name: string): void {
    if (name === 'newListener' || name === 'removeListener') return;
    if (!this.#watching) {
      this.#watching = true;
      // No system bus: no events, as by Electron.
      this.#watch().catch(() => {});
      return;
    }
    if (name === 'shutdown' && !this.#hearsShutdown) {
      this.#hearsShutdown = true;
      this.#delay('shutdown', 'Ensure a clean shutdown');
    }
  }

  async #watch(): Promise<void> {
    const hear = (member: string, listener: (starting: boolean) => void) =>
      this.#bus.onSignal({ path: login.path, interface: login.interface, member, sender: login.name }, ({ body }) =>
        listener(body[0] === true),
      );
    await hear('PrepareForSleep', (starting) => {
      this.emit(starting ? 'suspend' : 'resume', new PreventableEvent());
      if (!starting) this.#delay('sleep', 'Application cleanup before suspend');
    });
    await hear('PrepareForShutdown', (starting) => {
      if (starting && this.#hearsShutdown) this.emit('shutdown', new PreventableEvent());
    });
    this.#delay('sleep', 'Application cleanup before suspend');
  }

  #delay(what: string, why: string): void {
    const body = [what, process.execPath, why, 'delay'];
    this.#bus.call(login.name, login.path, login.interface, 'Inhibit', 'ssss', body).catch(() => {});
  }
}

/** Whether a mains supply is connected; `undefined` where the machine has none that could be. */
function online(): boolean | undefined {
  try {
    const states = readdirSync(supplies).flatMap((name) => {
      const read = (file: string) => readFileSync(join(supplies, name, file), 'utf8').trim();
      return read('type') === 'Mains' ? [read('online') === '1'] : [];
    });
    return states.length === 0 ? undefined : states.includes(true);
  } catch {
    return undefined;
  }
}
