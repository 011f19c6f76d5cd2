import { Socket } from 'node:net';
import { Message, type MessageBus, MessageType } from '@particle/dbus-next';
import type { Unsubscribe } from '../../ongoing-call/ports.ts';

export type MethodCall = {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: unknown[];
};

export type SignalMatch = { sender: string; path: string; interface: string; member: string };

const daemon = {
  destination: 'org.freedesktop.DBus',
  path: '/org/freedesktop/DBus',
  interface: 'org.freedesktop.DBus',
};

/**
 * A connection to a message bus that always settles what it was asked: the library leaves a call that was under way when
 * the bus went unanswered for ever. Methods are called by name, without introspection: one round trip each, and nothing
 * a service says about itself is trusted.
 */
export class BusConnection {
  readonly bus: MessageBus;
  readonly #socket: Socket | null;
  readonly #closedListeners = new Set<(cause: unknown) => void>();
  #closed: { cause: unknown } | null = null;

  constructor(bus: MessageBus) {
    this.bus = bus;
    // One for each signal that is heard: many, and all of them are meant.
    bus.setMaxListeners(0);
    bus.on('error', (cause) => this.#end(cause));
    this.#socket = socketOf(bus);
    // The library itself says nothing when the bus closes its end.
    for (const over of ['end', 'close'] as const) {
      this.#socket?.on(over, () => this.#end(new Error('the bus closed the connection')));
    }
  }

  /**
   * Calls a method and gives the body of its reply. There is no timeout of our own: the bus answers for a service that
   * goes away. Rejects with the service's `DBusError`, or when the connection ends.
   */
  call(call: MethodCall): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new Error(`${call.member} was not sent: the bus connection is closed.`, { cause: this.#closed.cause }));
        return;
      }
      const unsubscribe = this.onClosed((cause) =>
        reject(new Error(`${call.member} was not answered: the bus connection closed.`, { cause })),
      );
      this.bus
        .call(new Message({ ...call, type: MessageType.METHOD_CALL }))
        .then((reply) => resolve(reply?.body ?? []), reject)
        .finally(unsubscribe);
    });
  }

  /** Sends what nobody answers: a signal, a reply. Lost without a word when the connection is. */
  send(message: Message): void {
    if (this.#closed) return;
    try {
      this.bus.send(message);
    } catch (cause) {
      this.#end(cause);
    }
  }

  /** Hears signals of the owner of a name. `sender` must be the name that the bus is to match. */
  async onSignal(
    match: SignalMatch,
    listener: (body: readonly unknown[], sender: string) => void,
  ): Promise<Unsubscribe> {
    const rule = `type='signal',${Object.entries(match)
      .map(([key, value]) => `${key}='${value}'`)
      .join(',')}`;
    // First the ear, then the subscription: nothing that comes with the answer is missed.
    const onMessage = (message: Message) => {
      if (message.type !== MessageType.SIGNAL) return;
      if (message.path !== match.path || message.interface !== match.interface || message.member !== match.member)
        return;
      listener(message.body, message.sender);
    };
    this.bus.on('message', onMessage);
    const removeMatch = () => this.call({ ...daemon, member: 'RemoveMatch', signature: 's', body: [rule] });
    try {
      await this.call({ ...daemon, member: 'AddMatch', signature: 's', body: [rule] });
    } catch (cause) {
      this.bus.off('message', onMessage);
      throw cause;
    }
    return () => {
      this.bus.off('message', onMessage);
      removeMatch().catch(() => {
        // The bus is gone, and with it the subscription.
      });
    };
  }

  /** Unique name of the connection that owns a name, `''` for none: now, and at every change. */
  async watchOwner(name: string, listener: (owner: string) => void): Promise<Unsubscribe> {
    let changed = false;
    const unsubscribe = await this.onSignal(
      { sender: daemon.destination, path: daemon.path, interface: daemon.interface, member: 'NameOwnerChanged' },
      ([changedName, , owner]) => {
        if (changedName !== name || typeof owner !== 'string') return;
        changed = true;
        listener(owner);
      },
    );
    const owner = await this.ownerOf(name);
    if (!changed) listener(owner);
    return unsubscribe;
  }

  async ownerOf(name: string): Promise<string> {
    try {
      const [owner] = await this.call({ ...daemon, member: 'GetNameOwner', signature: 's', body: [name] });
      return typeof owner === 'string' ? owner : '';
    } catch {
      return '';
    }
  }

  /** Waits in line where another connection has the name. */
  async requestName(name: string): Promise<void> {
    await this.call({ ...daemon, member: 'RequestName', signature: 'su', body: [name, 0] });
  }

  async releaseName(name: string): Promise<void> {
    await this.call({ ...daemon, member: 'ReleaseName', signature: 's', body: [name] });
  }

  /** Identifies this bus among all that ever were. */
  async busId(): Promise<string> {
    const [id] = await this.call({ ...daemon, member: 'GetId' });
    return String(id);
  }

  onClosed(listener: (cause: unknown) => void): Unsubscribe {
    this.#closedListeners.add(listener);
    return () => this.#closedListeners.delete(listener);
  }

  /** Safe any number of times. */
  close(): void {
    this.#end(new Error('closed by us'));
    this.bus.disconnect();
    // Once what was written is out, nothing is read any more: the library would throw in answering it.
    this.#socket?.destroySoon();
  }

  #end(cause: unknown): void {
    if (this.#closed) return;
    this.#closed = { cause };
    for (const listener of this.#closedListeners) listener(cause);
    this.#closedListeners.clear();
  }
}

/** What the library talks through, which it keeps to itself. */
function socketOf(bus: MessageBus): Socket | null {
  const connection: unknown = Reflect.get(bus, '_connection');
  const stream: unknown = typeof connection === 'object' && connection !== null && Reflect.get(connection, 'stream');
  return stream instanceof Socket ? stream : null;
}

/** The answer to a method call that is refused. The library's typings take the call for a string. */
export function errorReply(call: Message, name: string, text: string): Message {
  return Message.newError(call as unknown as string, name, text);
}
