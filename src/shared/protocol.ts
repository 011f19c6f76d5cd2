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
  'already-in-call',
  'session-not-found',
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
/** 128 random bits, base64url: nobody else's by accident, and nobody's to guess. */
export const newSessionId = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
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
export const participant = z.object({
  participantId: id,
  person: z.object({ id: personId, name: displayName }),
  /** Has answered (the caller has from the start); a participant that only rings is joined but not answered. */
  answered: z.boolean(),
  muted: z.boolean(),
  held: z.boolean(),
  /** `lost`: its socket is gone and its grace time runs. */
  connection: z.enum(['connected', 'lost']),
});
export type Participant = z.infer<typeof participant>;

/** All that a participant needs to know of its session; complete each time. */
export const sessionState = z.object({
  sessionId,
  /** The own one. */
  participantId: id,
  /** Persons of the session, the participants' and those who have not joined yet; the first is the caller. */
  members: z
    .array(z.object({ id: personId, name: displayName }))
    .min(1)
    .max(64),
  phase: z.enum(['ringing', 'live']),
  /** When the call was answered, ms since the epoch by the server's clock; `null` while it rings. */
  startedAt: z.number().int().nullable(),
  /** ms since `startedAt` as the server counts it, so that a client with a wrong clock shows the right duration. */
  elapsedMs: z.number().int().nonnegative().nullable(),
  participants: z.array(participant).max(64),
  subscriptions: z.array(subscriptionParameters).max(maxSubscriptions),
});
export type SessionState = z.infer<typeof sessionState>;

export const joinedSession = sessionState.extend({ send: transportParameters, receive: transportParameters });
/** {@link SessionState} of the other participants, with fresh transports of one's own. */
export type JoinedSession = z.infer<typeof joinedSession>;

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
   * Rings all devices of `to` and joins the new session, whose id the caller chooses: asking again with it, after a reply
   * that was lost, rings nobody twice, and `session.leave` takes the call back whether the reply has come or not. Fails:
   * person-not-found, self-call, offline, busy, already-in-call, media-rejected, limit-reached; session-not-found for an
   * id that has been used.
   */
  'call.invite': {
    request: z.object({ sessionId: newSessionId, to: personId, rtpCapabilities }),
    reply: joinedSession,
  },
  /**
   * Answers a ringing call that one has joined: media flows both ways from here. Other devices of the same person stop
   * ringing. Again by the same device it answers the same. Fails: session-not-found, not-ringing.
   */
  'call.accept': {
    request: z.object({ sessionId }),
    reply: z.object({ startedAt: z.number().int(), elapsedMs: z.number().int().nonnegative() }),
  },
  /** Refuses a ringing call on all devices. Fails: session-not-found, not-ringing. */
  'call.decline': { request: z.object({ sessionId }), reply: nothing },
  /**
   * Joins a session one is a member of, also while it rings, also again after a restart of the app or of the server:
   * transports of an earlier join of this device are closed, a hold of it is over. Fails: session-not-found (also when
   * not a member), already-in-call, media-rejected.
   */
  'session.join': { request: z.object({ sessionId, rtpCapabilities }), reply: joinedSession },
  /** After a lost socket or network: new ICE parameters for both transports and all that was missed. Fails: session-not-found. */
  'session.resume': {
    request: z.object({ sessionId }),
    reply: z.object({ state: sessionState, send: iceParameters, receive: iceParameters }),
  },
  /** Leaves; before the answer this cancels the call, or declines it. Fails: session-not-found. */
  'session.leave': { request: z.object({ sessionId }), reply: nothing },
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
    sessions: z.array(z.object({ sessionId, phase: z.enum(['ringing', 'live']), answered: z.boolean() })).max(8),
    /** Calls that ring for this person. */
    ringing: z.array(z.object({ sessionId, from: z.object({ id: personId, name: displayName }) })).max(8),
  }),
  /** A person is new or has changed. */
  'people.changed': z.object({ person }),
  /** A call for this person. Join it at once, so that accepting takes one round trip. */
  'call.ringing': z.object({ sessionId, from: z.object({ id: personId, name: displayName }) }),
  /** A call that rang here does no more. */
  'call.stopped': z.object({
    sessionId,
    reason: z.enum([
      'cancelled',
      'no-answer',
      'answered-elsewhere',
      'declined-elsewhere',
      'peer-lost',
      'server-failure',
    ]),
  }),
  /** The call one made has been answered. */
  'call.accepted': z.object({
    sessionId,
    participantId: id,
    startedAt: z.number().int(),
    elapsedMs: z.number().int().nonnegative(),
  }),
  /** A participant joined, answered, muted, held, or its connection was lost or restored. */
  'participant.changed': z.object({ sessionId, participant }),
  /** A participant is gone and the session goes on without it. */
  'participant.left': z.object({ sessionId, participantId: id, reason: endReason }),
  /**
   * The session is over for this participant: everything of it is gone on the server. After `server-failure` in a live
   * call a member may `session.join` it again within its grace time: the call goes on with new transports.
   */
  'session.ended': z.object({ sessionId, reason: endReason }),
  /** What others publish can be received: all that came at once, so that it is made ready in one step. */
  'subscriptions.created': z.object({
    sessionId,
    subscriptions: z.array(subscriptionParameters).min(1).max(maxSubscriptions),
  }),
  /** What they were for was closed, or its participant has left. */
  'subscriptions.closed': z.object({ sessionId, subscriptionIds: z.array(id).min(1).max(maxSubscriptions) }),
  /**
   * Who speaks, to those who are in a session of more than two: at most every 300 ms, and only when it has changed.
   * `dominant`: who leads the conversation; `null` while nobody speaks. `levels`: who says something now, the loudest
   * first, in dBov (RFC 6464).
   */
  speakers: z.object({
    sessionId,
    dominant: id.nullable(),
    levels: z.array(z.object({ participantId: id, level: z.number().int().min(-127).max(0) })).max(maxSpeakers),
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
