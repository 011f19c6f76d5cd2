/** To go on in another session: this one is left once that one has been joined, so that nobody is in none. */
import type { EndReason } from '../../../shared/call.ts';
import type { CallErrorCode } from '../../call-error.ts';
import type { CallState } from '../state.ts';
import { ended } from './ending.ts';
import { type Step, step } from './step.ts';

export const moving = (state: CallState, to: string): Step =>
  step({ ...state, moving: { to, over: null } }, { type: 'joinOther', sessionId: to });

/** The session is over, which is no end for whoever is on the way into another one. */
export const over = (state: CallState, reason: EndReason): Step =>
  state.moving === null ? ended(state, reason) : step({ ...state, moving: { ...state.moving, over: reason } });

export function notMoved(state: CallState, code: CallErrorCode): Step {
  const { moving: move } = state;
  // It has been joined, and its media could not be taken into use.
  if (move === null) return step(state, { type: 'trouble', sign: 'failed' });
  // It is tried again with the next connection.
  if (code === 'timeout' || code === 'not-connected') {
    return step(state, ...(code === 'timeout' && state.online ? [{ type: 'reconnect' } as const] : []));
  }
  if (move.over !== null) return ended(state, move.over);
  // Whoever does not come stays where it was; the connection may have been lost meanwhile.
  return step({ ...state, moving: null }, { type: 'trouble', sign: 'missed' });
}
