import type { EndReason } from '../../shared/call.ts';
import type * as protocol from '../../shared/protocol.ts';
import type { Device, Outbox } from '../device.ts';
import { Participant, type ParticipantInit, type Told } from './participant.ts';

/** The participants of one session, and what they are told of each other. */
export class Participants implements Iterable<Participant> {
  readonly #sessionId: string;
  readonly #newId: () => string;
  readonly #outbox: Outbox;
  readonly #participants = new Map<string, Participant>();
  /** Whose device is in, by the person's id: in a session of many it is asked for all the time. */
  readonly #in = new Map<string, Participant>();

  constructor(sessionId: string, newId: () => string, outbox: Outbox) {
    this.#sessionId = sessionId;
    this.#newId = newId;
    this.#outbox = outbox;
  }

  [Symbol.iterator](): Iterator<Participant> {
    return this.#participants.values();
  }

  /** How many are in. */
  get size(): number {
    return [...this].filter(({ answered }) => answered).length;
  }

  add(init: Omit<ParticipantInit, 'id'>): Participant {
    const participant = new Participant({ id: this.#newId(), ...init }, this.#outbox);
    this.#participants.set(participant.id, participant);
    return participant;
  }

  /** It is in from now on; the order is by that. */
  letIn(participant: Participant): void {
    participant.answer();
    this.#participants.delete(participant.id);
    this.#participants.set(participant.id, participant);
    if (participant.endpoint === 'device') this.#in.set(participant.person.id, participant);
  }

  delete(participant: Participant): void {
    this.#participants.delete(participant.id);
    if (this.inOf(participant.person.id) === participant) this.#in.delete(participant.person.id);
  }

  /** The one with which the person is in. */
  inOf(personId: string): Participant | undefined {
    return this.#in.get(personId);
  }

  /** Devices that are in, longest there first. */
  get devices(): Participant[] {
    return [...this].filter(({ answered, endpoint }) => answered && endpoint === 'device');
  }

  of(device: Device): Participant | undefined {
    const inside = this.inOf(device.person.id);
    if (inside?.device?.key === device.key) return inside;
    for (const participant of this) if (participant.device?.key === device.key) return participant;
    return undefined;
  }

  answeredExcept(participant: Participant): Participant[] {
    return [...this].filter((other) => other !== participant && other.answered);
  }

  /** As that participant sees the others, and itself. */
  describeFor(participant: Participant): protocol.Participant[] {
    return [...this]
      .filter((other) => other === participant || sees(participant, other))
      .map((other) => asSeen(other, participant));
  }

  /** Tells everybody who is in; also whoever rings, as that has joined. */
  tell<N extends protocol.PushName>(name: N, told: Told<N>, except?: Participant): void {
    for (const participant of this) if (participant !== except) participant.push(name, told);
  }

  tellChanged(participant: Participant): void {
    for (const other of this) {
      if (sees(participant, other))
        other.push('participant.changed', { sessionId: this.#sessionId, participant: asSeen(participant, other) });
    }
  }

  /** What others have done to it: it is told as well. */
  tellChangedByOthers(participant: Participant): void {
    this.tellChanged(participant);
    participant.push('participant.changed', {
      sessionId: this.#sessionId,
      participant: asSeen(participant, participant),
    });
  }

  tellMuted(participant: Participant): void {
    this.tellChanged(participant);
    for (const echo of this) {
      if (echo.endpoint === 'echo')
        participant.push('participant.changed', { sessionId: this.#sessionId, participant: asSeen(echo, participant) });
    }
  }

  tellLeft(participant: Participant, reason: EndReason): void {
    for (const other of this.answeredExcept(participant)) {
      other.push('participant.left', { sessionId: this.#sessionId, participantId: participant.id, reason });
    }
  }
}

/** Devices that ring for the same person have nothing to do with each other. */
export function sees(participant: Participant, other: Participant): boolean {
  return participant !== other && (participant.answered || other.answered);
}

/** The echo says what it hears: nothing while its listener is muted. */
function asSeen(participant: Participant, to: Participant): protocol.Participant {
  return { ...participant.describe(), ...(participant.endpoint === 'echo' ? { muted: to.muted } : {}) };
}
