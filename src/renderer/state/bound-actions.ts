import type { PhoneActions } from '../phone/phone-state.ts';

/** The phone's actions as plain functions, to be handed on one by one. */
export function boundActions(phone: PhoneActions): PhoneActions {
  return {
    signIn: (account) => phone.signIn(account),
    signOut: () => phone.signOut(),
    call: (personId) => phone.call(personId),
    join: (session, how) => phone.join(session, how),
    stay: (callId) => phone.stay(callId),
    accept: (callId) => phone.accept(callId),
    decline: (callId) => phone.decline(callId),
    hangUp: (callId) => phone.hangUp(callId),
    holdAndAccept: (callId) => phone.holdAndAccept(callId),
    endAndAccept: (callId) => phone.endAndAccept(callId),
    swap: (callId) => phone.swap(callId),
    setMuted: (muted) => phone.setMuted(muted),
    setHeld: (held) => phone.setHeld(held),
    setCamera: (on) => phone.setCamera(on),
    retryMicrophone: () => phone.retryMicrophone(),
    dismissEnded: () => phone.dismissEnded(),
    chooseMicrophone: (deviceId) => phone.chooseMicrophone(deviceId),
    chooseSpeaker: (deviceId) => phone.chooseSpeaker(deviceId),
    chooseCamera: (deviceId) => phone.chooseCamera(deviceId),
    onLevel: (of, listener) => phone.onLevel(of, listener),
  };
}
