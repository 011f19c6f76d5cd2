import {
  activeCall,
  type CallCommandType,
  type CallId,
  type CallSnapshot,
  type CallsSnapshot,
  type MicrophoneState,
} from '../../shared/call.ts';
import { isAnswered, microphoneControl } from '../../shared/call-status.ts';
import { callsBeside } from '../../shared/several-calls.ts';
import type { Clock, Unsubscribe } from '../ongoing-call/ports.ts';
import type { OngoingCallService } from '../ongoing-call/service.ts';
import type { CtlAnswer, CtlAsked, CtlCallVerb } from './protocol.ts';

/** How long a command may take to show, ms. A hang-up always does within this: by then main has ended the renderer. */
export const effectWithinMs = 3_000;

export type ControlledParts = {
  service: Pick<OngoingCallService, 'calls' | 'command' | 'onCalls'>;
  showMain: () => void;
  clock: Clock;
};

type Effect = {
  command: CallCommandType;
  applies: boolean;
  /** `now`: the call that was asked for, `null` once it is over. */
  done: (now: CallSnapshot | null, calls: CallsSnapshot) => boolean;
};

/** Does what is asked for and answers when it shows. */
export async function execute(asked: CtlAsked, parts: ControlledParts): Promise<CtlAnswer> {
  const { service, showMain } = parts;
  const { verb } = asked;
  if (verb === 'calls') return { ok: true, calls: service.calls };
  if (verb === 'show') {
    showMain();
    return { ok: true, call: activeCall(service.calls) };
  }
  const { calls } = service;
  const call = asked.call === undefined ? meantBy(verb, calls) : find(calls, asked.call);
  if (verb === 'status' && asked.call === undefined) return { ok: true, call };
  if (!call) {
    return refusal('no-call', asked.call === undefined ? 'There is no call.' : `There is no call ${asked.call}.`);
  }
  if (verb === 'status') return { ok: true, call };
  const { command, applies, done } = effectOf(verb, call, calls);
  if (!applies) return refusal('not-applicable', `${verb} does not apply while the call is ${call.phase}.`);
  if (done(call, calls)) return { ok: true, call };
  const shown = waitFor((now) => done(find(now, call.callId), now), parts);
  const sent = service.command({ callId: call.callId, type: command });
  if (!sent.ok) return refusal('no-call', sent.error.message);
  return (await shown)
    ? { ok: true, call: find(service.calls, call.callId) }
    : refusal('no-effect', `The call did not follow ${verb} within ${effectWithinMs} ms.`);
}

const find = ({ calls }: CallsSnapshot, id: string): CallSnapshot | null =>
  calls.find(({ callId }) => callId === id) ?? null;

/** The call that is meant where none is named. */
function meantBy(verb: CtlCallVerb, calls: CallsSnapshot): CallSnapshot | null {
  const active = activeCall(calls);
  switch (verb) {
    case 'accept':
    case 'decline':
      return active && rings(active) ? active : (calls.calls.find(rings) ?? active);
    case 'swap':
      return callsBeside(calls).find(isAnswered) ?? active;
    default:
      return active;
  }
}

function refusal(code: 'no-call' | 'not-applicable' | 'no-effect', message: string): CtlAnswer {
  return { ok: false, error: { code, message } };
}

function effectOf(verb: Exclude<CtlCallVerb, 'status'>, call: CallSnapshot, calls: CallsSnapshot): Effect {
  const isActive = call.callId === calls.activeCallId;
  const answered = isAnswered(call);
  switch (verb) {
    case 'mute':
    case 'unmute':
      return setsMicrophone(verb, call);
    case 'toggle-mute':
      return setsMicrophone(mayBeHeard(call.microphone) ? 'mute' : 'unmute', call);
    case 'hang-up':
      // What rings is not hung up but declined; to whoever presses the key it is the same.
      return { command: rings(call) ? 'decline' : 'hang-up', applies: true, done: isOver };
    case 'decline':
      return { command: 'decline', applies: rings(call), done: isOver };
    case 'accept':
      return {
        command: isActive ? 'accept' : 'hold-and-accept',
        applies: rings(call),
        done: (now) => now === null || !rings(now),
      };
    case 'hold':
      return { command: 'hold', applies: answered, done: (now) => now?.held ?? true };
    case 'resume':
      return { command: isActive ? 'resume' : 'swap', applies: answered, done: isSpokenIn(call.callId) };
    case 'swap':
      return { command: 'swap', applies: answered && !isActive, done: isSpokenIn(call.callId) };
    case 'raise-hand':
    case 'lower-hand':
      return {
        command: verb,
        applies: answered && call.kind === 'group',
        done: (now) => now === null || now.hand === (verb === 'raise-hand'),
      };
  }
}

const rings = ({ phase }: CallSnapshot): boolean => phase === 'ringing-in';

const isOver = (now: CallSnapshot | null): boolean => now === null;

const isSpokenIn =
  (callId: CallId): Effect['done'] =>
  (now, { activeCallId }) =>
    now === null || (!now.held && activeCallId === callId);

/** Now, or without anybody's doing from now on. */
const mayBeHeard = (microphone: MicrophoneState) => microphoneControl(microphone) === 'mute';

const setsMicrophone = (command: 'mute' | 'unmute', call: CallSnapshot): Effect => ({
  command,
  applies: !rings(call) && (command === 'mute' || call.microphone !== 'unavailable'),
  // An unmute has been done when others can hear; until then a mute takes it back.
  done: (now) => now === null || (command === 'mute' ? !mayBeHeard(now.microphone) : now.microphone === 'on'),
});

/** Whether the calls come to where `done` holds, within {@link effectWithinMs}. */
function waitFor(done: (calls: CallsSnapshot) => boolean, { service, clock }: ControlledParts): Promise<boolean> {
  return new Promise((resolve) => {
    const releases: Unsubscribe[] = [];
    const finish = (reached: boolean) => {
      for (const release of releases) release();
      resolve(reached);
    };
    releases.push(service.onCalls((calls) => done(calls) && finish(true)));
    releases.push(clock.after(effectWithinMs, () => finish(false)));
  });
}
