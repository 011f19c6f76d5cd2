/** What a call is to the person looking at it: one of few, derived from the snapshot in one place for every surface. */
import type { CallSnapshot, MicrophoneState } from './call.ts';

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

/** What there is to be asked of a microphone: also one that is on its way to being heard can be muted, nobody has to wait for it. */
export function microphoneControl(microphone: MicrophoneState): 'mute' | 'unmute' | null {
  switch (microphone) {
    case 'on':
    case 'opening':
    case 'unmuting':
      return 'mute';
    case 'muted':
      return 'unmute';
    case 'unavailable':
      return null;
  }
}

/** Looks muted: as long as nobody can hear what is said. Without a microphone there is something else to be seen. */
export const isSilent = (microphone: MicrophoneState): boolean => microphone !== 'on' && microphone !== 'unavailable';

/** How long the call has lasted, ms, at `now` (ms since the epoch); `null` before it was answered. */
export function durationMs(call: Pick<CallSnapshot, 'startedAt'>, now: number): number | null {
  return call.startedAt === null ? null : Math.max(0, now - call.startedAt);
}
