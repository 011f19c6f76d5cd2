/** Who has a hand raised: first whoever raised it first. */
import type { ParticipantView } from '../call/active-call.ts';

type Raised = Pick<ParticipantView, 'participantId' | 'hand'>;

export function handQueue<T extends Raised>(participants: readonly T[]): T[] {
  return participants
    .filter(({ hand }) => hand !== null)
    .sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0) || (a.participantId < b.participantId ? -1 : 1));
}

/** From 1; `null` without a raised hand. */
export function handPlace(participants: readonly Raised[], id: string): number | null {
  const place = handQueue(participants).findIndex(({ participantId }) => participantId === id);
  return place === -1 ? null : place + 1;
}
