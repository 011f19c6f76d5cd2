import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSessionId } from '../../../src/shared/session-id.ts';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { startTestServer } from './harness.ts';
import { microphone, rtpCapabilities } from './parameters.ts';
import { type Inhabitant, Town } from './town.ts';

/** Nothing times out while a busy machine takes its time. */
const clock = new ManualClock();
let town: Town;

beforeAll(async () => {
  town = new Town(await startTestServer({}, { clock }));
});
afterAll(() => town.server.close());
afterEach(() => town.leave());

/** Ada is the host of Bob and Carol. */
async function team() {
  const [ada, bob, carol] = [await town.person('ada'), await town.person('bob'), await town.person('carol')] as const;
  const { sessionId, started, joined } = await town.group(ada, bob, carol);
  const [asBob, asCarol] = joined;
  if (asBob === undefined || asCarol === undefined) throw new Error('Not everybody has come');
  const ids = { ada: started.participantId, bob: asBob.participantId, carol: asCarol.participantId };
  return { ada, bob, carol, sessionId, ids, started, asBob, asCarol };
}

/** How somebody is now, as another sees it. */
async function seen({ client }: Inhabitant, sessionId: string, participantId: string) {
  const { state } = await client.request('session.resume', { sessionId });
  return state.participants.find((participant) => participant.participantId === participantId);
}

const headOf = async ({ client }: Inhabitant, sessionId: string) =>
  (await client.request('session.resume', { sessionId })).state;

describe('muting others', () => {
  it('lets the server send nothing of them, tells them who did it, and is taken back by themselves', async () => {
    const { ada, bob, carol, sessionId, ids, asBob } = await team();
    const { publicationId } = await bob.client.request('publication.create', microphone(asBob));
    await carol.client.next(
      'participant.changed',
      ({ participant }) => participant.participantId === ids.bob && !participant.muted,
    );
    await ada.client.request('participant.mute', { sessionId, participantIds: [ids.bob] });
    expect(await bob.client.next('microphone.muted')).toMatchObject({ sessionId, by: { id: ada.id } });
    await carol.client.next(
      'participant.changed',
      ({ participant }) => participant.participantId === ids.bob && participant.muted,
    );
    await bob.client.request('publication.resume', { sessionId, publicationId });
    expect(await seen(carol, sessionId, ids.bob)).toMatchObject({ muted: false });
  });

  it('all at once leaves oneself as one is', async () => {
    const { ada, bob, carol, sessionId, ids, started, asBob, asCarol } = await team();
    await ada.client.request('publication.create', microphone(started));
    await bob.client.request('publication.create', microphone(asBob));
    await carol.client.request('publication.create', microphone(asCarol, true));
    await ada.client.request('participant.mute', { sessionId, participantIds: 'all' });
    await bob.client.next('microphone.muted');
    const { participants } = await headOf(ada, sessionId);
    expect(participants.map(({ participantId, muted }) => [participantId, muted])).toEqual([
      [ids.ada, false],
      [ids.bob, true],
      [ids.carol, true],
    ]);
    // Who was muted already has nothing to be told.
    expect(carol.client.unclaimed('microphone.muted')).toEqual([]);
  });
});

describe('removing somebody', () => {
  it('is told to all, and undone by a new invitation only', async () => {
    const { ada, bob, carol, sessionId, ids } = await team();
    const { token: link } = await carol.client.request('session.link', { sessionId });
    await ada.client.request('participant.remove', { sessionId, participantId: ids.bob });
    expect(await bob.client.next('session.ended')).toEqual({ sessionId, reason: 'removed' });
    expect(await carol.client.next('participant.left')).toMatchObject({ participantId: ids.bob, reason: 'removed' });
    const join = (given: object) => bob.client.request('session.join', { sessionId, rtpCapabilities, ...given });
    await expect(join({})).rejects.toMatchObject({ code: 'session-not-found' });
    await expect(join({ link })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(join({ takeOver: true })).rejects.toMatchObject({ code: 'session-not-found' });
    const invitations = [{ invitationId: createSessionId(), to: bob.id }];
    await carol.client.request('invitation.create', { sessionId, invitations });
    await bob.client.accept(await bob.client.next('invitation.ringing'));
    await bob.client.request('session.leave', { sessionId });
    await expect(join({})).resolves.toMatchObject({ sessionId });
  });
});

describe('a locked session', () => {
  it('lets nobody in but those whom a host invites, and those who were in', async () => {
    const { ada, bob, carol, sessionId } = await team();
    const [dan, eve] = [await town.person('dan'), await town.person('eve')];
    const { token: link } = await bob.client.request('session.link', { sessionId });
    await ada.client.request('session.lock', { sessionId, locked: true });
    expect(await bob.client.next('session.changed', ({ locked }) => locked)).toMatchObject({ sessionId });
    const byLink = dan.client.request('session.join', { sessionId, link, rtpCapabilities });
    await expect(byLink).rejects.toMatchObject({ code: 'session-locked' });
    const inviting = (by: Inhabitant) =>
      by.client.request('invitation.create', {
        sessionId,
        invitations: [{ invitationId: createSessionId(), to: eve.id }],
      });
    await expect(inviting(bob)).rejects.toMatchObject({ code: 'not-allowed' });
    expect(eve.client.unclaimed('invitation.ringing')).toEqual([]);
    await inviting(ada);
    await eve.client.accept(await eve.client.next('invitation.ringing'));
    await carol.client.request('session.leave', { sessionId });
    await expect(carol.client.request('session.join', { sessionId, rtpCapabilities })).resolves.toMatchObject({
      sessionId,
    });
    await ada.client.request('session.lock', { sessionId, locked: false });
    await expect(dan.client.request('session.join', { sessionId, link, rtpCapabilities })).resolves.toMatchObject({
      locked: false,
    });
  });

  it('rings nobody any more whom others than a host have invited', async () => {
    const { ada, bob, sessionId } = await team();
    const [dan, eve] = [await town.person('dan'), await town.person('eve')];
    const invite = (by: Inhabitant, to: Inhabitant) =>
      by.client.request('invitation.create', {
        sessionId,
        invitations: [{ invitationId: createSessionId(), to: to.id }],
      });
    await invite(bob, dan);
    await invite(ada, eve);
    await dan.client.next('invitation.ringing');
    await ada.client.request('session.lock', { sessionId, locked: true });
    expect(await dan.client.next('invitation.stopped')).toMatchObject({ sessionId, reason: 'cancelled' });
    await expect(dan.client.request('session.join', { sessionId, rtpCapabilities })).rejects.toMatchObject({
      code: 'session-not-found',
    });
    await expect(eve.client.accept(await eve.client.next('invitation.ringing'))).resolves.toMatchObject({
      locked: true,
    });
  });
});

describe('hands', () => {
  it('are in the order in which they were raised, also those of one moment and of who comes back', async () => {
    const { ada, bob, carol, sessionId, ids } = await team();
    for (const { client } of [carol, bob, ada, carol]) await client.request('hand.raise', { sessionId, raised: true });
    const queue = async () =>
      (await headOf(ada, sessionId)).participants
        .filter(({ hand }) => hand !== null)
        .sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0))
        .map(({ participantId }) => participantId);
    expect(await queue()).toEqual([ids.carol, ids.bob, ids.ada]);
    carol.client.close();
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    const back = await town.device(carol.id, { deviceId: carol.client.deviceId });
    await back.request('session.join', { sessionId, rtpCapabilities });
    expect(await queue()).toEqual([ids.carol, ids.bob, ids.ada]);
    const ofBob = (hand: 'up' | 'down') =>
      bob.client.next(
        'participant.changed',
        ({ participant }) => participant.participantId === ids.bob && (participant.hand === null) === (hand === 'down'),
      );
    await ofBob('up');
    await ada.client.request('hand.lower', { sessionId, participantId: ids.bob });
    await ofBob('down');
    await back.request('hand.raise', { sessionId, raised: false });
    expect(await queue()).toEqual([ids.ada]);
  });
});

describe('roles', () => {
  it('give the rights that they mean, and take them', async () => {
    const { ada, bob, carol, sessionId, ids } = await team();
    await ada.client.request('participant.role', { sessionId, participantId: ids.bob, role: 'host' });
    expect(
      await bob.client.next('participant.changed', ({ participant }) => participant.participantId === ids.bob),
    ).toMatchObject({
      participant: { role: 'host' },
    });
    await bob.client.request('participant.role', { sessionId, participantId: ids.ada, role: 'member' });
    await bob.client.request('participant.role', { sessionId, participantId: ids.carol, role: 'guest' });
    await expect(ada.client.request('session.lock', { sessionId, locked: true })).rejects.toMatchObject({
      code: 'not-allowed',
    });
    await expect(carol.client.request('session.link', { sessionId })).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(bob.client.request('session.lock', { sessionId, locked: true })).resolves.toEqual({});
  });
});

describe('who may not', () => {
  it('changes nothing: members, guests, oneself, ids of another session, and a call of two', async () => {
    const { ada, bob, sessionId, ids, asBob } = await team();
    await bob.client.request('publication.create', microphone(asBob));
    const [dan, eve] = [await town.person('dan'), await town.person('eve')];
    const foreign = await town.group(dan);
    const there = foreign.started.participantId;
    const before = await headOf(ada, sessionId);
    const one = (participantId: string) => ({ sessionId, participantId });
    const results: [Promise<unknown>, string][] = [
      [bob.client.request('participant.mute', { sessionId, participantIds: 'all' }), 'not-allowed'],
      [bob.client.request('participant.mute', { sessionId, participantIds: [ids.ada] }), 'not-allowed'],
      [bob.client.request('participant.remove', one(ids.carol)), 'not-allowed'],
      [bob.client.request('participant.role', { ...one(ids.bob), role: 'host' }), 'not-allowed'],
      [bob.client.request('session.lock', { sessionId, locked: true }), 'not-allowed'],
      [bob.client.request('hand.lower', one(ids.carol)), 'not-allowed'],
      [ada.client.request('participant.mute', { sessionId, participantIds: [ids.bob, ids.ada] }), 'not-allowed'],
      [ada.client.request('participant.remove', one(ids.ada)), 'not-allowed'],
      [ada.client.request('participant.role', { ...one(ids.ada), role: 'guest' }), 'not-allowed'],
      [
        ada.client.request('participant.mute', { sessionId, participantIds: [ids.bob, there] }),
        'participant-not-found',
      ],
      [ada.client.request('participant.remove', one(there)), 'participant-not-found'],
      [ada.client.request('participant.role', { ...one(there), role: 'host' }), 'participant-not-found'],
      [ada.client.request('hand.lower', one(there)), 'participant-not-found'],
      [eve.client.request('participant.mute', { sessionId, participantIds: 'all' }), 'session-not-found'],
      [eve.client.request('participant.remove', one(ids.bob)), 'session-not-found'],
      [eve.client.request('session.lock', { sessionId, locked: true }), 'session-not-found'],
      [eve.client.request('hand.raise', { sessionId, raised: true }), 'session-not-found'],
    ];
    const codes = await Promise.all(
      results.map(([result]) =>
        result.then(
          () => 'done',
          ({ code }) => code,
        ),
      ),
    );
    expect(codes).toEqual(results.map(([, code]) => code));
    const { version: _, elapsedMs: __, ...after } = await headOf(ada, sessionId);
    expect(before).toMatchObject(after);
    const pair = await town.talk(dan, eve);
    const inPair = { sessionId: pair.sessionId, participantId: pair.joined.participantId };
    await expect(dan.client.request('participant.remove', inPair)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(dan.client.request('session.lock', { sessionId: pair.sessionId, locked: true })).rejects.toMatchObject(
      {
        code: 'not-allowed',
      },
    );
  });

  it('only rings: it neither moderates nor raises a hand', async () => {
    const { ada, sessionId } = await team();
    const dan = await town.person('dan');
    await ada.client.request('invitation.create', {
      sessionId,
      invitations: [{ invitationId: createSessionId(), to: dan.id }],
    });
    await dan.client.next('invitation.ringing');
    await dan.client.request('session.join', { sessionId, rtpCapabilities });
    for (const result of [
      dan.client.request('hand.raise', { sessionId, raised: true }),
      dan.client.request('participant.mute', { sessionId, participantIds: 'all' }),
      dan.client.request('invitation.create', {
        sessionId,
        invitations: [{ invitationId: createSessionId(), to: 'echo' }],
      }),
    ]) {
      await expect(result).rejects.toMatchObject({ code: 'not-allowed' });
    }
  });
});
