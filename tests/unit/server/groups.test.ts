import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/server/device.ts';
import { configurationSchema } from '../../../src/server/main/configuration/schema.ts';
import { type Invitation, sessionState } from '../../../src/shared/protocol.ts';
import { settle } from '../support/settle.ts';
import { code, codeOf } from './codes.ts';
import { Exchange, times } from './exchange.ts';

const outcomes = (invitations: readonly Invitation[]) => invitations.map(({ to, outcome }) => `${to.id} ${outcome}`);

/** What a device has been told of invitations, in order. */
function toldOutcomes(exchange: Exchange, device: Device): string[] {
  return exchange
    .take(device)
    .filter(({ name }) => name === 'invitation.changed')
    .flatMap(({ payload }) => outcomes([(payload as { invitation: Invitation }).invitation]));
}

/** Ada's group with those who have come in by accepting. */
async function group(people: readonly string[], exchange = new Exchange()) {
  const ada = exchange.signIn('ada');
  const devices: Device[] = people.map((id) => exchange.signIn(id));
  const { sessionId } = await exchange.start(ada, people);
  for (const device of devices) {
    await exchange.join(device, sessionId);
    exchange.accept(device, sessionId);
  }
  await settle();
  exchange.pushed.length = 0;
  return { exchange, ada, devices, sessionId };
}

describe('a group', () => {
  it('is live from its start, with one person in it, and ends with the last', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const started = await exchange.start(ada, [], 'Standup');
    expect(started).toMatchObject({
      kind: 'group',
      title: 'Standup',
      phase: 'live',
      elapsedMs: 0,
      participants: [{ participantId: started.participantId, role: 'host', answered: true }],
      invitations: [],
    });
    expect(exchange.inCall.has('ada')).toBe(true);
    exchange.calls.leave(ada, started.sessionId);
    expect([exchange.calls.size, exchange.clock.pending, exchange.inCall.size]).toEqual([0, 0, 0]);
  });

  it('has an outcome for each who is invited, whatever is wrong with it', async () => {
    const exchange = new Exchange({ limits: { callsPerPerson: 1 } });
    const { bob } = await exchange.call();
    const eve = exchange.signIn('eve');
    exchange.drop(exchange.signIn('away'));
    exchange.signIn('free');
    const { invitations, sessionId } = await exchange.start(eve, ['free', 'bob', 'away', 'nobody', 'eve', 'free']);
    expect(outcomes(invitations)).toEqual(['free ringing', 'bob busy', 'away offline', 'nobody not-found']);
    expect(exchange.names(bob)).toEqual([]);
    expect(outcomes(exchange.inviteInto(eve, sessionId, 'free', 'bob'))).toEqual(['free ringing', 'bob busy']);
  });

  it('goes on when one leaves, and tells the others', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob', 'eve']);
    const [bob, eve] = devices as [Device, Device];
    exchange.calls.leave(bob, sessionId);
    for (const device of [ada, eve]) {
      expect(exchange.take(device)).toMatchObject([{ name: 'participant.left', payload: { reason: 'peer-hung-up' } }]);
    }
    expect(exchange.calls.size).toBe(1);
  });

  it('tells everybody what becomes of each invitation', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const devices: Device[] = ['yes', 'no', 'never', 'gone', 'taken'].map((id) => exchange.signIn(id));
    const [yes, no, never, gone] = devices as [Device, Device, Device, Device];
    const { sessionId } = await exchange.start(ada, ['yes', 'no', 'never', 'gone', 'taken']);
    for (const device of devices) await exchange.join(device, sessionId);
    exchange.pushed.length = 0;
    exchange.accept(yes, sessionId);
    exchange.decline(no, sessionId);
    exchange.calls.withdraw(ada, { sessionId, invitationId: `${sessionId} to taken` });
    exchange.drop(gone);
    exchange.clock.advance(times.ringGraceMs);
    exchange.clock.advance(times.ringTimeoutMs);
    const story = ['yes accepted', 'no declined', 'taken withdrawn', 'gone offline', 'never no-answer'];
    expect(toldOutcomes(exchange, ada)).toEqual(story);
    expect(toldOutcomes(exchange, yes)).toEqual(story);
    expect(exchange.take(never).at(-1)).toMatchObject({ name: 'invitation.stopped', payload: { reason: 'no-answer' } });
    expect(exchange.calls.of(ada, sessionId).people.map(({ id }) => id)).toEqual(['ada', 'yes']);
  });

  it('lets who declined or missed it come in later, and who left come back, without ringing', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob']);
    const bob = devices[0] as Device;
    const eve = exchange.signIn('eve');
    exchange.inviteInto(ada, sessionId, 'eve');
    exchange.clock.advance(times.ringTimeoutMs);
    exchange.calls.leave(bob, sessionId);
    exchange.pushed.length = 0;
    for (const device of [eve, bob]) {
      await exchange.join(device, sessionId);
      expect(exchange.calls.of(ada, sessionId).has(device.person.id)).toBe(true);
    }
    expect(exchange.names(ada)).not.toContain('invitation.changed');
    expect(await codeOf(exchange.join(exchange.signIn('carol'), sessionId))).toBe('session-not-found');
  });

  it('has who joins while it rings come in as if by accepting', async () => {
    const { exchange, ada, sessionId } = await group([]);
    const [laptop, desk] = [exchange.signIn('bob'), exchange.signIn('bob', 'desk')];
    exchange.drop(desk);
    exchange.inviteInto(ada, sessionId, 'bob');
    exchange.decline(laptop, sessionId);
    expect(outcomes(exchange.inviteInto(ada, sessionId, 'bob'))).toEqual(['bob declined']);
    await exchange.join(laptop, sessionId);
    expect(exchange.calls.of(ada, sessionId).has('bob')).toBe(true);
  });

  it('keeps out who was not invited, and another device of who is in', async () => {
    const { exchange, sessionId } = await group(['bob']);
    expect(await codeOf(exchange.join(exchange.signIn('eve'), sessionId))).toBe('session-not-found');
    expect(await codeOf(exchange.join(exchange.signIn('bob', 'desk'), sessionId))).toBe('already-there');
  });

  it('is full at its limit, those who are rung included, and nothing changes for who comes later', async () => {
    const exchange = new Exchange({ limits: { participants: 3 } });
    const { ada, sessionId, devices } = await group(['bob', 'eve'], exchange);
    exchange.signIn('dan');
    expect(code(() => exchange.inviteInto(ada, sessionId, 'dan'))).toBe('session-full');
    const [bob] = devices as [Device];
    exchange.calls.leave(bob, sessionId);
    exchange.inviteInto(ada, sessionId, 'dan');
    expect(await codeOf(exchange.join(bob, sessionId))).toBe('none');
    const dan = exchange.signIn('dan');
    await exchange.join(dan, sessionId);
    expect(code(() => exchange.accept(dan, sessionId))).toBe('session-full');
    expect(exchange.calls.of(ada, sessionId).people.map(({ id }) => id)).toEqual(['ada', 'eve', 'bob']);
    expect(await codeOf(exchange.start(dan, ['ada', 'bob', 'eve']))).toBe('session-full');
  });

  it('says so when everybody who is invited is there', async () => {
    const { exchange, ada, sessionId } = await group(['bob']);
    expect(code(() => exchange.inviteInto(ada, sessionId, 'ada'))).toBe('already-there');
    exchange.signIn('eve');
    exchange.inviteInto(ada, sessionId, 'eve');
    expect(exchange.calls.of(ada, sessionId).size).toBe(2);
  });
});

describe('a direct call', () => {
  it('becomes a group with a third, without anybody’s media being touched', async () => {
    const exchange = new Exchange();
    const { ada, bob, sessionId, fromAda, fromBob } = await exchange.call();
    const before = [ada, bob].map((device) => exchange.mediaOf(device).media);
    const eve = exchange.signIn('eve');
    exchange.inviteInto(bob, sessionId, 'eve');
    for (const device of [ada, bob]) {
      expect(exchange.take(device)).toMatchObject([
        { name: 'session.changed', payload: { kind: 'group', phase: 'live' } },
        { name: 'invitation.changed', payload: { invitation: { to: { id: 'eve' }, outcome: 'ringing' } } },
      ]);
    }
    await exchange.join(eve, sessionId);
    exchange.accept(eve, sessionId);
    expect([ada, bob].map((device) => exchange.mediaOf(device).media)).toEqual(before);
    expect([exchange.heardBy(ada), exchange.heardBy(bob)]).toEqual([[fromBob], [fromAda]]);
    expect(exchange.heardBy(eve).sort()).toEqual([fromAda, fromBob].sort());
    exchange.calls.leave(ada, sessionId);
    expect(exchange.calls.of(bob, sessionId).people.map(({ id }) => id)).toEqual(['bob', 'eve']);
  });

  it('that still rings is live as soon as a third is invited', async () => {
    const exchange = new Exchange();
    const ada = exchange.signIn('ada');
    const [bob] = [exchange.signIn('bob'), exchange.signIn('eve')];
    const { sessionId } = await exchange.invite(ada, 'bob');
    exchange.inviteInto(ada, sessionId, 'eve');
    expect(exchange.take(ada)).toContainEqual({
      name: 'session.changed',
      payload: expect.objectContaining({ kind: 'group', phase: 'live', elapsedMs: 0 }),
    });
    exchange.decline(bob, sessionId);
    expect(exchange.calls.size).toBe(1);
  });

  it('is over when the caller withdraws its invitation', async () => {
    const exchange = new Exchange();
    const [ada, bob] = [exchange.signIn('ada'), exchange.signIn('bob')];
    const { sessionId } = await exchange.invite(ada, 'bob');
    exchange.take(bob);
    exchange.calls.withdraw(ada, { sessionId, invitationId: `${sessionId} to bob` });
    expect(exchange.take(bob)).toMatchObject([{ name: 'invitation.stopped', payload: { reason: 'cancelled' } }]);
    expect(exchange.take(ada)).toEqual([{ name: 'session.ended', payload: { sessionId, reason: 'cancelled' } }]);
  });
});

describe('a host', () => {
  it('ends it for all; nobody else can', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob', 'eve']);
    const [bob, eve] = devices as [Device, Device];
    exchange.signIn('dan');
    exchange.inviteInto(ada, sessionId, 'dan');
    exchange.pushed.length = 0;
    expect(code(() => exchange.calls.of(bob, sessionId).endForAll(bob))).toBe('not-allowed');
    expect(exchange.pushed).toEqual([]);
    exchange.calls.of(ada, sessionId).endForAll(ada);
    for (const device of [bob, eve]) {
      expect(exchange.take(device)).toEqual([
        { name: 'session.ended', payload: { sessionId, reason: 'ended-by-host' } },
      ]);
    }
    expect(exchange.take(ada)).toEqual([]);
    expect([exchange.calls.size, exchange.clock.pending, exchange.inCall.size]).toEqual([0, 0, 0]);
  });

  it('is followed by whoever is there longest, who is told', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob', 'eve']);
    const [bob, eve] = devices as [Device, Device];
    exchange.calls.leave(ada, sessionId);
    for (const device of [bob, eve]) {
      expect(exchange.take(device).at(-1)).toMatchObject({
        name: 'participant.changed',
        payload: { participant: { person: { id: 'bob' }, role: 'host' } },
      });
    }
    await exchange.join(ada, sessionId);
    expect(code(() => exchange.calls.of(ada, sessionId).endForAll(ada))).toBe('not-allowed');
    expect(code(() => exchange.calls.of(bob, sessionId).endForAll(bob))).toBe('none');
  });

  it('gives it another title, which all see; nobody else can', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob']);
    const bob = devices[0] as Device;
    const rename = (device: Device, title: string | null) => () =>
      exchange.calls.of(device, sessionId).changeSettings(device, { title });
    expect(code(rename(bob, 'Mine'))).toBe('not-allowed');
    expect(code(rename(ada, 'Ours'))).toBe('none');
    expect(code(rename(ada, 'Ours'))).toBe('none');
    expect(exchange.take(bob)).toMatchObject([{ name: 'session.changed', payload: { title: 'Ours' } }]);
  });

  it('may withdraw what others have invited; others only their own', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob', 'eve']);
    const [bob, eve] = devices as [Device, Device];
    for (const id of ['dan', 'fay']) exchange.signIn(id);
    exchange.inviteInto(bob, sessionId, 'dan', 'fay');
    const withdraw = (device: Device, of: string) => () =>
      exchange.calls.withdraw(device, { sessionId, invitationId: `${sessionId} to ${of}` });
    expect([withdraw(eve, 'dan'), withdraw(bob, 'dan'), withdraw(ada, 'fay'), withdraw(ada, 'x')].map(code)).toEqual([
      'not-allowed',
      'none',
      'none',
      'invitation-not-found',
    ]);
  });
});

describe('a group whose media is lost', () => {
  it('goes on for all who come back, with roles, title and duration', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob', 'eve']);
    const [bob, eve] = devices as [Device, Device];
    exchange.clock.advance(5_000);
    exchange.media.rooms[0]?.fail();
    const again = await exchange.join(bob, sessionId);
    expect(again).toMatchObject({ kind: 'group', title: 'Team', elapsedMs: 5_000 });
    expect(again.participants.map(({ person, role, connection }) => `${person.id} ${role} ${connection}`)).toEqual([
      'ada host lost',
      'bob member connected',
      'eve member lost',
    ]);
    await exchange.join(eve, sessionId);
    exchange.clock.advance(times.participantGraceMs);
    // Ada has not come back: the two others go on, and one of them is the host.
    expect(exchange.calls.of(bob, sessionId).people.map(({ id }) => id)).toEqual(['bob', 'eve']);
    expect(code(() => exchange.calls.of(bob, sessionId).endForAll(bob))).toBe('none');
    expect(await codeOf(exchange.join(ada, sessionId))).toBe('session-not-found');
  });

  it('goes on with a server that is started again, with its host, title and who may come back', async () => {
    const before = await group(['bob', 'eve']);
    const { sessionId } = before;
    before.exchange.calls.leave(before.devices[1] as Device, sessionId);
    before.exchange.calls.close();
    const exchange = new Exchange({ record: before.exchange.record, clock: before.exchange.clock });
    const [ada, bob, eve] = [exchange.signIn('ada'), exchange.signIn('bob'), exchange.signIn('eve')];
    expect([ada, bob, eve].map(({ welcome }) => welcome.sessions.length)).toEqual([1, 1, 0]);
    expect(await exchange.join(bob, sessionId)).toMatchObject({ kind: 'group', title: 'Team' });
    await exchange.join(ada, sessionId);
    await exchange.join(eve, sessionId);
    expect(exchange.calls.of(ada, sessionId).people.map(({ id }) => id)).toEqual(['ada', 'bob', 'eve']);
    expect(code(() => exchange.calls.of(eve, sessionId).endForAll(eve))).toBe('not-allowed');
    expect(code(() => exchange.calls.of(ada, sessionId).endForAll(ada))).toBe('none');
  });

  it('is left by one while it is lost, and goes on for the others', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob', 'eve']);
    const [bob] = devices as [Device];
    exchange.media.rooms[0]?.fail();
    exchange.calls.leave(ada, sessionId);
    const again = await exchange.join(bob, sessionId);
    expect(again.participants.map(({ person }) => person.id)).toEqual(['bob', 'eve']);
  });
});

describe('what runs elsewhere', () => {
  it('is told to a person’s other devices, when it begins, changes and ends', async () => {
    const exchange = new Exchange();
    const desk = exchange.signIn('ada', 'desk');
    const { ada, sessionId } = await exchange.call();
    const there = { sessionId, kind: 'direct', title: null, with: [{ id: 'bob', name: 'BOB' }], device: 'laptop' };
    expect(exchange.signIn('ada', 'phone').welcome.elsewhere).toEqual([there]);
    exchange.drop(desk);
    const back = exchange.signIn('ada', 'desk');
    expect(back.welcome.elsewhere).toEqual([there]);
    exchange.calls.leave(ada, sessionId);
    expect(exchange.take(back)).toEqual([{ name: 'elsewhere.changed', payload: { sessions: [] } }]);
    expect(exchange.take(ada)).toEqual([]);
  });
});

describe('the version of the state', () => {
  it('counts each push, and shows a gap to who has missed some', async () => {
    const { exchange, ada, devices, sessionId } = await group(['bob']);
    const bob = devices[0] as Device;
    const { state } = await exchange.resume(bob, sessionId);
    exchange.calls.of(ada, sessionId).hold(ada, true);
    exchange.calls.of(ada, sessionId).hold(ada, false);
    const versions = exchange.take(bob).map(({ payload }) => (payload as { version: number }).version);
    expect(versions).toEqual([state.version + 1, state.version + 2]);
    exchange.drop(bob);
    exchange.calls.of(ada, sessionId).hold(ada, true);
    const back = exchange.signIn('bob');
    expect((await exchange.resume(back, sessionId)).state.version).toBeGreaterThan(state.version + 2);
  });
});

it('a session of 100 is full for the 101st, rung or not, and for nobody who is in it', async () => {
  const { participants } = configurationSchema.parse({}).limits;
  expect(participants).toBe(100);
  const exchange = new Exchange({ limits: { participants } });
  const ada = exchange.signIn('ada');
  const others = Array.from({ length: 99 }, (_, index) => exchange.signIn(`person-${index}`));
  const { sessionId } = await exchange.start(
    ada,
    others.map(({ person }) => person.id),
  );
  exchange.signIn('late');
  expect(code(() => exchange.inviteInto(ada, sessionId, 'late'))).toBe('session-full');
  for (const device of others) {
    await exchange.join(device, sessionId);
    exchange.accept(device, sessionId);
  }
  expect(exchange.calls.of(ada, sessionId).size).toBe(100);
  expect(code(() => exchange.inviteInto(ada, sessionId, 'late'))).toBe('session-full');
  const again = await exchange.join(others[50] as Device, sessionId);
  expect(sessionState.parse(again).participants).toHaveLength(100);
  exchange.calls.of(ada, sessionId).endForAll(ada);
  expect([exchange.calls.size, exchange.clock.pending]).toEqual([0, 0]);
});
