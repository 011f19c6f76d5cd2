import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/server/device.ts';
import { settle } from '../support/settle.ts';
import { code, codeOf } from './codes.ts';
import { Exchange, times } from './exchange.ts';
import { rtpCapabilities } from './fake-media.ts';

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
    expect(exchange.names(bob)).toEqual(['invitation.ringing']);
    await inviting;
  });

  it('finds busy who is rung already, not who is in a call', async () => {
    const exchange = new Exchange();
    const [ada, bob, eve, dan] = ['ada', 'bob', 'eve', 'dan'].map((id): Device => exchange.signIn(id)) as [
      Device,
      Device,
      Device,
      Device,
    ];
    const { sessionId } = await exchange.invite(ada, 'bob');
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('busy');
    await exchange.join(bob, sessionId);
    exchange.accept(bob, sessionId);
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('none');
    expect(await codeOf(exchange.invite(dan, 'bob'))).toBe('busy');
  });

  it('finds busy who is in as many calls as a person may be, calling or called, and free again who is not', async () => {
    const exchange = new Exchange({ limits: { callsPerPerson: 1 } });
    const [ada, bob, eve] = [exchange.signIn('ada'), exchange.signIn('bob'), exchange.signIn('eve')];
    const { sessionId } = await exchange.invite(ada, 'bob');
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('busy');
    expect(await codeOf(exchange.invite(eve, 'ada'))).toBe('busy');
    await exchange.join(bob, sessionId);
    exchange.accept(bob, sessionId);
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('busy');
    exchange.calls.leave(bob, sessionId);
    expect(await codeOf(exchange.invite(eve, 'bob'))).toBe('none');
  });

  it('is for as many calls as a device may be in', async () => {
    const exchange = new Exchange({ limits: { sessionsPerDevice: 2, callsPerPerson: 9 } });
    const { ada, bob } = await exchange.call();
    const eve = exchange.signIn('eve');
    await exchange.invite(ada, 'eve');
    expect(await codeOf(exchange.invite(ada, 'echo'))).toBe('limit-reached');
    const { sessionId } = await exchange.invite(bob, 'ada');
    await exchange.join(ada, sessionId);
    expect(code(() => exchange.accept(ada, sessionId))).toBe('limit-reached');
    exchange.calls.leave(ada, exchange.calls.connected(eve).ringing[0]?.sessionId ?? '');
    expect(code(() => exchange.accept(ada, sessionId))).toBe('none');
  });

  it.each(['nobody', 'away', 'dan'])('in vain (%s) ends no call that the device has come back to', async (to) => {
    const exchange = new Exchange({ limits: { callsPerPerson: 1 } });
    const { ada, sessionId } = await exchange.call();
    exchange.drop(exchange.signIn('away'));
    const [dan, eve] = [exchange.signIn('dan'), exchange.signIn('eve')];
    await exchange.invite(dan, eve.person.id);
    exchange.drop(ada);
    exchange.signIn('ada');
    expect(await codeOf(exchange.invite(ada, to))).not.toBe('none');
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('none');
  });

  it('somebody else leaves no call that was lost: a device may be in several', async () => {
    const exchange = new Exchange();
    const { ada, bob, sessionId } = await exchange.call();
    exchange.signIn('eve');
    exchange.drop(ada);
    exchange.signIn('ada');
    await exchange.invite(ada, 'eve');
    expect(exchange.names(bob)).not.toContain('session.ended');
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('none');
  });

  it('stops at the limit of sessions', async () => {
    const exchange = new Exchange({ limits: { sessions: 1 } });
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    await exchange.invite(ada, 'echo');
    expect(await codeOf(exchange.invite(bob, 'echo'))).toBe('limit-reached');
  });

  it('again with the same id is the same call, which rings nobody twice', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const first = await exchange.invite(ada, 'bob', 'chosen');
    exchange.take(bob);
    const again = await exchange.invite(ada, 'bob', 'chosen');
    expect(again).toMatchObject({ sessionId: 'chosen', participantId: first.participantId, phase: 'ringing' });
    expect([exchange.calls.size, exchange.names(bob)]).toEqual([1, []]);
  });

  it('with an id that has been used, by oneself or by others, calls nobody', async () => {
    const exchange = new Exchange();
    const [ada, bob, eve] = [exchange.signIn('ada'), exchange.signIn('bob'), exchange.signIn('eve')];
    exchange.signIn('dan');
    await exchange.invite(ada, 'bob', 'chosen');
    exchange.take(bob);
    expect(await codeOf(exchange.invite(eve, 'dan', 'chosen'))).toBe('session-not-found');
    expect(await codeOf(exchange.invite(ada, 'dan', 'chosen'))).toBe('session-not-found');
    exchange.decline(bob, 'chosen');
    exchange.take(bob);
    expect(await codeOf(exchange.invite(ada, 'bob', 'chosen'))).toBe('session-not-found');
    expect([exchange.calls.size, exchange.names(bob)]).toEqual([0, []]);
    exchange.clock.advance(times.ringTimeoutMs + 1);
    expect(await codeOf(exchange.invite(ada, 'bob', 'chosen'))).toBe('none');
  });

  it('is taken back by its id while the reply is still on its way', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const inviting = codeOf(exchange.invite(ada, 'bob', 'chosen'));
    exchange.calls.leave(ada, 'chosen');
    expect(exchange.names(bob)).toEqual(['invitation.ringing', 'invitation.stopped']);
    expect(await inviting).toBe('session-not-found');
    expect(exchange.calls.size).toBe(0);
  });

  it('takes the ring back when there is no media for it', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    exchange.media.broken = true;
    await expect(exchange.invite(ada, 'bob')).rejects.toThrow('no worker');
    expect(exchange.names(bob)).toEqual(['invitation.ringing', 'invitation.stopped']);
    expect(exchange.calls.size).toBe(0);
    expect(exchange.clock.pending).toBe(0);
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
    exchange.calls.leave(leaver, sessionId);
    expect(exchange.take(stayer)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-hung-up' } }]);
    expect(exchange.take(leaver)).toEqual([]);
    expect(exchange.calls.size).toBe(0);
    expect(exchange.clock.pending).toBe(0);
    await settle();
    expect(exchange.media.rooms[0]?.closed).toBe(true);
  });

  it('keeps a vanished participant for 30 s and says so', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.drop(bob);
    expect(exchange.take(ada)).toMatchObject([
      { name: 'participant.changed', payload: { participant: { connection: 'lost' } } },
    ]);
    expect(exchange.inCall.has('bob')).toBe(true);
    exchange.clock.advance(times.participantGraceMs - 1);
    expect(exchange.take(ada)).toEqual([]);
    exchange.clock.advance(1);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } }]);
    expect(exchange.inCall.has('bob')).toBe(false);
  });

  it('has a participant back that resumes, with all that was missed', async () => {
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
      participants: [{ person: { id: 'ada' }, held: true }, { person: { id: 'bob' } }],
      subscriptions: [{ publicationId: fromAda }],
    });
    expect(exchange.take(ada)).toMatchObject([
      { name: 'participant.changed', payload: { participant: { connection: 'connected' } } },
    ]);
    exchange.clock.advance(60_000);
    expect(exchange.calls.size).toBe(1);
  });

  it('loses a participant that signs in again but neither resumes nor joins', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.drop(bob);
    exchange.signIn('bob');
    exchange.clock.advance(times.participantGraceMs);
    expect(exchange.take(ada).at(-1)).toEqual({ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } });
  });

  it('gives a device that joins again fresh transports in the same participant', async () => {
    const { exchange, ada, bob, sessionId, fromAda, fromBob } = await live();
    const before = exchange.mediaOf(bob);
    exchange.calls.of(bob, sessionId).hold(bob, true);
    exchange.take(ada);
    const again = await exchange.join(bob, sessionId);
    const after = exchange.mediaOf(bob);
    expect(again).toMatchObject({
      participantId: before.participant.id,
      phase: 'live',
      subscriptions: [{ publicationId: fromAda }],
    });
    expect(after.participant.held).toBe(false);
    expect(before.media).toMatchObject({ closed: true });
    expect(again.send.id).not.toBe(before.media.transports.send.id);
    expect(exchange.take(ada)).toContainEqual({
      name: 'subscriptions.closed',
      payload: { sessionId, version: expect.any(Number), subscriptionIds: [expect.any(String)] },
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

  it('is nobody else’s to join, resume, hold or leave', async () => {
    const { exchange, sessionId } = await live();
    const eve = exchange.signIn('eve');
    const desk = exchange.signIn('bob', 'desk');
    for (const stranger of [eve, desk]) {
      expect(await codeOf(exchange.join(stranger, sessionId))).toBe(
        stranger === desk ? 'already-there' : 'session-not-found',
      );
      expect(code(() => exchange.calls.of(stranger, sessionId))).toBe('session-not-found');
      expect(code(() => exchange.calls.leave(stranger, sessionId))).toBe('session-not-found');
      expect(code(() => exchange.calls.mediaOf(stranger, sessionId))).toBe('session-not-found');
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
    const fromAda = await exchange.publish(ada);
    const joined = await exchange.join(bob, sessionId);
    const fromBob = await exchange.publish(bob);
    await settle();
    expect(joined.subscriptions).toMatchObject([{ publicationId: fromAda }]);
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
    const { session, participant } = exchange.mediaOf(ada);
    await session.setPublicationPaused(participant, fromAda, true);
    await session.setPublicationPaused(participant, fromAda, true);
    expect(exchange.take(bob)).toMatchObject([
      { name: 'participant.changed', payload: { participant: { muted: true } } },
    ]);
  });

  it('that ends is taken from the other side', async () => {
    const exchange = new Exchange();
    const { ada, bob } = await exchange.call();
    const video = await exchange.publish(ada, 'camera');
    await settle();
    expect(exchange.take(bob)).toMatchObject([
      { name: 'subscriptions.created', payload: { subscriptions: [{ publicationId: video }] } },
    ]);
    const { session, participant } = exchange.mediaOf(ada);
    session.closePublication(participant, video);
    expect(exchange.names(bob)).toEqual(['subscriptions.closed']);
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
    await exchange.publish(laptop);
    const joined = await exchange.join(desk, sessionId);
    expect(joined.participants).toMatchObject([{ person: { id: 'ada' } }, { participantId: joined.participantId }]);
    expect(joined.subscriptions).toEqual([]);
  });
});

describe('the echo', () => {
  it('answers after one ring with the own voice, any number of calls at once', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    for (const device of [ada, bob]) {
      await exchange.invite(device, 'echo');
      const own = await exchange.publish(device);
      await settle();
      expect(exchange.heardBy(device)).toEqual([]);
      exchange.clock.advance(times.echoAnswersMs - 1);
      expect(exchange.names(device)).not.toContain('session.changed');
      exchange.clock.advance(1);
      expect(exchange.names(device)).toContain('session.changed');
      expect(exchange.heardBy(device)).toEqual([own]);
    }
    expect(exchange.calls.size).toBe(2);
  });

  it('says nothing, and says so, while the caller is muted; and nothing while held', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const { sessionId } = await exchange.invite(ada, 'echo');
    const own = await exchange.publish(ada);
    exchange.clock.advance(times.echoAnswersMs);
    exchange.take(ada);
    const { session, participant } = exchange.mediaOf(ada);
    await session.setPublicationPaused(participant, own, true);
    expect(exchange.take(ada)).toMatchObject([
      { name: 'participant.changed', payload: { participant: { person: { id: 'echo' }, muted: true } } },
    ]);
    exchange.calls.of(ada, sessionId).hold(ada, true);
    expect(exchange.heardBy(ada)).toEqual([]);
  });

  it('returns a voice, not a picture', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    await exchange.invite(ada, 'echo');
    await exchange.publish(ada, 'camera');
    exchange.clock.advance(times.echoAnswersMs);
    expect(exchange.heardBy(ada)).toEqual([]);
  });

  it('does not answer a call that was cancelled', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const { sessionId } = await exchange.invite(ada, 'echo');
    exchange.calls.leave(ada, sessionId);
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
    const joined = await exchange.calls.join(bob, { sessionId, rtpCapabilities }, null);
    exchange.take(bob);
    await exchange.publish(ada);
    await settle();
    expect(joined.reply.subscriptions).toEqual([]);
    expect(exchange.take(bob)).toEqual([]);
    joined.delivered();
    expect(exchange.names(bob).sort()).toEqual(['participant.changed', 'subscriptions.created']);
  });
});
