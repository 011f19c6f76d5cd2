import type { Elsewhere } from '../../shared/protocol.ts';
import type { Device, Outbox } from '../device.ts';
import type { Call } from './whereabouts.ts';

/** Others of a session that are named. */
const namedOthers = 3;

/** Tells each device what its person is in on other devices, whenever that changes: it may go on there. */
export class ElsewhereNews {
  readonly #outbox: Outbox;
  /** What each device knows, by its key. */
  readonly #told = new Map<string, string>();

  constructor(outbox: Outbox) {
    this.#outbox = outbox;
  }

  /** The device has just come, and will be told this by other means. */
  welcome(device: Device, calls: readonly Call[]): Elsewhere[] {
    const sessions = elsewhereOf(device, calls);
    this.#told.set(device.key, JSON.stringify(sessions));
    return sessions;
  }

  update(device: Device, calls: readonly Call[]): void {
    const sessions = elsewhereOf(device, calls);
    const text = JSON.stringify(sessions);
    if ((this.#told.get(device.key) ?? '[]') === text) return;
    this.#told.set(device.key, text);
    this.#outbox.push(device.key, 'elsewhere.changed', { sessions });
  }

  forget(device: Device): void {
    this.#told.delete(device.key);
  }
}

function elsewhereOf(device: Device, calls: readonly Call[]): Elsewhere[] {
  return calls.flatMap(({ session }) => {
    const other = session.phase === 'live' ? session.deviceOf(device.person.id) : undefined;
    if (other === undefined || session.participantOf(device) !== undefined) return [];
    const others = session.people.filter(({ id }) => id !== device.person.id).slice(0, namedOthers);
    const { id: sessionId, kind, title } = session;
    return [{ sessionId, kind, title, with: others, device: other.id }];
  });
}
