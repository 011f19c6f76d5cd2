import { DBusError, type MessageBus } from '@particle/dbus-next';
import { BusObject } from './bus-object.ts';
import type { PrivateBus } from './private-bus.ts';

const name = 'org.freedesktop.login1';
const manager = 'org.freedesktop.login1.Manager';

/** systemd's login manager on a bus that stands for the system's: says when the machine goes to sleep and wakes up. */
export class LoginManager {
  readonly #privateBus: PrivateBus;
  #bus: MessageBus | null = null;
  #object: BusObject | null = null;
  /** Who has asked for a delay of sleep or shutdown: the `what` of each `Inhibit`. */
  readonly delaysAsked: string[] = [];

  constructor(systemBus: PrivateBus) {
    this.#privateBus = systemBus;
  }

  async start(): Promise<void> {
    this.#bus = await this.#privateBus.connect();
    this.#object = new BusObject(this.#bus, '/org/freedesktop/login1', { [manager]: this.#interface });
    await this.#bus.requestName(name);
  }

  stop(): void {
    if (this.#bus) this.#privateBus.disconnect(this.#bus);
    this.#bus = null;
    this.#object = null;
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
}
