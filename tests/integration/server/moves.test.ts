import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSessionId } from '../../../src/shared/session-id.ts';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import type { TestClient } from './client.ts';
import { startTestServer } from './harness.ts';
import { microphone, rtpCapabilities } from './parameters.ts';
import { type Inhabitant, Town } from './town.ts';

const clock = new ManualClock();
const graceMs = 30_000;
const ringTimeoutMs = 45_000;
let town: Town;

beforeAll(async () => {
  town = new Town(
    await startTestServer({ calls: { graceMs, ringTimeoutMs }, limits: { callsPerPerson: 3 } }, { clock }),
  );
});
afterAll(() => town.server.close());
afterEach(() => town.leave());

const people = async (...names: string[]): Promise<Inhabitant[]> => {
  const all: Inhabitant[] = [];
  for (const name of names) all.push(await town.person(name));
  return all;
};
async function three() {
  const [ada, bob, eve] = await people('ada', 'bob', 'eve');
  if (ada === undefined || bob === undefined || eve === undefined) throw new Error('Nobody is there');
  return { ada, bob, eve };
}
const join = (client: TestClient, sessionId: string, how: { takeOver?: boolean } = {}) =>
  client.request('session.join', { sessionId, rtpCapabilities, ...how });
const whoIsIn = async ({ client }: Inhabitant, sessionId: string) => {
  const { state } = await client.request('session.resume', { sessionId });
  return {
    kind: state.kind,
    people: state.participants.filter(({ answered }) => answered).map(({ person }) => person.id),
  };
};

describe('a call that is moved to another device', () => {
  it('goes on there, for the others as if nothing had happened', async () => {
    const { ada, bob } = await three();
    const { sessionId, joined, started } = await town.talk(ada, bob);
    await bob.client.request('publication.create', microphone(joined));
    await ada.client.next('subscriptions.created');
    await bob.client.request('hand.raise', { sessionId, raised: true });
    const phone = await town.device(bob.id);
    expect(phone.welcome.elsewhere).toMatchObject([{ sessionId, kind: 'direct', with: [{ id: ada.id }] }]);
    await expect(join(phone, sessionId)).rejects.toMatchObject({ code: 'already-there' });
    const moved = await join(phone, sessionId, { takeOver: true });
    expect(moved).toMatchObject({ participantId: joined.participantId, kind: 'direct', phase: 'live' });
    expect(moved.participants.map(({ participantId }) => participantId)).toEqual([
      started.participantId,
      joined.participantId,
    ]);
    expect(moved.participants[1]?.hand).not.toBeNull();
    expect(await bob.client.next('session.ended')).toEqual({ sessionId, reason: 'moved' });
    expect(await bob.client.next('elsewhere.changed')).toMatchObject({
      sessions: [{ sessionId, device: phone.deviceId }],
    });
    await phone.request('publication.create', microphone(moved));
    const { subscriptions } = await ada.client.next('subscriptions.created');
    expect(subscriptions.map(({ participantId }) => participantId)).toEqual([joined.participantId]);
    expect(ada.client.unclaimed('participant.left')).toEqual([]);
    expect(ada.client.unclaimed('session.ended')).toEqual([]);
    await expect(bob.client.request('session.leave', { sessionId })).rejects.toMatchObject({
      code: 'session-not-found',
    });
    await phone.request('session.leave', { sessionId });
    expect(await ada.client.next('session.ended')).toMatchObject({ reason: 'peer-hung-up' });
  });

  it('also leaves a device whose connection is lost', async () => {
    const { ada, bob } = await three();
    const { sessionId } = await town.talk(ada, bob);
    bob.client.close();
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    const phone = await town.device(bob.id);
    await join(phone, sessionId, { takeOver: true });
    await ada.client.next('participant.changed', ({ participant }) => participant.connection === 'connected');
    clock.advance(graceMs);
    expect(await whoIsIn(ada, sessionId)).toEqual({ kind: 'direct', people: [ada.id, bob.id] });
  });

  it('is nobody else’s to take', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId } = await town.talk(ada, bob);
    await expect(join(eve.client, sessionId, { takeOver: true })).rejects.toMatchObject({ code: 'session-not-found' });
    expect(bob.client.unclaimed('session.ended')).toEqual([]);
  });
});

describe('two calls that become one', () => {
  it('are a group of all, and each hears of it where it was', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId: into } = await town.talk(ada, bob);
    const { sessionId: from } = await town.talk(ada, eve);
    await ada.client.request('session.merge', { from, into });
    expect(await eve.client.next('session.moved')).toMatchObject({ sessionId: from, to: into, reason: 'merged' });
    // Until Eve has come she is where she was.
    expect(await whoIsIn(ada, from)).toMatchObject({ people: [ada.id, eve.id] });
    await join(eve.client, into);
    for (const { client } of [ada, eve]) {
      expect(await client.next('session.ended')).toEqual({ sessionId: from, reason: 'merged' });
    }
    expect(await whoIsIn(bob, into)).toEqual({ kind: 'group', people: [ada.id, bob.id, eve.id] });
  });

  it('take everybody of a group along', async () => {
    const [ada, bob, eve, dan] = (await people('ada', 'bob', 'eve', 'dan')) as [
      Inhabitant,
      Inhabitant,
      Inhabitant,
      Inhabitant,
    ];
    const { sessionId: from } = await town.group(ada, bob, eve);
    const { sessionId: into } = await town.talk(ada, dan);
    await ada.client.request('session.merge', { from, into });
    for (const { client } of [bob, eve]) await join(client, (await client.next('session.moved')).to);
    await ada.client.next('session.ended', ({ sessionId, reason }) => sessionId === from && reason === 'merged');
    expect((await whoIsIn(dan, into)).people).toEqual([ada.id, dan.id, bob.id, eve.id]);
  });

  it('keep whoever does not come where it was', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId: into } = await town.talk(ada, bob);
    const { sessionId: from } = await town.talk(ada, eve);
    await ada.client.request('session.merge', { from, into });
    await eve.client.next('session.moved');
    clock.advance(graceMs);
    expect(await whoIsIn(eve, from)).toMatchObject({ people: [ada.id, eve.id] });
    expect(eve.client.unclaimed('session.ended')).toEqual([]);
  });

  it('are not made of one, of a group that is another’s, or of what only rings', async () => {
    const { ada, bob, eve } = await three();
    const dan = await town.person('dan');
    const { sessionId: group } = await town.group(bob, ada);
    const { sessionId: pair } = await town.talk(ada, eve);
    const { sessionId: rings } = await ada.client.invite(dan.id);
    for (const [from, into, code] of [
      [pair, pair, 'already-there'],
      [group, pair, 'not-allowed'],
      [pair, rings, 'not-allowed'],
      [rings, pair, 'not-allowed'],
      [pair, createSessionId(), 'session-not-found'],
      [createSessionId(), pair, 'session-not-found'],
    ] as const) {
      await expect(ada.client.request('session.merge', { from, into })).rejects.toMatchObject({ code });
    }
    await expect(bob.client.request('session.merge', { from: pair, into: group })).rejects.toMatchObject({
      code: 'session-not-found',
    });
    expect(eve.client.unclaimed('session.moved')).toEqual([]);
    await expect(ada.client.request('session.merge', { from: pair, into: group })).resolves.toEqual({});
    // The way back while somebody is on the way there would be a circle.
    await expect(ada.client.request('session.merge', { from: group, into: pair })).rejects.toMatchObject({
      code: expect.stringMatching(/not-allowed|already-there/),
    });
  });
});

describe('a blind transfer', () => {
  const transfer = ({ client }: Inhabitant, sessionId: string, to: string, invitationId = createSessionId()) =>
    client.request('session.transfer', { sessionId, to, invitationId });

  it('that is answered connects the other two, as a call of two', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId } = await town.talk(ada, bob);
    const transferId = createSessionId();
    await transfer(bob, sessionId, eve.id, transferId);
    for (const { client } of [ada, bob]) {
      expect(await client.next('transfer.changed')).toMatchObject({
        transferId,
        by: { id: bob.id },
        to: { id: eve.id },
        outcome: 'ringing',
      });
    }
    const ringing = await eve.client.next('invitation.ringing');
    expect(ringing).toMatchObject({ sessionId, kind: 'direct', from: { id: bob.id } });
    await eve.client.accept(ringing);
    for (const { client } of [ada, bob, eve]) {
      expect(await client.next('transfer.changed')).toMatchObject({ transferId, outcome: 'done' });
    }
    expect(await bob.client.next('session.ended')).toEqual({ sessionId, reason: 'transferred' });
    expect(await ada.client.next('participant.left')).toMatchObject({ reason: 'transferred' });
    expect(await whoIsIn(ada, sessionId)).toEqual({ kind: 'direct', people: [ada.id, eve.id] });
    await eve.client.request('session.leave', { sessionId });
    expect(await ada.client.next('session.ended')).toMatchObject({ reason: 'peer-hung-up' });
  });

  it.each([
    [
      'declined',
      async (eve: Inhabitant) => eve.client.request('invitation.decline', await eve.client.next('invitation.ringing')),
    ],
    ['no-answer', async () => clock.advance(ringTimeoutMs)],
    [
      'offline',
      async (eve: Inhabitant) => {
        const rings = await eve.client.next('invitation.ringing');
        expect(rings.kind).toBe('direct');
        eve.client.close();
      },
    ],
  ] as const)('that ends with %s keeps the call, and everybody is told', async (outcome, happens) => {
    const { ada, bob, eve } = await three();
    const { sessionId } = await town.talk(ada, bob);
    await transfer(bob, sessionId, eve.id);
    await happens(eve);
    if (outcome === 'offline') {
      await ada.client.next('people.changed', ({ person }) => person.id === eve.id && person.presence === 'offline');
      clock.advance(graceMs);
    }
    for (const { client } of [ada, bob]) await client.next('transfer.changed', (told) => told.outcome === outcome);
    expect(await whoIsIn(ada, sessionId)).toEqual({ kind: 'direct', people: [ada.id, bob.id] });
  });

  it('is taken back by whoever made it, and may be made again', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId } = await town.talk(ada, bob);
    const invitationId = createSessionId();
    await transfer(bob, sessionId, eve.id, invitationId);
    // The reply may have been lost.
    await transfer(bob, sessionId, eve.id, invitationId);
    await expect(transfer(bob, sessionId, 'echo')).rejects.toMatchObject({ code: 'already-there' });
    await bob.client.request('invitation.withdraw', { sessionId, invitationId });
    expect(await eve.client.next('invitation.stopped')).toMatchObject({ reason: 'cancelled' });
    await ada.client.next('transfer.changed', ({ outcome }) => outcome === 'withdrawn');
    await transfer(bob, sessionId, eve.id);
    await eve.client.accept(
      await eve.client.next('invitation.ringing', (rings) => rings.invitationId !== invitationId),
    );
    await bob.client.next('session.ended');
  });

  it('rings nobody whom it cannot reach', async () => {
    const { ada, bob, eve } = await three();
    const away = await town.person('away');
    away.client.close();
    await ada.client.next('people.changed', ({ person }) => person.id === away.id && person.presence === 'offline');
    const { sessionId } = await town.talk(ada, bob);
    const { sessionId: rings } = await ada.client.invite(eve.id);
    for (const [to, code] of [
      [bob.id, 'already-there'],
      [ada.id, 'already-there'],
      ['nobody', 'person-not-found'],
      [away.id, 'offline'],
      [eve.id, 'busy'],
    ] as const) {
      await expect(transfer(bob, sessionId, to)).rejects.toMatchObject({ code });
    }
    await expect(transfer(ada, rings, bob.id)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(transfer(eve, sessionId, 'echo')).rejects.toMatchObject({ code: 'session-not-found' });
    expect(ada.client.unclaimed('transfer.changed')).toEqual([]);
  });
});

describe('an attended transfer', () => {
  const transfer = ({ client }: Inhabitant, sessionId: string, to: string, invitationId = createSessionId()) =>
    client.request('session.transfer', { sessionId, to: { sessionId: to }, invitationId });

  it('connects the other two where the question was asked', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId: from } = await town.talk(ada, bob);
    const { sessionId: to } = await town.talk(bob, eve);
    await transfer(bob, from, to);
    expect(await ada.client.next('session.moved')).toMatchObject({ sessionId: from, to, reason: 'transferred' });
    for (const { client } of [ada, bob, eve]) {
      expect(await client.next('transfer.changed')).toMatchObject({
        by: { id: bob.id },
        to: { id: eve.id },
        outcome: 'ringing',
      });
    }
    await join(ada.client, to);
    for (const { client } of [ada, bob, eve]) {
      await client.next('transfer.changed', ({ sessionId, outcome }) => sessionId === to && outcome === 'done');
    }
    for (const sessionId of [from, to]) {
      expect(await bob.client.next('session.ended', (ended) => ended.sessionId === sessionId)).toMatchObject({
        reason: 'transferred',
      });
    }
    expect(await ada.client.next('session.ended')).toEqual({ sessionId: from, reason: 'transferred' });
    expect(await whoIsIn(eve, to)).toEqual({ kind: 'direct', people: [eve.id, ada.id] });
  });

  it('that nobody comes of keeps both calls', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId: from } = await town.talk(ada, bob);
    const { sessionId: to } = await town.talk(bob, eve);
    await transfer(bob, from, to);
    await ada.client.next('session.moved');
    clock.advance(graceMs);
    for (const { client } of [ada, eve]) await client.next('transfer.changed', ({ outcome }) => outcome === 'failed');
    expect((await whoIsIn(bob, from)).people).toEqual([ada.id, bob.id]);
    expect((await whoIsIn(bob, to)).people).toEqual([bob.id, eve.id]);
  });

  it('goes in no circle, to no call of oneself, and not where they are already', async () => {
    const { ada, bob, eve } = await three();
    const { sessionId: from } = await town.talk(ada, bob);
    const { sessionId: to } = await town.talk(bob, eve);
    const { sessionId: alone } = await town.group(bob);
    const { sessionId: again } = await town.group(bob, ada);
    for (const [target, code] of [
      [from, 'already-there'],
      [alone, 'not-allowed'],
      [again, 'already-there'],
      [createSessionId(), 'session-not-found'],
    ] as const) {
      await expect(transfer(bob, from, target)).rejects.toMatchObject({ code });
    }
    expect(ada.client.unclaimed('session.moved')).toEqual([]);
    await transfer(bob, from, to);
    await expect(transfer(bob, to, from)).rejects.toMatchObject({ code: 'already-there' });
    await expect(transfer(bob, from, again)).rejects.toMatchObject({ code: 'already-there' });
    expect(eve.client.unclaimed('session.moved')).toEqual([]);
  });
});
