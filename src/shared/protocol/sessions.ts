/** Sessions, who is in them and who is invited to them. */
import { z } from 'zod';
import { displayName } from '../display-name.ts';
import { id, invitationId, personName, sessionId } from './ids.ts';
import { maxSubscriptions } from './limits.ts';
import { subscriptionParameters, transportParameters } from './media.ts';

/**
 * `direct`: of two persons; it rings until it is answered, and ends when either leaves. `group`: live from its start, with one
 * person in it too; it ends when the last one leaves or a host ends it. A third person makes a direct one a group.
 */
export const sessionKind = z.enum(['direct', 'group']);
export type SessionKind = z.infer<typeof sessionKind>;

/** What somebody may do in a session. Who starts it is its host; when the last host leaves, whoever is there longest becomes it. */
export const role = z.enum(['host', 'member', 'guest']);
export type Role = z.infer<typeof role>;

/** What takes part: somebody's device, the echo, or a way into another network. */
export const endpoint = z.enum(['device', 'echo', 'gateway']);
export type Endpoint = z.infer<typeof endpoint>;

export const participant = z.object({
  participantId: id,
  person: personName,
  endpoint,
  role,
  /** Is in (whoever starts it is from the start); a participant that only rings is joined but has not answered. */
  answered: z.boolean(),
  muted: z.boolean(),
  held: z.boolean(),
  /** When the hand was raised, ms since the epoch, by which hands are in order; `null` while it is down. */
  hand: z.number().int().nonnegative().nullable(),
  /** `lost`: its socket is gone and its grace time runs. */
  connection: z.enum(['connected', 'lost']),
});
export type Participant = z.infer<typeof participant>;

/** What became of an invitation. `busy`: rung by somebody else, or in too many calls. `failed`: it came to nothing otherwise. */
export const invitationOutcome = z.enum([
  'ringing',
  'accepted',
  'declined',
  'no-answer',
  'busy',
  'offline',
  'withdrawn',
  'not-found',
  'failed',
]);
export type InvitationOutcome = z.infer<typeof invitationOutcome>;
/** Who is rung, by whom, with which outcome. */
export const invitation = z.object({ invitationId, to: personName, by: personName, outcome: invitationOutcome });
export type Invitation = z.infer<typeof invitation>;

/** What there is to say of a session as a whole. */
export const sessionHead = z.object({
  kind: sessionKind,
  title: displayName.nullable(),
  phase: z.enum(['ringing', 'live']),
  /** Since when it is live, ms since the epoch by the server's clock; `null` while it rings. */
  startedAt: z.number().int().nullable(),
  /** ms since `startedAt` as the server counts it, so that a client with a wrong clock shows the right duration. */
  elapsedMs: z.number().int().nonnegative().nullable(),
  /** Nobody comes in any more who has not been in it and is not invited. */
  locked: z.boolean(),
  startedBy: personName,
});
export type SessionHead = z.infer<typeof sessionHead>;

/**
 * Counts what this participant has been told of the session. The first push after a state has the state's `version` and one;
 * whoever sees a gap asks for `session.resume`.
 */
export const version = z.number().int().nonnegative();

/** All that a participant needs to know of its session; complete each time. */
export const sessionState = sessionHead.extend({
  sessionId,
  version,
  /** The own one. */
  participantId: id,
  /** Oneself too. */
  participants: z.array(participant).max(5_000),
  /** The latest of each person who was invited. */
  invitations: z.array(invitation).max(1_000),
  subscriptions: z.array(subscriptionParameters).max(maxSubscriptions),
});
export type SessionState = z.infer<typeof sessionState>;

export const joinedSession = sessionState.extend({ send: transportParameters, receive: transportParameters });
/** {@link SessionState}, with fresh transports of one's own. */
export type JoinedSession = z.infer<typeof joinedSession>;

/** What became of a transfer. `done`: whoever transferred is out. */
export const transferOutcome = z.enum([
  'ringing',
  'done',
  'declined',
  'no-answer',
  'busy',
  'offline',
  'withdrawn',
  'failed',
]);
export type TransferOutcome = z.infer<typeof transferOutcome>;

/** An invitation as it rings. */
export const ringing = z.object({
  sessionId,
  invitationId,
  from: personName,
  kind: sessionKind,
  title: displayName.nullable(),
  /** How many are in the session. */
  participants: z.number().int().nonnegative(),
});
export type Ringing = z.infer<typeof ringing>;

/** A session that one is in on another of one's own devices. */
export const elsewhere = z.object({
  sessionId,
  kind: sessionKind,
  title: displayName.nullable(),
  /** Some of the others in it. */
  with: z.array(personName).max(3),
  /** The id of the device that is in it. */
  device: z.string().max(64),
});
export type Elsewhere = z.infer<typeof elsewhere>;
