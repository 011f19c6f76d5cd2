import type { Participant, SessionState } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { CallPerson } from './call-parts.ts';
import { type CallStage, localStart } from './snapshot.ts';

/** How far a call has come and who is in it, as the server tells. */
export class CallCourse {
  readonly #me: string;
  readonly #clock: Clock;
  readonly #participants = new Map<string, Participant>();
  #stage: CallStage;
  #person: CallPerson;
  #startedAt: number | null;
  #wasConnected: boolean;

  constructor(begin: { me: string; clock: Clock; stage: CallStage; person: CallPerson; startedAt: number | null }) {
    this.#me = begin.me;
    this.#clock = begin.clock;
    this.#stage = begin.stage;
    this.#person = begin.person;
    this.#startedAt = begin.startedAt;
    this.#wasConnected = begin.startedAt !== null;
  }

  get stage(): CallStage {
    return this.#stage;
  }

  /** The other person. */
  get person(): CallPerson {
    return this.#person;
  }

  get startedAt(): number | null {
    return this.#startedAt;
  }

  /** People have been able to talk. */
  get wasConnected(): boolean {
    return this.#wasConnected;
  }

  /** The other person's device that matters: the one that has answered, else one that rings. */
  get participant(): Participant | null {
    const others = [...this.#participants.values()].filter(({ person }) => person.id !== this.#me);
    return others.find(({ answered }) => answered) ?? others[0] ?? null;
  }

  /** They are sending sound, unless they say nothing. */
  get participantSends(): boolean {
    const { participant } = this;
    if (participant === null || this.#stage !== 'live' || !this.#wasConnected) return false;
    return participant.connection === 'connected' && !participant.muted && !participant.held;
  }

  putParticipant(participant: Participant): void {
    this.#participants.set(participant.participantId, participant);
  }

  removeParticipant(participantId: string): void {
    this.#participants.delete(participantId);
  }

  /** The user has accepted: here it rings no more. */
  accept(): void {
    this.#stage = 'live';
  }

  /** @param elapsedMs since the answer, by the server's count */
  answered(elapsedMs: number | null): void {
    this.#stage = 'live';
    this.#startedAt ??= localStart(elapsedMs, this.#clock.now());
  }

  connected(): void {
    if (this.#startedAt !== null) this.#wasConnected = true;
  }

  /** @param accepting the user has accepted, which the server may not know yet */
  takeState(state: SessionState, accepting: boolean): void {
    this.#participants.clear();
    for (const participant of state.participants) this.putParticipant(participant);
    const [caller] = state.members;
    this.#person = state.members.find(({ id }) => id !== this.#me) ?? caller ?? this.#person;
    if (state.phase === 'live') this.answered(state.elapsedMs);
    else if (!accepting) this.#stage = caller?.id === this.#me ? 'ringing-out' : 'ringing-in';
  }
}
