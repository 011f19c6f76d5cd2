import { describe, expect, it } from 'vitest';
import { code, codeOf } from './codes.ts';
import { Exchange, times } from './exchange.ts';

const rules = { callsPerSecond: 1, callBurst: 5, unansweredBurst: 3, unansweredPerHour: 12 };

describe('who rings again and again', () => {
  it('somebody who does not answer, is refused, with another device and after a new sign-in too', async () => {
    const exchange = new Exchange({ rings: { ...rules, callBurst: 100 } });
    const bob = exchange.signIn('bob');
    for (const deviceId of ['laptop', 'desk', 'phone']) {
      const ada = exchange.signIn('ada', deviceId);
      const { sessionId } = await exchange.invite(ada, 'bob');
      exchange.calls.leave(ada, sessionId);
      exchange.drop(ada);
    }
    exchange.take(bob);
    expect(await codeOf(exchange.invite(exchange.signIn('ada', 'new'), 'bob'))).toBe('rate-limited');
    expect(exchange.take(bob)).toEqual([]);
    // Others reach him all the while, and she reaches others.
    expect(await codeOf(exchange.invite(exchange.signIn('eve'), 'bob'))).toBe('none');
    exchange.signIn('cleo');
    expect(await codeOf(exchange.invite(exchange.signIn('ada'), 'cleo'))).toBe('none');
  });

  it('may ring again after a while, and at once when they have talked', async () => {
    const exchange = new Exchange({ rings: { ...rules, callBurst: 100 } });
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const ringInVain = async () => {
      const { sessionId } = await exchange.invite(ada, 'bob');
      exchange.decline(bob, sessionId);
    };
    for (let count = 0; count < rules.unansweredBurst; count += 1) await ringInVain();
    expect(await codeOf(ringInVain())).toBe('rate-limited');
    exchange.clock.advance(3_600_000 / rules.unansweredPerHour);
    const { sessionId } = await exchange.invite(ada, 'bob');
    await exchange.join(bob, sessionId);
    exchange.accept(bob, sessionId);
    exchange.calls.leave(ada, sessionId);
    for (let count = 0; count < rules.unansweredBurst; count += 1) await ringInVain();
    expect(await codeOf(ringInVain())).toBe('rate-limited');
  });

  it('in a group is told so as the outcome of that invitation alone', async () => {
    const exchange = new Exchange({ rings: { ...rules, callBurst: 100 } });
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    exchange.signIn('eve');
    const { sessionId } = await exchange.start(ada, []);
    for (let count = 0; count < rules.unansweredBurst; count += 1) {
      const invitations = [{ invitationId: `i-${count}`, to: 'bob' }];
      exchange.calls.invite(ada, { sessionId, invitations });
      exchange.calls.decline(bob, { sessionId, invitationId: `i-${count}` });
    }
    const outcomes = exchange.inviteInto(ada, sessionId, 'bob', 'eve').map(({ to, outcome }) => `${to.id} ${outcome}`);
    expect(outcomes).toEqual(['bob failed', 'eve ringing']);
  });

  it('many people, is refused altogether, with another connection too', async () => {
    const exchange = new Exchange({ rings: rules });
    const others = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const id of others) exchange.signIn(id);
    const ada = exchange.signIn('ada');
    expect(await codeOf(exchange.start(ada, others))).toBe('rate-limited');
    const { sessionId } = await exchange.start(ada, others.slice(0, 4));
    exchange.drop(ada);
    const desk = exchange.signIn('ada', 'desk');
    expect(await codeOf(exchange.invite(desk, 'e'))).toBe('none');
    expect(await codeOf(exchange.invite(desk, 'f'))).toBe('rate-limited');
    expect(code(() => exchange.inviteInto(ada, sessionId, 'f'))).toBe('rate-limited');
    exchange.clock.advance(times.ringGraceMs);
    expect(await codeOf(exchange.invite(desk, 'f'))).toBe('none');
  });
});
