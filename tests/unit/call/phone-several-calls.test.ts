import { beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import { heldCalls, ringingIn } from '../../../src/renderer/phone/phone-state.ts';
import { settle } from '../support/settle.ts';
import { Rig } from './phone-rig.ts';
import { bob, ringingOf } from './protocol-fixtures.ts';

const cleo = { id: 'cleo', name: 'Cleo' };

let rig: Rig;
beforeEach(async () => {
  rig = new Rig();
  await rig.signIn();
});

const shown = () =>
  rig.state.calls.map(({ snapshot }) => {
    const active = snapshot.callId === rig.state.activeCallId ? 'active ' : '';
    return `${active}${snapshot.callId} ${snapshot.held ? 'held' : snapshot.phase}`;
  });
const holds = () =>
  rig.line.sent.flatMap(({ name, data }) =>
    name === 'session.hold' ? [`${data.held ? 'hold' : 'resume'} ${data.sessionId}`] : [],
  );

async function connect(sessionId: string): Promise<void> {
  rig.linkOf(sessionId).become('connected');
  await settle();
}

/** In a call with Bob. */
async function talk(): Promise<void> {
  await rig.ring('in-1');
  rig.phone.accept();
  await settle();
  await connect('in-1');
}

/** In a call with Bob that is held, and one with Cleo. */
async function talkToBoth(): Promise<void> {
  await talk();
  await rig.ring('in-2', cleo);
  rig.phone.holdAndAccept('in-2');
  await settle();
  await connect('in-2');
}

describe('a second call that rings in', () => {
  beforeEach(async () => {
    await talk();
    await rig.ring('in-2', cleo);
  });

  it('is seen beside the first, which stays the active one and is heard', () => {
    expect(shown()).toEqual(['active in-1 connected', 'in-2 ringing-in']);
    expect(ringingIn(rig.state)?.snapshot.callId).toBe('in-2');
    expect(rig.hearing).toEqual(['in-1']);
  });

  it('is accepted while the first is held: it alone hears the microphone, in the same moment', async () => {
    rig.phone.holdAndAccept('in-2');
    expect(rig.hearing).toEqual([]);
    await settle();
    await connect('in-2');
    expect(shown()).toEqual(['in-1 held', 'active in-2 connected']);
    expect([rig.hearing, holds()]).toEqual([['in-2'], ['hold in-1']]);
    expect(heldCalls(rig.state).map(({ snapshot }) => snapshot.callId)).toEqual(['in-1']);
  });

  it.each([
    ['the keyboard or a surface that knows of one call', () => rig.phone.accept()],
    ['a command', () => rig.phone.command({ callId: 'in-2' as never, type: 'accept' })],
    ['a command that says so', () => rig.phone.command({ callId: 'in-2' as never, type: 'hold-and-accept' })],
  ])('accepted by %s holds the first too', async (_, accept) => {
    accept();
    await settle();
    await connect('in-2');
    expect([shown(), rig.hearing]).toEqual([['in-1 held', 'active in-2 connected'], ['in-2']]);
  });

  it.each([
    ['the window', () => rig.phone.endAndAccept('in-2')],
    ['a command', () => rig.phone.command({ callId: 'in-2' as never, type: 'end-and-accept' })],
  ])('is accepted and ends the first: %s', async (_, accept) => {
    accept();
    await settle();
    await connect('in-2');
    expect([shown(), rig.hearing]).toEqual([['active in-2 connected'], ['in-2']]);
    expect(rig.line.sent.filter(({ name }) => name === 'session.leave')).toEqual([
      { name: 'session.leave', data: { sessionId: 'in-1' } },
    ]);
  });

  it('is declined without the first noticing', async () => {
    rig.phone.decline('in-2');
    await settle();
    expect([shown(), rig.hearing, holds()]).toEqual([['active in-1 connected'], ['in-1'], []]);
    expect(rig.line.sent.at(-1)).toEqual({
      name: 'invitation.decline',
      data: { sessionId: 'in-2', invitationId: 'invitation-1' },
    });
    expect(rig.state.ended).toMatchObject({ callId: 'in-2', reason: 'declined', declined: true });
  });

  it('becomes the active one when the first ends, and goes on ringing', async () => {
    rig.phone.hangUp();
    await settle();
    expect(shown()).toEqual(['active in-2 ringing-in']);
  });

  it('keeps a third waiting until it is answered', async () => {
    await rig.ring('in-3', { id: 'dora', name: 'Dora' });
    expect(shown()).toEqual(['active in-1 connected', 'in-2 ringing-in']);
    rig.phone.decline();
    await settle();
    expect(shown()).toEqual(['active in-1 connected', 'in-3 ringing-in']);
  });
});

describe('of two calls', () => {
  beforeEach(talkToBoth);

  it('the other is returned to by one step, and both wishes go out together', async () => {
    const before = rig.line.sent.length;
    rig.phone.swap('in-1');
    // Nothing is waited for: the microphone has changed hands, and the speaker.
    expect(rig.hearing).toEqual(['in-1']);
    expect(rig.line.sent.slice(before)).toEqual([
      { name: 'session.hold', data: { sessionId: 'in-2', held: true } },
      { name: 'session.hold', data: { sessionId: 'in-1', held: false } },
    ]);
    expect(rig.speaker.outputs.map(({ muted }) => muted)).toEqual([false, true]);
    await settle();
    expect(shown()).toEqual(['active in-1 connected', 'in-2 held']);
    rig.phone.swap('in-2');
    expect(rig.hearing).toEqual(['in-2']);
  });

  it('the held one is silent at once and stays so where the server does not answer', async () => {
    rig.line.answer('session.hold', () => ({ error: new CallError('timeout', 'no answer') }));
    rig.phone.swap('in-1');
    await settle();
    expect([rig.hearing, shown()[1]]).toEqual([['in-1'], 'in-2 held']);
  });

  it.each(['resume', 'swap'] as const)('the held one is returned to by a command: %s', async (type) => {
    rig.phone.command({ callId: 'in-1' as never, type });
    await settle();
    expect([rig.hearing, shown()]).toEqual([['in-1'], ['active in-1 connected', 'in-2 held']]);
  });

  it('each keeps its own mute', async () => {
    rig.phone.setMuted(true);
    await settle();
    expect(rig.hearing).toEqual([]);
    rig.phone.swap('in-1');
    await settle();
    expect(rig.hearing).toEqual(['in-1']);
    rig.phone.swap('in-2');
    await settle();
    expect([rig.call?.microphone, rig.hearing]).toEqual(['muted', []]);
  });

  it('neither is heard with both held, and the active one is resumed without the other', async () => {
    rig.phone.setHeld(true);
    await settle();
    expect([rig.hearing, shown()]).toEqual([[], ['in-1 held', 'active in-2 held']]);
    rig.phone.setHeld(false);
    await settle();
    expect([rig.hearing, shown()[0]]).toEqual([['in-2'], 'in-1 held']);
  });

  it('the one that is left stays held: nobody is heard without having asked for it', async () => {
    rig.phone.hangUp();
    await settle();
    expect([rig.hearing, shown()]).toEqual([[], ['active in-1 held']]);
    rig.phone.setHeld(false);
    await settle();
    expect(rig.hearing).toEqual(['in-1']);
  });

  it('the held one ends without the other noticing', async () => {
    rig.line.push('session.ended', { sessionId: 'in-1', reason: 'peer-hung-up' });
    await settle();
    expect([rig.hearing, shown()]).toEqual([['in-2'], ['active in-2 connected']]);
    expect(rig.state.ended).toMatchObject({ callId: 'in-1', reason: 'peer-hung-up' });
  });

  it('another microphone is sent to the active one alone', async () => {
    const device = rig.parts.microphone.opened('Headset');
    await settle();
    expect(device?.clones.map(({ enabled }) => enabled)).toEqual([false, true]);
    expect(rig.hearing).toEqual(['in-2']);
  });

  it('both are left when signing out', async () => {
    rig.phone.signOut();
    await settle();
    rig.expectReleased();
  });
});

describe('calling somebody while in a call', () => {
  beforeEach(talk);

  it('holds it first', async () => {
    rig.phone.call('cleo');
    await settle();
    expect(shown()).toEqual(['in-1 held', 'active out-1 ringing-out']);
    const order = rig.line.names().filter((name) => name === 'session.hold' || name === 'session.start');
    expect(order).toEqual(['session.start', 'session.hold']);
  });

  it('returns to the held one, still held, when they cannot be called', async () => {
    rig.line.answer('session.start', () => ({ error: new CallError('person-not-found', 'nobody') }));
    rig.phone.call('cleo');
    await settle();
    expect([shown(), rig.hearing]).toEqual([['active in-1 held'], []]);
    expect(rig.state).toMatchObject({ ended: null, callProblem: { code: 'person-not-found' } });
  });

  it('returns to the call with somebody one is in a call with already', async () => {
    rig.phone.call('cleo');
    await settle();
    rig.phone.call(bob.id);
    await settle();
    expect(shown()).toEqual(['active in-1 connected', 'out-1 held']);
    expect(rig.line.names().filter((name) => name === 'session.start')).toHaveLength(1);
  });
});

it('a call that is left for another while its hold is still being taken back is held at once, and not heard meanwhile', async () => {
  await talk();
  rig.line.answer('session.hold', ({ held }) => (held ? { ok: {} } : 'never'));
  rig.phone.call(cleo.id);
  rig.phone.swap('in-1');
  await settle();
  rig.phone.swap('out-1');
  expect(rig.speaker.outputs.map(({ muted }) => muted)).toEqual([true, false]);
});

describe('a group that was left', () => {
  const invitation = (invitationId: string) =>
    rig.line.push('invitation.ringing', ringingOf({ sessionId: 'in-1', invitationId, kind: 'group' }));
  const declined = () => rig.line.sent.filter(({ name }) => name === 'invitation.decline').length;

  it('rings again when one is invited again', async () => {
    invitation('first');
    await settle();
    rig.phone.accept();
    await settle();
    rig.phone.hangUp();
    invitation('second');
    await settle();
    expect([shown(), declined()]).toEqual([['active in-1 ringing-in'], 0]);
  });

  it('does not ring again for what was turned down', async () => {
    invitation('first');
    await settle();
    rig.phone.decline();
    await settle();
    invitation('first');
    await settle();
    expect([shown(), declined()]).toEqual([[], 2]);
    invitation('second');
    await settle();
    expect([shown(), declined()]).toEqual([['active in-1 ringing-in'], 2]);
  });

  it('before this window was there rings for a new invitation only', async () => {
    rig.phone.leaveCalls(['in-1']);
    invitation('first');
    await settle();
    expect([shown(), declined()]).toEqual([[], 1]);
    invitation('second');
    await settle();
    expect([shown(), declined()]).toEqual([['active in-1 ringing-in'], 1]);
  });
});

it('a held call lets go of the camera, and has it again afterwards', async () => {
  const stops: string[] = [];
  rig.parts.camera.open = async () => {
    const track = new EventTarget() as MediaStreamTrack;
    track.stop = () => void stops.push('camera');
    return track;
  };
  globalThis.MediaStream ??= class {} as never;
  await talk();
  rig.phone.setCamera(true);
  await settle();
  expect(rig.call?.camera).toBe(true);
  rig.phone.setHeld(true);
  await settle();
  expect([rig.call?.camera, stops, rig.linkOf('in-1').sources.has('camera')]).toEqual([false, ['camera'], false]);
  rig.phone.setHeld(false);
  await settle();
  expect(rig.call?.camera).toBe(true);
});
