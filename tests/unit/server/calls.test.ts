import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/server/calls/peer.ts';
import type { RequestError } from '../../../src/server/errors.ts';
import { settle } from '../support/settle.ts';
import { Exchange, times } from './exchange.ts';
import { rtpCapabilities } from './fake-media.ts';

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as RequestError).code;
  }
  return 'none';
};
const codeOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'none',
    (error: RequestError) => error.code,
  );

describe('inviting', () => {
  it.each([
    ['nobody', 'person-not-found'],
    ['ada', 'self-call'],
    ['away', 'offline'],
  ])('%s is refused with %s', async (to, expected) => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    exchange.drop(exchange.signIn('away'));
    expect(await codeOf(exchange.invite(ada, to))).toBe(expected);
    expect(exchange.calls.size).toBe(0);
  });

  it('rings before the transports of the caller exist', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const inviting = exchange.invite(ada, 'bob');
    expect(exchange.names(bob)).toEqual(['call.ringing']);
    await inviting;
  });

  it('finds busy who calls, is rung, or is in a call, and free again who is not', async () => {
    const exchange = new Exchange();
    const [ada, bob, eve] = [exchange.signIn('ada'), exchange.signIn('bob'), exchange.signIn('eve')];
    const { sessionId } = await exchange.invite(ada, 'bob');
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('busy');
    expect(await codeOf(exchange.invite(eve, 'ada'))).toBe('busy');
    await exchange.join(bob, sessionId);
    exchange.accept(bob, sessionId);
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('busy');
    exchange.calls.of(bob, sessionId).leave(bob);
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('none');
  });

  it('is one call a device at a time', async () => {
    const exchange = new Exchange();
    const { ada } = await exchange.call();
    exchange.signIn('eve');
    expect(await codeOf(exchange.invite(ada, 'eve'))).toBe('already-in-call');
  });

  it('stops at the limit of sessions', async () => {
    const exchange = new Exchange({ maxSessions: 1 });
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    await exchange.invite(ada, 'echo');
    expect(await codeOf(exchange.invite(bob, 'echo'))).toBe('limit-reached');
  });

  it('takes the ring back when there is no media for it', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    exchange.media.broken = true;
    await expect(exchange.invite(ada, 'bob')).rejects.toThrow('no worker');
    expect(exchange.names(bob)).toEqual(['call.ringing', 'call.stopped']);
    expect(exchange.calls.size).toBe(0);
    expect(exchange.clock.pending).toBe(0);
  });
});

describe('ringing', () => {
  async function ringing() {
    const exchange = new Exchange();
    const [ada, laptop, desk] = [
      exchange.signIn('ada'),
      exchange.signIn('bob', 'laptop'),
      exchange.signIn('bob', 'desk'),
    ];
    const { sessionId } = await exchange.invite(ada, 'bob');
    await exchange.join(laptop, sessionId);
    await exchange.join(desk, sessionId);
    await settle();
    exchange.pushed.length = 0;
    return { exchange, ada, laptop, desk, sessionId };
  }

  it('on two devices ends on the other when one accepts', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.accept(laptop, sessionId);
    expect(exchange.take(desk)).toEqual([
      { name: 'call.stopped', payload: { sessionId, reason: 'answered-elsewhere' } },
    ]);
    expect(exchange.names(ada)).toEqual(['call.accepted', 'session.peerLeft', 'session.peerChanged']);
    expect(code(() => exchange.accept(desk, sessionId))).toBe('session-not-found');
  });

  it('on two devices ends on the other and for the caller when one declines', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.calls.of(desk, sessionId).decline(desk);
    expect(exchange.take(laptop)).toEqual([
      { name: 'call.stopped', payload: { sessionId, reason: 'declined-elsewhere' } },
    ]);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'declined' } }]);
    expect(exchange.take(desk)).toEqual([]);
    expect(exchange.clock.pending).toBe(0);
  });

  it('ends with cancelled when the caller leaves', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.calls.of(ada, sessionId).leave(ada);
    for (const device of [laptop, desk]) {
      expect(exchange.take(device)).toEqual([{ name: 'call.stopped', payload: { sessionId, reason: 'cancelled' } }]);
    }
    expect(exchange.take(ada)).toEqual([]);
  });

  it('ends after 45 s without an answer, not before', async () => {
    const { exchange, ada, laptop, sessionId } = await ringing();
    exchange.clock.advance(times.ringTimeoutMs - 1);
    expect(exchange.take(ada)).toEqual([]);
    exchange.clock.advance(1);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'no-answer' } }]);
    expect(exchange.take(laptop)).toEqual([{ name: 'call.stopped', payload: { sessionId, reason: 'no-answer' } }]);
    expect(exchange.calls.size).toBe(0);
    await settle();
    expect(exchange.media.rooms[0]?.closed).toBe(true);
  });

  it('never ends with no-answer once it was answered', async () => {
    const { exchange, ada, laptop, sessionId } = await ringing();
    exchange.clock.advance(44_000);
    exchange.accept(laptop, sessionId);
    exchange.clock.advance(60_000);
    expect(exchange.names(ada)).not.toContain('session.ended');
  });

  it('starts on a device that signs in meanwhile', async () => {
    const { exchange, sessionId } = await ringing();
    const phone = exchange.signIn('bob', 'phone');
    expect(phone.welcome.ringing).toEqual([{ sessionId, from: { id: 'ada', name: 'ADA' } }]);
    await exchange.join(phone, sessionId);
    expect(exchange.accept(phone, sessionId)).toMatchObject({ elapsedMs: 0 });
  });

  it('ends 5 s after the caller has vanished', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.drop(ada);
    exchange.clock.advance(times.ringGraceMs - 1);
    expect(exchange.names(laptop)).toEqual(['session.peerChanged']);
    exchange.clock.advance(1);
    for (const device of [laptop, desk]) {
      expect(exchange.take(device).at(-1)).toEqual({
        name: 'call.stopped',
        payload: { sessionId, reason: 'peer-lost' },
      });
    }
  });

  it('goes on while one device of the callee is left, and ends 5 s after the last has vanished', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.drop(laptop);
    exchange.clock.advance(times.ringGraceMs);
    expect(exchange.names(ada)).toEqual(['session.peerChanged', 'session.peerLeft']);
    exchange.drop(desk);
    exchange.clock.advance(times.ringGraceMs);
    expect(exchange.take(ada).at(-1)).toEqual({ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } });
  });

  it('goes on for a device that is back within its grace', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.drop(desk);
    exchange.drop(laptop);
    exchange.clock.advance(times.ringGraceMs - 1);
    const back = exchange.signIn('bob', 'laptop');
    expect(back.welcome).toMatchObject({
      sessions: [{ sessionId, phase: 'ringing', answered: false }],
      ringing: [{ sessionId }],
    });
    exchange.clock.advance(times.ringGraceMs);
    await exchange.resume(back, sessionId);
    exchange.accept(back, sessionId);
    expect(exchange.names(ada)).toContain('call.accepted');
  });

  it('gives a caller who was lost while it rang the longer grace from the answer on', async () => {
    const { exchange, ada, laptop, sessionId } = await ringing();
    exchange.drop(ada);
    exchange.clock.advance(4_000);
    exchange.accept(laptop, sessionId);
    exchange.pushed.length = 0;
    exchange.clock.advance(times.peerGraceMs - 4_001);
    expect(exchange.take(laptop)).toEqual([]);
    exchange.clock.advance(1);
    expect(exchange.take(laptop)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } }]);
  });

  it('is accepted only by a device that has joined it', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const { sessionId } = await exchange.invite(ada, 'bob');
    expect(code(() => exchange.accept(bob, sessionId))).toBe('not-ringing');
    expect(code(() => exchange.accept(ada, sessionId))).toBe('not-ringing');
    expect(code(() => exchange.calls.of(ada, sessionId).decline(ada))).toBe('not-ringing');
  });
});

describe('a live call', () => {
  it('takes a second accept of the same device for the first', async () => {
    const { exchange, bob, sessionId } = await live();
    exchange.clock.advance(1_234);
    expect(exchange.accept(bob, sessionId)).toMatchObject({ elapsedMs: 1_234 });
  });

  it.each(['ada', 'bob'] as const)('ends for the other when %s leaves', async (who) => {
    const { exchange, ada, bob, sessionId } = await live();
    const [leaver, stayer] = who === 'ada' ? [ada, bob] : [bob, ada];
    exchange.calls.of(leaver, sessionId).leave(leaver);
    expect(exchange.take(stayer)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-hung-up' } }]);
    expect(exchange.take(leaver)).toEqual([]);
    expect(exchange.calls.size).toBe(0);
    expect(exchange.clock.pending).toBe(0);
    await settle();
    expect(exchange.media.rooms[0]?.closed).toBe(true);
  });

  it('keeps a vanished peer for 30 s and says so', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.drop(bob);
    expect(exchange.take(ada)).toMatchObject([
      { name: 'session.peerChanged', payload: { peer: { connection: 'lost' } } },
    ]);
    expect(exchange.calls.isInCall('bob')).toBe(true);
    exchange.clock.advance(times.peerGraceMs - 1);
    expect(exchange.take(ada)).toEqual([]);
    exchange.clock.advance(1);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } }]);
    expect(exchange.calls.isInCall('bob')).toBe(false);
  });

  it('has a peer back that resumes, with all that was missed', async () => {
    const { exchange, ada, bob, sessionId, fromAda } = await live();
    exchange.drop(bob);
    exchange.calls.of(ada, sessionId).hold(ada, true);
    exchange.clock.advance(20_000);
    const back = exchange.signIn('bob');
    expect(back.welcome.sessions).toEqual([{ sessionId, phase: 'live', answered: true }]);
    exchange.take(ada);
    const { state } = await exchange.resume(back, sessionId);
    expect(state).toMatchObject({
      phase: 'live',
      elapsedMs: 20_000,
      peers: [{ person: { id: 'ada' }, held: true }],
      consumers: [{ producerId: fromAda }],
    });
    expect(exchange.take(ada)).toMatchObject([
      { name: 'session.peerChanged', payload: { peer: { connection: 'connected' } } },
    ]);
    exchange.clock.advance(60_000);
    expect(exchange.calls.size).toBe(1);
  });

  it('loses a peer that signs in again but neither resumes nor joins', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.drop(bob);
    exchange.signIn('bob');
    exchange.clock.advance(times.peerGraceMs);
    expect(exchange.take(ada).at(-1)).toEqual({ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } });
  });

  it('gives a device that joins again fresh transports in the same peer', async () => {
    const { exchange, ada, bob, sessionId, fromAda, fromBob } = await live();
    const before = exchange.calls.mediaOf(bob);
    exchange.calls.of(bob, sessionId).hold(bob, true);
    exchange.take(ada);
    const again = await exchange.join(bob, sessionId);
    const after = exchange.calls.mediaOf(bob);
    expect(again).toMatchObject({ peerId: before.peer.id, phase: 'live', consumers: [{ producerId: fromAda }] });
    expect(after.peer.held).toBe(false);
    expect(before.media).toMatchObject({ closed: true });
    expect(again.send.id).not.toBe(before.media.transports.send.id);
    expect(exchange.take(ada)).toContainEqual({
      name: 'consumer.closed',
      payload: { sessionId, consumerId: expect.any(String) },
    });
    expect(exchange.heardBy(bob)).toEqual([fromAda]);
    expect(exchange.heardBy(ada)).not.toContain(fromBob);
  });

  it('lets the later of two joins at once win', async () => {
    const { exchange, bob, sessionId } = await live();
    const [first, second] = await Promise.allSettled([exchange.join(bob, sessionId), exchange.join(bob, sessionId)]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'session-not-found' } });
    expect(second?.status).toBe('fulfilled');
  });

  it('ends with its media, on every device', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    for (const device of [ada, bob]) {
      expect(exchange.take(device)).toEqual([
        { name: 'session.ended', payload: { sessionId, reason: 'server-failure' } },
      ]);
    }
    expect(exchange.calls.size).toBe(0);
  });

  it('that ended with its media goes on when its members join again', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.clock.advance(60_000);
    exchange.media.rooms[0]?.fail();
    expect(exchange.calls.isInCall('ada')).toBe(false);
    exchange.clock.advance(2_000);
    const again = await exchange.join(ada, sessionId);
    expect(again).toMatchObject({
      phase: 'live',
      elapsedMs: 62_000,
      peers: [{ person: { id: 'bob' }, connection: 'lost' }],
    });
    const fromAda = await exchange.produce(ada);
    await exchange.join(bob, sessionId);
    expect(exchange.heardBy(bob)).toEqual([fromAda]);
    exchange.pushed.length = 0;
    exchange.clock.advance(120_000);
    expect(exchange.pushed).toEqual([]);
    exchange.calls.leave(ada, sessionId);
    expect(exchange.take(bob)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-hung-up' } }]);
  });

  it('that ended with its media is over for who comes back alone', async () => {
    const { exchange, ada, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    await exchange.join(ada, sessionId);
    exchange.take(ada);
    exchange.clock.advance(times.peerGraceMs);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } }]);
    expect(exchange.clock.pending).toBe(0);
  });

  it.each([
    [
      'the other one has left it',
      (exchange: Exchange, bob: Device, sessionId: string) => exchange.calls.leave(bob, sessionId),
    ],
    ['the other one is in another call', (exchange: Exchange, bob: Device) => exchange.invite(bob, 'echo')],
    ['the grace is over', (exchange: Exchange) => exchange.clock.advance(times.peerGraceMs)],
  ])('that ended with its media cannot go on when %s', async (_, happens) => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    await happens(exchange, bob, sessionId);
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('session-not-found');
  });

  it('that ended with its media is nobody else’s to go on with', async () => {
    const { exchange, ada, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    const eve = exchange.signIn('eve');
    expect(await codeOf(exchange.join(eve, sessionId))).toBe('session-not-found');
    expect(code(() => exchange.calls.leave(eve, sessionId))).toBe('session-not-found');
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('none');
  });

  it('with the echo goes on with the echo', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const { sessionId } = await exchange.invite(ada, 'echo');
    exchange.clock.advance(times.echoAnswersMs);
    exchange.media.rooms[0]?.fail();
    await exchange.join(ada, sessionId);
    const own = await exchange.produce(ada);
    await settle();
    expect(exchange.heardBy(ada)).toEqual([own]);
  });

  it('is left by a device that comes back and calls somebody else', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.drop(bob);
    const back = exchange.signIn('bob');
    exchange.take(ada);
    expect(await codeOf(exchange.invite(back, 'echo'))).toBe('none');
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-hung-up' } }]);
  });

  it('is nobody else’s to join, resume, hold or leave', async () => {
    const { exchange, sessionId } = await live();
    const eve = exchange.signIn('eve');
    const desk = exchange.signIn('bob', 'desk');
    for (const stranger of [eve, desk]) {
      expect(await codeOf(exchange.join(stranger, sessionId))).toBe('session-not-found');
      expect(code(() => exchange.calls.of(stranger, sessionId))).toBe('session-not-found');
      expect(code(() => exchange.calls.leave(stranger, sessionId))).toBe('session-not-found');
      expect(code(() => exchange.calls.mediaOf(stranger))).toBe('not-found');
    }
  });

  async function live() {
    const exchange = new Exchange();
    return { exchange, ...(await exchange.call()) };
  }
});

describe('media', () => {
  it('is wired while it rings and flows only from the answer on', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const { sessionId } = await exchange.invite(ada, 'bob');
    const fromAda = await exchange.produce(ada);
    const joined = await exchange.join(bob, sessionId);
    const fromBob = await exchange.produce(bob);
    await settle();
    expect(joined.consumers).toMatchObject([{ producerId: fromAda }]);
    expect([exchange.heardBy(ada), exchange.heardBy(bob)]).toEqual([[], []]);
    exchange.accept(bob, sessionId);
    // At once: no round trip to anybody in between.
    expect([exchange.heardBy(ada), exchange.heardBy(bob)]).toEqual([[fromBob], [fromAda]]);
  });

  it('stops both ways while either side holds', async () => {
    const exchange = new Exchange();
    const { ada, bob, sessionId, fromAda, fromBob } = await exchange.call();
    const hold = (device: typeof ada, held: boolean) => exchange.calls.of(device, sessionId).hold(device, held);
    hold(ada, true);
    hold(bob, true);
    hold(ada, false);
    expect([exchange.heardBy(ada), exchange.heardBy(bob)]).toEqual([[], []]);
    hold(bob, false);
    expect([exchange.heardBy(ada), exchange.heardBy(bob)]).toEqual([[fromBob], [fromAda]]);
  });

  it('that is muted is told once', async () => {
    const exchange = new Exchange();
    const { ada, bob, fromAda } = await exchange.call();
    const { session, peer } = exchange.calls.mediaOf(ada);
    await session.setProducerPaused(peer, fromAda, true);
    await session.setProducerPaused(peer, fromAda, true);
    expect(exchange.take(bob)).toMatchObject([{ name: 'session.peerChanged', payload: { peer: { muted: true } } }]);
  });

  it('that ends is taken from the other side', async () => {
    const exchange = new Exchange();
    const { ada, bob } = await exchange.call();
    const video = await exchange.produce(ada, 'camera');
    await settle();
    expect(exchange.take(bob)).toMatchObject([
      { name: 'consumer.created', payload: { consumer: { producerId: video } } },
    ]);
    const { session, peer } = exchange.calls.mediaOf(ada);
    session.closeProducer(peer, video);
    expect(exchange.names(bob)).toEqual(['consumer.closed']);
  });

  it('between the ringing devices of one person there is none', async () => {
    const exchange = new Exchange();
    const [ada, laptop, desk] = [
      exchange.signIn('ada'),
      exchange.signIn('bob', 'laptop'),
      exchange.signIn('bob', 'desk'),
    ];
    const { sessionId } = await exchange.invite(ada, 'bob');
    await exchange.join(laptop, sessionId);
    await exchange.produce(laptop);
    const joined = await exchange.join(desk, sessionId);
    expect(joined.peers).toMatchObject([{ person: { id: 'ada' } }]);
    expect(joined.consumers).toEqual([]);
  });
});

describe('the echo', () => {
  it('answers after one ring with the own voice, any number of calls at once', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    for (const device of [ada, bob]) {
      await exchange.invite(device, 'echo');
      const own = await exchange.produce(device);
      await settle();
      expect(exchange.heardBy(device)).toEqual([]);
      exchange.clock.advance(times.echoAnswersMs - 1);
      expect(exchange.names(device)).not.toContain('call.accepted');
      exchange.clock.advance(1);
      expect(exchange.names(device)).toContain('call.accepted');
      expect(exchange.heardBy(device)).toEqual([own]);
    }
    expect(exchange.calls.size).toBe(2);
  });

  it('says nothing, and says so, while the caller is muted; and nothing while held', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const { sessionId } = await exchange.invite(ada, 'echo');
    const own = await exchange.produce(ada);
    exchange.clock.advance(times.echoAnswersMs);
    exchange.take(ada);
    const { session, peer } = exchange.calls.mediaOf(ada);
    await session.setProducerPaused(peer, own, true);
    expect(exchange.take(ada)).toMatchObject([
      { name: 'session.peerChanged', payload: { peer: { person: { id: 'echo' }, muted: true } } },
    ]);
    exchange.calls.of(ada, sessionId).hold(ada, true);
    expect(exchange.heardBy(ada)).toEqual([]);
  });

  it('returns a voice, not a picture', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    await exchange.invite(ada, 'echo');
    await exchange.produce(ada, 'camera');
    exchange.clock.advance(times.echoAnswersMs);
    expect(exchange.heardBy(ada)).toEqual([]);
  });

  it('does not answer a call that was cancelled', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const { sessionId } = await exchange.invite(ada, 'echo');
    exchange.calls.of(ada, sessionId).leave(ada);
    exchange.clock.advance(60_000);
    expect(exchange.names(ada)).toEqual([]);
    expect(exchange.clock.pending).toBe(0);
  });
});

describe('pushes', () => {
  it('never overtake the reply whose state they change, and none is lost', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const { sessionId } = await exchange.invite(ada, 'bob');
    const joined = await exchange.calls.join(bob, sessionId, rtpCapabilities);
    exchange.take(bob);
    await exchange.produce(ada);
    await settle();
    expect(joined.reply.consumers).toEqual([]);
    expect(exchange.take(bob)).toEqual([]);
    joined.delivered();
    expect(exchange.names(bob)).toEqual(['consumer.created', 'session.peerChanged']);
  });
});
