import { pino } from 'pino';
import { expect, it } from 'vitest';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { startTestServer } from './harness.ts';
import { Town } from './town.ts';

it('the log of the server tells how a call was lost, with the ids that the clients know', async () => {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: 'info' }, { write: (line) => lines.push(JSON.parse(line)) });
  const clock = new ManualClock();
  const town = new Town(await startTestServer({}, { logger, clock }));
  try {
    const { ada, bob, sessionId, invited, joined } = await town.call();
    bob.client.close();
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    clock.advance(30_000);
    await ada.client.next('session.ended');
    const story = lines.flatMap(({ msg, sessionId: id, participantId, reason }) =>
      id === sessionId ? [[msg, participantId, reason].filter((part) => part !== undefined).join(' ')] : [],
    );
    expect(story).toEqual([
      'session started',
      'session invited',
      `participant joined ${invited.participantId}`,
      `participant joined ${joined.participantId}`,
      `participant answered ${joined.participantId}`,
      `participant lost ${joined.participantId}`,
      `participant left ${joined.participantId} peer-lost`,
      'session ended peer-lost',
    ]);
  } finally {
    town.leave();
    await town.server.close();
  }
});
