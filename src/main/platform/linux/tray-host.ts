import { Variant } from '@particle/dbus-next';
import type { Log, Unsubscribe } from '../../ongoing-call/ports.ts';
import type { BusConnection } from './bus-connection.ts';
import type { SessionBus } from './session-bus.ts';

const watcher = 'org.kde.StatusNotifierWatcher';
const at = { destination: watcher, path: '/StatusNotifierWatcher', interface: 'org.freedesktop.DBus.Properties' };
const changes = [
  'StatusNotifierHostRegistered',
  'StatusNotifierHostUnregistered',
  'StatusNotifierItemRegistered',
  'StatusNotifierItemUnregistered',
];

/**
 * Whether a panel shows our tray icon. Electron does not tell: without one its tray is there and nobody sees it. It takes
 * a panel and our item among those that it knows: GNOME's extension says that there is a panel whatever it shows. Until it
 * is known, and whenever in doubt, the answer is no: a window that is minimized can be found again.
 * https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/
 */
export class TrayHost {
  readonly #bus: Pick<SessionBus, 'connect'>;
  readonly #log: Log;
  readonly #pid: number;
  readonly #subscriptions: Unsubscribe[] = [];
  readonly #listeners = new Set<(visible: boolean) => void>();
  /** By unique names of the bus, which never come back for another. */
  readonly #own = new Map<string, boolean>();
  /** Counts questions and all that makes their answers old. */
  #asked = 0;
  #visible = false;
  #disposed = false;

  /** `pid`: of the process whose icon it is. */
  constructor(bus: Pick<SessionBus, 'connect'>, log: Log, pid = process.pid) {
    this.#bus = bus;
    this.#log = log;
    this.#pid = pid;
  }

  get visible(): boolean {
    return this.#visible;
  }

  onChanged(listener: (visible: boolean) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
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
    this.#listeners.clear();
    for (const unsubscribe of this.#subscriptions.splice(0)) unsubscribe();
  }

  async #watch(connection: BusConnection): Promise<void> {
    this.#keep(connection.onClosed(() => this.#gone()));
    for (const member of changes) {
      const match = { sender: watcher, path: at.path, interface: watcher, member };
      this.#keep(await connection.onSignal(match, () => void this.#ask(connection)));
    }
    let first: Promise<void> = Promise.resolve();
    const unsubscribe = await connection.watchOwner(watcher, (owner) => {
      if (owner === '') this.#gone();
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
    this.#asked += 1;
    const turn = this.#asked;
    const visible = await this.#isShown(connection);
    if (turn === this.#asked) this.#set(visible);
  }

  #gone(): void {
    this.#asked += 1;
    this.#set(false);
  }

  /** Never rejects: a watcher that does not answer shows nothing either. */
  async #isShown(connection: BusConnection): Promise<boolean> {
    try {
      const property = async (name: string) => {
        const [value] = await connection.call({ ...at, member: 'Get', signature: 'ss', body: [watcher, name] });
        return value instanceof Variant ? value.value : undefined;
      };
      const [panel, items] = await Promise.all([
        property('IsStatusNotifierHostRegistered'),
        property('RegisteredStatusNotifierItems'),
      ]);
      if (panel !== true || !Array.isArray(items)) return false;
      const own = await Promise.all(items.map((item) => this.#isOwn(connection, String(item))));
      return own.includes(true);
    } catch {
      return false;
    }
  }

  /** `item`: a bus name, with the path of the object after it (KDE, Xfce), or after an @ (GNOME's extension). */
  async #isOwn(connection: BusConnection, item: string): Promise<boolean> {
    const [name = ''] = item.split(/[/@]/);
    // Chromium's name for its items: chrome/browser/ui/views/status_icons/status_icon_linux_dbus.cc
    if (!name.startsWith(':')) return name.includes(`StatusNotifierItem-${this.#pid}-`);
    const known = this.#own.get(name);
    if (known !== undefined) return known;
    try {
      const bus = {
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
      };
      const question = { ...bus, member: 'GetConnectionUnixProcessID', signature: 's', body: [name] };
      const [pid] = await connection.call(question);
      this.#own.set(name, pid === this.#pid);
      return pid === this.#pid;
    } catch {
      // It has gone since.
      return false;
    }
  }

  #set(visible: boolean): void {
    const before = this.#visible;
    this.#visible = visible && !this.#disposed;
    if (this.#visible !== before) for (const listener of [...this.#listeners]) listener(this.#visible);
  }
}
