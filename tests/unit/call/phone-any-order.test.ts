import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import { isAnswered } from '../../../src/shared/call-status.ts';
import { settle } from '../support/settle.ts';
import { Rig, rememberedCall } from './phone-rig.ts';
import { bob, liveOf, ringingOf } from './protocol-fixtures.ts';

const sessions = ['in-1', 'in-2', 'in-3', 'out-1', 'out-2', 'live-1'];
const session = fc.constantFrom(...sessions);
/** Ids of own calls are made here: nobody else's call has one of them. */
const foreign = fc.constantFrom('in-1', 'in-2', 'in-3', 'live-1');
const person = fc.constantFrom('bob', 'cleo', 'dora');
const index = fc.nat({ max: 5 });

/** What a person does, to the active call or to one that is named. */
const wish = fc.oneof(
  fc.constantFrom('accept', 'decline', 'hangUp', 'mute', 'unmute', 'hold', 'unhold', 'cameraOn', 'cameraOff'),
  fc.record({ call: person }),
  fc.record({
    verb: fc.constantFrom('accept', 'decline', 'hangUp', 'holdAndAccept', 'endAndAccept', 'swap'),
    of: session,
  }),
  fc.record({ command: fc.constantFrom('mute', 'unmute', 'toggle-mute', 'hold', 'resume', 'hang-up'), of: session }),
);
const happening = fc.oneof(
  { arbitrary: fc.record({ wish }), weight: 3 },
  fc.record({ ringing: foreign }),
  fc.record({ stopped: session }),
  fc.record({ ended: session }),
  fc.record({ accepted: session }),
  fc.record({ link: fc.constantFrom('connecting', 'connected', 'disconnected', 'failed'), of: index }),
  fc.record({ steps: fc.constantFrom('succeed', 'fail'), of: index }),
  fc.record({ holding: fc.constantFrom('answered', 'refused', 'unanswered') }),
  fc.record({ network: fc.constantFrom('drop', 'back', 'changed') }),
  fc.record({ ms: fc.constantFrom(0, 10, 1_000, 40_000) }),
  fc.record({ microphone: fc.constantFrom('gone', 'another') }),
  fc.constant({ resume: true as const }),
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function ask({ phone }: Rig, what: Extract<Happening, { wish: unknown }>['wish']): void {
  if (typeof what !== 'string') {
    if ('call' in what) phone.call(what.call);
    else if ('verb' in what) phone[what.verb as 'swap'](what.of);
    else phone.command({ callId: what.of as never, type: what.command as 'hold' });
    return;
  }
  const actions: Record<string, () => void> = {
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
  actions[what]?.();
}

async function happen(rig: Rig, event: Happening): Promise<void> {
  const { phone, line, parts } = rig;
  if ('wish' in event) ask(rig, event.wish);
  else if ('ringing' in event) line.push('invitation.ringing', ringingOf({ sessionId: event.ringing, from: bob }));
  else if ('stopped' in event)
    line.push('invitation.stopped', { sessionId: event.stopped, invitationId: 'invitation-1', reason: 'cancelled' });
  else if ('ended' in event) line.push('session.ended', { sessionId: event.ended, reason: 'peer-hung-up' });
  else if ('accepted' in event) {
    line.push('session.changed', liveOf({ sessionId: event.accepted }));
  } else if ('link' in event) {
    const link = parts.engine.links.at(-1 - event.of);
    if (link?.closed === false) link.become(event.link as 'connected');
  } else if ('steps' in event) {
    const link = parts.engine.links.at(-1 - event.of);
    if (link !== undefined) link.failing = event.steps === 'fail' ? new CallError('timeout', 'no answer') : null;
  } else if ('holding' in event) {
    line.answer('session.hold', () => {
      if (event.holding === 'answered') return { ok: {} };
      return event.holding === 'refused' ? { error: new CallError('timeout', 'no answer') } : 'never';
    });
  } else if ('network' in event) {
    if (event.network === 'drop') line.drop();
    else if (event.network === 'back') line.comeBack();
    else phone.networkChanged();
  } else if ('ms' in event) await parts.clock.pass(event.ms);
  else if ('microphone' in event) {
    if (event.microphone === 'gone') parts.microphone.change(null, 'none-found');
    else parts.microphone.opened();
  } else phone.resumeCalls([rememberedCall()]);
}

/** What may never be otherwise, in whatever moment one looks. */
function check(rig: Rig): void {
  const { calls, activeCallId } = rig.state;
  const snapshots = calls.map(({ snapshot }) => snapshot);
  // One call is active as long as there are calls, and each other one is held or rings.
  expect(activeCallId === null).toBe(calls.length === 0);
  const others = snapshots.filter(({ callId }) => callId !== activeCallId);
  expect(others.filter(({ held, phase }) => !held && phase !== 'ringing-in')).toEqual([]);
  expect(snapshots.filter(({ phase }) => phase === 'ringing-in').length).toBeLessThanOrEqual(1);

  // One call at most hears the microphone: the active one, unless it is muted; the device's own track reaches nobody.
  const own = rig.parts.microphone.tracks;
  const open = own
    .flatMap(({ clones }) => clones)
    .filter(({ enabled, readyState }) => enabled && readyState === 'live');
  expect(open.length).toBeLessThanOrEqual(1);
  const active = rig.call;
  if (active === null || active.microphone === 'muted' || !isSpokenIn(active)) expect(open).toEqual([]);
  const sent = rig.parts.engine.links
    .filter(({ closed }) => !closed)
    .flatMap(({ sources }) => sources.get('microphone')?.track ?? []);
  expect(sent.filter((track) => own.some(({ asTrack }) => asTrack === track))).toEqual([]);
  expect(sent.filter((track) => open.some(({ asTrack }) => asTrack === track)).length).toBeLessThanOrEqual(1);

  // One call at most is listened to.
  const heard = rig.speaker.outputs.filter(({ playing, muted }) => playing.size > 0 && !muted);
  const ringing = snapshots.some(({ phase }) => phase === 'ringing-in') ? 1 : 0;
  expect(heard.length).toBeLessThanOrEqual(1 + ringing);

  expect(rig.openLinks).toBeLessThanOrEqual(calls.length);
  expect(rig.parts.microphone.users).toBeLessThanOrEqual(snapshots.filter(isSpokenIn).length);
}

const isSpokenIn = (call: Parameters<typeof isAnswered>[0]) => isAnswered(call) || call.phase === 'ringing-out';

describe('whatever happens in whatever order', () => {
  it('one call at most is spoken and heard in, and after the last end nothing is held', async () => {
    // What a step could not do is said to the log; here that is nothing new.
    vi.stubGlobal('MediaStream', class {});
    const quiet = [vi.spyOn(console, 'warn').mockReturnValue(), vi.spyOn(console, 'error').mockReturnValue()];
    let most = 0;
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(happening, fc.boolean()), { maxLength: 40 }), async (events) => {
          const rig = new Rig();
          rig.phone.state.subscribe(() => check(rig));
          await rig.signIn();
          for (const [event, settled] of events) {
            await happen(rig, event);
            if (settled) await settle();
            check(rig);
            most = Math.max(most, rig.state.calls.length);
          }
          for (const sessionId of sessions)
            rig.line.push('invitation.stopped', { sessionId, invitationId: 'invitation-1', reason: 'cancelled' });
          await settle();
          for (let left = rig.state.calls.length; left > 0; left -= 1) rig.phone.hangUp();
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
    expect(most).toBeGreaterThan(2);
  });
});
