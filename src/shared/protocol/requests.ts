/** Sign-in, and what a client asks of the server. */
import { z } from 'zod';
import { displayName } from '../display-name.ts';
import type { ProtocolError } from './errors.ts';
import { id, invitationId, newInvitationId, newSessionId, personId, sessionId } from './ids.ts';
import { maxSubscriptions } from './limits.ts';
import { dtlsParameters, iceParameters, mediaKind, mediaSource, rtpCapabilities, rtpParameters } from './media.ts';
import { invitation, joinedSession, role, sessionState, version } from './sessions.ts';

export const signIn = z.object({
  /** JWT of the operator's, see docs/protocol.md. */
  token: z.string().max(8_192),
  protocol: z.number().int(),
  /** Stays the same for one installation of the app: a connection with a known device id takes over from the last one. */
  deviceId: z.string().min(8).max(64),
});
export type SignIn = z.infer<typeof signIn>;

/** Invitations in one request. */
export const maxInvitations = 99;
const newInvitation = z.object({ invitationId: newInvitationId, to: personId });

/** Of a link to a session; nobody but the server can read anything from it. */
const linkToken = z.string().min(1).max(2_048);

const nothing = z.object({});

export const requests = {
  /**
   * Starts a session, whose id and whose invitations' ids the client chooses, joins it as its host and rings all devices of who
   * is invited. With one invitation and no title it is a direct call; otherwise a group, in which what is wrong with an
   * invitation is that one's outcome. Asking again with the same id, after a reply that was lost, rings nobody twice, and
   * `session.leave` takes it back whether the reply has come or not. Fails: media-rejected, limit-reached, session-full;
   * session-not-found for an id that has been used; a direct call: person-not-found, self-call, offline, busy.
   */
  'session.start': {
    request: z.object({
      sessionId: newSessionId,
      title: displayName.nullable(),
      invitations: z.array(newInvitation).max(maxInvitations),
      rtpCapabilities,
    }),
    reply: joinedSession,
  },
  /**
   * Rings further persons, which makes a direct call a group. What is wrong with one is its outcome. Asking again with the same
   * ids rings nobody twice. Fails: session-not-found, not-allowed, session-full, already-there when all of them are.
   */
  'invitation.create': {
    request: z.object({ sessionId, invitations: z.array(newInvitation).min(1).max(maxInvitations) }),
    reply: z.object({ invitations: z.array(invitation).max(maxInvitations) }),
  },
  /** Rings no more; the same if it does not any more anyway. Fails: session-not-found, invitation-not-found, not-allowed. */
  'invitation.withdraw': { request: z.object({ sessionId, invitationId }), reply: nothing },
  /**
   * Answers a ringing invitation whose session one has joined: media flows both ways from here. Other devices of the same
   * person stop ringing. Again by the same device it answers the same. Fails: session-not-found, not-ringing, session-full.
   */
  'invitation.accept': {
    request: z.object({ sessionId, invitationId }),
    reply: z.object({ startedAt: z.number().int(), elapsedMs: z.number().int().nonnegative() }),
  },
  /** Refuses a ringing invitation on all devices. Fails: session-not-found, not-ringing. */
  'invitation.decline': { request: z.object({ sessionId, invitationId }), reply: nothing },
  /**
   * Joins a session that rings here, that one has been in or been invited to, or whose link one has (`link` is its token), also
   * again after a restart of the app or of the server: transports of an earlier join of this device are closed, a hold of it is
   * over. With `takeOver` it is moved here from another device of the same person, which is out with `moved`: for the others
   * it is the same participant. Fails: session-not-found (also when it is none of one's own), already-there on another device
   * of the same person, session-full, session-locked, link-invalid, link-expired, link-other-server, not-allowed by a link for
   * whom a host has removed, media-rejected, limit-reached.
   */
  'session.join': {
    request: z.object({ sessionId, link: linkToken.optional(), takeOver: z.boolean().optional(), rtpCapabilities }),
    reply: joinedSession,
  },
  /**
   * After a lost socket or network, or a gap in the versions: new ICE parameters for both transports and all that was missed.
   * `version` is the last that was seen. Fails: session-not-found.
   */
  'session.resume': {
    request: z.object({ sessionId, version: version.optional() }),
    reply: z.object({ state: sessionState, send: iceParameters, receive: iceParameters }),
  },
  /** Leaves; before the answer this cancels the call, or declines it. Fails: session-not-found. */
  'session.leave': { request: z.object({ sessionId }), reply: nothing },
  /** Over for all: a host's. Fails: session-not-found, not-allowed. */
  'session.end': { request: z.object({ sessionId }), reply: nothing },
  /** Another title, or none. Fails: session-not-found, not-allowed. */
  'session.settings': { request: z.object({ sessionId, title: displayName.nullable().optional() }), reply: nothing },
  /**
   * The token of a link by which others may join; `renew` ends all older ones, which is a host's. `expiresAt` in ms since the
   * epoch. Fails: session-not-found, not-allowed.
   */
  'session.link': {
    request: z.object({ sessionId, renew: z.boolean().optional() }),
    reply: z.object({ token: linkToken, expiresAt: z.number().int() }),
  },
  /**
   * A host's, in a group: nobody comes in any more who has not been in it, unless a host invites them. What others have invited
   * stops to ring. Fails: session-not-found, not-allowed.
   */
  'session.lock': { request: z.object({ sessionId, locked: z.boolean() }), reply: nothing },
  /**
   * Of two sessions that one is in moves everybody of `from` into `into`, which becomes a group: they are told `session.moved`,
   * join `into`, and are out of `from` when they have; it ends with the last. Whoever does not come stays where it was. Fails:
   * session-not-found, not-allowed, already-there (the same session, or one of them moves already), session-full.
   */
  'session.merge': { request: z.object({ from: sessionId, into: sessionId }), reply: nothing },
  /**
   * Hands one's place in a session to somebody else, and leaves. To a person: that one is rung, and one leaves when it answers;
   * if it does not, all stays as it was. To another session that one is in: everybody of this one is moved there, as by
   * `session.merge`, and one leaves that one too. All who are in are told by `transfer.changed`; the id of the transfer is that of
   * the invitation. Again with the same id it changes nothing. Fails: session-not-found, not-allowed, person-not-found,
   * self-call, offline, busy, already-there (in it, rung for it, or moving already), session-full.
   */
  'session.transfer': {
    request: z.object({
      sessionId,
      to: z.union([personId, z.object({ sessionId })]),
      invitationId: newInvitationId,
    }),
    reply: nothing,
  },
  /**
   * A host's, in a group: the server lets nothing of their microphones through, until they unmute themselves; nobody can be
   * unmuted by others. `all`: everybody else. Fails: session-not-found, not-allowed (also for oneself), participant-not-found.
   */
  'participant.mute': {
    request: z.object({ sessionId, participantIds: z.union([z.literal('all'), z.array(id).min(1).max(1_000)]) }),
    reply: nothing,
  },
  /**
   * A host's, in a group: out, and back by a new invitation only. Fails: session-not-found, not-allowed (also for oneself),
   * participant-not-found.
   */
  'participant.remove': { request: z.object({ sessionId, participantId: id }), reply: nothing },
  /** A host's, in a group. Fails: session-not-found, not-allowed (also for oneself), participant-not-found. */
  'participant.role': { request: z.object({ sessionId, participantId: id, role }), reply: nothing },
  /** Raised again it keeps its place in the queue. Fails: session-not-found, not-allowed. */
  'hand.raise': { request: z.object({ sessionId, raised: z.boolean() }), reply: nothing },
  /** Of somebody else: a host's. Fails: session-not-found, not-allowed, participant-not-found. */
  'hand.lower': { request: z.object({ sessionId, participantId: id }), reply: nothing },
  /** Hold: nothing is sent or received by this participant until resumed. Fails: session-not-found. */
  'session.hold': { request: z.object({ sessionId, held: z.boolean() }), reply: nothing },
  /** DTLS parameters of the client's side of a transport; once each. Fails: session-not-found, not-found, media-rejected. */
  'transport.connect': { request: z.object({ sessionId, transportId: id, dtlsParameters }), reply: nothing },
  /**
   * Sends something; one publication a source, on the send transport. Fails: session-not-found, not-found, media-rejected,
   * limit-reached.
   */
  'publication.create': {
    request: z.object({
      sessionId,
      transportId: id,
      kind: mediaKind,
      source: mediaSource,
      rtpParameters,
      paused: z.boolean(),
    }),
    reply: z.object({ publicationId: id }),
  },
  /** Nothing is forwarded until resumed; a paused microphone is muted. Fails: session-not-found, not-found. */
  'publication.pause': { request: z.object({ sessionId, publicationId: id }), reply: nothing },
  /** Fails: session-not-found, not-found. */
  'publication.resume': { request: z.object({ sessionId, publicationId: id }), reply: nothing },
  /** Fails: session-not-found, not-found. */
  'publication.close': { request: z.object({ sessionId, publicationId: id }), reply: nothing },
  /** They can be received here: let their media come. Fails: session-not-found, not-found. */
  'subscription.resume': {
    request: z.object({ sessionId, subscriptionIds: z.array(id).min(1).max(maxSubscriptions) }),
    reply: nothing,
  },
} as const;
export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type RequestOf<N extends RequestName> = z.infer<Requests[N]['request']>;
export type ReplyOf<N extends RequestName> = z.infer<Requests[N]['reply']>;

/** The acknowledgement of a request. */
export type Reply<T> = { ok: T } | { error: ProtocolError };
