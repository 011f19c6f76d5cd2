import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { settle } from '../support/settle.ts';
import { Rig, rememberedCall } from './phone-rig.ts';
import { bob } from './protocol-fixtures.ts';

describe('whatever happens in whatever order', () => {
  const sessions = fc.constantFrom('in-1', 'in-2', 'out-1', 'out-2', 'live-1');
  const happening = fc.oneof(
    fc
      .constantFrom('call', 'accept', 'decline', 'hangUp', 'mute', 'unmute', 'hold', 'unhold', 'cameraOn', 'cameraOff')
      .map((action) => ({ user: action })),
    fc.record({ ringing: sessions }),
    fc.record({ stopped: sessions }),
    fc.record({ ended: sessions }),
    fc.record({ accepted: sessions }),
    fc.record({ link: fc.constantFrom('connecting', 'connected', 'disconnected', 'failed') }),
    fc.record({ network: fc.constantFrom('drop', 'back', 'changed') }),
    fc.record({ ms: fc.constantFrom(0, 10, 1_000, 40_000) }),
    fc.record({ microphone: fc.constantFrom('gone', 'back') }),
    fc.constant({ resume: true }),
  );

  async function happen(rig: Rig, event: typeof happening extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
    const { phone, line, parts } = rig;
    if ('user' in event) {
      const actions: Record<string, () => void> = {
        call: () => phone.call('bob'),
        accept: () => phone.accept(),
        decline: () => phone.decline(),
        hangUp: () => phone.hangUp(),
        mute: () => phone.setMuted(true),
        unmute: () => phone.setMuted(false),
        hold: () => phone.setHeld(true),
        unhold: () => phone.setHeld(false),
        cameraOn: () => phone.setCamera(true),
        cameraOff: () => phone.setCamera(false),
      };
      actions[event.user]?.();
    } else if ('ringing' in event) line.push('call.ringing', { sessionId: event.ringing, from: bob });
    else if ('stopped' in event) line.push('call.stopped', { sessionId: event.stopped, reason: 'cancelled' });
    else if ('ended' in event) line.push('session.ended', { sessionId: event.ended, reason: 'peer-hung-up' });
    else if ('accepted' in event) {
      line.push('call.accepted', {
        sessionId: event.accepted,
        participantId: 'participant-bob',
        startedAt: 5,
        elapsedMs: 0,
      });
    } else if ('link' in event) {
      const link = parts.engine.links.at(-1);
      if (link?.closed === false) link.become(event.link as 'connected');
    } else if ('network' in event) {
      if (event.network === 'drop') line.drop();
      else if (event.network === 'back') line.comeBack();
      else phone.networkChanged();
    } else if ('ms' in event) await parts.clock.pass(event.ms);
    else if ('microphone' in event) {
      if (event.microphone === 'gone') parts.microphone.change(null, 'none-found');
      else parts.microphone.opened();
    } else phone.resumeCall(rememberedCall());
  }

  it('there is never a second call, and after the last end nothing is held', async () => {
    // What a step could not do is said to the log; here that is nothing new.
    vi.stubGlobal('MediaStream', class {});
    const quiet = [vi.spyOn(console, 'warn').mockReturnValue(), vi.spyOn(console, 'error').mockReturnValue()];
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(happening, fc.boolean()), { maxLength: 40 }), async (events) => {
          const rig = new Rig();
          await rig.signIn();
          for (const [event, settled] of events) {
            await happen(rig, event);
            if (settled) await settle();
            expect(rig.openLinks).toBeLessThanOrEqual(1);
            expect(rig.parts.microphone.users).toBeLessThanOrEqual(1);
            if (rig.state.call === null) expect([rig.openLinks, rig.parts.microphone.users]).toEqual([0, 0]);
          }
          for (const sessionId of ['in-1', 'in-2', 'out-1', 'out-2', 'live-1']) {
            rig.line.push('call.stopped', { sessionId, reason: 'cancelled' });
          }
          await settle();
          rig.phone.hangUp();
          await settle();
          await rig.parts.clock.pass(2_000);
          rig.expectReleased();
        }),
        { numRuns: 400 },
      );
    } finally {
      for (const spy of quiet) spy.mockRestore();
      vi.unstubAllGlobals();
    }
  });
});
