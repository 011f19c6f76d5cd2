/** A server that ends in the middle of calls, and the one that takes its place. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { SessionStore } from '../../../src/server/storage/session-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { Exchange, times } from './exchange.ts';

/** The server was killed, and after `awayMs` another one starts with what was written down. */
function restarted({ record, clock }: Exchange, awayMs = 1_000): Exchange {
  const later = new ManualClock();
  later.advance(clock.now() - later.now() + awayMs);
  return new Exchange({ record, clock: later });
}

const written = ({ record }: Exchange) => [...record.sessions.keys()];

describe('a call that cannot be written down', () => {
  it('begins, goes on and ends all the same, and whoever runs the server is told once', async () => {
    const exchange = new Exchange();
    exchange.record.full = true;
    const { ada, bob, sessionId } = await exchange.call();
    exchange.clock.advance(60_000);
    exchange.calls.leave(ada, sessionId);
    expect(exchange.names(bob)).toContain('session.ended');
    expect(exchange.recordFailures).toHaveLength(1);
  });

  it('is written down as soon as that is possible again, and one that has ended is not', async () => {
    const exchange = new Exchange();
    const ended = await exchange.call();
    exchange.record.full = true;
    exchange.calls.leave(ended.ada, ended.sessionId);
    const { sessionId } = await exchange.call();
    expect(written(exchange)).toEqual([ended.sessionId]);
    exchange.record.full = false;
    exchange.clock.advance(5_000);
    expect(written(exchange)).toEqual([sessionId]);
  });

  it('keeps no server from stopping', async () => {
    const exchange = new Exchange();
    await exchange.call();
    exchange.signIn('dan');
    await exchange.invite(exchange.signIn('eve'), 'dan');
    exchange.record.full = true;
    exchange.calls.close();
    expect(exchange.clock.pending).toBe(0);
  });

  it('leaves nothing waiting behind once it has ended and that is written', async () => {
    const exchange = new Exchange();
    const { ada, sessionId } = await exchange.call();
    exchange.record.full = true;
    exchange.calls.leave(ada, sessionId);
    exchange.record.full = false;
    exchange.clock.advance(60_000);
    expect([written(exchange), exchange.clock.pending]).toEqual([[], 0]);
  });
});

describe('a call whose server is started again', () => {
  it('goes on with the same id and the same duration for those who come back to it', async () => {
    const before = new Exchange();
    const { sessionId } = await before.call();
    before.clock.advance(7_000);
    const after = restarted(before);
    const ada = after.signIn('ada');
    const bob = after.signIn('bob');
    expect(ada.welcome.sessions).toEqual([{ sessionId, phase: 'live', answered: true }]);
    const joined = await after.join(ada, sessionId);
    expect(joined).toMatchObject({
      phase: 'live',
      elapsedMs: 8_000,
      participants: [{ connection: 'connected' }, { connection: 'lost' }],
    });
    await after.join(bob, sessionId);
    const voice = await after.publish(ada);
    await settle();
    expect(after.heardBy(bob)).toEqual([voice]);
  });

  it('ends when one of the two does not come back within the grace', async () => {
    const before = new Exchange();
    const { sessionId } = await before.call();
    const after = restarted(before);
    const ada = after.signIn('ada');
    await after.join(ada, sessionId);
    after.clock.advance(times.participantGraceMs);
    expect(after.take(ada).at(-1)).toEqual({ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } });
    expect(written(after)).toEqual([]);
  });

  it('is over for good when nobody comes back, or when one has hung up meanwhile', async () => {
    const before = new Exchange();
    const { sessionId } = await before.call();
    const forgotten = restarted(before);
    forgotten.clock.advance(times.participantGraceMs);
    expect(written(forgotten)).toEqual([]);
    await expect(forgotten.join(forgotten.signIn('ada'), sessionId)).rejects.toMatchObject({
      code: 'session-not-found',
    });

    const other = new Exchange();
    const call = await other.call();
    const left = restarted(other);
    left.calls.leave(left.signIn('bob'), call.sessionId);
    expect(written(left)).toEqual([]);
    await expect(left.join(left.signIn('ada'), call.sessionId)).rejects.toMatchObject({ code: 'session-not-found' });
  });

  it('is given up when the server was away for longer than the grace, however long the call had lasted', async () => {
    const before = new Exchange();
    await before.call();
    before.clock.advance(3_600_000);
    const late = restarted(before, times.participantGraceMs + 1);
    expect(late.signIn('ada').welcome.sessions).toEqual([]);
    expect(written(late)).toEqual([]);

    const other = new Exchange();
    const call = await other.call();
    other.clock.advance(3_600_000);
    const inTime = restarted(other, times.participantGraceMs - 6_000);
    const ada = inTime.signIn('ada');
    expect(ada.welcome.sessions).toMatchObject([{ sessionId: call.sessionId }]);
    // What was left of the grace passes.
    inTime.clock.advance(6_000);
    await expect(inTime.join(ada, call.sessionId)).rejects.toMatchObject({ code: 'session-not-found' });
  });

  it('is nobody else’s', async () => {
    const before = new Exchange();
    const { sessionId } = await before.call();
    const after = restarted(before);
    const eve = after.signIn('eve');
    expect(eve.welcome.sessions).toEqual([]);
    await expect(after.join(eve, sessionId)).rejects.toMatchObject({ code: 'session-not-found' });
  });

  it('stays written down when the server stops in order, and not when the call has ended or only rings', async () => {
    const stopped = new Exchange();
    const { sessionId } = await stopped.call();
    stopped.calls.close();
    expect(written(stopped)).toEqual([sessionId]);
    expect(stopped.clock.pending).toBe(0);

    const ended = new Exchange();
    const call = await ended.call();
    ended.calls.leave(call.ada, call.sessionId);
    expect(written(ended)).toEqual([]);
    expect(ended.clock.pending).toBe(0);

    const rings = new Exchange();
    rings.signIn('bob');
    await rings.invite(rings.signIn('ada'), 'bob');
    expect(written(rings)).toEqual([]);
  });
});

it('the file gives back what was put into it, and nothing that it cannot read', () => {
  const folder = temporaryFolder();
  const open = () => new SessionStore(join(folder, 'sessions.sqlite'), pino({ level: 'silent' }), new ManualClock());
  const person = (id: string) => ({ id, name: id });
  const session = {
    id: 'session-1',
    kind: 'group',
    title: 'Team',
    startedAt: 5,
    startedBy: person('ada'),
    participants: [
      {
        person: person('ada'),
        device: { key: 'ada/laptop', id: 'laptop', person: person('ada') },
        endpoint: 'device',
        role: 'host',
        hand: 7,
      },
      { person: person('echo'), device: null, endpoint: 'echo', role: 'member', hand: null },
    ],
    admission: { members: ['ada', 'bob'], removed: ['eve'], locked: true, linkGeneration: 3 },
  } as const;
  const store = open();
  store.put(session, 1_000);
  store.put({ ...session, startedAt: 6 }, 2_000);
  store.put({ ...session, id: 'session-2' }, 2_000);
  store.put({ ...session, id: 'session-3', startedAt: 'long ago' as never }, 2_000);
  store.delete('session-2');
  store.close();
  const again = open();
  expect(again.takeAliveSince(2_000)).toEqual([{ ...session, crashes: 0, startedAt: 6, lostAt: 2_000 }]);
  again.touch(3_000);
  expect(again.takeAliveSince(3_000)).toMatchObject([{ id: 'session-1', lostAt: 3_000 }]);
  expect(again.takeAliveSince(3_001)).toEqual([]);
  expect(again.takeAliveSince(0)).toEqual([]);
  again.close();
});

it('what the file holds and nobody can read is deleted from it', () => {
  const path = join(temporaryFolder(), 'sessions.sqlite');
  const open = () => new SessionStore(path, pino({ level: 'silent' }), new ManualClock());
  open().close();
  const file = new DatabaseSync(path);
  file.exec(`INSERT INTO sessions VALUES ('a', 'no JSON', 9), ('b', '{"id":"b"}', 9)`);
  file.close();
  const store = open();
  expect(store.takeAliveSince(0)).toEqual([]);
  store.close();
  const left = new DatabaseSync(path);
  expect(left.prepare('SELECT id FROM sessions').all()).toEqual([]);
  left.close();
});
