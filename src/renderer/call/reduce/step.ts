import { begunStep, failed, type Wish } from '../../wish.ts';
import type { CallEffect } from '../effects.ts';
import type { CallState } from '../state.ts';

/** The state after an event, and what has to be done about it, in this order. */
export type Step = { readonly state: CallState; readonly effects: readonly CallEffect[] };

export const step = (state: CallState, ...effects: CallEffect[]): Step => ({ state, effects });

/** First the one, then what follows from the state that it left. */
export function andThen(first: Step, next: (state: CallState) => Step): Step {
  const { state, effects } = next(first.state);
  return { state, effects: [...first.effects, ...effects] };
}

/** Puts a changed hold into the state, and asks the server when a step of it begins. */
export function withHold(state: CallState, hold: Wish<boolean>): Step {
  const after = { ...state, hold };
  const begun = begunStep(state.hold, hold);
  return begun === null
    ? step(after)
    : step(after, { type: 'request', name: 'session.hold', data: { held: begun.to } });
}

export function withAnswer(state: CallState, answer: Wish<boolean>): Step {
  const after = { ...state, answer };
  if (begunStep(state.answer, answer) === null) return step(after);
  // Which one it is comes with the join.
  if (state.invitationId === null) return step({ ...state, answer: failed(answer) });
  return step(after, { type: 'request', name: 'invitation.accept', data: { invitationId: state.invitationId } });
}
