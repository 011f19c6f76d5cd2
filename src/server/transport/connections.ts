import type { Person, PushName, PushOf } from '../../shared/protocol.ts';
import type { Outbox } from '../device.ts';
import type { Connection } from './connection.ts';

/** The connections that there are, one a device: the way out for pushes. */
export class Connections implements Outbox {
  readonly #connections = new Map<string, Connection>();

  get size(): number {
    return this.#connections.size;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.#connections.values();
  }

  of(deviceKey: string): Connection | undefined {
    return this.#connections.get(deviceKey);
  }

  /** In place of the connection that the device may have had. */
  put(connection: Connection): void {
    this.#connections.set(connection.device.key, connection);
  }

  /** @returns whether it was still the device's */
  delete(connection: Connection): boolean {
    if (this.of(connection.device.key) !== connection) return false;
    return this.#connections.delete(connection.device.key);
  }

  push<N extends PushName>(deviceKey: string, name: N, payload: PushOf<N>): void {
    this.of(deviceKey)?.push(name, payload);
  }

  /** Tells everybody but the person itself. */
  announce(person: Person): void {
    for (const connection of this) {
      if (connection.device.person.id !== person.id) connection.push('people.changed', { person });
    }
  }
}
