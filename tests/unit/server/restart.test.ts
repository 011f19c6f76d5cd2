/** A server that ends in the middle of calls, and the one that takes its place. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SessionStore } from '../../../src/server/calls/session-store.ts';
import { Exchange, settle, times } from './exchange.ts';
import { ManualClock } from './manual-clock.ts';

/** The server is gone without a word, and another one starts with what was written down. */
const restarted = (before: Exchange): Exchange => new Exchange({ record: before.record });

describe('a call whose server is started again', () => {
  it('goes on with the same id and the same duration for those who come back to it', async () => {
    const before = new Exchange();
    const { sessionId } = await before.call();
    const after = restarted(before);
    after.clock.advance(7_000);
    const ada = after.signIn('ada');
    const bob = after.signIn('bob');
    expect(ada.welcome.sessions).toEqual([{ sessionId, phase: 'live', answered: true }]);
    const joined = await after.join(ada, sessionId);
    expect(joined).toMatchObject({ phase: 'live', elapsedMs: 7_000, peers: [{ connection: 'lost' }] });
    await after.join(bob, sessionId);
    const voice = await after.produce(ada);
    await settle();
    expect(after.heardBy(bob)).toEqual([voice]);
  });

  it('ends when one of the two does not come back within the grace', async () => {
    const before = new Exchange();
    const { sessionId } = await before.call();
    const after = restarted(before);
    const ada = after.signIn('ada');
    await after.join(ada, sessionId);
    after.clock.advance(times.peerGraceMs);
    expect(after.take(ada).at(-1)).toEqual({ name: 'session.ended', payload: { sessionId, reason: 'peer-lost' } });
    expect(after.record.all()).toEqual([]);
  });

  it('is over for good when nobody comes back, or when one has hung up meanwhile', async () => {
    const before = new Exchange();
    const { sessionId } = await before.call();
    const forgotten = new Exchange({ record: before.record });
    forgotten.clock.advance(times.peerGraceMs);
    expect(forgotten.record.all()).toEqual([]);
    await expect(forgotten.join(forgotten.signIn('ada'), sessionId)).rejects.toMatchObject({
      code: 'session-not-found',
    });

    const other = new Exchange();
    const call = await other.call();
    const left = restarted(other);
    left.calls.leave(left.signIn('bob'), call.sessionId);
    expect(left.record.all()).toEqual([]);
    await expect(left.join(left.signIn('ada'), call.sessionId)).rejects.toMatchObject({ code: 'session-not-found' });
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
    expect(stopped.record.all()).toMatchObject([
      { id: sessionId, devices: [{ key: 'ada/laptop' }, { key: 'bob/laptop' }] },
    ]);

    const ended = new Exchange();
    const call = await ended.call();
    ended.calls.leave(call.ada, call.sessionId);
    expect(ended.record.all()).toEqual([]);

    const rings = new Exchange();
    rings.signIn('bob');
    await rings.invite(rings.signIn('ada'), 'bob');
    expect(rings.record.all()).toEqual([]);
  });
});

it('the file gives back what was put into it, and nothing that it cannot read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-sessions-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const open = () => new SessionStore(join(folder, 'sessions.sqlite'), pino({ level: 'silent' }), new ManualClock());
  const person = (id: string) => ({ id, name: id });
  const session = {
    id: 'session-1',
    caller: person('ada'),
    callee: person('bob'),
    startedAt: 5,
    devices: [{ key: 'ada/laptop', id: 'laptop', person: person('ada') }],
  };
  const store = open();
  store.put(session);
  store.put({ ...session, startedAt: 6 });
  store.put({ ...session, id: 'session-2' });
  store.put({ ...session, id: 'session-3', startedAt: 'long ago' as never });
  store.delete('session-2');
  store.close();
  const again = open();
  expect(again.all()).toEqual([{ ...session, startedAt: 6 }]);
  again.close();
});
