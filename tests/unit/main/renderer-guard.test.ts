import { describe, expect, it } from 'vitest';
import {
  crashLoopDelayMs,
  maxMissedPings,
  pingEveryMs,
  RendererGuard,
  rejoinMs,
  startupMs,
} from '../../../src/main/renderer-guard.ts';
import type { CallId, CallSnapshot } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, createService, FakeLog } from './fakes.ts';

/** A guard around the real service, and a renderer that can be well or not. */
function setUp({
  found = null,
  ended: endedBefore = null,
}: {
  found?: CallSnapshot | null;
  ended?: CallId | null;
} = {}) {
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
  service.onSnapshot((call) => guard.callChanged(call));
  service.onEnded(({ reason }) => ended.push(reason));
  guard.ready();
  const launch = (call: CallSnapshot) => {
    guard.callTold(call);
    service.launch(call);
  };
  const abort = () => {
    guard.callTold(null);
    service.abort();
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
    expect(guard.intent()).toEqual({ resume: muted, leave: null });
  });

  it('has nothing left to rejoin once the fresh renderer has the call, and says what happened', () => {
    const { guard, told, launch, ended, clock } = setUp();
    launch(aCall());
    guard.failed('killed');
    guard.ready();
    launch(aCall({ phase: 'reconnecting' }));
    launch(aCall());
    clock.advance(rejoinMs * 2);
    expect(guard.intent()).toEqual({ resume: null, leave: null });
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
    expect(guard.intent().resume).toEqual(muted);
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
    expect(guard.intent()).toEqual({ resume: null, leave: 'call-1' });
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
    expect(guard.intent()).toEqual({ resume: null, leave: 'call-1' });
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
    expect(guard.intent()).toEqual({ resume: null, leave: 'call-1' });
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
    expect(guard.intent()).toEqual({ resume: null, leave: null });
  });

  it('offers the call that the app was killed in, but not for long', () => {
    const { guard, clock } = setUp({ found: aCall() });
    expect(guard.intent().resume).toEqual(aCall());
    clock.advance(rejoinMs + 1);
    expect(guard.intent().resume).toBeNull();
  });

  it('leaves the call that the last run had ended, until there is another', () => {
    const { guard, launch } = setUp({ ended: aCall().callId });
    expect(guard.intent()).toEqual({ resume: null, leave: 'call-1' });
    expect(guard.mustLeave(aCall().callId)).toBe(true);
    launch(aCall({ callId: 'call-2' }));
    expect(guard.intent()).toEqual({ resume: null, leave: null });
  });
});

it('a reload takes the call up again in the same window', () => {
  const { guard, service, windows, launch } = setUp();
  launch(aCall());
  guard.reloaded();
  expect(service.current?.phase).toBe('reconnecting');
  expect(windows).toEqual(['first']);
  expect(guard.intent().resume).toEqual(aCall());
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
