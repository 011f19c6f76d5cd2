import { beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import { defaultSettings } from '../../../src/shared/session-settings.ts';
import { settle } from '../support/settle.ts';
import { Rig } from './phone-rig.ts';

const session = { sessionId: 'live-7', token: 'a.b.c' };

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});

const joins = () => rig.line.sent.flatMap(({ name, data }) => (name === 'session.join' ? [data] : []));

describe('joining by a link', () => {
  it('brings the token of the link along, and others hear nothing of who joins muted', async () => {
    await rig.signIn();
    rig.phone.join(session, { ...defaultSettings, muted: true });
    await settle();
    expect(joins()).toMatchObject([{ sessionId: 'live-7', link: 'a.b.c' }]);
    rig.linkOf('live-7').become('connected');
    await settle();
    expect(rig.call).toMatchObject({ callId: 'live-7', microphone: 'muted' });
    expect(rig.hearing).toEqual([]);
  });

  it('holds the call that goes on', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.phone.accept();
    await settle();
    rig.phone.join(session, defaultSettings);
    await settle();
    expect(rig.call?.callId).toBe('live-7');
    expect(rig.state.calls.find(({ snapshot }) => snapshot.callId === 'in-1')?.snapshot.held).toBe(true);
  });

  it('again only returns to it', async () => {
    await rig.signIn();
    rig.phone.join(session, defaultSettings);
    rig.phone.join(session, defaultSettings);
    await settle();
    expect(joins()).toHaveLength(1);
  });

  it.each(['link-expired', 'link-invalid', 'session-locked', 'session-full', 'session-not-found'] as const)(
    'that is refused with %s is no call, and says why',
    async (code) => {
      await rig.signIn();
      rig.line.answer('session.join', () => ({ error: new CallError(code, 'refused') }));
      rig.phone.join(session, defaultSettings);
      await settle();
      expect(rig.state.calls).toEqual([]);
      expect(rig.state.callProblem).toEqual({ code });
    },
  );

  it('asks for nothing while nobody is signed in', () => {
    rig.phone.join(session, defaultSettings);
    expect(rig.state.callProblem).toEqual({ code: 'server-unreachable' });
  });
});
