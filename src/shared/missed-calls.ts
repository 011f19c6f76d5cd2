/** Calls that rang here and that nobody answered. */
import type { CallId } from './call.ts';

export type MissedCall = {
  callId: CallId;
  peer: { id: string; name: string };
  /** When it had stopped ringing, ms since the epoch. */
  at: number;
};

/** How often a person tried, and when last. */
export type MissedPerson = { id: string; name: string; count: number; at: number };

/** Who called, the last first. `calls` in the order in which they came. */
export function missedByPerson(calls: readonly MissedCall[]): readonly MissedPerson[] {
  const people = new Map<string, MissedPerson>();
  for (const { peer, at } of calls) {
    const count = (people.get(peer.id)?.count ?? 0) + 1;
    people.delete(peer.id);
    people.set(peer.id, { ...peer, count, at });
  }
  return [...people.values()].reverse();
}
