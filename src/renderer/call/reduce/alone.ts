/** Alone in a group for longer than the user has chosen: a question, then the end. */
import { aloneStep, stayAnswerMs } from '../alone.ts';
import { type CallState, othersIn } from '../state.ts';
import { end } from './ending.ts';
import { type Step, step } from './step.ts';

const cancel = { type: 'cancelTimer', timer: 'alone' } as const;

/** Somebody may have come or gone, or time has passed. */
export function lookWhetherAlone(state: CallState, at: number): Step {
  if (state.idleTimeoutMs === null) return step(state);
  const since = isAlone(state) ? (state.alone.since ?? at) : null;
  const alone = since === state.alone.since ? state.alone : { since, stayedAt: null, askedAt: null };
  const decided = aloneStep(alone, state.idleTimeoutMs, at);
  switch (decided.do) {
    case 'nothing':
      return alone === state.alone ? step(state) : step({ ...state, alone }, cancel);
    case 'wait':
      return step(
        { ...state, alone: { ...alone, askedAt: null } },
        { type: 'startTimer', timer: 'alone', ms: decided.until - at },
      );
    case 'ask': {
      const askedAt = decided.until - stayAnswerMs;
      return step(
        { ...state, alone: { ...alone, askedAt } },
        { type: 'startTimer', timer: 'alone', ms: decided.until - at },
      );
    }
    case 'end':
      return end(state, 'timed-out');
  }
}

export const stay = (state: CallState, at: number): Step =>
  step({ ...state, alone: { ...state.alone, stayedAt: at, askedAt: null } });

/** Whoever is rung may still come. */
function isAlone(state: CallState): boolean {
  return (
    state.kind === 'group' &&
    state.stage === 'live' &&
    state.version !== null &&
    state.moving === null &&
    othersIn(state).length === 0 &&
    !state.invitations.some(({ outcome }) => outcome === 'ringing')
  );
}
