/** Which sound belongs to which change of the phone's state. */
import { isAnswered } from '../../shared/call-status.ts';
import { activeCall, type PhoneState } from '../phone/phone-state.ts';

export const soundNames = ['ring', 'ringback', 'connected', 'ended', 'reconnecting', 'mute-on', 'mute-off'] as const;
export type SoundName = (typeof soundNames)[number];

type Heard = Pick<PhoneState, 'calls' | 'activeCallId'>;

/** What goes on for as long as the state does. */
export function loopOf(state: Heard): SoundName | null {
  switch (activeCall(state)?.snapshot.phase) {
    case 'ringing-in':
      return 'ring';
    case 'ringing-out':
      return 'ringback';
    default:
      return null;
  }
}

/** What is heard once when `previous` becomes `state`. */
export function soundOf(state: Heard, previous: Heard): SoundName | null {
  const now = activeCall(state)?.snapshot;
  const before = activeCall(previous)?.snapshot;
  if (now === undefined) {
    if (before === undefined) return null;
    // A call that was taken or refused elsewhere, or that stopped ringing here, is over without a sound.
    return before.phase === 'ringing-in' ? null : 'ended';
  }
  if (before === undefined || now.callId !== before.callId) return null;
  if (now.phase === 'connected' && (before.phase === 'connecting' || !isAnswered(before))) return 'connected';
  if (now.phase === 'reconnecting' && before.phase === 'connected') return 'reconnecting';
  if (!isAnswered(before) || now.held !== before.held) return null;
  // An unmute that was withdrawn or came to nothing is heard as a mute, too.
  if (now.microphone === 'muted' && (before.microphone === 'on' || before.microphone === 'unmuting')) return 'mute-on';
  if (now.microphone === 'on' && (before.microphone === 'muted' || before.microphone === 'unmuting')) return 'mute-off';
  return null;
}
