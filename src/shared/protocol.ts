/**
 * The signaling protocol between softphone and call server, whole: every request with its reply, every push, every
 * error code. Carried by socket.io: a request is an event with an acknowledgement, a push an event without.
 *
 * Sign-in is the socket.io handshake: {@link signIn} in `auth`. A refused sign-in is a `connect_error` whose `data` is a
 * {@link protocolError}; an accepted one is followed at once by the push `welcome`.
 *
 * A request's acknowledgement is {@link Reply}: `{ ok: result }` or `{ error }`.
 */
import { z } from 'zod';
import { endReason } from './call.ts';
import { displayName } from './display-name.ts';

/** Raised when an older side could not understand a newer one. */
export const protocolVersion = 2;
/** Largest message either side accepts, bytes of JSON. */
export const maxMessageBytes = 64 * 1024;
/** How long a call rings before it ends with `no-answer`, ms. */
export const ringTimeoutMs = 45_000;
/** How long the server keeps a participant whose socket is gone, in a live call, ms. */
export const participantGraceMs = 30_000;
/** The same while it rings: nobody should hear a phone ring for someone who has gone. */
export const ringGraceMs = 5_000;
/** Requests that fail their schema which a connection may send in {@link badRequestWindowMs} before it is closed. */
export const maxBadRequests = 20;
export const badRequestWindowMs = 10_000;
/** What one participant may receive at once: a voice, a camera and a screen of each of a hundred others. */
export const maxSubscriptions = 300;
/** Of how many who speak at once a client is told. */
export const maxSpeakers = 16;
/** The contact that answers every call and returns the caller's own voice. */
export const echoPersonId = 'echo';

export const errorCodes = [
  // Sign-in
  'token-missing',
  'token-invalid',
  'token-expired',
  'token-other-server',
  'version-mismatch',
  // Any request
  'bad-request',
  'unknown-method',
  'too-large',
  'rate-limited',
  'internal',
  // Calls
  'person-not-found',
  'self-call',
  'offline',
  'busy',
  'session-not-found',
  'session-full',
  'session-locked',
  'not-allowed',
  'already-there',
  'invitation-not-found',
  'participant-not-found',
  'not-ringing',
  // Links to a session
  'link-invalid',
  'link-expired',
  'link-other-server',
  // Media
  'not-found',
  'media-rejected',
  'limit-reached',
] as const;
export const errorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCode>;

export const protocolError = z.object({ code: errorCode, message: z.string().max(2_000) });
export type ProtocolError = z.infer<typeof protocolError>;

// ---- Ids -----------------------------------------------------------------------------------------------------------
const id = z.string().min(1).max(128);
const sessionId = z.string().min(1).max(64);
const invitationId = z.string().min(1).max(64);
const madeByClient = /^[A-Za-z0-9_-]{22}$/;
/** 128 random bits, base64url: nobody else's by accident, and nobody's to guess. */
export const newSessionId = z.string().regex(madeByClient);
/** The same; one session's alone. */
export const newInvitationId = z.string().regex(madeByClient);
export const personId = z
  .string()
  .min(1)
  .max(64)
  // With `|`, as identity providers write whose account it is: `auth0|507f1f77bcf86cd799439011`.
  .regex(/^[\p{L}\p{N}._@+|-]+$/u);

// ---- People --------------------------------------------------------------------------------------------------------
export const presence = z.enum(['online', 'in-call', 'offline']);
export type Presence = z.infer<typeof presence>;
export const person = z.object({ id: personId, name: displayName, presence });
export type Person = z.infer<typeof person>;
export const personName = z.object({ id: personId, name: displayName });
export type PersonName = z.infer<typeof personName>;

// ---- Media parameters: mediasoup's own objects, which mediasoup and mediasoup-client check in depth -----------------
/** mediasoup `RtpCapabilities`. */
export const rtpCapabilities = z.looseObject({
  codecs: z
    .array(z.looseObject({ mimeType: z.string(), kind: z.enum(['audio', 'video']), clockRate: z.number() }))
    .max(64),
  headerExtensions: z.array(z.looseObject({ uri: z.string() })).max(64),
});
/** mediasoup `RtpParameters`. An encoding is a layer of simulcast: three are in use, each costs the server its own stream. */
export const rtpParameters = z.looseObject({
  encodings: z.array(z.looseObject({})).max(8).optional(),
  codecs: z.array(z.looseObject({ mimeType: z.string(), payloadType: z.number(), clockRate: z.number() })).max(16),
});
/** mediasoup `DtlsParameters`. */
export const dtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().max(300),
      }),
    )
    .min(1)
    .max(8),
});
/** mediasoup `IceParameters`. */
export const iceParameters = z.object({
  usernameFragment: z.string().max(256),
  password: z.string().max(256),
  iceLite: z.boolean().optional(),
});
/** mediasoup `IceCandidate`. */
export const iceCandidate = z.looseObject({
  foundation: z.string(),
  priority: z.number(),
  ip: z.string(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.number(),
  type: z.string(),
});
export const iceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export const transportParameters = z.object({
  id,
  iceParameters,
  iceCandidates: z.array(iceCandidate).max(16),
  dtlsParameters,
});
export type TransportParameters = z.infer<typeof transportParameters>;

export const mediaKind = z.enum(['audio', 'video']);
/** What a publication carries. One of each a participant at most. */
export const mediaSource = z.enum(['microphone', 'camera', 'screen']);
export type MediaSource = z.infer<typeof mediaSource>;

/** What it takes to receive what another participant publishes: of a mediasoup `Consumer`. */
export const subscriptionParameters = z.object({
  subscriptionId: id,
  publicationId: id,
  participantId: id,
  kind: mediaKind,
  source: mediaSource,
  rtpParameters,
  /** It waits for `subscription.resume`: ask for that once it can be received. */
  paused: z.boolean(),
  /** The participant has paused it (muted): nothing will arrive until `participant.changed` says otherwise. */
  publicationPaused: z.boolean(),
});
export type SubscriptionParameters = z.infer<typeof subscriptionParameters>;

// ---- Sessions ------------------------------------------------------------------------------------------------------
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
const version = z.number().int().nonnegative();

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

/** Invitations in one request. */
export const maxInvitations = 99;
const newInvitation = z.object({ invitationId: newInvitationId, to: personId });

/** Of a link to a session; nobody but the server can read anything from it. */
const linkToken = z.string().min(1).max(2_048);

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

const nothing = z.object({});

// ---- Sign-in -------------------------------------------------------------------------------------------------------
export const signIn = z.object({
  /** JWT of the operator's, see docs/protocol.md. */
  token: z.string().max(8_192),
  protocol: z.number().int(),
  /** Stays the same for one installation of the app: a connection with a known device id takes over from the last one. */
  deviceId: z.string().min(8).max(64),
});
export type SignIn = z.infer<typeof signIn>;

// ---- Requests: client to server ------------------------------------------------------------------------------------
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

const stopReason = z.enum([
  'cancelled',
  'no-answer',
  'answered-elsewhere',
  'declined-elsewhere',
  'peer-lost',
  'server-failure',
]);

// ---- Pushes: server to client --------------------------------------------------------------------------------------
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
