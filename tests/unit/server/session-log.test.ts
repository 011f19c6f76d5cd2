import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { sessionLog } from '../../../src/server/main/session-log.ts';
import type { SessionNote } from '../../../src/server/sessions/session-log.ts';
import { settle } from '../support/settle.ts';
import { codeOf } from './codes.ts';
import { Exchange, times } from './exchange.ts';

/** As a reader of the log tells it: who, what, why. */
function told(notes: SessionNote[]): string[] {
  return notes.map((note) =>
    [
      'person' in note ? note.person : 'the session',
      note.happened,
      ...('to' in note ? [`${note.from} to ${note.to}`] : []),
      ...('reason' in note ? [note.reason] : []),
    ].join(' '),
  );
}

describe('what is noted of a session', () => {
  it('tells how a call was lost: who joined, answered, was lost and found, and whose grace was over', async () => {
    const exchange = new Exchange();
    const { ada, bob, sessionId } = await exchange.call();
    exchange.drop(bob);
    await exchange.resume(exchange.signIn('bob'), sessionId);
    exchange.drop(ada);
    exchange.drop(bob);
    exchange.clock.advance(1_000);
    await exchange.join(exchange.signIn('ada'), sessionId);
    exchange.clock.advance(times.participantGraceMs);
    expect(told(exchange.notes)).toEqual([
      'the session started',
      'the session invited ada to bob',
      'ada joined',
      'bob joined',
      'bob answered',
      'bob lost',
      'bob found',
      'ada lost',
      'bob lost',
      'ada found',
      'ada joined',
      'bob left peer-lost',
      'the session ended peer-lost',
    ]);
    expect(new Set(exchange.notes.map((note) => note.sessionId))).toEqual(new Set([sessionId]));
  });

  it('names each participant by the id that the protocol has for it', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const invited = await exchange.invite(ada, 'bob');
    const joined = await exchange.join(bob, invited.sessionId);
    exchange.accept(bob, invited.sessionId);
    exchange.calls.leave(ada, invited.sessionId);
    const ids = exchange.notes.flatMap((note) =>
      'participantId' in note ? [`${note.happened} ${note.participantId}`] : [],
    );
    expect(ids).toEqual([
      `joined ${invited.participantId}`,
      `joined ${joined.participantId}`,
      `answered ${joined.participantId}`,
      `left ${invited.participantId}`,
    ]);
  });

  it('tells which device declined and which ones another one answered for', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const [laptop, desk] = [exchange.signIn('bob'), exchange.signIn('bob', 'desk')];
    const first = await exchange.invite(ada, 'bob');
    await exchange.join(laptop, first.sessionId);
    exchange.decline(laptop, first.sessionId);
    expect(told(exchange.notes.splice(0)).slice(-2)).toEqual(['bob left declined', 'the session ended declined']);

    const second = await exchange.invite(ada, 'bob');
    await exchange.join(laptop, second.sessionId);
    const { participantId } = await exchange.join(desk, second.sessionId);
    exchange.accept(laptop, second.sessionId);
    expect(exchange.notes.at(-2)).toEqual({
      sessionId: second.sessionId,
      participantId,
      person: 'bob',
      happened: 'left',
      reason: 'answered-elsewhere',
    });
  });

  it('tells that a call that lost its media went on, and that nobody could go on with it', async () => {
    const exchange = new Exchange();
    const { ada, sessionId } = await exchange.call();
    exchange.notes.length = 0;
    exchange.media.rooms[0]?.fail();
    await exchange.join(ada, sessionId);
    exchange.media.rooms[1]?.fail();
    exchange.clock.advance(times.participantGraceMs);
    await settle();
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('session-not-found');
    expect(told(exchange.notes)).toEqual([
      'the session ended server-failure',
      'the session revived',
      'ada found',
      'ada joined',
      'the session ended server-failure',
      'the session forgotten',
    ]);
  });
});

it('each note is a line at info, with its ids as fields', () => {
  const lines: Record<string, unknown>[] = [];
  const log = sessionLog(pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line)) }));
  const participant = { sessionId: 's', participantId: 'p', person: 'bob' };
  log.note({ ...participant, happened: 'left', reason: 'peer-lost' });
  log.note({ sessionId: 's', happened: 'ended', reason: 'peer-lost' });
  expect(lines).toMatchObject([
    { level: 30, msg: 'participant left', ...participant, reason: 'peer-lost' },
    { level: 30, msg: 'session ended', sessionId: 's', reason: 'peer-lost' },
  ]);
});
