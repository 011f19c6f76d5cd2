/** What the screens ask about calls of many, as it reaches the server. */
import { beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import { callId } from '../../../src/shared/call.ts';
import { settle } from '../support/settle.ts';
import { Rig } from './phone-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = new Rig();
  await rig.signIn();
});

/** What was asked since, by name and with what matters of it. */
const asked = (from: number) => rig.line.sent.slice(from).map(({ name, data }) => ({ name, ...data }));

/** In a call with Bob that has been answered. */
async function talk(): Promise<number> {
  await rig.ring('in-1');
  rig.phone.accept();
  await settle();
  rig.linkOf('in-1').become('connected');
  await settle();
  return rig.line.sent.length;
}

describe('starting', () => {
  it('several people, or one with a title, begins a group that rings them', async () => {
    rig.phone.group.start({ people: ['bob', 'cleo'], title: null });
    expect(rig.call).toMatchObject({ kind: 'group', phase: 'connecting' });
    await settle();
    const [started] = asked(0).filter(({ name }) => name === 'session.start');
    expect(started).toMatchObject({ title: null, invitations: [{ to: 'bob' }, { to: 'cleo' }] });
  });

  it('one person without a title is called as ever', async () => {
    rig.phone.group.start({ people: ['bob'], title: null });
    await settle();
    expect(rig.phase).toBe('ringing-out');
    expect(rig.call?.kind).toBe('direct');
  });

  it.each([['bob'], ['bob', 'cleo']])('muted and without video, where that was chosen: %s %s', async (...people) => {
    rig.phone.group.start({ people, title: null }, { muted: true, audioOnly: true });
    await settle();
    rig.phone.setCamera(true);
    await settle();
    expect(rig.call).toMatchObject({ microphone: 'muted', camera: false });
    expect(rig.hearing).toEqual([]);
  });

  it('signed out, it is said why not', () => {
    rig.phone.signOut();
    rig.phone.group.start({ people: ['bob', 'cleo'], title: null });
    expect(rig.state.callProblem).toEqual({ code: 'server-unreachable' });
    expect(rig.state.calls).toEqual([]);
  });
});

describe('in a call', () => {
  it('each wish is told to the server, with the session that it is about', async () => {
    const from = await talk();
    const { group } = rig.phone;
    group.raiseHand('in-1', true);
    group.lowerHand('in-1', 'p-2');
    group.muteParticipants('in-1', 'all');
    group.muteParticipants('in-1', ['p-2']);
    group.removeParticipant('in-1', 'p-2');
    group.setRole('in-1', 'p-2', 'host');
    group.lock('in-1', true);
    group.withdraw('in-1', 'invitation-9');
    group.transfer('in-1', { personId: 'cleo' });
    group.endForAll('in-1');
    await settle();
    expect(asked(from)).toMatchObject([
      { name: 'hand.raise', sessionId: 'in-1', raised: true },
      { name: 'hand.lower', sessionId: 'in-1', participantId: 'p-2' },
      { name: 'participant.mute', sessionId: 'in-1', participantIds: 'all' },
      { name: 'participant.mute', sessionId: 'in-1', participantIds: ['p-2'] },
      { name: 'participant.remove', sessionId: 'in-1', participantId: 'p-2' },
      { name: 'participant.role', sessionId: 'in-1', participantId: 'p-2', role: 'host' },
      { name: 'session.lock', sessionId: 'in-1', locked: true },
      { name: 'invitation.withdraw', sessionId: 'in-1', invitationId: 'invitation-9' },
      { name: 'session.transfer', sessionId: 'in-1', to: 'cleo' },
      { name: 'session.end', sessionId: 'in-1' },
    ]);
  });

  it('hands and merging are asked for on the desktop, too', async () => {
    const from = await talk();
    rig.phone.command({ callId: callId.parse('in-1'), type: 'raise-hand' });
    rig.phone.command({ callId: callId.parse('in-1'), type: 'lower-hand' });
    await settle();
    expect(asked(from)).toMatchObject([
      { name: 'hand.raise', raised: true },
      { name: 'hand.raise', raised: false },
    ]);
    await rig.ring('in-2', { id: 'cleo', name: 'Cleo' });
    rig.phone.holdAndAccept('in-2');
    await settle();
    rig.phone.command({ callId: callId.parse('in-1'), type: 'merge' });
    await settle();
    expect(rig.line.names()).toContain('session.merge');
  });

  it('one about a call that is over asks nothing', async () => {
    const from = await talk();
    rig.phone.group.raiseHand('another', true);
    rig.phone.group.merge('another');
    await settle();
    expect(asked(from)).toEqual([]);
  });

  it('a held call is merged into the active one, and the active one not into itself', async () => {
    await talk();
    await rig.ring('in-2', { id: 'cleo', name: 'Cleo' });
    rig.phone.holdAndAccept('in-2');
    await settle();
    const from = rig.line.sent.length;
    rig.phone.group.merge('in-2');
    rig.phone.group.merge('in-1');
    await settle();
    expect(asked(from).filter(({ name }) => name === 'session.merge')).toMatchObject([
      { name: 'session.merge', from: 'in-1', into: 'in-2' },
    ]);
  });

  it('what the server refuses is said, and the call goes on', async () => {
    await talk();
    rig.line.answer('session.lock', () => ({ error: new CallError('not-allowed', 'Only a host may.') }));
    rig.phone.group.lock('in-1', true);
    await settle();
    expect(rig.state.callProblem).toEqual({ code: 'not-allowed' });
    expect(rig.phase).toBe('connected');
  });

  it('its link is the page of the server, and made anew on request', async () => {
    const from = await talk();
    rig.line.answer('session.link', ({ renew }) => ({
      ok: { token: renew === true ? 'new-token' : 'token', expiresAt: 5_000 },
    }));
    expect(await rig.phone.group.link('in-1', false)).toEqual({ link: 'http://127.0.0.1:1/join/in-1#token' });
    expect(await rig.phone.group.link('in-1', true)).toEqual({ link: 'http://127.0.0.1:1/join/in-1#new-token' });
    expect(asked(from).map(({ name }) => name)).toEqual(['session.link', 'session.link']);
  });

  it('a link that cannot be had says why', async () => {
    await talk();
    rig.line.answer('session.link', () => ({ error: new CallError('not-allowed', 'Only a host may.') }));
    expect(await rig.phone.group.link('in-1', true)).toEqual({ problem: { code: 'not-allowed' } });
    expect(await rig.phone.group.link('another', false)).toEqual({ problem: { code: 'session-not-found' } });
  });
});

describe('a session on another device', () => {
  const there = { sessionId: 'live-7', kind: 'group' as const, title: 'Standup', with: [], device: 'laptop' };

  it('is known from sign-in on, and as it changes', async () => {
    rig.line.comeBack({ elsewhere: [there] });
    await settle();
    expect(rig.state.elsewhere).toEqual([there]);
    rig.line.push('elsewhere.changed', { sessions: [] });
    expect(rig.state.elsewhere).toEqual([]);
    rig.line.push('elsewhere.changed', { sessions: [there] });
    rig.phone.signOut();
    expect(rig.state.elsewhere).toEqual([]);
  });

  it('goes on here: that device gives it up', async () => {
    rig.phone.group.continueHere('live-7');
    await settle();
    const joins = asked(0).filter(({ name }) => name === 'session.join');
    expect(joins).toMatchObject([{ sessionId: 'live-7', takeOver: true }]);
    expect(rig.call?.callId).toBe('live-7');
  });
});
