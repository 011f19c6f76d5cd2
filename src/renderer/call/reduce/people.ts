/** What is asked of the session: for others in it, or for all. */
import type { Invitation, ReplyOf } from '../../../shared/protocol.ts';
import type { CallErrorCode } from '../../call-error.ts';
import type { SessionRequest } from '../effects.ts';
import type { CallState } from '../state.ts';
import { type Step, step } from './step.ts';

/** Only who is in has anything to ask. */
export const asked = (state: CallState, request: SessionRequest): Step =>
  step(state, ...(state.stage === 'ringing-in' ? [] : [{ type: 'request', ...request } as const]));

/** Nothing has changed, and whoever asked is told so. */
export const notDone = (state: CallState, request: SessionRequest['name'], code: CallErrorCode): Step =>
  step(state, { type: 'emit', name: 'refused', event: { request, code } });

export const invited = (state: CallState, { invitations }: ReplyOf<'invitation.create'>): Step =>
  step({ ...state, invitations: withInvitations(state.invitations, invitations) });

/** Of each person the latest; the newest last. */
export function withInvitations(before: readonly Invitation[], changed: readonly Invitation[]): readonly Invitation[] {
  const known = ({ to }: Invitation) => changed.some((invitation) => invitation.to.id === to.id);
  const ids = before.map(({ invitationId }) => invitationId);
  const inPlace = (one: Invitation) => changed.find(({ invitationId }) => invitationId === one.invitationId);
  const isNew = ({ invitationId }: Invitation) => !ids.includes(invitationId);
  return [...before.flatMap((one) => inPlace(one) ?? (known(one) ? [] : [one])), ...changed.filter(isNew)];
}
