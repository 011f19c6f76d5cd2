import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CallSession } from '../../../src/renderer/call/call-session.ts';
import { CallError } from '../../../src/renderer/call-error.ts';
import type { EndReason } from '../../../src/shared/call.ts';
import { ringGraceMs } from '../../../src/shared/protocol.ts';
import { aCall } from '../support/call-snapshot.ts';
import { settle } from '../support/settle.ts';
import { type FakeParts, fakeParts } from './fakes.ts';
import {
  ada,
  bob,
  invitationOf,
  joinedOf,
  liveOf,
  participantOf,
  resumedOf,
  ringingState,
  subscriptionOf,
} from './protocol-fixtures.ts';

let parts: FakeParts;
let events: string[];

beforeEach(() => {
  parts = fakeParts();
  events = [];
  parts.signaling.answer('session.start', () => ({
    ok: joinedOf({ ...ringingState, subscriptions: [], participants: [] }),
  }));
  parts.signaling.answer('session.join', () => ({ ok: joinedOf() }));
  parts.signaling.answer('session.resume', () => ({ ok: resumedOf() }));
  parts.signaling.answer('invitation.accept', () => ({ ok: { startedAt: 5, elapsedMs: 0 } }));
});

function watched(call: CallSession): CallSession {
  call.on('joined', () => events.push('joined'));
  call.on('timedOut', () => events.push('timedOut'));
  call.on('connectionLost', () => events.push('connectionLost'));
  call.on('connectionRestored', () => events.push('connectionRestored'));
  call.on('connectionClosed', () => events.push('connectionClosed'));
  call.on('left', ({ reason }) => events.push(`left ${reason}`));
  return call;
}

const settings = () => ({ parts, me: ada.id });
const invite = () => watched(CallSession.invite(bob, settings()));

async function ringingIn(): Promise<CallSession> {
  parts.signaling.answer('session.join', () => ({
    ok: joinedOf({ ...ringingState, startedBy: bob, invitations: [invitationOf(ada)] }),
  }));
  const call = watched(CallSession.ring('session-1', bob, { ...settings(), invitationId: 'invitation-1' }));
  await settle();
  parts.engine.link.become('connected');
  return call;
}

/** A call that is under way. */
async function talking(): Promise<CallSession> {
  const call = watched(CallSession.join('session-1', settings()));
  await settle();
  parts.engine.link.become('connected');
  await settle();
  expect(call.snapshot.phase).toBe('connected');
  return call;
}

function expectReleased(): void {
  expect({
    microphone: parts.microphone.users,
    playing: parts.output.playing.size,
    muted: parts.output.muted,
    links: parts.engine.links.filter(({ closed }) => !closed).length,
    timers: parts.clock.pending,
  }).toEqual({ microphone: 0, playing: 0, muted: false, links: 0, timers: 0 });
}

describe('calling somebody', () => {
  it('shows the call before the server has answered, under the id that it keeps', async () => {
    const call = invite();
    expect(call.snapshot).toMatchObject({ phase: 'ringing-out', peer: bob, callId: 'session-1' });
    await settle();
    expect(call.snapshot.callId).toBe('session-1');
  });

  it('opens the microphone and sends it while it still rings', async () => {
    invite();
    await settle();
    expect(parts.engine.link.sources.get('microphone')).toMatchObject({ track: parts.microphone.track, paused: false });
  });

  it('is connected when accepted over transports that are', async () => {
    const call = invite();
    await settle();
    parts.engine.link.become('connected');
    expect(call.snapshot.phase).toBe('ringing-out');
    parts.signaling.push('session.changed', liveOf({ sessionId: 'session-1', elapsedMs: 40 }));
    expect(call.snapshot).toMatchObject({ phase: 'connected', startedAt: parts.clock.now() - 40 });
  });

  it.each<[EndReason, string[]]>([
    ['declined', ['joined', 'left declined']],
    ['no-answer', ['joined', 'timedOut', 'left no-answer']],
    ['peer-lost', ['joined', 'left peer-lost']],
  ])('ends when the server says so: %s', async (reason, expected) => {
    invite();
    await settle();
    parts.signaling.push('session.ended', { sessionId: 'session-1', reason });
    expect(events).toEqual(expected);
    expectReleased();
    expect(parts.signaling.names()).toEqual(['session.start']);
  });

  it.each([
    ['busy', 'busy'],
    ['offline', 'offline'],
    ['person-not-found', 'connection-lost'],
  ] as const)('that is refused (%s) never becomes a call', async (code, reason) => {
    parts.signaling.answer('session.start', () => ({ error: new CallError(code, code) }));
    const call = CallSession.invite(bob, settings());
    const left: unknown[] = [];
    call.on('left', (event) => left.push(event));
    await settle();
    expect(left).toEqual([{ reason, error: code }]);
    expectReleased();
  });

  it('is asked for again, under the same id, when only the reply was lost', async () => {
    parts.signaling.answer('session.start', () => ({ error: new CallError('timeout', 'lost') }));
    const call = invite();
    parts.signaling.drop();
    await settle();
    parts.signaling.answer('session.start', () => ({
      ok: joinedOf({ ...ringingState, subscriptions: [], participants: [] }),
    }));
    parts.signaling.comeBack();
    await settle();
    expect(parts.signaling.sent).toMatchObject([
      { name: 'session.start', data: { sessionId: 'session-1' } },
      { name: 'session.start', data: { sessionId: 'session-1' } },
    ]);
    expect(events).toEqual(['joined']);
    expect(call.snapshot).toMatchObject({ phase: 'ringing-out', callId: 'session-1' });
  });

  it('distrusts a connection over which the server does not answer, and takes the call back when it stays away', async () => {
    parts.signaling.answer('session.start', () => ({ error: new CallError('timeout', 'no answer') }));
    invite();
    await settle();
    expect([parts.signaling.reconnects, events]).toEqual([1, []]);
    parts.signaling.drop();
    parts.clock.advance(ringGraceMs);
    expect(events).toEqual(['connectionClosed', 'left connection-lost']);
    expectReleased();
  });

  it('says how it ended when the other side declines before the server has answered', async () => {
    parts.signaling.answer('session.start', () => ({ error: new CallError('session-not-found', 'declined') }));
    const call = CallSession.invite(bob, settings());
    const left: unknown[] = [];
    call.on('left', (event) => left.push(event));
    // It rings before the caller's transports are there, so an answer may overtake the reply.
    parts.signaling.push('session.ended', { sessionId: 'session-1', reason: 'declined' });
    await settle();
    expect(left).toEqual([{ reason: 'declined', error: null }]);
    expectReleased();
  });

  it('has ended, and not failed to begin, when it is over by the time it is asked for again', async () => {
    parts.signaling.answer('session.start', () => ({ error: new CallError('timeout', 'lost') }));
    const call = CallSession.invite(bob, settings());
    const left: unknown[] = [];
    call.on('left', (event) => left.push(event));
    parts.signaling.drop();
    await settle();
    parts.signaling.answer('session.start', () => ({ error: new CallError('session-not-found', 'over') }));
    parts.signaling.comeBack();
    await settle();
    expect(left).toEqual([{ reason: 'connection-lost', error: null }]);
    expectReleased();
  });

  it('cancelled before the server answers is taken back without waiting for it', async () => {
    parts.signaling.answer('session.start', () => 'never');
    const call = invite();
    call.hangUp();
    expect(parts.signaling.names()).toEqual(['session.start', 'session.leave']);
    expectReleased();
  });

  it('cancelled before the server answers is left as soon as it does', async () => {
    const call = invite();
    call.hangUp();
    expect(events).toEqual(['left cancelled']);
    await settle();
    expect(parts.signaling.sent.at(-1)).toEqual({ name: 'session.leave', data: { sessionId: 'session-1' } });
    expectReleased();
  });
});

describe('being called', () => {
  it('joins at once with transports and silence, and the microphone stays closed', async () => {
    await ringingIn();
    expect(parts.engine.link.sources.get('microphone')).toEqual({ track: parts.silence, paused: true });
    expect(parts.microphone.users).toBe(0);
  });

  it('is connected and heard once accepted', async () => {
    const call = await ringingIn();
    call.accept();
    expect(call.snapshot.phase).toBe('connecting');
    await settle();
    expect(call.snapshot).toMatchObject({ phase: 'connected', microphone: 'on' });
    expect(parts.engine.link.sources.get('microphone')).toEqual({ track: parts.microphone.track, paused: false });
  });

  it('is never said to be muted on its way from ringing to being heard: nobody has muted it', async () => {
    const call = await ringingIn();
    const seen: string[] = [];
    call.on('changed', ({ snapshot }) => seen.push(`${snapshot.phase} ${snapshot.microphone}`));
    call.accept();
    await settle();
    expect([seen[0], seen.at(-1)]).toEqual(['connecting opening', 'connected on']);
    expect(seen.filter((state) => state.endsWith('muted'))).toEqual([]);
  });

  it('accepted twice asks the server once', async () => {
    const call = await ringingIn();
    call.accept();
    call.accept();
    await settle();
    expect(parts.signaling.names().filter((name) => name === 'invitation.accept')).toHaveLength(1);
  });

  it('accepted in the moment signaling is lost is accepted when it is back', async () => {
    const call = await ringingIn();
    parts.signaling.drop();
    call.accept();
    await settle();
    expect(call.snapshot.phase).toBe('connecting');
    parts.signaling.answer('session.resume', () => ({ ok: resumedOf({ ...ringingState, startedBy: bob }) }));
    parts.signaling.comeBack();
    await settle();
    expect(call.snapshot.phase).toBe('connected');
  });

  it('accepted before the join is done is accepted right after it', async () => {
    parts.signaling.answer('session.join', () => ({
      ok: joinedOf({ ...ringingState, startedBy: bob, invitations: [invitationOf(ada)] }),
    }));
    const call = CallSession.ring('session-1', bob, { ...settings(), invitationId: 'invitation-1' });
    call.accept();
    await settle();
    parts.engine.link.become('connected');
    await settle();
    expect(call.snapshot).toMatchObject({ phase: 'connected', microphone: 'on' });
  });

  it('declines', async () => {
    const call = await ringingIn();
    call.hangUp();
    expect(events.at(-1)).toBe('left declined');
    expect(parts.signaling.names()).toEqual(['session.join', 'invitation.decline']);
    expectReleased();
  });

  it.each(['cancelled', 'no-answer', 'answered-elsewhere', 'declined-elsewhere', 'peer-lost'] as const)(
    'stops ringing quietly: %s',
    async (reason) => {
      await ringingIn();
      parts.signaling.push('invitation.stopped', { sessionId: 'session-1', invitationId: 'invitation-1', reason });
      expect(events.at(-1)).toBe(`left ${reason}`);
      expect(parts.signaling.names()).toEqual(['session.join']);
      expectReleased();
    },
  );

  it('ends when somebody else was faster', async () => {
    parts.signaling.answer('invitation.accept', () => ({ error: new CallError('not-ringing', 'gone') }));
    const call = await ringingIn();
    call.accept();
    await settle();
    expect(events.at(-1)).toBe('left cancelled');
    expectReleased();
  });

  it('signing out does not decline it on the other devices', async () => {
    const call = await ringingIn();
    call.end('signed-out');
    expect(parts.signaling.names()).toEqual(['session.join']);
  });

  it('stops ringing when signaling stays away as long as the server waits', async () => {
    await ringingIn();
    parts.signaling.drop();
    await parts.clock.pass(5_100);
    expect(events).toEqual(['joined', 'connectionClosed', 'left connection-lost']);
    expectReleased();
  });
});

describe('in a call', () => {
  it('plays what the other side says, from the join and later', async () => {
    await talking();
    expect([...parts.output.playing.keys()]).toEqual(['subscription-1']);
    parts.signaling.push('subscriptions.created', {
      sessionId: 'session-1',
      version: 1,
      subscriptions: [subscriptionOf({ subscriptionId: 'subscription-2' })],
    });
    await settle();
    parts.signaling.push('subscriptions.closed', {
      sessionId: 'session-1',
      version: 2,
      subscriptionIds: ['subscription-1'],
    });
    expect([...parts.output.playing.keys()]).toEqual(['subscription-2']);
  });

  it('ignores what is said about other sessions', async () => {
    await talking();
    parts.signaling.push('session.ended', { sessionId: 'another', reason: 'peer-hung-up' });
    expect(events).toEqual(['joined']);
  });

  it('toggles mute by what is wanted, however slow the server is', async () => {
    const call = await talking();
    call.toggleMuted();
    call.toggleMuted();
    call.toggleMuted();
    await settle();
    expect([call.snapshot.microphone, parts.microphone.track?.enabled]).toEqual(['muted', false]);
  });

  it('is held here at once and says so, and goes on when the server knows', async () => {
    const call = await talking();
    call.setHeld(true);
    expect([parts.output.muted, parts.microphone.track?.enabled, call.snapshot.held]).toEqual([true, false, true]);
    await settle();
    call.setHeld(false);
    expect(call.snapshot.held).toBe(true);
    await settle();
    expect([parts.output.muted, parts.microphone.track?.enabled, call.snapshot.held]).toEqual([false, true, false]);
  });

  it('held while signaling is away says so, can be taken back, and is held at the server when it is back', async () => {
    const call = await talking();
    parts.signaling.drop();
    call.setHeld(true);
    await settle();
    expect([parts.output.muted, call.snapshot.held]).toEqual([true, true]);
    call.setHeld(false);
    await settle();
    expect([parts.output.muted, call.snapshot.held]).toEqual([false, false]);
    call.setHeld(true);
    parts.signaling.comeBack();
    await settle();
    expect(parts.signaling.sent.at(-1)).toEqual({ name: 'session.hold', data: { sessionId: 'session-1', held: true } });
  });

  it('asks again for a hold that the server could not do', async () => {
    const call = await talking();
    parts.signaling.answer('session.hold', () => ({ error: new CallError('internal', 'out of order') }));
    call.setHeld(true);
    await settle();
    parts.signaling.answer('session.hold', () => ({ ok: {} }));
    await parts.clock.pass(1_000);
    expect(parts.signaling.names().filter((name) => name === 'session.hold')).toHaveLength(2);
    call.hangUp();
    expectReleased();
  });

  it('does not trust a connection over which a hold stays unanswered', async () => {
    const call = await talking();
    parts.signaling.answer('session.hold', () => ({ error: new CallError('timeout', 'no answer') }));
    call.setHeld(true);
    await settle();
    expect(parts.signaling.reconnects).toBe(1);
  });

  it('asks again for media that the server was not heard to let through, and plays it once', async () => {
    parts.signaling.answer('session.join', () => ({ ok: joinedOf({ subscriptions: [] }) }));
    const call = await talking();
    parts.engine.link.failing = { step: /^resume subscription/, error: new CallError('timeout', 'lost') };
    parts.signaling.push('subscriptions.created', {
      sessionId: 'session-1',
      version: 1,
      subscriptions: [subscriptionOf()],
    });
    await settle();
    parts.engine.link.failing = null;
    const [playing] = parts.output.playing.values();
    expect(playing).toBeDefined();
    parts.signaling.drop();
    parts.signaling.comeBack();
    await settle();
    expect(parts.engine.link.log).toContain('resume subscription-1');
    expect([...parts.output.playing.values()]).toEqual([playing]);
    expect(call.snapshot.phase).toBe('connected');
  });

  it('goes on without a picture that cannot be received, over the same transports', async () => {
    const call = await talking();
    parts.engine.link.unreceivable.add('picture');
    const picture = subscriptionOf({ subscriptionId: 'picture', kind: 'video', source: 'camera' });
    parts.signaling.push('subscriptions.created', { sessionId: 'session-1', version: 1, subscriptions: [picture] });
    await settle();
    parts.clock.advance(30_000);
    await settle();
    expect([call.snapshot.phase, call.snapshot.peerVideo, parts.engine.links.length]).toEqual(['connected', false, 1]);
  });

  it('shows that the other side holds, and that it is lost', async () => {
    const call = await talking();
    parts.signaling.push('participant.changed', {
      sessionId: 'session-1',
      version: 1,
      participant: participantOf({ held: true }),
    });
    expect(call.snapshot).toMatchObject({ phase: 'connected', peerHeld: true });
    parts.signaling.push('participant.changed', {
      sessionId: 'session-1',
      version: 2,
      participant: participantOf({ connection: 'lost' }),
    });
    expect(call.snapshot.phase).toBe('reconnecting');
    parts.signaling.push('participant.changed', { sessionId: 'session-1', version: 3, participant: participantOf() });
    expect(events).toEqual(['joined', 'connectionLost', 'connectionRestored']);
  });

  it('hangs up without signaling just as well', async () => {
    const call = await talking();
    parts.signaling.drop();
    call.hangUp();
    expect(events.at(-1)).toBe('left hung-up');
    expectReleased();
  });

  it('leaves nothing behind when it ends in the middle of an ICE restart', async () => {
    const call = await talking();
    parts.engine.link.become('connecting');
    call.hangUp();
    expectReleased();
  });

  it('is over once, whatever comes after', async () => {
    const call = await talking();
    call.hangUp();
    call.hangUp();
    call.setMuted(false);
    call.setHeld(true);
    call.setCamera(true);
    call.accept();
    parts.signaling.push('session.ended', { sessionId: 'session-1', reason: 'peer-hung-up' });
    parts.signaling.drop();
    parts.signaling.comeBack();
    await settle();
    expect(events).toEqual(['joined', 'left hung-up']);
    expect(parts.signaling.names()).toEqual(['session.join', 'session.leave']);
    expectReleased();
  });
});

describe('a call in trouble', () => {
  it('stays connected while signaling is away for a moment, and catches up', async () => {
    await talking();
    parts.signaling.drop();
    await parts.clock.pass(1_500);
    parts.signaling.answer('session.resume', () => ({
      ok: resumedOf({ participants: [participantOf({ held: true })], subscriptions: [] }),
    }));
    parts.signaling.comeBack();
    await settle();
    expect(events).toEqual(['joined']);
    expect([parts.engine.link.restarts, parts.output.playing.size]).toEqual([1, 0]);
  });

  it('shows that signaling stays away, while media goes on', async () => {
    const call = await talking();
    parts.signaling.drop();
    await parts.clock.pass(2_100);
    expect([call.snapshot.phase, parts.engine.link.closed]).toEqual(['reconnecting', false]);
    parts.signaling.comeBack();
    await settle();
    expect(call.snapshot.phase).toBe('connected');
  });

  it('restarts ICE when the browser reports a loss', async () => {
    const call = await talking();
    parts.engine.link.become('disconnected');
    await settle();
    expect([call.snapshot.phase, parts.engine.link.restarts]).toEqual(['reconnecting', 1]);
    parts.engine.link.become('connected');
    expect(call.snapshot.phase).toBe('connected');
  });

  it('does not show an ICE restart that nobody can hear', async () => {
    const call = await talking();
    call.networkChanged();
    await settle();
    parts.engine.link.become('connecting');
    await parts.clock.pass(500);
    parts.engine.link.become('connected');
    expect(events).toEqual(['joined']);
    parts.engine.link.become('connecting');
    await parts.clock.pass(1_100);
    expect(call.snapshot.phase).toBe('reconnecting');
  });

  it('joins again with the same microphone, mute and hold when the server forgot it', async () => {
    const call = await talking();
    const track = parts.microphone.track;
    call.setMuted(true);
    call.setHeld(true);
    await settle();
    parts.signaling.answer('session.resume', () => ({ error: new CallError('session-not-found', 'forgotten') }));
    const [first] = parts.engine.links;
    first?.become('failed');
    await settle();
    expect(first?.closed).toBe(true);
    parts.engine.link.become('connected');
    await settle();
    expect(parts.engine.link.sources.get('microphone')).toEqual({ track, paused: true });
    expect(parts.signaling.sent.at(-1)).toEqual({ name: 'session.hold', data: { sessionId: 'session-1', held: true } });
    expect(call.snapshot).toMatchObject({ phase: 'connected', microphone: 'muted', held: true });
    expect(parts.microphone.users).toBe(1);
  });

  it('ends as connection-lost when media stays away for thirty seconds', async () => {
    await talking();
    parts.engine.link.become('disconnected');
    parts.signaling.drop();
    await parts.clock.pass(30_100);
    expect(events).toEqual(['joined', 'connectionLost', 'connectionClosed', 'left connection-lost']);
    expectReleased();
  });

  it('ends as server-failure when the server lost the session for good', async () => {
    await talking();
    parts.signaling.answer('session.join', () => ({ error: new CallError('session-not-found', 'gone') }));
    parts.signaling.push('session.ended', { sessionId: 'session-1', reason: 'server-failure' });
    await settle();
    expect(events.at(-1)).toBe('left server-failure');
    expectReleased();
  });
});

describe('a call taken up again by a fresh window', () => {
  const resume = async (resumed: Partial<CallSession['snapshot']>) => {
    const snapshot = aCall({ callId: 'session-1', peer: bob, startedAt: 400_000, ...resumed });
    const call = watched(CallSession.join('session-1', { ...settings(), resumed: snapshot }));
    expect(call.snapshot.phase).toBe(snapshot.phase === 'connected' ? 'reconnecting' : snapshot.phase);
    await settle();
    parts.engine.link.become('connected');
    await settle();
    return call;
  };

  it('is muted and held as before, and began when it began', async () => {
    const call = await resume({ microphone: 'muted', held: true });
    expect(call.snapshot).toMatchObject({ phase: 'connected', microphone: 'muted', held: true, startedAt: 400_000 });
  });

  it('is heard again when it was heard before', async () => {
    expect((await resume({})).snapshot.microphone).toBe('on');
  });

  it.each(['muted', 'opening', 'unmuting', 'unavailable'] as const)(
    'is not heard without being asked when its microphone was %s',
    async (microphone) => {
      const call = await resume({ microphone });
      expect([call.snapshot.microphone, parts.microphone.track?.enabled]).toEqual(['muted', false]);
    },
  );

  it('sends its camera again once there are transports', async () => {
    vi.stubGlobal('MediaStream', class {});
    const call = await resume({ camera: true });
    expect([call.snapshot.camera, parts.engine.link.sources.has('camera')]).toEqual([true, true]);
    vi.unstubAllGlobals();
  });

  it('still rings here with the microphone closed', async () => {
    parts.signaling.answer('session.join', () => ({
      ok: joinedOf({ ...ringingState, startedBy: bob, invitations: [invitationOf(ada)] }),
    }));
    const call = await resume({ phase: 'ringing-in', startedAt: null, microphone: 'muted' });
    expect([call.snapshot.phase, parts.microphone.users]).toEqual(['ringing-in', 0]);
    call.accept();
    await settle();
    expect(call.snapshot).toMatchObject({ phase: 'connected', microphone: 'on' });
  });

  it('ends with a reason when the session is over', async () => {
    parts.signaling.answer('session.join', () => ({ error: new CallError('session-not-found', 'over') }));
    watched(CallSession.join('session-1', settings()));
    await settle();
    expect(events).toEqual(['connectionClosed', 'left connection-lost']);
    expectReleased();
  });
});

it('a listener that has unsubscribed hears nothing more', async () => {
  const call = invite();
  let heard = 0;
  const off = call.on('changed', () => {
    heard += 1;
  });
  await settle();
  parts.engine.link.become('connected');
  call.setHeld(true);
  await settle();
  const before = heard;
  off();
  parts.signaling.push('participant.changed', {
    sessionId: 'session-1',
    version: 1,
    participant: participantOf({ held: true }),
  });
  expect([before > 0, heard]).toEqual([true, before]);
});
