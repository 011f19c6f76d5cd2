import { activeCall, type CallCommandType, type CallSnapshot, type MicrophoneState } from '../../shared/call.ts';
import { microphoneControl } from '../../shared/call-status.ts';
import type { Clock, Unsubscribe } from '../ongoing-call/ports.ts';
import type { OngoingCallService } from '../ongoing-call/service.ts';
import type { CtlAnswer, CtlVerb } from './protocol.ts';

/** How long a command may take to show, ms. A hang-up always does within this: by then main has ended the renderer. */
export const effectWithinMs = 3_000;

export type ControlledParts = {
  service: Pick<OngoingCallService, 'current' | 'commandCurrent' | 'onCalls'>;
  showMain: () => void;
  clock: Clock;
};

type Effect = {
  command: CallCommandType;
  applies: (call: CallSnapshot) => boolean;
  done: (call: CallSnapshot | null) => boolean;
};

/** Does what `verb` says to the call of the moment and answers when it shows. */
export async function execute(verb: CtlVerb, parts: ControlledParts): Promise<CtlAnswer> {
  const { service, showMain } = parts;
  if (verb === 'status') return { ok: true, call: service.current };
  if (verb === 'show') {
    showMain();
    return { ok: true, call: service.current };
  }
  const call = service.current;
  if (!call) return refusal('no-call', 'There is no call.');
  const effect = effectOf(verb, call);
  if (!effect.applies(call))
    return refusal('not-applicable', `${verb} does not apply while the call is ${call.phase}.`);
  if (effect.done(call)) return { ok: true, call };
  const shown = waitFor(effect.done, parts);
  const sent = service.commandCurrent(effect.command);
  if (!sent.ok) return refusal('no-call', sent.error.message);
  return (await shown)
    ? { ok: true, call: service.current }
    : refusal('no-effect', `The call did not follow ${verb} within ${effectWithinMs} ms.`);
}

function refusal(code: 'no-call' | 'not-applicable' | 'no-effect', message: string): CtlAnswer {
  return { ok: false, error: { code, message } };
}

function effectOf(verb: Exclude<CtlVerb, 'status' | 'show'>, call: CallSnapshot): Effect {
  const { callId } = call;
  const isOver = (now: CallSnapshot | null) => now?.callId !== callId;
  const rings = (now: CallSnapshot) => now.phase === 'ringing-in';
  const setsMicrophone = (command: 'mute' | 'unmute'): Effect => ({
    command,
    applies: (now) => !rings(now) && (command === 'mute' || now.microphone !== 'unavailable'),
    // An unmute has been done when others can hear; until then a mute takes it back.
    done: (now) =>
      now === null || isOver(now) || (command === 'mute' ? !mayBeHeard(now.microphone) : now.microphone === 'on'),
  });
  switch (verb) {
    case 'mute':
    case 'unmute':
      return setsMicrophone(verb);
    case 'toggle-mute':
      return setsMicrophone(mayBeHeard(call.microphone) ? 'mute' : 'unmute');
    case 'hang-up':
      // What rings is not hung up but declined; to whoever presses the key it is the same.
      return { command: rings(call) ? 'decline' : 'hang-up', applies: () => true, done: isOver };
    case 'decline':
      return { command: 'decline', applies: rings, done: isOver };
    case 'accept':
      return { command: 'accept', applies: rings, done: (now) => isOver(now) || (now !== null && !rings(now)) };
  }
}

/** Now, or without anybody's doing from now on. */
const mayBeHeard = (microphone: MicrophoneState) => microphoneControl(microphone) === 'mute';

/** Whether the call comes to where `done` holds, within {@link effectWithinMs}. */
function waitFor(done: (call: CallSnapshot | null) => boolean, { service, clock }: ControlledParts): Promise<boolean> {
  return new Promise((resolve) => {
    const releases: Unsubscribe[] = [];
    const finish = (reached: boolean) => {
      for (const release of releases) release();
      resolve(reached);
    };
    releases.push(service.onCalls((calls) => done(activeCall(calls)) && finish(true)));
    releases.push(clock.after(effectWithinMs, () => finish(false)));
  });
}
