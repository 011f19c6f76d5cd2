import { DBusError, Message, type MessageBus, type MessageLike, MessageType, Variant } from '@particle/dbus-next';

/** A method of a D-Bus interface. `run` may rely on `args` having the types of `in`: calls with others are refused. */
export type Method = {
  in: string;
  out: string;
  /** `sender` is the unique name of the connection that calls. Returns the values of `out`. */
  run: (args: unknown[], sender: string) => unknown[] | Promise<unknown[]>;
};
export type Property = { type: string; get: () => unknown };
export type InterfaceDescription = {
  methods?: Record<string, Method>;
  properties?: Record<string, Property>;
  signals?: Record<string, string>;
};

const introspectable = 'org.freedesktop.DBus.Introspectable';
const properties = 'org.freedesktop.DBus.Properties';

/**
 * An object on a bus whose methods know their caller, which the library's own `Interface` does not tell and which a
 * service needs that gives things to a connection for as long as it lives.
 */
export class BusObject {
  readonly #bus: MessageBus;
  readonly #path: string;
  readonly #interfaces: Record<string, InterfaceDescription>;
  readonly #handler = (message: Message): boolean => this.#handle(message);

  constructor(bus: MessageBus, path: string, interfaces: Record<string, InterfaceDescription>) {
    this.#bus = bus;
    this.#path = path;
    this.#interfaces = interfaces;
    bus.addMethodHandler(this.#handler);
  }

  remove(): void {
    this.#bus.removeMethodHandler(this.#handler);
  }

  /** @throws when the interface has no such signal. */
  emit(interfaceName: string, signal: string, ...body: unknown[]): void {
    const signature = this.#interfaces[interfaceName]?.signals?.[signal];
    if (signature === undefined) throw new Error(`${interfaceName} has no signal ${signal}`);
    this.#bus.send(Message.newSignal(this.#path, interfaceName, signal, signature, body));
  }

  #handle(message: Message): boolean {
    if (message.type !== MessageType.METHOD_CALL || message.path !== this.#path) return false;
    if (message.interface === introspectable) {
      this.#bus.send(Message.newMethodReturn(message, 's', [this.#introspect()]));
      return true;
    }
    const method =
      message.interface === properties
        ? this.#properties[message.member]
        : this.#interfaces[message.interface]?.methods?.[message.member];
    if (method === undefined) return false;
    void this.#answer(message, method);
    return true;
  }

  async #answer(message: Message, method: Method): Promise<void> {
    let reply: Message;
    try {
      if ((message.signature ?? '') !== method.in) {
        throw new DBusError(
          'org.freedesktop.DBus.Error.InvalidArgs',
          `${message.member} takes '${method.in}', not '${message.signature}'`,
        );
      }
      reply = Message.newMethodReturn(message, method.out, await method.run(message.body ?? [], message.sender));
    } catch (error) {
      const name = error instanceof DBusError ? error.type : 'org.freedesktop.DBus.Error.Failed';
      // The library's typings say string, its code takes the message.
      reply = Message.newError(
        message as unknown as string,
        name,
        error instanceof Error ? error.message : String(error),
      );
    }
    try {
      this.#bus.send(reply);
    } catch {
      // The connection was closed while the answer was being made, as when a service dies.
    }
  }

  readonly #properties: Record<string, Method> = {
    Get: {
      in: 'ss',
      out: 'v',
      run: ([interfaceName, name]) => {
        const property = this.#interfaces[interfaceName as string]?.properties?.[name as string];
        if (!property) throw new DBusError('org.freedesktop.DBus.Error.UnknownProperty', `No property ${name}`);
        return [new Variant(property.type, property.get())];
      },
    },
    GetAll: {
      in: 's',
      out: 'a{sv}',
      run: ([interfaceName]) => {
        const all = Object.entries(this.#interfaces[interfaceName as string]?.properties ?? {});
        return [Object.fromEntries(all.map(([name, { type, get }]) => [name, new Variant(type, get())]))];
      },
    },
  };

  #introspect(): string {
    const args = (signature: string, direction = '') =>
      completeTypes(signature)
        .map((type) => `<arg type="${type}"${direction && ` direction="${direction}"`}/>`)
        .join('');
    const interfaces = Object.entries(this.#interfaces).map(([name, { methods, properties, signals }]) =>
      [
        `<interface name="${name}">`,
        ...Object.entries(methods ?? {}).map(
          ([member, method]) => `<method name="${member}">${args(method.in, 'in')}${args(method.out, 'out')}</method>`,
        ),
        ...Object.entries(signals ?? {}).map(([member, types]) => `<signal name="${member}">${args(types)}</signal>`),
        ...Object.entries(properties ?? {}).map(
          ([member, { type }]) => `<property name="${member}" type="${type}" access="read"/>`,
        ),
        '</interface>',
      ].join(''),
    );
    return `<node>${interfaces.join('')}</node>`;
  }
}

/** Splits a signature into its single complete types: `sa{sv}(ii)` into `s`, `a{sv}`, `(ii)`. */
export function completeTypes(signature: string): string[] {
  const types: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of signature) {
    current += character;
    if (character === '(' || character === '{') depth += 1;
    if (character === ')' || character === '}') depth -= 1;
    if (depth === 0 && character !== 'a') {
      types.push(current);
      current = '';
    }
  }
  return types;
}

/** Calls a method and returns the body of its answer. */
export async function callMethod(
  bus: MessageBus,
  destination: string,
  path: string,
  interfaceName: string,
  member: string,
  signature = '',
  body: unknown[] = [],
): Promise<unknown[]> {
  const call: MessageLike = { destination, path, interface: interfaceName, member, signature, body };
  return (await bus.call(new Message(call)))?.body ?? [];
}

/** Value inside nested variants, plain; numbers of 64 bits as numbers. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Variant) return plain(value.value);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  }
  return value;
}

/** Calls `listener` whenever a connection leaves the bus or a name loses its owner. */
export async function onNameLost(bus: MessageBus, listener: (name: string) => void): Promise<void> {
  await watchSignals(bus, "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'", (message) => {
    if (message.member !== 'NameOwnerChanged' || message.sender !== 'org.freedesktop.DBus') return;
    const [name, , owner] = message.body as [string, string, string];
    if (owner === '') listener(name);
  });
}

/** Subscribes to signals by a match rule; `listener` gets every signal of this connection and picks its own. */
export async function watchSignals(bus: MessageBus, rule: string, listener: (message: Message) => void): Promise<void> {
  bus.on('message', (message) => {
    if (message.type === MessageType.SIGNAL) listener(message);
  });
  const dbus = 'org.freedesktop.DBus';
  await callMethod(bus, dbus, '/org/freedesktop/DBus', dbus, 'AddMatch', 's', [rule]);
}
