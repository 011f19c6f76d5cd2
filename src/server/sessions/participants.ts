import type { EndReason } from '../../shared/call.ts';
import type * as protocol from '../../shared/protocol.ts';
import type { Device, Outbox, PersonRef } from '../device.ts';
import { Participant } from './participant.ts';

/** The participants of one session, and what they are told of each other. */
export class Participants implements Iterable<Participant> {
  readonly #sessionId: string;
  readonly #newId: () => string;
  readonly #outbox: Outbox;
  readonly #participants = new Map<string, Participant>();

  constructor(sessionId: string, newId: () => string, outbox: Outbox) {
    this.#sessionId = sessionId;
    this.#newId = newId;
    this.#outbox = outbox;
  }

  [Symbol.iterator](): Iterator<Participant> {
    return this.#participants.values();
  }

  add(person: PersonRef, device: Device | null, answered: boolean): Participant {
    const participant = new Participant({ id: this.#newId(), person, device, answered }, this.#outbox);
    this.#participants.set(participant.id, participant);
    return participant;
  }

  delete(participant: Participant): void {
    this.#participants.delete(participant.id);
  }

  of(device: Device): Participant | undefined {
    return [...this].find((participant) => participant.device?.key === device.key);
  }

  answeredExcept(participant: Participant): Participant[] {
    return [...this].filter((other) => other !== participant && other.answered);
  }

  /** As that participant sees the others. */
  describeFor(participant: Participant): protocol.Participant[] {
    return [...this].filter((other) => sees(participant, other)).map((other) => asSeen(other, participant));
  }

  tellChanged(participant: Participant): void {
    for (const other of this) {
      if (sees(participant, other))
        other.push('participant.changed', { sessionId: this.#sessionId, participant: asSeen(participant, other) });
    }
  }

  tellMuted(participant: Participant): void {
    this.tellChanged(participant);
    for (const echo of this) {
      if (echo.device === null)
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
  return { ...participant.describe(), ...(participant.device === null ? { muted: to.muted } : {}) };
}
