/** Which sound belongs to which change of the phone's state. */
import type { CallSnapshot } from '../../shared/call.ts';
import { isAnswered } from '../../shared/call-status.ts';
import { activeCall, type PhoneState, ringingIn } from '../phone/phone-state.ts';

export const soundNames = ['ring', 'ringback', 'connected', 'ended', 'reconnecting', 'mute-on', 'mute-off'] as const;
export type SoundName = (typeof soundNames)[number];

type Heard = Pick<PhoneState, 'calls' | 'activeCallId'>;

/** A sound that goes on; `volume` of full, 0…1. */
export type Loop = { readonly sound: SoundName; readonly volume: number };

const ring: Loop = { sound: 'ring', volume: 1 };
/** To be noticed, not to be talked against. */
const ringBesideTalk: Loop = { sound: 'ring', volume: 0.2 };
const ringback: Loop = { sound: 'ringback', volume: 1 };

/** What goes on for as long as the state does. */
export function loopOf(state: Heard): Loop | null {
  const active = activeCall(state)?.snapshot;
  if (ringingIn(state) !== null) {
    const talking = active !== undefined && active.phase !== 'ringing-in' && !active.held;
    return talking ? ringBesideTalk : ring;
  }
  return active?.phase === 'ringing-out' ? ringback : null;
}

/** What is heard once when `previous` becomes `state`. */
export function soundOf(state: Heard, previous: Heard): SoundName | null {
  const now = activeCall(state)?.snapshot;
  const before = activeCall(previous)?.snapshot;
  // A call that was taken or refused elsewhere, or that stopped ringing here, is over without a sound.
  const isOver = ({ callId }: CallSnapshot) => state.calls.every(({ snapshot }) => snapshot.callId !== callId);
  if (before !== undefined && before.phase !== 'ringing-in' && isOver(before)) return 'ended';
  if (now === undefined) return null;
  if (before === undefined || now.callId !== before.callId) return null;
  if (now.phase === 'connected' && (before.phase === 'connecting' || !isAnswered(before))) return 'connected';
  if (now.phase === 'reconnecting' && before.phase === 'connected') return 'reconnecting';
  if (!isAnswered(before) || now.held !== before.held) return null;
  // An unmute that was withdrawn or came to nothing is heard as a mute, too.
  if (now.microphone === 'muted' && (before.microphone === 'on' || before.microphone === 'unmuting')) return 'mute-on';
  if (now.microphone === 'on' && (before.microphone === 'muted' || before.microphone === 'unmuting')) return 'mute-off';
  return null;
}
