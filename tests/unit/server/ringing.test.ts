import { describe, expect, it } from 'vitest';
import { settle } from '../support/settle.ts';
import { code } from './codes.ts';
import { Exchange, times } from './exchange.ts';

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
      {
        name: 'invitation.stopped',
        payload: { sessionId, invitationId: expect.any(String), reason: 'answered-elsewhere' },
      },
      {
        name: 'elsewhere.changed',
        payload: {
          sessions: [{ sessionId, kind: 'direct', title: null, with: [{ id: 'ada', name: 'ADA' }], device: 'laptop' }],
        },
      },
    ]);
    expect(exchange.names(ada)).toEqual([
      'participant.left',
      'session.changed',
      'participant.changed',
      'invitation.changed',
    ]);
    expect(code(() => exchange.accept(desk, sessionId))).toBe('session-not-found');
  });

  it('on two devices ends on the other and for the caller when one declines', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.decline(desk, sessionId);
    expect(exchange.take(laptop)).toEqual([
      {
        name: 'invitation.stopped',
        payload: { sessionId, invitationId: expect.any(String), reason: 'declined-elsewhere' },
      },
    ]);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'declined' } }]);
    expect(exchange.take(desk)).toEqual([]);
    expect(exchange.clock.pending).toBe(0);
  });

  it('ends with cancelled when the caller leaves', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.calls.leave(ada, sessionId);
    for (const device of [laptop, desk]) {
      expect(exchange.take(device)).toEqual([
        { name: 'invitation.stopped', payload: { sessionId, invitationId: expect.any(String), reason: 'cancelled' } },
      ]);
    }
    expect(exchange.take(ada)).toEqual([]);
  });

  it('ends after 45 s without an answer, not before', async () => {
    const { exchange, ada, laptop, sessionId } = await ringing();
    exchange.clock.advance(times.ringTimeoutMs - 1);
    expect(exchange.take(ada)).toEqual([]);
    exchange.clock.advance(1);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'no-answer' } }]);
    expect(exchange.take(laptop)).toEqual([
      { name: 'invitation.stopped', payload: { sessionId, invitationId: expect.any(String), reason: 'no-answer' } },
    ]);
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
    expect(phone.welcome.ringing).toEqual([
      {
        sessionId,
        invitationId: expect.any(String),
        from: { id: 'ada', name: 'ADA' },
        kind: 'direct',
        title: null,
        participants: 1,
      },
    ]);
    await exchange.join(phone, sessionId);
    expect(exchange.accept(phone, sessionId)).toMatchObject({ elapsedMs: 0 });
  });

  it('ends 5 s after the caller has vanished', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.drop(ada);
    exchange.clock.advance(times.ringGraceMs - 1);
    expect(exchange.names(laptop)).toEqual(['participant.changed']);
    exchange.clock.advance(1);
    for (const device of [laptop, desk]) {
      expect(exchange.take(device).at(-1)).toEqual({
        name: 'invitation.stopped',
        payload: { sessionId, invitationId: expect.any(String), reason: 'peer-lost' },
      });
    }
  });

  it('goes on while one device of the callee is left, and ends 5 s after the last has vanished', async () => {
    const { exchange, ada, laptop, desk, sessionId } = await ringing();
    exchange.drop(laptop);
    exchange.clock.advance(times.ringGraceMs);
    expect(exchange.names(ada)).toEqual(['participant.changed', 'participant.left']);
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
    expect(exchange.names(ada)).toContain('session.changed');
  });

  it('gives a caller who was lost while it rang the longer grace from the answer on', async () => {
    const { exchange, ada, laptop, sessionId } = await ringing();
    exchange.drop(ada);
    exchange.clock.advance(4_000);
    exchange.accept(laptop, sessionId);
    exchange.pushed.length = 0;
    exchange.clock.advance(times.participantGraceMs - 4_001);
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
    expect(code(() => exchange.decline(ada, sessionId))).toBe('not-ringing');
  });
});
