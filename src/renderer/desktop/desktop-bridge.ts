import type { HoldfastBridge } from '../../shared/bridge.ts';
import type { CallCommand, EndReason } from '../../shared/call.ts';
import type { ActiveCall } from '../call/active-call.ts';
import { log } from '../log.ts';
import type { Phone } from '../phone/phone.ts';
import { activeCall } from '../phone/phone-state.ts';

type OngoingCall = Pick<HoldfastBridge['ongoingCall'], 'launch' | 'update' | 'abort' | 'onCommand'>;

/**
 * Shows the phone's call on the desktop and brings the desktop's commands to the phone: launch when a call begins, update
 * at each change, abort at each end. Does nothing where there is no desktop (`ongoingCall` is `undefined` in a plain page).
 * Returns a way to disconnect, which also takes the call off the desktop.
 */
export function connectDesktop(
  phone: Pick<Phone, 'state' | 'command'>,
  ongoingCall: OngoingCall | undefined = (globalThis as { holdfast?: HoldfastBridge }).holdfast?.ongoingCall,
): () => void {
  if (ongoingCall === undefined) return () => {};
  let shown: ActiveCall['snapshot'] | null = null;
  /** Pressed while a fresh window is still on its way back into the call: they wait for it. */
  const early: CallCommand[] = [];

  const report = (what: string, done: Promise<{ ok: boolean }>) => {
    done.then(
      (result) => {
        if (!result.ok) log.warn(`The desktop did not take ${what}:`, result);
      },
      (error: unknown) => log.warn(`The desktop did not take ${what}:`, error),
    );
  };
  const show = (call: ActiveCall | null, reason?: EndReason) => {
    const snapshot = call?.snapshot ?? null;
    if (snapshot === shown) return;
    const before = shown;
    shown = snapshot;
    if (snapshot === null) report('the end of the call', ongoingCall.abort(reason));
    else if (before?.callId === snapshot.callId) report('the change of the call', ongoingCall.update(snapshot));
    else report('the call', ongoingCall.launch(snapshot));
  };

  show(activeCall(phone.state.getState()));
  const unsubscribes = [
    // Why a call has ended comes in the same change; an older reason is another call's.
    phone.state.subscribe((state, before) => {
      const { ended } = state;
      const call = activeCall(state);
      show(call, ended === before.ended ? undefined : ended?.reason);
      if (call !== null) for (const command of early.splice(0)) phone.command(command);
    }),
    ongoingCall.onCommand((command) => {
      if (phone.state.getState().activeCallId === null) early.push(command);
      else phone.command(command);
    }),
  ];
  return () => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    show(null);
  };
}
