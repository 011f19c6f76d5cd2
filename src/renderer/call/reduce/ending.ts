import type { EndReason } from '../../../shared/call.ts';
import type { CallErrorCode } from '../../call-error.ts';
import type { CallEffect } from '../effects.ts';
import type { CallState } from '../state.ts';
import { type Step, step } from './step.ts';

/** Ends that come from here. */
const leavingReasons: ReadonlySet<EndReason> = new Set([
  'hung-up',
  'cancelled',
  'connection-lost',
  'signed-out',
  'timed-out',
]);

/** Ends the call, tells the server what it does not know of it and lets go of everything. */
export const end = (state: CallState, reason: EndReason): Step => over(state, reason, null, goodbye(state, reason));

/** The server says so, or was asked for it. */
export const ended = (state: CallState, reason: EndReason): Step => over(state, reason, null, []);

/** It never becomes a call; what the server has refused, it does not have. */
export function refused(state: CallState, error: CallErrorCode): Step {
  return over(state, error === 'busy' || error === 'offline' ? error : 'connection-lost', error, []);
}

function over(state: CallState, reason: EndReason, error: CallErrorCode | null, farewell: CallEffect[]): Step {
  const effects: CallEffect[] = [...farewell, { type: 'release' }];
  if (reason === 'no-answer' || reason === 'timed-out')
    effects.push({ type: 'emit', name: 'timedOut', event: undefined });
  if (reason === 'connection-lost') effects.push({ type: 'emit', name: 'connectionClosed', event: undefined });
  effects.push({ type: 'emit', name: 'left', event: { reason, error } });
  return step({ ...state, ended: { reason, error } }, ...effects);
}

function goodbye(state: CallState, reason: EndReason): CallEffect[] {
  // Leaving while it rings here would be declining, on the person's other devices too.
  if (state.stage === 'ringing-in') {
    const { invitationId } = state;
    if (reason !== 'declined' || invitationId === null) return [];
    return [{ type: 'request', name: 'invitation.decline', data: { invitationId } }];
  }
  return leavingReasons.has(reason) ? [leave] : [];
}

const leave: CallEffect = { type: 'request', name: 'session.leave', data: {} };

/** Joined only after the end: the server put us back in after it had heard that we left. */
export function joinedTooLate(state: CallState, reason: EndReason, sessionId: string): Step {
  if (state.stage === 'ringing-in') return step(state, ...goodbye(state, reason));
  return step(state, ...(sessionId === state.callId ? [] : [{ type: 'follow', sessionId } as const]), leave);
}
