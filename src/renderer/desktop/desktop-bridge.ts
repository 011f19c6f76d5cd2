import type { HoldfastBridge } from '../../shared/bridge.ts';
import type { CallCommand, CallId, CallSnapshot } from '../../shared/call.ts';
import { log } from '../log.ts';
import type { Phone } from '../phone/phone.ts';
import { activeCall, type EndedCall } from '../phone/phone-state.ts';

type OngoingCall = Pick<HoldfastBridge['ongoingCall'], 'launch' | 'update' | 'abort' | 'activate' | 'onCommand'>;

/** Commands for calls that are not there yet; more than this is dropped, oldest first. */
const maxEarly = 100;

/**
 * Shows the phone's calls on the desktop and brings the desktop's commands to the phone: launch when a call begins, update
 * at each change, activate when another one is spoken in, abort at each end. Does nothing where there is no desktop
 * (`ongoingCall` is `undefined` in a plain page). Returns a way to disconnect, which also takes the calls off the desktop.
 */
export function connectDesktop(
  phone: Pick<Phone, 'state' | 'command'>,
  ongoingCall: OngoingCall | undefined = (globalThis as { holdfast?: HoldfastBridge }).holdfast?.ongoingCall,
): () => void {
  if (ongoingCall === undefined) return () => {};
  const shown = new Map<CallId, CallSnapshot>();
  let active: CallId | null = null;
  /** Pressed while a fresh window is still on its way back into the call: they wait for it. */
  let early: CallCommand[] = [];

  const report = (what: string, done: Promise<{ ok: boolean }>) => {
    done.then(
      (result) => {
        if (!result.ok) log.warn(`The desktop did not take ${what}:`, result);
      },
      (error: unknown) => log.warn(`The desktop did not take ${what}:`, error),
    );
  };
  /** @param ended the call whose end this is, if it is one that says why */
  const show = (calls: readonly CallSnapshot[], activeCallId: CallId | null, ended: EndedCall | null) => {
    for (const call of calls) {
      const before = shown.get(call.callId);
      if (call === before) continue;
      shown.set(call.callId, call);
      if (before === undefined) report('the call', ongoingCall.launch(call));
      else report('the change of the call', ongoingCall.update(call));
    }
    // Before the end of the call that was active until now: no third one is taken for it meanwhile.
    if (activeCallId !== active) {
      active = activeCallId;
      if (active !== null) report('which call is active', ongoingCall.activate(active));
    }
    for (const callId of [...shown.keys()]) {
      if (calls.some((call) => call.callId === callId)) continue;
      shown.delete(callId);
      const reason = ended?.callId === callId ? ended.reason : undefined;
      report('the end of the call', ongoingCall.abort(callId, reason));
    }
  };
  const isThere = ({ callId }: CallCommand) => shown.has(callId);
  const catchUp = () => {
    const due = early.filter(isThere);
    early = early.filter((command) => !due.includes(command));
    for (const command of due) phone.command(command);
  };
  const follow = ({ calls, ...rest }: ReturnType<Phone['state']['getState']>, ended: EndedCall | null) => {
    const current = activeCall({ calls, ...rest });
    show(
      calls.map(({ snapshot }) => snapshot),
      current?.snapshot.callId ?? null,
      ended,
    );
    catchUp();
  };

  follow(phone.state.getState(), null);
  const unsubscribes = [
    // Why a call has ended comes in the same change; an older reason is another call's.
    phone.state.subscribe((state, before) => follow(state, state.ended === before.ended ? null : state.ended)),
    ongoingCall.onCommand((command) => {
      if (isThere(command)) phone.command(command);
      else early = [...early, command].slice(-maxEarly);
    }),
  ];
  return () => {
    for (const unsubscribe of unsubscribes) unsubscribe();
    show([], null, null);
  };
}
