import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaveWithinMs } from '../../../src/main/leave-list.ts';
import {
  crashLoopDelayMs,
  maxMissedPings,
  pingEveryMs,
  RendererGuard,
  rejoinMs,
  startupMs,
} from '../../../src/main/renderer-guard.ts';
import { type CallId, type CallSnapshot, type CallsSnapshot, noCalls } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, createService, FakeLog } from './fakes.ts';

/** A guard around the real service, and a renderer that can be well or not. */
function setUp({ found = [], ended: endedBefore = [] }: { found?: CallSnapshot[]; ended?: CallId[] } = {}) {
  const clock = new ManualClock();
  const log = new FakeLog();
  const windows: string[] = ['first'];
  const told: string[] = [];
  const ended: (string | null)[] = [];
  const renderer = { answers: true, pings: 0 };
  const service = createService({ onHangUpIgnored: (call) => guard.hangUpIgnored(call), log, clock });
  const guard: RendererGuard = new RendererGuard({
    clock,
    log,
    call: service,
    found,
    ended: endedBefore,
    replaceWindow: () => windows.push('fresh'),
    ping: () => {
      renderer.pings += 1;
      if (renderer.answers) guard.answered();
    },
    tell: (what) => told.push(what),
  });
  service.onCalls((calls) => guard.callsChanged(calls));
  service.onEnded(({ reason }) => ended.push(reason));
  guard.ready();
  const launch = (call: CallSnapshot) => {
    guard.callTold(call.callId);
    service.launch(call);
  };
  const abort = (callId = aCall().callId) => {
    guard.callTold(callId);
    service.abort(callId);
  };
  return { clock, windows, told, ended, renderer, service, guard, launch, abort };
}

describe('a renderer that dies in a call', () => {
  it('shows Reconnecting at once and opens a fresh window that is told to rejoin as it was', () => {
    const { guard, service, windows, launch } = setUp();
    const muted = aCall({ microphone: 'muted', held: true });
    launch(muted);
    guard.failed('killed');
    expect(service.current).toEqual({ ...muted, phase: 'reconnecting' });
    expect(windows).toEqual(['first', 'fresh']);
    expect(guard.intent()).toEqual({ resume: [muted], leave: [] });
  });

  it('has nothing left to rejoin once the fresh renderer has the call, and says what happened', () => {
    const { guard, told, launch, ended, clock } = setUp();
    launch(aCall());
    guard.failed('killed');
    guard.ready();
    launch(aCall({ phase: 'reconnecting' }));
    launch(aCall());
    clock.advance(rejoinMs * 2);
    expect(guard.intent()).toEqual({ resume: [], leave: [] });
    expect(told).toEqual(['rejoining']);
    expect(ended).toEqual([]);
  });

  it('keeps what the first one knew when the second dies before it has rejoined', () => {
    const { guard, launch } = setUp();
    const muted = aCall({ microphone: 'muted' });
    launch(muted);
    guard.failed('killed');
    guard.ready();
    guard.failed('oom');
    expect(guard.intent().resume).toEqual([muted]);
  });

  it('goes on ringing when the call only rings', () => {
    const { guard, service, launch } = setUp();
    launch(aCall({ phase: 'ringing-in', startedAt: null }));
    guard.failed('killed');
    expect(service.current?.phase).toBe('ringing-in');
  });

  it('ends the call with its reason at the third death within a minute, and the fresh window leaves it', () => {
    const { guard, service, windows, told, ended, launch, clock } = setUp();
    launch(aCall());
    for (let death = 1; death <= 3; death++) {
      guard.failed('killed');
      guard.ready();
      clock.advance(10_000);
    }
    expect(service.current).toBeNull();
    expect(ended).toEqual(['app-failure']);
    expect(told).toEqual(['rejoining', 'rejoining', 'gave-up']);
    expect(windows).toHaveLength(4);
    expect(guard.intent()).toEqual({ resume: [], leave: ['call-1'] });
  });

  it('survives five deaths that are further apart', () => {
    const { guard, ended, launch, clock } = setUp();
    launch(aCall());
    for (let death = 1; death <= 5; death++) {
      guard.failed('killed');
      guard.ready();
      launch(aCall({ microphone: death % 2 ? 'on' : 'muted' }));
      clock.advance(31_000);
    }
    expect(ended).toEqual([]);
  });

  it('ends the call when the fresh window does not take it up in time', () => {
    const { guard, ended, launch, clock } = setUp();
    launch(aCall());
    guard.failed('killed');
    guard.ready();
    clock.advance(rejoinMs - 1);
    expect(ended).toEqual([]);
    clock.advance(1);
    expect(ended).toEqual(['app-failure']);
  });

  it('counts a window whose page never comes up as dead', () => {
    const { guard, windows, launch, clock } = setUp();
    launch(aCall());
    guard.failed('killed');
    clock.advance(startupMs);
    expect(windows).toEqual(['first', 'fresh', 'fresh']);
  });
});

describe('a renderer that hangs', () => {
  it('is replaced when it leaves so many pings in a row unanswered', () => {
    const { renderer, service, windows, launch, clock } = setUp();
    launch(aCall());
    clock.advance(pingEveryMs * 20);
    expect(windows).toEqual(['first']);
    renderer.answers = false;
    clock.advance(pingEveryMs * maxMissedPings);
    expect(windows).toEqual(['first']);
    clock.advance(pingEveryMs);
    expect(windows).toEqual(['first', 'fresh']);
    expect(service.current?.phase).toBe('reconnecting');
  });

  it('is not asked while there is no call', () => {
    const { renderer, launch, abort, clock } = setUp();
    clock.advance(60_000);
    expect(renderer.pings).toBe(0);
    launch(aCall());
    clock.advance(5_000);
    abort();
    const { pings } = renderer;
    clock.advance(60_000);
    expect(renderer.pings).toBe(pings);
    expect(clock.pending).toBe(0);
  });

  it('is destroyed when it ignores a hang-up, and the next one leaves the call instead of returning to it', () => {
    const { guard, service, windows, ended, launch, clock } = setUp();
    launch(aCall());
    service.commandCurrent('hang-up');
    clock.advance(2_000);
    expect(windows).toEqual(['first', 'fresh']);
    expect(service.current).toBeNull();
    expect(ended).toEqual(['hung-up']);
    expect(guard.intent()).toEqual({ resume: [], leave: ['call-1'] });
    expect(guard.mustLeave(aCall().callId)).toBe(true);
    expect(guard.mustLeave(aCall({ callId: 'call-2' }).callId)).toBe(false);
  });

  it('is not replaced a second time when the hang-up comes while the fresh window starts', () => {
    const { guard, service, windows, launch, clock } = setUp();
    launch(aCall());
    guard.failed('killed');
    service.commandCurrent('hang-up');
    clock.advance(2_000);
    expect(windows).toEqual(['first', 'fresh']);
    expect(guard.intent()).toEqual({ resume: [], leave: ['call-1'] });
    clock.advance(120_000);
    expect(windows).toEqual(['first', 'fresh']);
  });
});

describe('without a call', () => {
  it('opens a fresh window at once, but not over and over', () => {
    const { guard, windows, clock } = setUp();
    for (let death = 1; death <= 3; death++) guard.failed('killed');
    expect(windows).toHaveLength(4);
    guard.failed('killed');
    guard.failed('killed');
    expect(windows).toHaveLength(4);
    clock.advance(crashLoopDelayMs);
    expect(windows).toHaveLength(5);
    expect(guard.intent()).toEqual({ resume: [], leave: [] });
  });

  it('offers the call that the app was killed in, but not for long', () => {
    const { guard, clock } = setUp({ found: [aCall()] });
    expect(guard.intent().resume).toEqual([aCall()]);
    clock.advance(rejoinMs + 1);
    expect(guard.intent().resume).toEqual([]);
  });

  it('leaves the calls that the last run had ended, for as long as the server may count this device in', () => {
    const { guard, launch, clock } = setUp({ ended: [aCall().callId] });
    launch(aCall({ callId: 'call-2' }));
    clock.advance(leaveWithinMs - 1);
    expect(guard.intent()).toEqual({ resume: [], leave: ['call-1'] });
    expect(guard.mustLeave(aCall().callId)).toBe(true);
    // Whoever is in a group again that was left so long ago wants to be.
    clock.advance(1);
    expect(guard.intent()).toEqual({ resume: [], leave: [] });
    expect(guard.mustLeave(aCall().callId)).toBe(false);
  });
});

describe('several calls', () => {
  const active = aCall({ callId: 'call-2', title: 'Bob' });
  const held = aCall({ microphone: 'muted', held: true });
  const rings = aCall({ callId: 'call-3', phase: 'ringing-in', startedAt: null });
  /** What the surfaces say of each. */
  const phases = (service: { calls: CallsSnapshot }) => service.calls.calls.map(({ callId, phase }) => [callId, phase]);

  function inCalls(...calls: CallSnapshot[]) {
    const up = setUp();
    for (const call of calls) up.launch(call);
    up.service.activate(active.callId);
    return up;
  }

  it('are all taken up as they were, the active one first', () => {
    const { guard, service, windows } = inCalls(held, active, rings);
    guard.failed('killed');
    expect(phases(service)).toEqual([
      ['call-1', 'reconnecting'],
      ['call-2', 'reconnecting'],
      ['call-3', 'ringing-in'],
    ]);
    expect([windows.length, guard.intent().resume]).toEqual([2, [active, held, rings]]);
  });

  it('are waited for each: what the fresh window does not take up ends, the others go on in it', () => {
    const { guard, service, windows, ended, told, launch, clock } = inCalls(held, active);
    guard.failed('killed');
    guard.ready();
    launch({ ...active, phase: 'reconnecting' });
    expect(guard.intent().resume).toEqual([held]);
    launch(active);
    clock.advance(rejoinMs - 1);
    expect(ended).toEqual([]);
    clock.advance(1);
    expect([ended, phases(service)]).toEqual([['app-failure'], [['call-2', 'connected']]]);
    // Its renderer is well.
    expect([windows.length, told]).toEqual([2, ['rejoining', 'gave-up']]);
    expect(guard.intent()).toEqual({ resume: [], leave: ['call-1'] });
    clock.advance(rejoinMs);
    expect(ended).toHaveLength(1);
  });

  it('of which one ends in the fresh window wait for the other', () => {
    const { guard, service, ended, abort, launch, clock } = inCalls(held, active);
    guard.failed('killed');
    guard.ready();
    abort(active.callId);
    clock.advance(rejoinMs - 1);
    launch(held);
    clock.advance(rejoinMs);
    expect([ended, phases(service)]).toEqual([[null], [['call-1', 'connected']]]);
  });

  it('that a new one comes to in the fresh window still wait', () => {
    const { guard, ended, launch, clock } = inCalls(held, active);
    guard.failed('killed');
    guard.ready();
    launch(rings);
    clock.advance(rejoinMs);
    expect(ended).toEqual(['app-failure', 'app-failure']);
  });

  it('go on in a fresh window when the hang-up of one is ignored, and that one is left', () => {
    const { guard, service, windows, ended, clock } = inCalls(held, active);
    service.command({ callId: active.callId, type: 'hang-up' });
    clock.advance(2_000);
    expect([ended, windows.length, phases(service)]).toEqual([['hung-up'], 2, [['call-1', 'reconnecting']]]);
    expect(guard.intent()).toEqual({ resume: [held], leave: ['call-2'] });
  });

  it('all end at the third death within a minute, and the fresh window leaves them', () => {
    const { guard, service, ended } = inCalls(held, active);
    for (let death = 1; death <= 3; death++) guard.failed('killed');
    expect([service.calls, ended]).toEqual([noCalls, ['app-failure', 'app-failure']]);
    expect(guard.intent()).toEqual({ resume: [], leave: ['call-2', 'call-1'] });
  });

  it('that one hangs up while the window starts leave it, and keep waiting for the other', () => {
    const { guard, service, windows, clock } = inCalls(held, active);
    guard.failed('killed');
    service.command({ callId: held.callId, type: 'hang-up' });
    clock.advance(2_000);
    expect([windows.length, guard.intent()]).toEqual([2, { resume: [active], leave: ['call-1'] }]);
  });

  it('whatever happens in whatever order, each of them is in hand, waited for, or over', () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constantFrom('launch', 'abort', 'hangUp'),
        id: fc.constantFrom('call-1', 'call-2', 'call-3'),
      }),
      fc.record({ do: fc.constantFrom('fail', 'reload', 'ready') }),
      fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(100, 2_000, 20_000, 60_000) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { guard, service, renderer, launch, abort, clock } = setUp();
        for (const each of steps) {
          if ('ms' in each) clock.advance(each.ms);
          else if ('id' in each) {
            const { callId } = aCall({ callId: each.id });
            if (each.do === 'abort') abort(callId);
            else if (each.do === 'hangUp') service.command({ callId, type: 'hang-up' });
            else if (!guard.mustLeave(callId)) launch(aCall({ callId: each.id }));
          } else if (each.do === 'fail') guard.failed('killed');
          else if (each.do === 'reload') guard.reloaded();
          else guard.ready();
          const { resume, leave } = guard.intent();
          const going = service.calls.calls.map(({ callId }) => callId);
          // Nothing is to be taken up that is over, or left that goes on.
          expect(resume.filter(({ callId }) => !going.includes(callId))).toEqual([]);
          expect(leave.filter((callId) => going.includes(callId))).toEqual([]);
          // A call that nobody has in hand is one that a window is to take up.
          const lost = service.calls.calls.filter(({ phase }) => phase === 'reconnecting').map(({ callId }) => callId);
          expect(lost.filter((callId) => !resume.some((call) => call.callId === callId))).toEqual([]);
        }
        renderer.answers = true;
        guard.ready();
        clock.advance(rejoinMs * 2);
        expect(guard.intent().resume).toEqual([]);
        expect(service.calls.calls.every(({ phase }) => phase === 'connected')).toBe(true);
        service.abortAll();
        guard.dispose();
        expect(clock.pending).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

it('a reload takes the call up again in the same window', () => {
  const { guard, service, windows, launch } = setUp();
  launch(aCall());
  guard.reloaded();
  expect(service.current?.phase).toBe('reconnecting');
  expect(windows).toEqual(['first']);
  expect(guard.intent().resume).toEqual([aCall()]);
});

it('does nothing any more after the end of the app', () => {
  const { guard, windows, launch, clock } = setUp();
  launch(aCall());
  guard.dispose();
  guard.failed('killed');
  clock.advance(120_000);
  expect(windows).toEqual(['first']);
  expect(clock.pending).toBe(0);
});
