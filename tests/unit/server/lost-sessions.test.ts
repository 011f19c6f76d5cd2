import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/server/device.ts';
import { settle } from '../support/settle.ts';
import { code, codeOf } from './codes.ts';
import { Exchange, times } from './exchange.ts';

describe('a live call', () => {
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
    expect(exchange.inCall.has('ada')).toBe(false);
    exchange.clock.advance(2_000);
    const again = await exchange.join(ada, sessionId);
    expect(again).toMatchObject({
      phase: 'live',
      elapsedMs: 62_000,
      participants: [
        { person: { id: 'ada' }, connection: 'connected' },
        { person: { id: 'bob' }, connection: 'lost' },
      ],
    });
    const fromAda = await exchange.publish(ada);
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
    exchange.clock.advance(times.participantGraceMs);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } }]);
    expect(exchange.clock.pending).toBe(0);
  });

  it.each([
    [
      'the other one has left it',
      (exchange: Exchange, bob: Device, sessionId: string) => exchange.calls.leave(bob, sessionId),
    ],
    ['the grace is over', (exchange: Exchange) => exchange.clock.advance(times.participantGraceMs)],
  ])('that ended with its media cannot go on when %s', async (_, happens) => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    await happens(exchange, bob, sessionId);
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('session-not-found');
  });

  it.each([
    ['is rung', async (exchange: Exchange) => exchange.invite(exchange.signIn('carol'), 'bob')],
    ['calls somebody else', async (exchange: Exchange, bob: Device) => exchange.invite(bob, 'echo')],
    [
      'is in another call on another device',
      async (exchange: Exchange) => exchange.invite(exchange.signIn('bob', 'desk'), 'echo'),
    ],
  ])('that ended with its media goes on when the other one %s meanwhile', async (_, happens) => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    await happens(exchange, bob);
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('none');
    expect(await codeOf(exchange.join(bob, sessionId))).toBe('none');
  });

  it('that ended with its media is nobody else’s to go on with', async () => {
    const { exchange, ada, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    const eve = exchange.signIn('eve');
    expect(await codeOf(exchange.join(eve, sessionId))).toBe('session-not-found');
    expect(code(() => exchange.calls.leave(eve, sessionId))).toBe('session-not-found');
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('none');
  });

  it('whose new media cannot be had is not left behind, and goes on once it can', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    exchange.media.broken = true;
    // What the app takes for a reason to try again; `session-not-found` ends the call.
    expect(await codeOf(exchange.join(ada, sessionId))).not.toBe('session-not-found');
    expect([exchange.calls.size, exchange.inCall.has('ada')]).toEqual([0, false]);
    exchange.media.broken = false;
    await exchange.join(ada, sessionId);
    expect(await exchange.join(bob, sessionId)).toMatchObject({ phase: 'live', sessionId });
  });

  it('whose new media cannot be had in time is over, and its members are free', async () => {
    const { exchange, ada, sessionId } = await live();
    exchange.media.rooms[0]?.fail();
    exchange.media.broken = true;
    for (let waitedMs = 0; waitedMs <= times.participantGraceMs; waitedMs += 5_000) {
      expect(await codeOf(exchange.join(ada, sessionId))).not.toBe('none');
      exchange.clock.advance(5_000);
    }
    exchange.media.broken = false;
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('session-not-found');
    expect(exchange.clock.pending).toBe(0);
    expect(await codeOf(exchange.invite(ada, 'echo'))).toBe('none');
  });

  it('that takes its media down again and again does not go on for ever', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    for (let crash = 1; crash <= 3; crash += 1) {
      for (const device of [ada, bob]) await exchange.join(device, sessionId);
      exchange.media.rooms.at(-1)?.fail();
    }
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('session-not-found');
    expect([...exchange.record.sessions.keys()]).toEqual([]);
  });

  it('goes on however often it loses its media, if it goes well for a while in between', async () => {
    const { exchange, ada, bob, sessionId } = await live();
    for (let crash = 1; crash <= 6; crash += 1) {
      exchange.media.rooms.at(-1)?.fail();
      for (const device of [ada, bob]) await exchange.join(device, sessionId);
      exchange.clock.advance(70_000);
    }
    expect(exchange.calls.of(ada, sessionId).phase).toBe('live');
  });

  it('with the echo goes on with the echo', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const { sessionId } = await exchange.invite(ada, 'echo');
    exchange.clock.advance(times.echoAnswersMs);
    exchange.media.rooms[0]?.fail();
    await exchange.join(ada, sessionId);
    const own = await exchange.publish(ada);
    await settle();
    expect(exchange.heardBy(ada)).toEqual([own]);
  });

  async function live() {
    const exchange = new Exchange();
    return { exchange, ...(await exchange.call()) };
  }
});
