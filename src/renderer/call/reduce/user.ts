/** What the user asks for. */
import { want } from '../../wish.ts';
import type { CallState } from '../state.ts';
import { end } from './ending.ts';
import { andThen, type Step, step, withAnswer, withHold } from './step.ts';

export function accept(state: CallState): Step {
  if (state.stage !== 'ringing-in') return step(state);
  const accepted = step(
    // Here it rings no more.
    { ...state, stage: 'live' },
    // In this order: opened while nobody may speak yet, it would be said to be muted.
    { type: 'setSpeaking', speaking: true },
    { type: 'openMicrophone' },
  );
  return andThen(accepted, (live) => withAnswer(live, want(live.answer, true)));
}

export function setMuted(state: CallState, muted: boolean): Step {
  // While it rings here nothing is sent in any case, and accepting is the wish to speak.
  if (state.stage === 'ringing-in') return step(state);
  if (muted) return step(state, { type: 'setSpeaking', speaking: false });
  return step({ ...state, mutedBy: null }, { type: 'unmute' });
}

export const setHeld = (state: CallState, held: boolean): Step =>
  // Here at once, whatever the way to the server is like.
  andThen(step(state, { type: 'setHeld', held }), (now) => withHold(now, want(now.hold, held)));

export const setCamera = (state: CallState, on: boolean): Step =>
  state.stage === 'ringing-in' ? step(state) : step(state, { type: 'setCamera', on });

/** Hangs up, cancels or declines, whichever applies. */
export function hangUp(state: CallState): Step {
  const reasons = { 'ringing-in': 'declined', 'ringing-out': 'cancelled', live: 'hung-up' } as const;
  return end(state, reasons[state.stage]);
}
