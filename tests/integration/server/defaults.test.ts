/** What a server does that was not told otherwise; the other tests have one worker, and some have other times. */
import { availableParallelism } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { configurationSchema } from '../../../src/server/main/configuration/schema.ts';
import { startServer } from '../../../src/server/main/server.ts';
import { routerRtpCapabilities } from '../../../src/server/media/sfu/codecs.ts';
import { participantGraceMs, ringGraceMs, ringTimeoutMs } from '../../../src/shared/protocol.ts';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { temporaryFolder } from '../../unit/support/temporary-folder.ts';
import type { TestClient } from './client.ts';
import { startTestServer } from './harness.ts';
import { Town } from './town.ts';

describe('times', () => {
  const clock = new ManualClock();
  let town: Town;

  beforeAll(async () => {
    town = new Town(await startTestServer({}, { clock }));
  });
  afterAll(() => town.server.close());
  afterEach(() => town.leave());

  /** Lets the clock come to just before `ms`, shows that nothing of that kind has been pushed, and goes on to `ms`. */
  async function onTheDot(ms: number, client: TestClient) {
    clock.advance(ms - 1);
    // A round trip: what has been pushed before it has arrived.
    await client.raw('session.leave', { sessionId: 'none' });
    expect(client.unclaimed('session.ended')).toEqual([]);
    clock.advance(1);
  }

  it('nobody answers for 45 s', async () => {
    expect(ringTimeoutMs).toBe(45_000);
    const { ada, bob, sessionId, invitationId } = await town.ringing();
    await onTheDot(45_000, ada.client);
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'no-answer' });
    expect(await bob.client.next('invitation.stopped')).toEqual({ sessionId, invitationId, reason: 'no-answer' });
  });

  it('a participant that vanishes from a call is kept for 30 s', async () => {
    expect(participantGraceMs).toBe(30_000);
    const { ada, bob, sessionId } = await town.call();
    bob.client.close();
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    await onTheDot(30_000, ada.client);
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'peer-lost' });
  });

  it('a phone that rings and vanishes is waited for 5 s', async () => {
    expect(ringGraceMs).toBe(5_000);
    const { ada, bob, sessionId } = await town.ringing();
    bob.client.close();
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    await onTheDot(5_000, ada.client);
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'peer-lost' });
  });

  it('the echo lets it ring once', async () => {
    const ada = await town.person('ada');
    await ada.client.invite('echo');
    clock.advance(1_000);
    await ada.client.raw('session.leave', { sessionId: 'none' });
    expect(ada.client.unclaimed('session.changed')).toEqual([]);
    clock.advance(1_000);
    await ada.client.next('session.changed');
  });
});

describe('media workers', () => {
  it('are one a core', async () => {
    const server = await startServer(configurationSchema.parse({ signaling: { port: 0 } }), {
      dataFolder: temporaryFolder(),
    });
    onTestFinished(() => server.close());
    expect(server.workerPids()).toHaveLength(availableParallelism());
  });

  it('share the sessions: when one dies, the call on the other goes on', async () => {
    const town = new Town(await startTestServer({ media: { workers: 2 } }));
    try {
      const calls = [await town.call(), await town.call()];
      const [pid] = town.server.workerPids();
      process.kill(pid ?? Number.NaN, 'SIGKILL');
      const ended = await Promise.race(
        calls.map(async ({ ada, sessionId }) => {
          await ada.client.next('session.ended');
          return sessionId;
        }),
      );
      const [other] = calls.filter(({ sessionId }) => sessionId !== ended);
      const publication = { sessionId: other?.sessionId ?? '', publicationId: other?.fromAda ?? '' };
      await expect(other?.ada.client.request('publication.pause', publication)).resolves.toEqual({});
      expect(other?.ada.client.unclaimed('session.ended')).toEqual([]);
    } finally {
      town.leave();
      await town.server.close();
    }
  });
});

it('media comes over TCP too, unless that is turned off', async () => {
  for (const tcp of [true, false]) {
    const town = new Town(await startTestServer({ media: { tcp } }));
    try {
      const { send } = await (await town.person('ada')).client.invite('echo');
      expect(send.iceCandidates.map(({ protocol }) => protocol).sort()).toEqual(tcp ? ['tcp', 'udp'] : ['udp']);
    } finally {
      town.leave();
      await town.server.close();
    }
  }
});

it('voice is Opus with error correction and silence suppression', async () => {
  const [opus] = routerRtpCapabilities().codecs.filter(({ kind }) => kind === 'audio');
  expect(opus).toMatchObject({ mimeType: 'audio/opus', clockRate: 48_000, parameters: { useinbandfec: 1, usedtx: 1 } });
});
