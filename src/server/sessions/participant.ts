import type * as protocol from '../../shared/protocol.ts';
import type { Device, Outbox, PersonRef } from '../device.ts';
import type { ParticipantMedia } from '../media/port.ts';

/** One device (or the echo) in one session. */
export class Participant {
  readonly id: string;
  readonly person: PersonRef;
  /** `null` for the echo, which is no device. */
  readonly device: Device | null;
  readonly #outbox: Outbox;
  answered: boolean;
  held = false;
  connection: 'connected' | 'lost' = 'connected';
  /** When the connection was lost, ms since the epoch. */
  lostAt: number | null = null;
  media: ParticipantMedia | null = null;
  removed = false;
  /** Counts joins: an older one still under way has lost its place. */
  generation = 0;
  /** Calls off the end of the grace time. */
  cancelGrace: () => void = () => {};
  #delivery: 'withhold' | 'queue' | 'direct' = 'withhold';
  #queue: (() => void)[] = [];

  constructor(init: { id: string; person: PersonRef; device: Device | null; answered: boolean }, outbox: Outbox) {
    this.id = init.id;
    this.person = init.person;
    this.device = init.device;
    this.answered = init.answered;
    this.#outbox = outbox;
  }

  get muted(): boolean {
    const microphone = this.media?.publications.find(({ source }) => source === 'microphone');
    return microphone?.paused ?? true;
  }

  describe(): protocol.Participant {
    const { id: participantId, person, answered, muted, held, connection } = this;
    return { participantId, person, answered, muted, held, connection };
  }

  /** Something about the session that a complete state contains too: see {@link snapshot}. */
  push<N extends protocol.PushName>(name: N, payload: protocol.PushOf<N>): void {
    const { device } = this;
    if (device === null || this.#delivery === 'withhold') return;
    const send = (): void => this.#outbox.push(device.key, name, payload);
    if (this.#delivery === 'queue') this.#queue.push(send);
    else send();
  }

  /** Something that must arrive whatever the participant knows so far. */
  pushAlways<N extends protocol.PushName>(name: N, payload: protocol.PushOf<N>): void {
    if (this.device !== null) this.#outbox.push(this.device.key, name, payload);
  }

  /** Until the next {@link snapshot} the participant is told nothing: the snapshot will say it all. */
  withhold(): void {
    this.#delivery = 'withhold';
    this.#queue = [];
  }

  /**
   * Takes the complete state for a reply. What happens until that reply is on its way waits, so that no push overtakes
   * the state that it changes.
   */
  snapshot<T>(take: () => T): { reply: T; delivered: () => void } {
    this.#delivery = 'queue';
    this.#queue = [];
    const queue = this.#queue;
    const delivered = (): void => {
      if (this.#queue !== queue || this.#delivery !== 'queue') return;
      this.#delivery = 'direct';
      this.#queue = [];
      for (const send of queue) send();
    };
    return { reply: take(), delivered };
  }
}
