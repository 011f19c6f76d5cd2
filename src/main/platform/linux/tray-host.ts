import { Variant } from '@particle/dbus-next';
import type { Log, Unsubscribe } from '../../ongoing-call/ports.ts';
import type { BusConnection } from './bus-connection.ts';
import type { SessionBus } from './session-bus.ts';

const watcher = 'org.kde.StatusNotifierWatcher';
const at = { destination: watcher, path: '/StatusNotifierWatcher', interface: 'org.freedesktop.DBus.Properties' };

/**
 * Whether a panel shows tray icons. Electron does not tell: without one its tray is there and nobody sees it. Until it is
 * known, and whenever in doubt, the answer is no: a window that is minimized can be found again.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export class TrayHost {
  readonly #bus: Pick<SessionBus, 'connect'>;
  readonly #log: Log;
  readonly #subscriptions: Unsubscribe[] = [];
  #owner = '';
  #visible = false;
  #disposed = false;

  constructor(bus: Pick<SessionBus, 'connect'>, log: Log) {
    this.#bus = bus;
    this.#log = log;
  }

  get visible(): boolean {
    return this.#visible;
  }

  /** Begins to watch. Resolves when the first answer is there. Never rejects. */
  async start(): Promise<void> {
    try {
      const connection = await this.#bus.connect();
      if (connection) await this.#watch(connection);
    } catch (cause) {
      this.#log.warn(`Whether the desktop shows tray icons can't be found out: ${String(cause)}`);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#visible = false;
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }

  async #watch(connection: BusConnection): Promise<void> {
    this.#keep(connection.onClosed(() => this.#set(false)));
    for (const member of ['StatusNotifierHostRegistered', 'StatusNotifierHostUnregistered']) {
      const match = { sender: watcher, path: at.path, interface: watcher, member };
      this.#keep(await connection.onSignal(match, () => void this.#ask(connection)));
    }
    let first: Promise<void> = Promise.resolve();
    const unsubscribe = await connection.watchOwner(watcher, (owner) => {
      this.#owner = owner;
      if (owner === '') this.#set(false);
      else first = this.#ask(connection);
    });
    this.#keep(unsubscribe);
    await first;
  }

  #keep(unsubscribe: Unsubscribe): void {
    if (this.#disposed) unsubscribe();
    else this.#subscriptions.push(unsubscribe);
  }

  async #ask(connection: BusConnection): Promise<void> {
    const asked = this.#owner;
    let registered = false;
    try {
      const body = [watcher, 'IsStatusNotifierHostRegistered'];
      const [value] = await connection.call({ ...at, member: 'Get', signature: 'ss', body });
      registered = value instanceof Variant && value.value === true;
    } catch {
      // A watcher that does not answer shows nothing either.
    }
    // An answer of one that has gone in the meantime says nothing.
    if (asked === this.#owner) this.#set(registered);
  }

  #set(visible: boolean): void {
    this.#visible = visible && !this.#disposed;
  }
}
