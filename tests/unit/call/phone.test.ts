import { beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import type { Phone } from '../../../src/renderer/phone/phone.ts';
import { settle } from '../support/settle.ts';
import { Rig } from './phone-rig.ts';
import { ada, bob, ringingOf } from './protocol-fixtures.ts';

const cleo = { id: 'cleo', name: 'Cleo' };

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});

describe('signing in', () => {
  it('is online with people, and has the media device loaded before any call', async () => {
    rig.phone.signIn({ server: 'http://127.0.0.1:1', token: 't' });
    expect(rig.state.connection).toEqual({ status: 'signing-in' });
    rig.line.comeBack({
      people: [
        { ...bob, presence: 'online' },
        { ...ada, presence: 'online' },
      ],
    });
    await settle();
    expect(rig.state).toMatchObject({ connection: { status: 'online' }, me: ada, people: [{ id: 'bob' }] });
    expect(rig.loads).toBe(1);
  });

  it('keeps who comes and who calls while the media device loads', async () => {
    rig.phone.signIn({ server: 'http://127.0.0.1:1', token: 't' });
    rig.line.comeBack({ people: [{ ...bob, presence: 'offline' }] });
    rig.line.push('people.changed', { person: { ...bob, presence: 'online' } });
    rig.line.push('people.changed', { person: { ...cleo, presence: 'online' } });
    rig.line.push('invitation.ringing', ringingOf({ sessionId: 'in-1', from: bob }));
    await settle();
    expect(rig.state.people.map(({ id, presence }) => `${id} ${presence}`)).toEqual(['bob online', 'cleo online']);
    expect(rig.phase).toBe('ringing-in');
  });

  it('loads the device once, unless the server speaks otherwise afterwards', async () => {
    await rig.signIn();
    rig.line.comeBack();
    await settle();
    expect(rig.loads).toBe(1);
    rig.line.comeBack({ iceServers: [{ urls: 'turn:example' }] });
    await settle();
    expect(rig.loads).toBe(2);
  });

  it('says what is wrong with the address', () => {
    rig.phone.signIn({ server: 'not an address', token: 't' });
    expect(rig.state.connection).toEqual({ status: 'signed-out', problem: { code: 'bad-account', field: 'server' } });
  });

  it('says that the server cannot be reached, and is online as soon as it can', async () => {
    rig.phone.signIn({ server: 'http://127.0.0.1:1', token: 't' });
    rig.line.push('unreachable', { message: 'refused' });
    expect(rig.state.connection).toEqual({ status: 'signed-out', problem: { code: 'server-unreachable' } });
    rig.line.comeBack();
    await settle();
    expect(rig.state.connection).toEqual({ status: 'online' });
  });

  it('says why it was refused and lets go of the connection', () => {
    rig.phone.signIn({ server: 'http://127.0.0.1:1', token: 't' });
    rig.line.push('refused', { error: { code: 'token-expired', message: '' } });
    expect(rig.state.connection).toEqual({ status: 'signed-out', problem: { code: 'token-expired' } });
    expect(rig.line.closed).toBe(true);
  });

  it('steps back for another connection of this installation', async () => {
    await rig.signIn();
    rig.line.push('replaced', undefined);
    expect(rig.state.connection).toMatchObject({ problem: { code: 'replaced-by-other-connection' } });
  });

  it('shows that it is reconnecting after a loss and keeps the people', async () => {
    await rig.signIn();
    rig.line.drop();
    rig.line.push('unreachable', { message: 'still away' });
    expect(rig.state).toMatchObject({ connection: { status: 'reconnecting' }, people: [{ id: 'bob' }] });
  });

  it('again leaves the former connection and what it still says', async () => {
    await rig.signIn();
    const [former] = rig.lines;
    await rig.signIn();
    former?.push('people.changed', { person: { ...cleo, presence: 'online' } });
    expect([former?.closed, rig.state.people.length]).toEqual([true, 1]);
  });

  it('follows people as they come and go', async () => {
    await rig.signIn();
    rig.line.push('people.changed', { person: { ...bob, presence: 'in-call' } });
    rig.line.push('people.changed', { person: { ...cleo, presence: 'online' } });
    expect(rig.state.people.map(({ id, presence }) => `${id} ${presence}`)).toEqual(['bob in-call', 'cleo online']);
  });
});

describe('signing out', () => {
  it('ends the call and forgets the people', async () => {
    await rig.signIn();
    rig.phone.call('bob');
    await settle();
    rig.phone.signOut();
    expect(rig.line.names()).toContain('session.leave');
    expect(rig.state).toMatchObject({ connection: { status: 'signed-out', problem: null }, people: [], me: null });
    rig.expectReleased();
  });
});

describe('a call', () => {
  it('rings when somebody calls, and again for the next caller once that is over', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    await rig.ring('in-2', cleo);
    expect(rig.call).toMatchObject({ callId: 'in-1', phase: 'ringing-in' });
    rig.phone.decline();
    await settle();
    expect(rig.call?.callId).toBe('in-2');
    expect(rig.openLinks).toBe(1);
  });

  it('does not ring for a caller who has given up meanwhile', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    await rig.ring('in-2', cleo);
    rig.line.push('invitation.stopped', { sessionId: 'in-2', invitationId: 'invitation-1', reason: 'cancelled' });
    rig.phone.decline();
    await settle();
    rig.expectReleased();
  });

  it('rings for whoever called while an own call was refused', async () => {
    await rig.signIn();
    rig.line.answer('session.start', () => ({ error: new CallError('busy', 'busy') }));
    rig.phone.call('bob');
    rig.line.push('invitation.ringing', ringingOf({ sessionId: 'in-1', from: bob }));
    await settle();
    expect(rig.call).toMatchObject({ callId: 'in-1', phase: 'ringing-in' });
  });

  it('rings for calls that began before signing in', async () => {
    await rig.signIn({ ringing: [ringingOf({ sessionId: 'in-1', from: bob })] });
    expect(rig.phase).toBe('ringing-in');
  });

  it('says that a call is not possible while signed out', () => {
    rig.phone.call('bob');
    expect(rig.state).toMatchObject({ calls: [], callProblem: { code: 'server-unreachable' } });
  });

  it.each([
    ['busy', { ended: { reason: 'busy', peer: bob, durationMs: null }, callProblem: null }],
    ['offline', { ended: { reason: 'offline', peer: bob, durationMs: null }, callProblem: null }],
    ['person-not-found', { ended: null, callProblem: { code: 'person-not-found' } }],
  ] as const)('says why calling did not work: %s', async (code, expected) => {
    await rig.signIn();
    rig.line.answer('session.start', () => ({ error: new CallError(code, code) }));
    rig.phone.call('bob');
    await settle();
    expect(rig.state).toMatchObject({ calls: [], ...expected });
    rig.expectReleased();
  });

  it('says so when there is no connection to call over', async () => {
    await rig.signIn();
    rig.line.drop();
    rig.phone.call('bob');
    await settle();
    expect(rig.state).toMatchObject({ calls: [], ended: null, callProblem: { code: 'server-unreachable' } });
    rig.expectReleased();
  });

  it.each(['no-answer', 'cancelled'] as const)(
    'calls one missed that rang here until it stopped: %s',
    async (reason) => {
      await rig.signIn();
      await rig.ring('in-1');
      rig.line.push('invitation.stopped', { sessionId: 'in-1', invitationId: 'invitation-1', reason });
      expect(rig.state.ended).toEqual({
        callId: 'in-1',
        title: bob.name,
        peer: bob,
        reason,
        durationMs: null,
        missed: true,
        declined: false,
      });
    },
  );

  it('calls none missed that was answered elsewhere, refused, or an own one', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.line.push('invitation.stopped', {
      sessionId: 'in-1',
      invitationId: 'invitation-1',
      reason: 'answered-elsewhere',
    });
    expect(rig.state.ended).toMatchObject({ reason: 'answered-elsewhere', missed: false, declined: false });
    await rig.ring('in-2');
    rig.phone.decline();
    expect(rig.state.ended).toMatchObject({ reason: 'declined', missed: false, declined: true });
    rig.phone.call('bob');
    await settle();
    rig.line.push('session.ended', { sessionId: 'out-1', reason: 'no-answer' });
    expect(rig.state.ended).toMatchObject({ reason: 'no-answer', missed: false, declined: false });
  });

  it('keeps how the last call ended until the next or until dismissed', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.phone.accept();
    await settle();
    rig.parts.engine.link.become('connected');
    await rig.parts.clock.pass(5_000);
    rig.phone.hangUp();
    expect(rig.state.ended).toEqual({
      callId: 'in-1',
      title: bob.name,
      peer: bob,
      reason: 'hung-up',
      durationMs: 5_000,
      missed: false,
      declined: false,
    });
    rig.phone.dismissEnded();
    expect(rig.state.ended).toBeNull();
  });
});

describe('commands from the desktop', () => {
  it('do what they say to the call they name', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    const callId = rig.call!.callId;
    const command = async (type: Parameters<Phone['command']>[0]['type']) => {
      rig.phone.command({ callId, type });
      await settle();
      return rig.call;
    };
    await command('accept');
    rig.parts.engine.link.become('connected');
    await settle();
    expect(rig.phase).toBe('connected');
    expect((await command('mute'))?.microphone).toBe('muted');
    expect((await command('unmute'))?.microphone).toBe('on');
    expect((await command('toggle-mute'))?.microphone).toBe('muted');
    expect((await command('hold'))?.held).toBe(true);
    expect((await command('resume'))?.held).toBe(false);
    expect((await command('decline'))?.phase).toBe('connected');
    expect(await command('hang-up')).toBeNull();
  });

  it('for another call change nothing', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    const other = { ...rig.call!, callId: 'in-2' as never };
    rig.phone.command({ callId: other.callId, type: 'decline' });
    expect(rig.phase).toBe('ringing-in');
  });
});

describe('devices', () => {
  it('plays on the chosen speaker while it is there', () => {
    const headset = { id: 'headset', label: 'Headset' };
    rig.phone.chooseSpeaker('headset');
    expect(rig.chosen.speaker).toBeNull();
    rig.catalog.emit('changed', { ...rig.catalog.lists, speakers: [headset] });
    expect(rig.chosen.speaker).toBe('headset');
    rig.catalog.emit('changed', rig.catalog.lists);
    expect(rig.chosen.speaker).toBeNull();
    expect(rig.state.devices.speakerId).toBe('headset');
  });
});
