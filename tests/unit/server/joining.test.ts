/** Coming in by other ways than being rung, and being moved: what integration tests cannot put in order. */
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/server/device.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { code, codeOf } from './codes.ts';
import { Exchange, times } from './exchange.ts';

const idOf = (exchange: Exchange, device: Device, sessionId: string) =>
  exchange.calls.of(device, sessionId).of(device).id;

/** Ada is the host of a group with Bob and Eve. */
async function team(exchange = new Exchange({ limits: { callsPerPerson: 3 } })) {
  const [ada, bob, eve] = [exchange.signIn('ada'), exchange.signIn('bob'), exchange.signIn('eve')];
  const { sessionId } = await exchange.start(ada, ['bob', 'eve'], 'Team');
  for (const device of [bob, eve]) {
    await exchange.join(device, sessionId);
    exchange.accept(device, sessionId);
  }
  const session = exchange.calls.of(ada, sessionId);
  exchange.pushed.length = 0;
  return { exchange, ada, bob, eve, sessionId, session };
}

/** Ada talks with Bob, and with Eve. */
async function between() {
  const exchange = new Exchange({ limits: { callsPerPerson: 3 } });
  const [ada, bob, eve] = [exchange.signIn('ada'), exchange.signIn('bob'), exchange.signIn('eve')];
  const talk = async (to: Device) => {
    const { sessionId } = await exchange.invite(ada, to.person.id);
    await exchange.join(to, sessionId);
    exchange.accept(to, sessionId);
    return sessionId;
  };
  const [withBob, withEve] = [await talk(bob), await talk(eve)];
  exchange.pushed.length = 0;
  return { exchange, ada, bob, eve, withBob, withEve };
}

const outcomes = (exchange: Exchange, device: Device) =>
  exchange
    .take(device)
    .filter(({ name }) => name === 'transfer.changed')
    .map(({ payload }) => (payload as { outcome: string }).outcome);

describe('a server that is started again', () => {
  it('knows the lock, who was removed, the links that are good, and whose hand is up', async () => {
    const { exchange, ada, bob, eve, sessionId, session } = await team();
    const old = session.linkFor(ada, false);
    const fresh = session.linkFor(ada, true);
    session.moderation.raiseHand(session.of(eve), true);
    session.moderation.remove(session.of(ada), idOf(exchange, bob, sessionId));
    const clock = new ManualClock(exchange.clock.now() + 1_000);
    const later = new Exchange({ record: exchange.record, clock });
    const [ada2, bob2, dan] = [later.signIn('ada'), later.signIn('bob'), later.signIn('dan')];
    const { participants } = await later.join(ada2, sessionId);
    expect(participants.find(({ person }) => person.id === 'eve')?.hand).not.toBeNull();
    expect(await codeOf(later.join(dan, sessionId, {}, old))).toBe('link-invalid');
    expect(await codeOf(later.join(bob2, sessionId, {}, fresh))).toBe('not-allowed');
    later.calls.lock(ada2, { sessionId, locked: true });
    const last = new Exchange({ record: later.record, clock: new ManualClock(clock.now() + 1_000) });
    await last.join(last.signIn('ada'), sessionId);
    expect(await codeOf(last.join(last.signIn('dan'), sessionId, {}, fresh))).toBe('session-locked');
  });
});

describe('a device that takes over', () => {
  it('leaves nothing of the former one, and the others with one person', async () => {
    const { exchange, ada, bob, sessionId } = await exchangeCall();
    const before = exchange.heardBy(ada);
    const phone = exchange.signIn('bob', 'phone');
    const joined = await exchange.join(phone, sessionId, { takeOver: true });
    await exchange.publish(phone);
    await settle();
    expect(joined.participants.map(({ person }) => person.id)).toEqual(['ada', 'bob']);
    expect(exchange.heardBy(ada)).toHaveLength(1);
    expect(exchange.heardBy(ada)).not.toEqual(before);
    expect(exchange.heardBy(phone)).toHaveLength(1);
    expect(exchange.names(bob)).toEqual(expect.arrayContaining(['session.ended', 'elsewhere.changed']));
    exchange.drop(bob);
    exchange.clock.advance(times.participantGraceMs);
    expect(exchange.calls.of(ada, sessionId).people).toHaveLength(2);
  });

  it('loses to one that does so after it', async () => {
    const { exchange, ada, bob, sessionId } = await exchangeCall();
    const [phone, tablet] = [exchange.signIn('bob', 'phone'), exchange.signIn('bob', 'tablet')];
    const [first, second] = await Promise.all([
      codeOf(exchange.join(phone, sessionId, { takeOver: true })),
      codeOf(exchange.join(tablet, sessionId, { takeOver: true })),
    ]);
    expect([first, second]).toEqual(['session-not-found', 'none']);
    for (const device of [bob, phone]) {
      expect(exchange.take(device)).toContainEqual({ name: 'session.ended', payload: { sessionId, reason: 'moved' } });
    }
    expect(exchange.calls.of(ada, sessionId).people).toHaveLength(2);
  });

  async function exchangeCall() {
    const exchange = new Exchange();
    return { exchange, ...(await exchange.call()) };
  }
});

describe('a transfer', () => {
  it('rings only one at a time for a call, and of a call that is answered', async () => {
    const { exchange, ada, withBob } = await between();
    exchange.signIn('dan');
    exchange.signIn('kim');
    const transfer = (to: string, invitationId: string) =>
      code(() => exchange.calls.transfer(ada, { sessionId: withBob, to, invitationId }));
    expect(transfer('dan', 'one')).toBe('none');
    expect(transfer('kim', 'two')).toBe('already-there');
    expect(transfer('dan', 'one')).toBe('none');
    exchange.clock.advance(times.ringTimeoutMs);
    expect(outcomes(exchange, ada)).toEqual(['ringing', 'no-answer']);
    expect(transfer('kim', 'three')).toBe('none');
  });

  it('in a group takes the place of whoever made it, with a host left', async () => {
    const { exchange, ada, bob, eve, sessionId, session } = await team();
    const dan = exchange.signIn('dan');
    exchange.calls.transfer(ada, { sessionId, to: 'dan', invitationId: `${sessionId} to dan` });
    await exchange.join(dan, sessionId);
    exchange.accept(dan, sessionId);
    expect(session.people.map(({ id }) => id)).toEqual(['bob', 'eve', 'dan']);
    expect(session.kind).toBe('group');
    expect([...session.hosts]).toEqual(['bob']);
    for (const device of [ada, bob, eve]) expect(outcomes(exchange, device)).toEqual(['ringing', 'done']);
  });

  it('of which the other call ends meanwhile has failed, and the call is kept', async () => {
    const { exchange, ada, bob, eve, withBob, withEve } = await between();
    exchange.calls.transfer(ada, { sessionId: withBob, to: { sessionId: withEve }, invitationId: 'one' });
    exchange.calls.leave(eve, withEve);
    exchange.calls.leave(ada, withEve);
    expect(outcomes(exchange, bob)).toEqual(['ringing', 'failed']);
    expect(exchange.calls.of(bob, withBob).people).toHaveLength(2);
    expect(exchange.calls.of(bob, withBob).kind).toBe('direct');
  });

  it('goes through although whoever made it hangs up the former call', async () => {
    const { exchange, ada, bob, eve, withBob, withEve } = await between();
    exchange.calls.transfer(ada, { sessionId: withBob, to: { sessionId: withEve }, invitationId: 'one' });
    exchange.calls.leave(ada, withBob);
    await exchange.join(bob, withEve);
    const session = exchange.calls.of(eve, withEve);
    expect(session.people.map(({ id }) => id)).toEqual(['eve', 'bob']);
    expect(session.kind).toBe('direct');
  });
});

describe('a merge', () => {
  it('of a group into a call of two is that group', async () => {
    const { exchange, ada, sessionId } = await team();
    const dan = exchange.signIn('dan');
    const { sessionId: direct } = await exchange.invite(ada, 'dan');
    await exchange.join(dan, direct);
    exchange.accept(dan, direct);
    exchange.calls.merge(ada, { from: sessionId, into: direct });
    expect(exchange.calls.of(dan, direct)).toMatchObject({ kind: 'group', title: 'Team' });
  });

  it('keeps everybody in the former call until they are in the other, and leaves nothing waiting', async () => {
    const { exchange, ada, bob, eve, withBob, withEve } = await between();
    exchange.calls.merge(ada, { from: withEve, into: withBob });
    expect(exchange.names(eve)).toEqual(['session.moved']);
    expect(exchange.calls.of(eve, withEve).phase).toBe('live');
    await exchange.join(eve, withBob);
    expect(code(() => exchange.calls.of(eve, withEve))).toBe('session-not-found');
    expect(exchange.calls.of(bob, withBob).people.map(({ id }) => id)).toEqual(['ada', 'bob', 'eve']);
    exchange.calls.close();
    expect(exchange.clock.pending).toBe(0);
  });

  it('brings somebody into a locked session whom its host brings, and nobody else', async () => {
    const { exchange, ada, sessionId } = await team();
    const dan = exchange.signIn('dan');
    exchange.calls.lock(ada, { sessionId, locked: true });
    const { sessionId: other } = await exchange.invite(ada, 'dan');
    await exchange.join(dan, other);
    exchange.accept(dan, other);
    expect(await codeOf(exchange.join(dan, sessionId))).toBe('session-not-found');
    exchange.calls.merge(ada, { from: other, into: sessionId });
    expect(await codeOf(exchange.join(dan, sessionId))).toBe('none');
  });
});
