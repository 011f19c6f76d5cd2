/** What a call is to the person looking at it: one of few, derived from the snapshot in one place for every surface. */
import type { CallSnapshot } from './call.ts';

export const callStatuses = [
  'ringing-in',
  'ringing-out',
  'connecting',
  'connected',
  'reconnecting',
  'on-hold',
] as const;
export type CallStatus = (typeof callStatuses)[number];

/** A lost connection matters more than a hold; a hold, on either side, more than being connected. */
export function statusOf(call: Pick<CallSnapshot, 'phase' | 'held' | 'peerHeld'>): CallStatus {
  if (call.phase === 'connected' && (call.held || call.peerHeld)) return 'on-hold';
  return call.phase;
}

/** The call has been answered: it has a microphone to mute and a duration. */
export function isAnswered(call: Pick<CallSnapshot, 'phase'>): boolean {
  return call.phase !== 'ringing-in' && call.phase !== 'ringing-out';
}

/** How long the call has lasted, ms, at `now` (ms since the epoch); `null` before it was answered. */
export function durationMs(call: Pick<CallSnapshot, 'startedAt'>, now: number): number | null {
  return call.startedAt === null ? null : Math.max(0, now - call.startedAt);
}
