import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { participantGraceMs, ringGraceMs } from '../../../src/shared/protocol.ts';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { startTestServer } from './harness.ts';
import { microphone, rtpCapabilities } from './parameters.ts';
import { Town } from './town.ts';

/** No grace is over while a busy machine takes its time. */
const clock = new ManualClock();
let town: Town;

beforeAll(async () => {
  town = new Town(await startTestServer({}, { clock }));
});
afterAll(() => town.server.close());
afterEach(() => town.leave());

describe('a lost connection', () => {
  it('is told, and the participant is lost after its grace', async () => {
    const { ada, bob, sessionId, joined } = await town.call();
    bob.client.close();
    await ada.client.next(
      'participant.changed',
      ({ participant }) => participant.participantId === joined.participantId && participant.connection === 'lost',
    );
    clock.advance(participantGraceMs);
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'peer-lost' });
    await expect.poll(async () => (await (await fetch(`${town.server.url}/healthz`)).json()).sessions).toBe(0);
  });

  it('is made good by a resume with new ICE parameters for the same transports', async () => {
    const { ada, bob, sessionId, joined, fromAda } = await town.call();
    bob.client.close();
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    const back = await town.device(bob.id, { deviceId: bob.client.deviceId });
    const { state, send, receive } = await back.request('session.resume', { sessionId });
    expect(state).toMatchObject({
      participantId: joined.participantId,
      phase: 'live',
      subscriptions: [{ publicationId: fromAda }],
    });
    expect(send.usernameFragment).not.toBe(joined.send.iceParameters.usernameFragment);
    expect(receive.usernameFragment).not.toBe(joined.receive.iceParameters.usernameFragment);
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'connected');
  });

  it('of a renderer that was replaced is made good by a join with fresh transports', async () => {
    const { ada, bob, sessionId, joined, fromAda } = await town.call();
    const fresh = await town.device(bob.id, { deviceId: bob.client.deviceId });
    const again = await fresh.request('session.join', { sessionId, rtpCapabilities });
    expect(again).toMatchObject({
      participantId: joined.participantId,
      phase: 'live',
      subscriptions: [{ publicationId: fromAda, paused: false }],
    });
    expect(again.send.id).not.toBe(joined.send.id);
    await ada.client.next('subscriptions.closed');
    const { publicationId } = await fresh.request('publication.create', microphone(again));
    await ada.client.next(
      'subscriptions.created',
      ({ subscriptions }) => subscriptions[0]?.publicationId === publicationId,
    );
    await expect(fresh.request('publication.create', microphone(joined))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('of a renderer that was replaced by one which does not come back to the call is lost after its grace', async () => {
    const { ada, bob, sessionId } = await town.call();
    await town.device(bob.id, { deviceId: bob.client.deviceId });
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    clock.advance(participantGraceMs);
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'peer-lost' });
  });

  it('of the caller while it rings stops the ringing', async () => {
    const { ada, bob, sessionId, invitationId } = await town.ringing();
    ada.client.close();
    await bob.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    clock.advance(ringGraceMs);
    expect(await bob.client.next('invitation.stopped')).toEqual({ sessionId, invitationId, reason: 'peer-lost' });
  });

  it('of the only device that rings ends the call for the caller', async () => {
    const { ada, bob, sessionId } = await town.ringing();
    bob.client.close();
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    clock.advance(ringGraceMs);
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'peer-lost' });
  });

  it('to the echo leaves nothing behind', async () => {
    const ada = await town.person('ada');
    await ada.client.invite('echo');
    ada.client.close();
    const sessions = async () => (await (await fetch(`${town.server.url}/healthz`)).json()).sessions;
    await expect
      .poll(() => {
        clock.advance(participantGraceMs);
        return sessions();
      })
      .toBe(0);
  });
});

describe('a media worker that dies', () => {
  it('ends its sessions with a reason, and the server goes on with a new one', async () => {
    const { ada, bob, sessionId } = await town.call();
    const ringing = await town.ringing();
    const [pid] = town.server.workerPids();
    if (pid === undefined) throw new Error('There is no worker to kill');
    process.kill(pid, 'SIGKILL');
    const ended = { sessionId, reason: 'server-failure' };
    expect(await ada.client.next('session.ended')).toEqual(ended);
    expect(await bob.client.next('session.ended')).toEqual(ended);
    expect(await ringing.bob.client.next('invitation.stopped')).toMatchObject({ reason: 'server-failure' });
    await expect
      .poll(
        () => {
          // The new one is started a moment later.
          clock.advance(50);
          return town.server.workerPids().filter((other) => other !== pid).length;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    const adaAgain = await ada.client.request('session.join', { sessionId, rtpCapabilities });
    const bobAgain = await bob.client.request('session.join', { sessionId, rtpCapabilities });
    expect(bobAgain).toMatchObject({
      phase: 'live',
      participants: [{ participantId: adaAgain.participantId, connection: 'connected' }, { person: { id: bob.id } }],
    });
    await ada.client.request('publication.create', microphone(adaAgain));
    await bob.client.next('subscriptions.created');
    await town.call();
  });
});

describe('closing the server', () => {
  it('ends calls and connections with a reason', async () => {
    const own = new Town(await startTestServer());
    const { ada, sessionId } = await own.call();
    await own.server.close();
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'server-failure' });
    expect(await ada.client.next('closing')).toMatchObject({ reason: 'shutdown' });
    await own.server.close();
    expect(own.server.workerPids()).toEqual([]);
    own.leave();
  });
});
