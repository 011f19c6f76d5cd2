import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { callOf } from './client.ts';
import { startTestServer } from './harness.ts';
import { camera, dtlsParameters, microphone, rtpCapabilities } from './parameters.ts';
import { Town } from './town.ts';

/** Nothing ends or answers by itself while a busy machine takes its time. */
const clock = new ManualClock();
const echoAnswersMs = 1_500;
let town: Town;

beforeAll(async () => {
  town = new Town(await startTestServer({ calls: { echoAnswersMs } }, { clock }));
});
afterAll(() => town.server.close());
afterEach(() => town.leave());

describe('a call', () => {
  it('is joined by both while it rings, accepted, and over for both when one leaves', async () => {
    const { ada, bob, sessionId, invited, joined, fromAda, toAda, toBob } = await town.call();
    expect(invited).toMatchObject({ phase: 'ringing', startedAt: null, subscriptions: [] });
    expect(invited).toMatchObject({
      kind: 'direct',
      startedBy: { id: ada.id },
      participants: [{ participantId: invited.participantId, role: 'host', endpoint: 'device' }],
      invitations: [{ to: { id: bob.id }, by: { id: ada.id }, outcome: 'ringing' }],
    });
    expect(joined).toMatchObject({
      sessionId,
      phase: 'ringing',
      participants: [
        { answered: true, person: { id: ada.id } },
        { answered: false, person: { id: bob.id }, role: 'member' },
      ],
    });
    expect(toBob).toMatchObject({ publicationId: fromAda, participantId: invited.participantId, source: 'microphone' });
    expect(toAda).toMatchObject({ participantId: joined.participantId, paused: false });
    await ada.client.request('session.leave', { sessionId });
    expect(await bob.client.next('session.ended')).toEqual({ sessionId, reason: 'peer-hung-up' });
    await expect(bob.client.request('session.leave', { sessionId })).rejects.toMatchObject({
      code: 'session-not-found',
    });
  });

  it('offers ICE-lite over UDP first, TCP after', async () => {
    const { send } = (await town.ringing()).invited;
    expect(send.iceParameters.iceLite).toBe(true);
    const byPriority = [...send.iceCandidates].sort((a, b) => b.priority - a.priority);
    expect(byPriority.map(({ protocol, ip }) => `${protocol} ${ip}`)).toEqual(['udp 127.0.0.1', 'tcp 127.0.0.1']);
  });

  it('is declined for the caller', async () => {
    const { ada, bob, sessionId, invitationId } = await town.ringing();
    await bob.client.request('invitation.decline', { sessionId, invitationId });
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'declined' });
  });

  it('is cancelled by the caller', async () => {
    const { ada, bob, sessionId, invitationId } = await town.ringing();
    await ada.client.request('session.leave', { sessionId });
    expect(await bob.client.next('invitation.stopped')).toEqual({ sessionId, invitationId, reason: 'cancelled' });
  });

  it('to someone who is rung already is busy, to someone away offline, to a stranger not found', async () => {
    const { bob, sessionId, invitationId } = await town.ringing();
    const eve = await town.person('eve');
    const away = await town.person('away');
    away.client.close();
    await eve.client.next('people.changed', ({ person }) => person.id === away.id && person.presence === 'offline');
    for (const [to, code] of [
      [bob.id, 'busy'],
      [away.id, 'offline'],
      ['nobody', 'person-not-found'],
      [eve.id, 'self-call'],
    ] as const) {
      await expect(eve.client.invite(to)).rejects.toMatchObject({ code });
    }
    await bob.client.request('invitation.decline', { sessionId, invitationId });
    await expect(eve.client.invite(bob.id)).resolves.toMatchObject({
      phase: 'ringing',
    });
  });

  it('shows in the presence of both, live', async () => {
    const eve = await town.person('eve');
    const { ada, bob, sessionId } = await town.call();
    for (const { id } of [ada, bob]) {
      await eve.client.next('people.changed', ({ person }) => person.id === id && person.presence === 'online');
      await eve.client.next('people.changed', ({ person }) => person.id === id && person.presence === 'in-call');
    }
    await ada.client.request('session.leave', { sessionId });
    for (const { id } of [ada, bob]) {
      await eve.client.next('people.changed', ({ person }) => person.id === id && person.presence === 'online');
    }
  });
});

describe('two devices of one person', () => {
  it('both ring, the first to accept gets the call, the other stops', async () => {
    const [ada, bob] = [await town.person('ada'), await town.person('bob')];
    const desk = await town.device(bob.id);
    const { sessionId, invitations } = await ada.client.invite(bob.id);
    const invitationId = invitations[0]?.invitationId ?? '';
    for (const client of [bob.client, desk]) {
      expect(await client.next('invitation.ringing')).toMatchObject({ sessionId, from: { id: ada.id } });
      await client.request('session.join', { sessionId, rtpCapabilities });
    }
    const [first, second] = await Promise.allSettled([
      desk.request('invitation.accept', { sessionId, invitationId }),
      bob.client.request('invitation.accept', { sessionId, invitationId }),
    ]);
    const [winner, loser] = first.status === 'fulfilled' ? [desk, bob.client] : [bob.client, desk];
    expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
    expect(await loser.next('invitation.stopped')).toEqual({ sessionId, invitationId, reason: 'answered-elsewhere' });
    expect(winner.unclaimed('invitation.stopped')).toEqual([]);
    expect(await ada.client.next('participant.left')).toMatchObject({ reason: 'answered-elsewhere' });
  });

  it('both stop when one declines', async () => {
    const [ada, bob] = [await town.person('ada'), await town.person('bob')];
    const desk = await town.device(bob.id);
    const { sessionId, invitations } = await ada.client.invite(bob.id);
    const invitationId = invitations[0]?.invitationId ?? '';
    await desk.request('invitation.decline', { sessionId, invitationId });
    expect(await bob.client.next('invitation.stopped')).toEqual({
      sessionId,
      invitationId,
      reason: 'declined-elsewhere',
    });
    expect(await ada.client.next('session.ended')).toEqual({ sessionId, reason: 'declined' });
  });
});

describe('the echo', () => {
  it('accepts by itself and sends back the caller’s own voice', async () => {
    const ada = await town.person('ada');
    const joined = await ada.client.invite('echo');
    const echo = joined.participants.find(({ endpoint }) => endpoint === 'echo');
    expect(echo).toMatchObject({ person: { id: 'echo', name: 'Echo' }, answered: false });
    await ada.client.request('transport.connect', {
      sessionId: joined.sessionId,
      transportId: joined.send.id,
      dtlsParameters,
    });
    const { publicationId } = await ada.client.request('publication.create', microphone(joined));
    const { subscriptions } = await ada.client.next('subscriptions.created');
    expect(subscriptions[0]).toMatchObject({
      publicationId,
      participantId: echo?.participantId,
      kind: 'audio',
      paused: false,
    });
    clock.advance(echoAnswersMs);
    expect(await ada.client.next('session.changed')).toMatchObject({ phase: 'live', elapsedMs: 0 });
    const answered = await ada.client.next('participant.changed', ({ participant }) => participant.answered);
    expect(answered.participant).toMatchObject({ participantId: echo?.participantId });
  });

  it('is in any number of calls at once', async () => {
    const callers = await Promise.all(['ada', 'bob', 'eve'].map((name) => town.person(name)));
    await Promise.all(callers.map(({ client }) => client.invite('echo')));
    clock.advance(echoAnswersMs);
    await Promise.all(callers.map(({ client }) => client.next('session.changed')));
  });
});

describe('in a call', () => {
  it('mute, hold, a camera and its end reach the other side', async () => {
    const { ada, bob, sessionId, invited, fromAda } = await town.call();
    await bob.client.next('participant.changed', ({ participant }) => !participant.muted);
    await ada.client.request('publication.pause', { sessionId, publicationId: fromAda });
    await bob.client.next(
      'participant.changed',
      ({ participant }) => participant.muted && participant.participantId === invited.participantId,
    );
    await ada.client.request('session.hold', { sessionId, held: true });
    await bob.client.next('participant.changed', ({ participant }) => participant.held);
    await ada.client.request('session.hold', { sessionId, held: false });
    const { publicationId } = await ada.client.request('publication.create', camera(invited));
    const { subscriptions } = await bob.client.next('subscriptions.created');
    const [picture] = subscriptions;
    expect(picture).toMatchObject({ publicationId, source: 'camera', paused: true });
    await bob.client.request('subscription.resume', { sessionId, subscriptionIds: [picture?.subscriptionId ?? ''] });
    await ada.client.request('publication.close', { sessionId, publicationId });
    expect(await bob.client.next('subscriptions.closed')).toMatchObject({
      sessionId,
      subscriptionIds: [picture?.subscriptionId],
    });
  });

  it('there is one publication a source, of the right kind, on the send transport', async () => {
    const { ada, invited } = await town.call();
    const create = (request: ReturnType<typeof microphone>) => ada.client.request('publication.create', request);
    await expect(create(microphone(invited))).rejects.toMatchObject({ code: 'limit-reached' });
    await expect(create({ ...camera(invited), source: 'microphone' })).rejects.toMatchObject({
      code: 'media-rejected',
    });
    await expect(create({ ...camera(invited), transportId: invited.receive.id })).rejects.toMatchObject({
      code: 'not-found',
    });
    const broken = { ...camera(invited), rtpParameters: { codecs: [] } };
    await expect(create(broken)).rejects.toMatchObject({ code: 'media-rejected' });
    await expect(create(camera(invited))).resolves.toMatchObject({ publicationId: expect.any(String) });
  });

  it('what is somebody else’s does not exist', async () => {
    const { ada, joined, fromBob, toBob, sessionId, invitationId } = await town.call();
    const { client } = ada;
    const eve = await town.person('eve');
    const eveCall = await eve.client.invite('echo');
    const theirs = await Promise.allSettled([
      client.request('transport.connect', { sessionId, transportId: joined.send.id, dtlsParameters }),
      client.request('publication.create', camera(joined)),
      client.request('publication.create', { ...camera(eveCall), sessionId }),
      client.request('publication.pause', { sessionId, publicationId: fromBob }),
      client.request('publication.resume', { sessionId, publicationId: fromBob }),
      client.request('publication.close', { sessionId, publicationId: fromBob }),
      client.request('subscription.resume', { sessionId, subscriptionIds: [toBob?.subscriptionId ?? ''] }),
    ]);
    const missing = await Promise.allSettled([
      client.request('publication.pause', { sessionId, publicationId: 'none' }),
    ]);
    for (const result of [...theirs, ...missing]) expect(result).toMatchObject({ reason: { code: 'not-found' } });
    const foreign = await Promise.allSettled([
      eve.client.request('session.join', { sessionId, rtpCapabilities }),
      eve.client.request('session.resume', { sessionId }),
      eve.client.request('session.leave', { sessionId }),
      eve.client.request('session.hold', { sessionId, held: true }),
      eve.client.request('invitation.accept', { sessionId, invitationId }),
      eve.client.request('invitation.decline', { sessionId, invitationId }),
      eve.client.request('publication.pause', { sessionId, publicationId: fromBob }),
      client.request('publication.create', camera(eveCall)),
    ]);
    for (const result of foreign) expect(result).toMatchObject({ reason: { code: 'session-not-found' } });
    expect(ada.client.unclaimed('session.ended')).toEqual([]);
  });

  it('capabilities that are none ring nobody', async () => {
    const [ada, bob] = [await town.person('ada'), await town.person('bob')];
    const bad = { codecs: [{ kind: 'audio' as const, mimeType: 'nonsense', clockRate: 1 }], headerExtensions: [] };
    const invite = ada.client.request('session.start', { ...callOf(bob.id), rtpCapabilities: bad });
    await expect(invite).rejects.toMatchObject({ code: 'media-rejected' });
    await ada.client.invite(bob.id);
    await bob.client.next('invitation.ringing');
    expect(bob.client.unclaimed('invitation.ringing')).toEqual([]);
  });
});
