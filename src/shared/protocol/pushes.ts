/** What the server says by itself. */
import { z } from 'zod';
import { endReason } from '../call.ts';
import { displayName } from '../display-name.ts';
import { protocolError } from './errors.ts';
import { id, invitationId, person, personId, personName, sessionId } from './ids.ts';
import { maxSpeakers, maxSubscriptions } from './limits.ts';
import { iceServer, rtpCapabilities, subscriptionParameters } from './media.ts';
import { elsewhere, invitation, participant, ringing, sessionHead, transferOutcome, version } from './sessions.ts';

const stopReason = z.enum([
  'cancelled',
  'no-answer',
  'answered-elsewhere',
  'declined-elsewhere',
  'peer-lost',
  'server-failure',
]);

export const pushes = {
  /** First message after sign-in, and after every reconnection. */
  welcome: z.object({
    you: z.object({ id: personId, name: displayName }),
    server: z.object({ name: z.string().max(120), version: z.string().max(40) }),
    people: z.array(person).max(5_000),
    /** Of every router of this server: the device is loaded once, before any call. */
    rtpCapabilities,
    iceServers: z.array(iceServer).max(16),
    /** Sessions that this device is in, within its grace time. */
    sessions: z.array(z.object({ sessionId, phase: z.enum(['ringing', 'live']), answered: z.boolean() })).max(256),
    elsewhere: z.array(elsewhere).max(256),
    /** What rings for this person. */
    ringing: z.array(ringing).max(8),
  }),
  /** A person is new or has changed. */
  'people.changed': z.object({ person }),
  /** Somebody rings this person. Join the session at once, so that accepting takes one round trip. */
  'invitation.ringing': ringing,
  /** What rang here does no more. */
  'invitation.stopped': z.object({ sessionId, invitationId, reason: stopReason }),
  /** What runs on one's own other devices. */
  'elsewhere.changed': z.object({ sessions: z.array(elsewhere).max(256) }),
  /** It is live, a group, has another title or is locked. */
  'session.changed': sessionHead.extend({ sessionId, version }),
  /** Somebody has been invited, or that had its outcome. */
  'invitation.changed': z.object({ sessionId, version, invitation }),
  /**
   * A participant joined, answered, muted, held, has another role, or its connection was lost or restored; also oneself, by
   * what others do.
   */
  'participant.changed': z.object({ sessionId, version, participant }),
  /** A participant is gone and the session goes on without it. */
  'participant.left': z.object({ sessionId, version, participantId: id, reason: endReason }),
  /** A host has muted this participant. */
  'microphone.muted': z.object({ sessionId, version, by: personName }),
  /** Everybody is to go on in another session, which one may join now; one is out of this one when that is done. */
  'session.moved': z.object({ sessionId, version, to: sessionId, reason: z.enum(['merged', 'transferred']) }),
  /** Somebody hands over to a person, or to another session, in which that person is. */
  'transfer.changed': z.object({
    sessionId,
    version,
    transferId: invitationId,
    by: personName,
    to: personName,
    outcome: transferOutcome,
  }),
  /**
   * The session is over for this participant: everything of it is gone on the server. After `server-failure` in a live
   * call a member may `session.join` it again within its grace time: the call goes on with new transports.
   */
  'session.ended': z.object({ sessionId, reason: endReason }),
  /** What others publish can be received: all that came at once, so that it is made ready in one step. */
  'subscriptions.created': z.object({
    sessionId,
    version,
    subscriptions: z.array(subscriptionParameters).min(1).max(maxSubscriptions),
  }),
  /** What they were for was closed, or its participant has left. */
  'subscriptions.closed': z.object({ sessionId, version, subscriptionIds: z.array(id).min(1).max(maxSubscriptions) }),
  /**
   * Who speaks, to those who are in a session of more than two: at most every 300 ms, and only when it has changed.
   * `dominant`: who leads the conversation; `null` while nobody speaks. `levels`: who says something now, the loudest
   * first, in dBov (RFC 6464). `heard`: whose voices are sent on where there are too many for all; else `null`. No state
   * contains it, so it has no version.
   */
  speakers: z.object({
    sessionId,
    dominant: id.nullable(),
    levels: z.array(z.object({ participantId: id, level: z.number().int().min(-127).max(0) })).max(maxSpeakers),
    heard: z.array(id).max(100).nullable(),
  }),
  /**
   * The connection is about to be closed by the server. `replaced`: another connection of this device took over, do not
   * reconnect; `bad-requests`: too many refused requests; `shutdown`: the server stops, reconnecting is right.
   */
  closing: z.object({ error: protocolError, reason: z.enum(['replaced', 'bad-requests', 'shutdown']).optional() }),
} as const;
export type Pushes = typeof pushes;
export type PushName = keyof Pushes;
export type PushOf<N extends PushName> = z.infer<Pushes[N]>;
