import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSessionId } from '../../../src/shared/session-id.ts';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import type { TestClient } from './client.ts';
import { startTestServer } from './harness.ts';
import { microphone, rtpCapabilities } from './parameters.ts';
import { Town } from './town.ts';

let town: Town;

/** Time stands still: nothing that takes long on a busy machine is over. */
beforeAll(async () => {
  const limits = { participants: 4, requestBurst: 2_000, callBurst: 500 };
  town = new Town(await startTestServer({ limits }, { clock: new ManualClock() }));
});
afterAll(() => town.server.close());
afterEach(() => town.leave());

const start = (client: TestClient, to: readonly string[], title: string | null = 'Team') =>
  client.request('session.start', {
    sessionId: createSessionId(),
    title,
    invitations: to.map((id) => ({ invitationId: createSessionId(), to: id })),
    rtpCapabilities,
  });

/** Ada's group with three others, all with a microphone. */
async function groupOfFour() {
  const [ada, bob, cleo, dan] = [
    await town.person('ada'),
    await town.person('bob'),
    await town.person('cleo'),
    await town.person('dan'),
  ];
  const started = await start(
    ada.client,
    [bob, cleo, dan].map(({ id }) => id),
  );
  await ada.client.request('publication.create', microphone(started));
  for (const { client } of [bob, cleo, dan]) {
    const joined = await client.accept(await client.next('invitation.ringing'));
    await client.request('publication.create', microphone(joined));
  }
  return { ada, bob, cleo, dan, started, sessionId: started.sessionId };
}

describe('a group', () => {
  it('rings for each, tells who is in it, and is heard by all', async () => {
    const { ada, bob, dan, started, sessionId } = await groupOfFour();
    expect(started).toMatchObject({ kind: 'group', title: 'Team', phase: 'live' });
    const { state } = await dan.client.request('session.resume', { sessionId });
    expect(state.participants.map(({ role }) => role)).toEqual(['host', 'member', 'member', 'member']);
    expect(state.invitations.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(new Set(state.subscriptions.map(({ participantId }) => participantId)).size).toBe(3);
    await bob.client.request('session.leave', { sessionId });
    expect(await ada.client.next('participant.left')).toMatchObject({ sessionId, reason: 'peer-hung-up' });
    expect(ada.client.unclaimed('session.ended')).toEqual([]);
  });

  it('that is full lets nobody else in or be invited, and nothing changes for those in it', async () => {
    const { ada, bob, sessionId } = await groupOfFour();
    const eve = await town.person('eve');
    const invitations = [{ invitationId: createSessionId(), to: eve.id }];
    await expect(ada.client.request('invitation.create', { sessionId, invitations })).rejects.toMatchObject({
      code: 'session-full',
    });
    await bob.client.request('session.leave', { sessionId });
    await ada.client.request('invitation.create', { sessionId, invitations });
    const ringing = await eve.client.next('invitation.ringing');
    await bob.client.request('session.join', { sessionId, rtpCapabilities });
    await expect(eve.client.accept(ringing)).rejects.toMatchObject({ code: 'session-full' });
    const { state } = await ada.client.request('session.resume', { sessionId });
    expect(state.participants.filter(({ answered }) => answered)).toHaveLength(4);
  });

  it('is ended for all by its host, and by nobody else', async () => {
    const { ada, bob, cleo, dan, sessionId } = await groupOfFour();
    await expect(bob.client.request('session.end', { sessionId })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(bob.client.request('session.settings', { sessionId, title: 'x' })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await ada.client.request('session.settings', { sessionId, title: 'Standup' });
    expect(await bob.client.next('session.changed')).toMatchObject({ title: 'Standup' });
    await ada.client.request('session.end', { sessionId });
    for (const { client } of [bob, cleo, dan]) {
      expect(await client.next('session.ended')).toEqual({ sessionId, reason: 'ended-by-host' });
    }
  });

  it('is nobody else’s to see, join or change', async () => {
    const { sessionId, started } = await groupOfFour();
    const eve = await town.person('eve');
    const invitationId = started.invitations[0]?.invitationId ?? '';
    const foreign = await Promise.allSettled([
      eve.client.request('session.join', { sessionId, rtpCapabilities }),
      eve.client.request('session.end', { sessionId }),
      eve.client.request('session.settings', { sessionId, title: null }),
      eve.client.request('invitation.create', {
        sessionId,
        invitations: [{ invitationId: createSessionId(), to: eve.id }],
      }),
      eve.client.request('invitation.withdraw', { sessionId, invitationId }),
      eve.client.request('invitation.accept', { sessionId, invitationId }),
    ]);
    for (const result of foreign) expect(result).toMatchObject({ reason: { code: 'session-not-found' } });
  });

  it('comes of a direct call with a third person, whose voice comes to transports that stay', async () => {
    const { ada, bob, sessionId, invited } = await town.call();
    const cleo = await town.person('cleo');
    await bob.client.request('invitation.create', {
      sessionId,
      invitations: [{ invitationId: createSessionId(), to: cleo.id }],
    });
    expect(await ada.client.next('session.changed')).toMatchObject({ kind: 'group', phase: 'live' });
    const joined = await cleo.client.accept(await cleo.client.next('invitation.ringing'));
    const { publicationId } = await cleo.client.request('publication.create', microphone(joined));
    const { subscriptions } = await ada.client.next('subscriptions.created', (push) =>
      push.subscriptions.some((subscription) => subscription.publicationId === publicationId),
    );
    expect(subscriptions).toHaveLength(1);
    const { state } = await ada.client.request('session.resume', { sessionId });
    expect(state).toMatchObject({ participantId: invited.participantId, kind: 'group' });
    expect(state.subscriptions).toHaveLength(2);
    expect(ada.client.unclaimed('subscriptions.closed')).toEqual([]);
  });
});

it('a device in two calls at once hears each of its own', async () => {
  const { ada, bob, sessionId } = await town.call();
  const cleo = await town.person('cleo');
  const second = await cleo.client.invite(bob.id);
  const joined = await bob.client.accept(await bob.client.next('invitation.ringing'));
  await bob.client.request('publication.create', microphone(joined));
  await bob.client.request('session.hold', { sessionId, held: true });
  await ada.client.next('participant.changed', ({ participant }) => participant.held);
  await cleo.client.request('session.leave', { sessionId: second.sessionId });
  expect(await bob.client.next('session.ended')).toMatchObject({ sessionId: second.sessionId });
  await bob.client.request('session.hold', { sessionId, held: false });
  await ada.client.next('participant.changed', ({ participant }) => !participant.held);
});
