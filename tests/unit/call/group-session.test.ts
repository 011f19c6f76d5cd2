import { beforeEach, describe, expect, it } from 'vitest';
import { CallSession } from '../../../src/renderer/call/call-session.ts';
import { CallError } from '../../../src/renderer/call-error.ts';
import { words } from '../../../src/shared/words.ts';
import { settle } from '../support/settle.ts';
import { type FakeParts, fakeParts } from './fakes.ts';
import { ada, bob, invitationOf, joinedOf, liveOf, participantOf, resumedOf } from './protocol-fixtures.ts';

const eve = { id: 'eve', name: 'Eve' };
const me = participantOf({ participantId: 'participant-ada', person: ada, role: 'host' });
const theBob = participantOf();
const theEve = participantOf({ participantId: 'participant-eve', person: eve });

let parts: FakeParts;
let events: unknown[];

beforeEach(() => {
  parts = fakeParts();
  events = [];
});

const settings = () => ({ parts, me: ada.id });

function watched(call: CallSession): CallSession {
  call.on('refused', ({ request, code }) => events.push(`refused ${request} ${code}`));
  call.on('left', ({ reason, error }) => events.push(error === null ? `left ${reason}` : `left ${reason}: ${error}`));
  return call;
}

const group = (change: Parameters<typeof joinedOf>[0] = {}) =>
  joinedOf({ kind: 'group', participants: [me, theBob, theEve], ...change });

async function inGroup(change: Parameters<typeof joinedOf>[0] = {}): Promise<CallSession> {
  parts.signaling.answer('session.join', () => ({ ok: group(change) }));
  const call = watched(CallSession.join('session-1', settings()));
  await settle();
  parts.engine.link.become('connected');
  await settle();
  return call;
}

const sent = (name: string) => parts.signaling.sent.filter((request) => request.name === name).map(({ data }) => data);

describe('a group', () => {
  it('is started with everybody who is rung, each under an id of its own, and is called by its title at once', async () => {
    parts.signaling.answer('session.start', () => ({ ok: group({ title: 'Planning', participants: [me] }) }));
    const call = CallSession.start({ title: 'Planning', people: ['bob', 'eve'] }, settings());
    expect(call.snapshot).toMatchObject({ kind: 'group', title: 'Planning', peer: null, phase: 'connecting' });
    await settle();
    expect(sent('session.start')).toMatchObject([
      {
        sessionId: 'session-1',
        title: 'Planning',
        invitations: [
          { invitationId: 'session-1', to: 'bob' },
          { invitationId: 'session-2', to: 'eve' },
        ],
      },
    ]);
    expect(parts.engine.link.sources.get('microphone')?.track).toBe(parts.microphone.track);
  });

  it('goes on with one person in it', async () => {
    const call = await inGroup({ participants: [me] });
    expect(call.snapshot).toMatchObject({ phase: 'connected', participants: 1, title: words.group.untitled });
  });

  it('that is full is told so, and never becomes a call', async () => {
    parts.signaling.answer('session.join', () => ({ error: new CallError('session-full', 'no room') }));
    watched(CallSession.join('session-1', settings()));
    await settle();
    expect(events).toEqual(['left connection-lost: session-full']);
    expect(parts.microphone.users).toBe(0);
  });

  it('is named after its people and counts them, and knows who is who', async () => {
    const call = await inGroup();
    expect(call.snapshot).toMatchObject({ kind: 'group', title: 'Bob, Eve', peer: null, participants: 3 });
    expect(call.view.participants.map(({ person, role, me: own }) => [person.name, role, own])).toEqual([
      ['Ada', 'host', true],
      ['Bob', 'member', false],
      ['Eve', 'member', false],
    ]);
  });

  it('is no call in trouble for one who is lost, and for all of them it is theirs', async () => {
    const call = await inGroup();
    const lose = (participant: typeof theBob, version: number) =>
      parts.signaling.push('participant.changed', {
        sessionId: 'session-1',
        version,
        participant: { ...participant, connection: 'lost' },
      });
    lose(theBob, 1);
    expect(call.snapshot).toMatchObject({ phase: 'connected', trouble: null });
    expect(call.view.participants.map(({ connection }) => connection)).toEqual(['connected', 'lost', 'connected']);
    lose(theEve, 2);
    expect(call.snapshot).toMatchObject({ phase: 'reconnecting', trouble: 'other' });
  });

  it('grows out of a direct call over the same transports', async () => {
    const call = await inGroup({ kind: 'direct', participants: [me, theBob] });
    expect(call.snapshot).toMatchObject({ kind: 'direct', title: 'Bob', peer: bob, participants: 2 });
    call.invite(['eve']);
    parts.signaling.push('session.changed', liveOf({ kind: 'group', version: 1 }));
    parts.signaling.push('participant.changed', { sessionId: 'session-1', version: 2, participant: theEve });
    expect(call.snapshot).toMatchObject({ kind: 'group', title: 'Bob, Eve', peer: null, participants: 3 });
    expect(parts.engine.links).toHaveLength(1);
  });

  it('shows who is rung, and what became of it, until that person is in', async () => {
    const call = await inGroup({ participants: [me, theBob], invitations: [invitationOf(eve)] });
    const shown = () => call.view.invitations.map(({ person, outcome }) => `${person.name}: ${outcome}`);
    expect([shown(), call.snapshot.title]).toEqual([['Eve: ringing'], 'Bob, Eve']);
    const changed = (invitation: ReturnType<typeof invitationOf>, version: number) =>
      parts.signaling.push('invitation.changed', { sessionId: 'session-1', version, invitation });
    changed(invitationOf(eve, { outcome: 'declined' }), 1);
    expect(shown()).toEqual(['Eve: declined']);
    // Asked again: of each person the latest counts.
    changed(invitationOf(eve, { invitationId: 'invitation-2' }), 2);
    expect(shown()).toEqual(['Eve: ringing']);
    changed(invitationOf(eve, { invitationId: 'invitation-2', outcome: 'accepted' }), 3);
    expect(shown()).toEqual([]);
  });

  it('invites several at once, and takes one back', async () => {
    const call = await inGroup({ participants: [me] });
    parts.signaling.answer('invitation.create', ({ invitations }) => ({
      ok: {
        invitations: invitations.map(({ invitationId, to }) =>
          invitationOf({ id: to, name: to }, { invitationId, outcome: to === 'bob' ? 'ringing' : 'not-found' }),
        ),
      },
    }));
    call.invite(['bob', 'nobody']);
    await settle();
    const [first] = call.view.invitations;
    expect(call.view.invitations.map(({ outcome }) => outcome)).toEqual(['ringing', 'not-found']);
    call.withdraw(first?.invitationId ?? '');
    await settle();
    expect(sent('invitation.withdraw')).toEqual([{ sessionId: 'session-1', invitationId: first?.invitationId }]);
  });

  it('is ended for all by its host, and is left by the others of its own accord', async () => {
    const call = await inGroup();
    call.endForAll();
    await settle();
    expect(events).toEqual(['left hung-up']);
    expect(parts.signaling.names().slice(-1)).toEqual(['session.end']);
  });

  it('says what was refused and is as it was', async () => {
    const call = await inGroup();
    parts.signaling.answer('session.end', () => ({ error: new CallError('not-allowed', 'a host ends it') }));
    const before = call.view;
    call.endForAll();
    await settle();
    expect([events, call.view]).toEqual([['refused session.end not-allowed'], before]);
  });

  it('asks for what it has missed when the server has told more than was heard', async () => {
    const call = await inGroup();
    parts.signaling.answer('session.resume', () => ({
      ok: resumedOf({ kind: 'group', version: 7, participants: [me, theBob] }),
    }));
    parts.signaling.push('participant.changed', { sessionId: 'session-1', version: 5, participant: theBob });
    await settle();
    expect(sent('session.resume')).toEqual([{ sessionId: 'session-1', version: 5 }]);
    expect(call.snapshot.participants).toBe(2);
    // Told before the state was: it is in there already.
    parts.signaling.push('participant.changed', { sessionId: 'session-1', version: 7, participant: theEve });
    expect(call.snapshot.participants).toBe(2);
    await settle();
    expect(sent('session.resume')).toHaveLength(1);
  });
});

describe('a group that rings here', () => {
  const rung = { ...me, role: 'member', answered: false } as const;

  async function ringing(change: Parameters<typeof joinedOf>[0] = {}): Promise<CallSession> {
    parts.signaling.answer('session.join', () => ({
      ok: group({
        startedBy: bob,
        participants: [theBob, theEve, rung],
        invitations: [invitationOf(ada, { by: bob })],
        ...change,
      }),
    }));
    parts.signaling.answer('invitation.accept', () => ({ ok: { startedAt: 5, elapsedMs: 60_000 } }));
    const call = watched(
      CallSession.ring('session-1', bob, { ...settings(), invitationId: 'invitation-1', group: { title: null } }),
    );
    await settle();
    parts.engine.link.become('connected');
    return call;
  }

  it('rings, though it is live for the others, and says who invites and how many are there', async () => {
    const call = await ringing();
    expect(call.snapshot).toMatchObject({
      phase: 'ringing-in',
      kind: 'group',
      peer: bob,
      participants: 2,
      startedAt: null,
    });
    expect(parts.microphone.users).toBe(0);
    parts.signaling.push('session.changed', liveOf({ kind: 'group', title: 'Planning', version: 1 }));
    expect(call.snapshot).toMatchObject({ phase: 'ringing-in', title: 'Planning' });
  });

  it('rings also for who has started it and left', async () => {
    const call = await ringing({ startedBy: ada });
    expect(call.snapshot.phase).toBe('ringing-in');
  });

  it('is connected and heard once accepted, in one round trip', async () => {
    const call = await ringing();
    call.accept();
    await settle();
    expect(call.snapshot).toMatchObject({ phase: 'connected', microphone: 'on', participants: 3, peer: null });
    expect(parts.signaling.sent.at(-1)).toMatchObject({
      name: 'invitation.accept',
      data: { invitationId: 'invitation-1' },
    });
  });

  it('accepted with the reply lost is not accepted anew in the session in which everybody goes on', async () => {
    const call = await ringing();
    parts.signaling.answer('invitation.accept', () => ({ error: new CallError('timeout', 'lost') }));
    call.accept();
    await settle();
    const there = { ...rung, answered: true };
    parts.signaling.answer('session.resume', () => ({
      ok: resumedOf({ kind: 'group', participants: [theBob, there] }),
    }));
    parts.signaling.drop();
    parts.signaling.comeBack();
    await settle();
    parts.signaling.answer('session.join', () => ({
      ok: group({ sessionId: 'session-2', participants: [theBob, there] }),
    }));
    parts.signaling.answer('invitation.accept', () => ({ error: new CallError('not-ringing', 'none rings') }));
    parts.signaling.push('session.moved', { sessionId: 'session-1', version: 1, to: 'session-2', reason: 'merged' });
    await settle();
    expect([call.snapshot.callId, events]).toEqual(['session-2', []]);
    expect(sent('invitation.accept')).toHaveLength(1);
  });

  it('is declined by its invitation', async () => {
    const call = await ringing();
    call.hangUp();
    expect(sent('invitation.decline')).toEqual([{ sessionId: 'session-1', invitationId: 'invitation-1' }]);
    expect(sent('session.leave')).toEqual([]);
  });
});

describe('what is asked of a session', () => {
  it.each<[string, (call: CallSession) => void, object]>([
    ['participant.mute', (call) => call.muteParticipants('all'), { participantIds: 'all' }],
    ['participant.mute', (call) => call.muteParticipants(['a', 'b']), { participantIds: ['a', 'b'] }],
    ['participant.remove', (call) => call.removeParticipant('a'), { participantId: 'a' }],
    ['participant.role', (call) => call.setRole('a', 'host'), { participantId: 'a', role: 'host' }],
    ['hand.raise', (call) => call.raiseHand(true), { raised: true }],
    ['hand.lower', (call) => call.lowerHand('a'), { participantId: 'a' }],
    ['session.lock', (call) => call.setLocked(true), { locked: true }],
    ['session.settings', (call) => call.setTitle('Planning'), { title: 'Planning' }],
    ['session.merge', (call) => call.mergeInto('session-2'), { from: 'session-1', into: 'session-2' }],
    ['session.transfer', (call) => call.transfer('eve'), { to: 'eve', invitationId: 'session-1' }],
  ])('%s is asked for once, and refused it is told and changes nothing', async (name, ask, data) => {
    const call = await inGroup();
    parts.signaling.answer(name as 'session.lock', () => ({ error: new CallError('not-allowed', 'only hosts') }));
    const before = call.view;
    ask(call);
    await settle();
    expect(sent(name)).toEqual([{ sessionId: 'session-1', ...data }]);
    expect([events, call.view]).toEqual([[`refused ${name} not-allowed`], before]);
  });

  it('a raised hand has its place in the queue from the server', async () => {
    const call = await inGroup();
    const raise = (hand: number | null, version: number) =>
      parts.signaling.push('participant.changed', { sessionId: 'session-1', version, participant: { ...me, hand } });
    raise(7, 1);
    expect([call.snapshot.hand, call.view.me.hand]).toEqual([true, 7]);
    raise(null, 2);
    expect([call.snapshot.hand, call.view.me.hand]).toEqual([false, null]);
  });

  it('muted by a host the microphone is silent here, and it is known by whom until the user unmutes', async () => {
    const call = await inGroup();
    parts.signaling.push('microphone.muted', { sessionId: 'session-1', version: 1, by: bob });
    expect([parts.microphone.track?.enabled, call.snapshot.microphone, call.view.mutedBy]).toEqual([
      false,
      'muted',
      bob,
    ]);
    call.setMuted(false);
    await settle();
    expect([parts.microphone.track?.enabled, call.snapshot.microphone, call.view.mutedBy]).toEqual([true, 'on', null]);
  });

  it('a link lets in once: whoever is in is known there', async () => {
    parts.signaling.answer('session.join', () => ({ ok: group() }));
    CallSession.join('session-1', { ...settings(), link: 'token' });
    await settle();
    parts.signaling.push('session.ended', { sessionId: 'session-1', reason: 'server-failure' });
    await settle();
    expect(sent('session.join')).toMatchObject([{ link: 'token' }, { sessionId: 'session-1' }]);
    expect(sent('session.join')[1]).not.toHaveProperty('link', 'token');
  });

  it('whose transfer it is and what became of it is known to all', async () => {
    const call = await inGroup();
    const transfer = { transferId: 'transfer-1', by: bob, to: eve, outcome: 'ringing' } as const;
    parts.signaling.push('transfer.changed', { sessionId: 'session-1', version: 1, ...transfer });
    expect(call.view.transfer).toEqual({ by: bob, to: eve, outcome: 'ringing' });
  });
});

describe('a session in which everybody goes on', () => {
  const other = group({ sessionId: 'session-2', title: 'Other', version: 40, participants: [me, theBob] });

  async function moved(answer: Parameters<typeof parts.signaling.answer<'session.join'>>[1]): Promise<CallSession> {
    const call = await inGroup();
    parts.signaling.answer('session.join', answer);
    parts.signaling.push('session.moved', { sessionId: 'session-1', version: 1, to: 'session-2', reason: 'merged' });
    return call;
  }

  it('is joined before this one is left, and nobody sees an end or a loss', async () => {
    const call = await moved(() => ({ ok: other }));
    const seen: string[] = [];
    call.on('changed', ({ snapshot }) => seen.push(`${snapshot.callId} ${snapshot.phase}`));
    call.setMuted(true);
    // Said before the reply to the join: one is out of the former session when one is in this one.
    parts.signaling.push('session.ended', { sessionId: 'session-1', reason: 'merged' });
    await settle();
    parts.engine.link.become('connecting');
    parts.engine.link.become('connected');
    await settle();
    expect(events).toEqual([]);
    expect(new Set(seen)).toEqual(new Set(['session-1 connected', 'session-2 connected']));
    expect(call.snapshot).toMatchObject({ callId: 'session-2', title: 'Other', microphone: 'muted', participants: 2 });
    expect(parts.engine.links.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it('is what the call is about from then on', async () => {
    const call = await moved(() => ({ ok: other }));
    const transfer = { transferId: 'transfer-1', by: bob, to: eve, outcome: 'ringing' } as const;
    parts.signaling.push('transfer.changed', { sessionId: 'session-1', version: 2, ...transfer });
    const levels = [{ participantId: theBob.participantId, level: -20 }];
    parts.signaling.push('speakers', { sessionId: 'session-1', dominant: theBob.participantId, levels, heard: null });
    expect([call.view.transfer?.outcome, call.snapshot.speaker]).toEqual(['ringing', 'Bob']);
    await settle();
    expect([call.view.transfer, call.snapshot.speaker]).toEqual([null, null]);
    parts.signaling.push('session.changed', { ...liveOf({ kind: 'group', title: 'Former' }), version: 3 });
    expect(call.snapshot.title).toBe('Other');
    parts.signaling.push('session.changed', {
      ...liveOf({ kind: 'group', title: 'Renamed', sessionId: 'session-2' }),
      version: 41,
    });
    expect(call.snapshot.title).toBe('Renamed');
    call.hangUp();
    expect(sent('session.leave')).toEqual([{ sessionId: 'session-2' }]);
  });

  it('that cannot be joined leaves the call where it was', async () => {
    const call = await moved(() => ({ error: new CallError('session-full', 'no room') }));
    await settle();
    expect([call.snapshot.callId, call.snapshot.phase, events]).toEqual(['session-1', 'connected', []]);
  });

  it('that cannot be joined any more after the former one is over ends the call', async () => {
    await moved(() => ({ error: new CallError('session-not-found', 'over') }));
    parts.signaling.push('session.ended', { sessionId: 'session-1', reason: 'merged' });
    await settle();
    expect(events).toEqual(['left merged']);
  });

  it('is left, too, by who hangs up on the way there', async () => {
    const call = await moved(() => ({ ok: other }));
    call.hangUp();
    await settle();
    expect(sent('session.leave')).toEqual([{ sessionId: 'session-1' }, { sessionId: 'session-2' }]);
  });

  it('is joined with the next connection when this one is lost', async () => {
    const call = await moved(() => ({ error: new CallError('timeout', 'lost') }));
    parts.signaling.drop();
    await settle();
    const over = { error: new CallError('session-not-found', 'left') };
    parts.signaling.answer('session.join', ({ sessionId }) => (sessionId === 'session-2' ? { ok: other } : over));
    parts.signaling.answer('session.resume', () => over);
    parts.signaling.comeBack();
    await settle();
    expect([call.snapshot.callId, events]).toEqual(['session-2', []]);
  });
});
