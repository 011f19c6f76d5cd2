/** Messages to the call server as a broken or hostile client might send them. */
import fc from 'fast-check';
import { type RequestName, requests } from '../../src/shared/protocol.ts';
import { createSessionId } from '../../src/shared/session-id.ts';

export type FuzzMessage = { method: string; values: unknown[] };

/** Ids that exist: the sender's own, and those of a call that is none of its business. */
export type KnownIds = {
  own: Record<'sessionId' | 'invitationId' | 'send' | 'receive' | 'publicationId', string>;
  foreign: readonly string[];
};

const methods = Object.keys(requests) as RequestName[];

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom<unknown>(null, true, -1, 0, 1.5, 1e308, '', [], {}, '__proto__', { __proto__: null }, 'constructor'),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'toString', 'then', 'length', 'id'), fc.jsonValue(), {
    maxKeys: 3,
  }),
  fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
);

const deep = fc
  .integer({ min: 50, max: 1_000 })
  .map((depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown);
const long = fc.integer({ min: 66_000, max: 400_000 }).map((length) => 'x'.repeat(length));

/** Whole requests that would be right, to be spoilt in one place or left as they are. */
function valid({ own, foreign }: KnownIds): fc.Arbitrary<FuzzMessage> {
  const someId = fc.constantFrom(...Object.values(own), ...foreign, 'echo', 'nobody');
  const someSession = fc.oneof({ weight: 3, arbitrary: fc.constant(own.sessionId) }, someId);
  const codec = fc.record({
    mimeType: fc.constantFrom('audio/opus', 'video/VP8', 'audio/rtx', 'audio/'),
    payloadType: fc.integer({ min: -1, max: 300 }),
    clockRate: fc.constantFrom(48_000, 90_000, 0, -5),
    channels: fc.constantFrom(2, 1, 0, 99),
    parameters: fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(fc.string(), fc.integer(), fc.constant(null))),
    rtcpFeedback: fc.array(fc.record({ type: fc.string({ maxLength: 8 }), parameter: fc.string({ maxLength: 8 }) }), {
      maxLength: 3,
    }),
  });
  const rtpParameters = fc.record({
    mid: fc.string({ maxLength: 8 }),
    codecs: fc.array(codec, { maxLength: 3 }),
    headerExtensions: fc.array(fc.record({ uri: fc.string(), id: fc.integer({ min: -1, max: 300 }) }), {
      maxLength: 3,
    }),
    encodings: fc.array(fc.record({ ssrc: fc.integer({ min: -1, max: 2 ** 32 }), dtx: fc.boolean() }), {
      maxLength: 3,
    }),
    rtcp: fc.record({ cname: fc.string({ maxLength: 40 }), reducedSize: fc.boolean() }),
  });
  const rtpCapabilities = fc.record({
    codecs: fc.array(
      fc.record({
        kind: fc.constantFrom('audio', 'video'),
        mimeType: fc.constantFrom('audio/opus', 'video/VP8', '/', 'text/plain'),
        clockRate: fc.integer({ min: -1, max: 100_000 }),
      }),
      { maxLength: 4 },
    ),
    headerExtensions: fc.array(fc.record({ uri: fc.string() }), { maxLength: 3 }),
  });
  const fingerprint = fc.record({
    algorithm: fc.constantFrom('sha-256', 'sha-1', 'md5'),
    value: fc.string({ maxLength: 100 }),
  });
  const dtlsParameters = fc.record({
    role: fc.constantFrom('auto', 'client', 'server', 'none'),
    fingerprints: fc.array(fingerprint, { minLength: 1, maxLength: 3 }),
  });
  const newInvitation = fc.record({
    invitationId: fc.oneof(
      fc.constantFrom(own.invitationId),
      fc.constant(null).map(() => createSessionId()),
    ),
    to: fc.constantFrom(...foreign, 'echo', 'nobody'),
  });
  const values: Record<RequestName, fc.Arbitrary<object>> = {
    'session.start': fc.record({
      sessionId: fc.oneof(
        someId,
        fc.constant(null).map(() => createSessionId()),
      ),
      title: fc.option(fc.string({ maxLength: 200 })),
      invitations: fc.array(newInvitation, { maxLength: 5 }),
      rtpCapabilities,
    }),
    'invitation.create': fc.record({
      sessionId: someSession,
      invitations: fc.array(newInvitation, { minLength: 1, maxLength: 5 }),
    }),
    'invitation.withdraw': fc.record({ sessionId: someSession, invitationId: someId }),
    'invitation.accept': fc.record({ sessionId: someSession, invitationId: someId }),
    'invitation.decline': fc.record({ sessionId: someSession, invitationId: someId }),
    'session.join': fc.record(
      {
        sessionId: someId,
        link: fc.oneof(fc.stringMatching(/^[\w-]{5,40}\.[\w-]{5,80}\.[\w-]{20,43}$/), fc.string({ maxLength: 50 })),
        takeOver: fc.boolean(),
        rtpCapabilities,
      },
      { requiredKeys: ['sessionId', 'rtpCapabilities'] },
    ),
    'session.link': fc.record({ sessionId: someSession, renew: fc.boolean() }, { requiredKeys: ['sessionId'] }),
    'session.lock': fc.record({ sessionId: someSession, locked: fc.boolean() }),
    'session.merge': fc.record({ from: fc.constantFrom(...foreign), into: someSession }),
    'session.transfer': fc.record({
      sessionId: someSession,
      to: fc.oneof(fc.constantFrom(...foreign, 'nobody'), fc.record({ sessionId: fc.constantFrom(...foreign) })),
      invitationId: fc.oneof(
        someId,
        fc.constant(null).map(() => createSessionId()),
      ),
    }),
    'participant.mute': fc.record({
      sessionId: someSession,
      participantIds: fc.oneof(fc.constant('all'), fc.array(someId, { maxLength: 4 })),
    }),
    'participant.remove': fc.record({ sessionId: someSession, participantId: someId }),
    'participant.role': fc.record({
      sessionId: someSession,
      participantId: someId,
      role: fc.constantFrom('host', 'member', 'guest', 'owner'),
    }),
    'hand.raise': fc.record({ sessionId: someSession, raised: fc.boolean() }),
    'hand.lower': fc.record({ sessionId: someSession, participantId: someId }),
    'session.resume': fc.record(
      { sessionId: someId, version: fc.integer({ min: 0, max: 1_000 }) },
      { requiredKeys: ['sessionId'] },
    ),
    'session.leave': fc.record({ sessionId: fc.constantFrom(...foreign) }),
    'session.hold': fc.record({ sessionId: someId, held: fc.boolean() }),
    'session.end': fc.record({ sessionId: fc.constantFrom(...foreign) }),
    'session.settings': fc.record({ sessionId: someSession, title: fc.option(fc.string({ maxLength: 200 })) }),
    'transport.connect': fc.record({ sessionId: someSession, transportId: someId, dtlsParameters }),
    'publication.create': fc.record({
      sessionId: someSession,
      transportId: fc.oneof(fc.constant(own.send), someId),
      kind: fc.constantFrom('audio', 'video'),
      source: fc.constantFrom('microphone', 'camera', 'screen'),
      rtpParameters,
      paused: fc.boolean(),
    }),
    'publication.pause': fc.record({ sessionId: someSession, publicationId: someId }),
    'publication.resume': fc.record({ sessionId: someSession, publicationId: someId }),
    'publication.close': fc.record({ sessionId: someSession, publicationId: fc.constantFrom(...foreign) }),
    'subscription.resume': fc.record({ sessionId: someSession, subscriptionIds: fc.array(someId, { maxLength: 5 }) }),
  };
  return fc.constantFrom(...methods).chain((method) => values[method].map((value) => ({ method, values: [value] })));
}

/** The same with something else in one place. */
const spoil = (message: fc.Arbitrary<FuzzMessage>): fc.Arbitrary<FuzzMessage> =>
  fc
    .tuple(message, fc.oneof({ weight: 30, arbitrary: junk }, deep, long), fc.nat())
    .map(([{ method, values }, bad, at]) => {
      const copy = structuredClone(values[0]) as Record<string, unknown>;
      const places: [Record<string, unknown>, string][] = [];
      const walk = (node: unknown): void => {
        if (typeof node !== 'object' || node === null) return;
        for (const key of Object.keys(node)) {
          places.push([node as Record<string, unknown>, key]);
          walk((node as Record<string, unknown>)[key]);
        }
      };
      walk(copy);
      const place = places[at % Math.max(1, places.length)];
      if (place !== undefined) place[0][place[1]] = bad;
      return { method, values: [copy] };
    });

export function fuzzMessage(ids: KnownIds): fc.Arbitrary<FuzzMessage> {
  const known = fc.constantFrom(...methods);
  const unknown = fc.oneof(
    fc.string({ minLength: 1, maxLength: 80 }),
    fc.constantFrom(
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'welcome',
      'session.ended',
      'call',
      'call.',
      'SESSION.START',
    ),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.record({ method: unknown, values: fc.array(junk, { maxLength: 2 }) }) },
    { weight: 3, arbitrary: fc.record({ method: known, values: fc.array(junk, { maxLength: 3 }) }) },
    { weight: 6, arbitrary: spoil(valid(ids)) },
    { weight: 3, arbitrary: valid(ids) },
  );
}
