import { DBusError, type MessageBus, Variant } from '@particle/dbus-next';
import { BusObject } from './bus-object.ts';
import type { PrivateBus } from './private-bus.ts';

const name = 'org.freedesktop.login1';
const manager = 'org.freedesktop.login1.Manager';
const session = 'org.freedesktop.login1.Session';
const properties = 'org.freedesktop.DBus.Properties';

/**
 * systemd's login manager on a bus that stands for the system's: says when the machine goes to sleep and wakes up, and
 * when the screen is locked.
 */
export class LoginManager {
  readonly #privateBus: PrivateBus;
  #bus: MessageBus | null = null;
  #object: BusObject | null = null;
  #session: BusObject | null = null;
  #locked = false;
  /** Who has asked for a delay of sleep or shutdown: the `what` of each `Inhibit`. */
  readonly delaysAsked: string[] = [];

  constructor(systemBus: PrivateBus) {
    this.#privateBus = systemBus;
  }

  async start(): Promise<void> {
    this.#bus = await this.#privateBus.connect();
    this.#object = new BusObject(this.#bus, '/org/freedesktop/login1', { [manager]: this.#interface });
    this.#session = new BusObject(this.#bus, '/org/freedesktop/login1/session/_31', this.#sessionInterfaces);
    await this.#bus.requestName(name);
  }

  stop(): void {
    if (this.#bus) this.#privateBus.disconnect(this.#bus);
    this.#bus = null;
    this.#object = null;
    this.#session = null;
  }

  /** The machine is about to sleep. */
  suspend(): void {
    this.#emit('PrepareForSleep', true);
  }

  /** The machine has woken up. */
  resume(): void {
    this.#emit('PrepareForSleep', false);
  }

  /** The machine is about to be switched off. */
  shutdown(): void {
    this.#emit('PrepareForShutdown', true);
  }

  /** The screen is locked. Electron hears nothing of it on Linux. */
  lock(): void {
    this.#setLocked(true);
  }

  unlock(): void {
    this.#setLocked(false);
  }

  #setLocked(locked: boolean): void {
    if (!this.#session) throw new Error('The login manager is not running');
    this.#locked = locked;
    this.#session.emit(session, locked ? 'Lock' : 'Unlock');
    const changed = { LockedHint: new Variant('b', locked) };
    this.#session.emit(properties, 'PropertiesChanged', session, changed, []);
  }

  #emit(signal: string, value: boolean): void {
    if (!this.#object) throw new Error('The login manager is not running');
    this.#object.emit(manager, signal, value);
  }

  readonly #interface = {
    methods: {
      Inhibit: {
        in: 'ssss',
        out: 'h',
        run: ([what]: unknown[]) => {
          this.delaysAsked.push(what as string);
          // The library does not pass file descriptors, and a lock is one. Programs go on without it.
          throw new DBusError('org.freedesktop.DBus.Error.NotSupported', 'Locks are not handed out here');
        },
      },
    },
    signals: { PrepareForSleep: 'b', PrepareForShutdown: 'b' },
  };

  readonly #sessionInterfaces = {
    [session]: {
      properties: { LockedHint: { type: 'b', get: () => this.#locked } },
      signals: { Lock: '', Unlock: '' },
    },
    [properties]: { signals: { PropertiesChanged: 'sa{sv}as' } },
  };
}
