/** What each command of the desktop's asks of the phone, or of the call that it names. */
import type { CallCommandType } from '../../shared/call.ts';
import type { CallSession } from '../call/call-session.ts';
import type { GroupActions } from './group-actions.ts';
import type { PhoneActions } from './phone-state.ts';

type Asked = Pick<PhoneActions, 'accept' | 'decline' | 'endAndAccept' | 'swap'> & {
  group: Pick<GroupActions, 'merge'>;
};

export const carryOut: Record<CallCommandType, (phone: Asked, call: CallSession) => void> = {
  mute: (_, call) => call.setMuted(true),
  unmute: (_, call) => call.setMuted(false),
  'toggle-mute': (_, call) => call.toggleMuted(),
  'hang-up': (_, call) => call.hangUp(),
  accept: (phone, call) => phone.accept(idOf(call)),
  'hold-and-accept': (phone, call) => phone.accept(idOf(call)),
  'end-and-accept': (phone, call) => phone.endAndAccept(idOf(call)),
  decline: (phone, call) => phone.decline(idOf(call)),
  'start-video': (_, call) => call.setCamera(true),
  'stop-video': (_, call) => call.setCamera(false),
  hold: (_, call) => call.setHeld(true),
  resume: (phone, call) => phone.swap(idOf(call)),
  swap: (phone, call) => phone.swap(idOf(call)),
  merge: (phone, call) => phone.group.merge(idOf(call)),
  'raise-hand': (_, call) => call.raiseHand(true),
  'lower-hand': (_, call) => call.raiseHand(false),
};

const idOf = (call: CallSession): string => call.snapshot.callId;
