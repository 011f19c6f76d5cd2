import { beforeEach, describe, expect, it } from 'vitest';
import { heldCalls } from '../../../src/renderer/phone/phone-state.ts';
import { aCall } from '../support/call-snapshot.ts';
import { settle } from '../support/settle.ts';
import { Rig, rememberedCall } from './phone-rig.ts';
import { bob, ringingOf } from './protocol-fixtures.ts';

const cleo = { id: 'cleo', name: 'Cleo' };

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});

describe('sessions that the server holds for this device', () => {
  const session = (sessionId: string, change = {}) => ({
    sessionId,
    phase: 'live' as const,
    answered: true,
    ...change,
  });

  it('are returned to after a restart of the program, without being audible unasked', async () => {
    await rig.signIn({ sessions: [session('live-1')] });
    rig.parts.engine.link.become('connected');
    await settle();
    expect(rig.call).toMatchObject({ callId: 'live-1', phase: 'connected', microphone: 'muted' });
  });

  it('are left when they were ended here while the server could not hear it', async () => {
    await rig.signIn({ sessions: [session('live-1')] });
    rig.line.drop();
    rig.phone.hangUp();
    rig.line.comeBack({ sessions: [session('live-1')] });
    await settle();
    expect(rig.line.sent.at(-1)).toEqual({ name: 'session.leave', data: { sessionId: 'live-1' } });
    rig.expectReleased();
  });

  describe('are left when they ended before this program was there', () => {
    beforeEach(() => rig.phone.leaveCalls(['live-1']));

    it('and never joined', async () => {
      await rig.signIn({ sessions: [session('live-1')] });
      expect(rig.line.sent).toEqual([{ name: 'session.leave', data: { sessionId: 'live-1' } }]);
      expect(rig.state.ended).toBeNull();
      rig.expectReleased();
    });

    it('also an own call that still rings elsewhere', async () => {
      await rig.signIn({ sessions: [session('live-1', { phase: 'ringing' })] });
      expect(rig.line.sent).toEqual([{ name: 'session.leave', data: { sessionId: 'live-1' } }]);
    });

    it('and declined where they ring, while others ring on', async () => {
      await rig.signIn({
        sessions: [session('live-1', { phase: 'ringing', answered: false })],
        ringing: [ringingOf({ sessionId: 'live-1', from: bob }), ringingOf({ sessionId: 'in-2', from: cleo })],
      });
      expect(rig.line.sent.filter(({ name }) => name !== 'session.join')).toEqual([
        { name: 'invitation.decline', data: { sessionId: 'live-1', invitationId: 'invitation-1' } },
      ]);
      expect(rig.call).toMatchObject({ callId: 'in-2', phase: 'ringing-in' });
    });

    it('but not any other', async () => {
      await rig.signIn({ sessions: [session('live-2')] });
      expect(rig.call?.callId).toBe('live-2');
      expect(rig.line.names()).not.toContain('session.leave');
    });
  });

  it('are declined again when the server could not hear it, and do not ring twice', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.line.drop();
    rig.phone.decline();
    rig.line.comeBack({ ringing: [ringingOf({ sessionId: 'in-1', from: bob })] });
    await settle();
    expect(rig.line.sent.at(-1)).toEqual({
      name: 'invitation.decline',
      data: { sessionId: 'in-1', invitationId: 'invitation-1' },
    });
    rig.expectReleased();
  });

  it('ring again when only the connection was lost for too long', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.line.drop();
    await rig.parts.clock.pass(60_000);
    expect(rig.state.ended).toMatchObject({ reason: 'connection-lost', missed: false });
    rig.line.comeBack({ ringing: [ringingOf({ sessionId: 'in-1', from: bob })] });
    await settle();
    expect(rig.call).toMatchObject({ callId: 'in-1', phase: 'ringing-in' });
    expect(rig.line.names()).not.toContain('invitation.decline');
  });

  it('are not declined when they only ring', async () => {
    await rig.signIn();
    rig.line.comeBack({ sessions: [session('in-1', { phase: 'ringing', answered: false })] });
    await settle();
    expect(rig.line.names()).toEqual([]);
  });

  it.each(['before', 'after'])('are resumed as main remembers them, told %s signing in', async (when) => {
    const snapshot = rememberedCall();
    if (when === 'before') rig.phone.resumeCalls([snapshot]);
    await rig.signIn();
    if (when === 'after') rig.phone.resumeCalls([snapshot]);
    await settle();
    rig.parts.engine.link.become('connected');
    await settle();
    expect(rig.call).toMatchObject({ callId: 'live-1', microphone: 'on', startedAt: 400_000 });
  });

  it('are resumed beside a call that there is, and held', async () => {
    await rig.signIn();
    rig.phone.call('cleo');
    rig.phone.resumeCalls([rememberedCall()]);
    await settle();
    expect(rig.call).toMatchObject({ callId: 'out-1', phase: 'ringing-out' });
    expect(heldCalls(rig.state).map(({ snapshot }) => snapshot)).toMatchObject([{ callId: 'live-1', held: true }]);
  });

  it('are resumed all as they were: the active one is heard, the held one is not', async () => {
    await rig.signIn();
    const held = aCall({ callId: 'live-2', peer: cleo, startedAt: 300_000, held: true });
    rig.phone.resumeCalls([rememberedCall(), held]);
    await settle();
    for (const link of rig.parts.engine.links) link.become('connected');
    await settle();
    expect(rig.state.calls.map(({ snapshot }) => snapshot)).toMatchObject([
      { callId: 'live-1', held: false, microphone: 'on', phase: 'connected' },
      { callId: 'live-2', held: true, microphone: 'on', phase: 'connected' },
    ]);
    expect(rig.hearing).toEqual(['live-1']);
  });

  it('are all returned to after a restart of the program, the first one active', async () => {
    await rig.signIn({ sessions: [session('live-1'), session('live-2')] });
    expect(rig.state.calls.map(({ snapshot }) => [snapshot.callId, snapshot.held])).toEqual([
      ['live-1', false],
      ['live-2', true],
    ]);
    expect([rig.state.activeCallId, rig.hearing]).toEqual(['live-1', []]);
  });
});
