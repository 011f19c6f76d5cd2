import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as DBus from '@particle/dbus-next';

type Library = typeof DBus;
type Body = unknown[];

let loaded: Library | undefined;

/** A signal from the bus, or a call to an object that this process exports. */
export interface BusMessage {
  readonly sender: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly body: Body;
}

export interface SignalFilter {
  path: string;
  interface: string;
  member: string;
  sender?: string;
}

/** Answers a call with its out arguments and their signature, or leaves it to others with `undefined`. */
export type MethodHandler = (call: BusMessage) => { signature: string; body: Body } | undefined;

const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

/**
 * Finds the D-Bus library: among the repository's, or the app's own. It takes its time, which Electron, with one in its binary,
 * does not: whoever can wait anyway is to ask for it first.
 */
export function loadLibrary(appPath: string): Library {
  if (loaded) return loaded;
  const places = [import.meta.filename, join(appPath, 'package.json')];
  for (const place of places) {
    try {
      loaded = createRequire(place)('@particle/dbus-next') as Library;
      return loaded;
    } catch {
      // The next place may have it.
    }
  }
  throw new Error('electron (stand-in): the D-Bus library @particle/dbus-next is not installed');
}

/** One connection to a message bus, made when it is first needed. Without a bus every call rejects and no signal comes. */
export class Bus {
  readonly #which: 'session' | 'system';
  readonly #appPath: string;
  #connection: Promise<{ library: Library; bus: DBus.MessageBus }> | undefined;
  #handlers: MethodHandler[] = [];

  constructor(which: 'session' | 'system', appPath: string) {
    this.#which = which;
    this.#appPath = appPath;
  }

  async call(
    destination: string,
    path: string,
    interfaceName: string,
    member: string,
    signature = '',
    body: Body = [],
  ): Promise<Body> {
    const { library, bus } = await this.#connect();
    const message = new library.Message({ destination, path, interface: interfaceName, member, signature, body });
    return (await bus.call(message))?.body ?? [];
  }

  async nameHasOwner(name: string): Promise<boolean> {
    const [has] = await this.#daemon('NameHasOwner', 's', [name]);
    return has === true;
  }

  async ownName(name: string): Promise<void> {
    await this.#daemon('RequestName', 'su', [name, 0]);
  }

  async releaseName(name: string): Promise<void> {
    await this.#daemon('ReleaseName', 's', [name]);
  }

  /** Makes variants, synchronously once there is a connection. */
  async variants(): Promise<(signature: string, value: unknown) => unknown> {
    const { library } = await this.#connect();
    return (signature, value) => new library.Variant(signature, value);
  }

  async emitSignal(path: string, interfaceName: string, member: string, signature: string, body: Body): Promise<void> {
    const { library, bus } = await this.#connect();
    bus.send(library.Message.newSignal(path, interfaceName, member, signature, body));
  }

  /** Hears a signal until the returned function is called. */
  async onSignal(filter: SignalFilter, listener: (message: BusMessage) => void): Promise<() => void> {
    const { bus } = await this.#connect();
    const rule = Object.entries({ type: 'signal', ...filter })
      .map(([key, value]) => `${key}='${value}'`)
      .join(',');
    const hear = (message: DBus.Message) => {
      if (message.member !== filter.member || message.interface !== filter.interface || message.path !== filter.path)
        return;
      listener(message as unknown as BusMessage);
    };
    bus.on('message', hear);
    await this.#daemon('AddMatch', 's', [rule]);
    return () => {
      bus.off('message', hear);
      this.#daemon('RemoveMatch', 's', [rule]).catch(() => {});
    };
  }

  /** Answers calls to this process until the returned function is called. */
  async export(handler: MethodHandler): Promise<() => void> {
    await this.#connect();
    this.#handlers.push(handler);
    return () => {
      this.#handlers = this.#handlers.filter((other) => other !== handler);
    };
  }

  #daemon(member: string, signature: string, body: Body): Promise<Body> {
    return this.call(daemon.destination, daemon.path, daemon.interface, member, signature, body);
  }

  #connect(): Promise<{ library: Library; bus: DBus.MessageBus }> {
    this.#connection ??= new Promise((resolve, reject) => {
      const library = loadLibrary(this.#appPath);
      const bus = this.#which === 'session' ? library.sessionBus() : library.systemBus();
      bus.on('error', reject);
      bus.on('connect', () => resolve({ library, bus }));
      bus.addMethodHandler((message: DBus.Message) => this.#answer(library, bus, message));
    });
    return this.#connection;
  }

  #answer(library: Library, bus: DBus.MessageBus, message: DBus.Message): boolean {
    for (const handler of this.#handlers) {
      const answer = handler(message as unknown as BusMessage);
      if (!answer) continue;
      bus.send(library.Message.newMethodReturn(message, answer.signature, answer.body));
      return true;
    }
    return false;
  }
}
