import type { Role, SessionKind } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../errors.ts';
import type { Participant } from './participant.ts';
import type { Participants } from './participants.ts';
import { type Action, demand } from './rights.ts';

/** What a session does as it is told by those who may. */
export type ModerationContext = {
  sessionId: string;
  clock: Clock;
  participants: Participants;
  kind: () => SessionKind;
  /** Nothing of its microphone is forwarded any more, until it lets it through again itself. */
  silence: (participant: Participant) => Promise<void>;
  /** It is out, and may come back by a new invitation only. */
  expel: (participant: Participant) => void;
  setLocked: (locked: boolean) => void;
  /** What is to be written down has changed. */
  changed: () => void;
};

/**
 * What participants of a session may do to others. Whoever may not, or names somebody who is not in, changes nothing; and there
 * is no way to unmute others.
 */
export class Moderation {
  readonly #context: ModerationContext;

  constructor(context: ModerationContext) {
    this.#context = context;
  }

  /**
   * @param whom ids of participants
   * @throws RequestError `not-allowed`, `participant-not-found`
   */
  async mute(by: Participant, whom: readonly string[] | 'all'): Promise<void> {
    this.#demand(by, 'mute');
    const { participants, sessionId, silence } = this.#context;
    const others = whom === 'all' ? participants.devices.filter((other) => other !== by) : this.#others(by, whom);
    const silenced = others
      .filter(({ muted }) => !muted)
      .map((participant) => {
        participant.push('microphone.muted', { sessionId, by: by.person });
        return silence(participant);
      });
    // One that is gone meanwhile is silent too.
    await Promise.allSettled(silenced);
  }

  /** @throws RequestError `not-allowed`, `participant-not-found` */
  remove(by: Participant, participantId: string): void {
    this.#demand(by, 'remove');
    for (const participant of this.#others(by, [participantId])) this.#context.expel(participant);
  }

  /** @throws RequestError `not-allowed`, `participant-not-found` */
  setRole(by: Participant, participantId: string, role: Role): void {
    this.#demand(by, 'role');
    for (const participant of this.#others(by, [participantId])) {
      if (participant.endpoint !== 'device') {
        throw new RequestError('not-allowed', 'Only persons have roles.');
      }
      if (!participant.setRole(role)) continue;
      this.#context.participants.tellChangedByOthers(participant);
      this.#context.changed();
    }
  }

  /** @throws RequestError `not-allowed` */
  lock(by: Participant, locked: boolean): void {
    this.#demand(by, 'lock');
    this.#context.setLocked(locked);
  }

  /** Raised again, a hand keeps its place in the queue. */
  raiseHand(participant: Participant, raised: boolean): void {
    this.#demand(participant, 'raise-hand');
    const { clock, participants, changed } = this.#context;
    // Two hands of one millisecond are in order all the same.
    const last = Math.max(0, ...[...participants].map(({ hand }) => hand ?? 0));
    if (!participant.setHand(raised ? (participant.hand ?? Math.max(clock.now(), last + 1)) : null)) return;
    // Its place in the queue is only known here.
    participants.tellChangedByOthers(participant);
    changed();
  }

  /** @throws RequestError `not-allowed`, `participant-not-found` */
  lowerHand(by: Participant, participantId: string): void {
    if (participantId !== by.id) this.#demand(by, 'lower-hand');
    const participant = this.#participant(participantId);
    if (!participant.setHand(null)) return;
    this.#context.participants.tellChangedByOthers(participant);
    this.#context.changed();
  }

  #demand(by: Participant, action: Action): void {
    demand(by, action, this.#context.kind());
  }

  /** All of them, or nothing is done. */
  #others(by: Participant, ids: readonly string[]): Participant[] {
    return ids.map((id) => {
      if (id === by.id) throw new RequestError('not-allowed', 'That is for others, not for oneself.');
      return this.#participant(id);
    });
  }

  #participant(id: string): Participant {
    const participant = [...this.#context.participants].find((other) => other.id === id && other.answered);
    if (participant === undefined) {
      throw new RequestError('participant-not-found', 'There is no such participant in this session (any more).');
    }
    return participant;
  }
}
