import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type EndedCall, hangUpGraceMs, type OngoingCallService } from '../../../src/main/ongoing-call/service.ts';
import type { CallSurface } from '../../../src/main/ongoing-call/surface.ts';
import { activeCall, type CallCommand, type CallSnapshot, type CallsSnapshot } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, createService, FakeLog, states } from './fixtures.ts';
import { abortStep, callOf, callStep } from './steps.ts';

class RecordingSurface implements CallSurface {
  readonly name: string;
  readonly told: string[] = [];
  showing: CallSnapshot | null = null;
  /** What it cannot show. */
  broken: string | null = null;
  disposed = 0;

  constructor(name = 'recording') {
    this.name = name;
  }
  show(calls: CallsSnapshot): void {
    const call = activeCall(calls);
    this.#do(call === null ? 'nothing' : 'call', call);
  }
  dispose(): void {
    this.disposed += 1;
    this.#do('dispose', null);
  }
  #do(what: string, call: CallSnapshot | null): void {
    this.told.push(what);
    if (this.broken === what) throw new Error(`${what} failed`);
    this.showing = call;
  }
}

let clock: ManualClock;
let log: FakeLog;
let sent: CallCommand[];
let ignored: CallSnapshot[];
let service: OngoingCallService;
let surface: RecordingSurface;

beforeEach(() => {
  clock = new ManualClock();
  log = new FakeLog();
  sent = [];
  ignored = [];
  service = createService({
    send: (command) => sent.push(command),
    onHangUpIgnored: (call) => ignored.push(call),
    log,
    clock,
  });
  surface = new RecordingSurface();
  service.attach(surface);
});

describe('launch, update and abort', () => {
  it('shows a call once, however often it is launched', () => {
    service.launch(aCall());
    service.launch(aCall());
    service.update(aCall());
    expect(surface.told).toEqual(['call']);
  });

  it('shows a call whose first word is an update', () => {
    service.update(aCall());
    expect(surface.showing).toEqual(aCall());
  });

  it('does nothing at an abort without a call', () => {
    service.abort();
    service.launch(aCall());
    service.abort();
    service.abort();
    expect(surface.told).toEqual(['call', 'nothing']);
  });

  it('does not bring a call back that has ended by a late update', () => {
    service.launch(aCall());
    service.abort();
    service.update(states.muted);
    expect(service.current).toBeNull();
    expect(surface.showing).toBeNull();
    expect(log.lines.at(-1)).toContain('has ended');
  });

  it('shows a call again that is launched again, as after a restart of its renderer', () => {
    service.launch(aCall());
    service.abort();
    service.launch(aCall());
    expect(surface.showing).toEqual(aCall());
  });

  it('ends the call that another one replaces', () => {
    const ended: EndedCall[] = [];
    service.onEnded((end) => ended.push(end));
    service.launch(aCall());
    service.launch(aCall({ callId: 'call-2' }));
    expect(surface.told).toEqual(['call', 'nothing', 'call']);
    expect(ended.map(({ call }) => call.callId)).toEqual(['call-1']);
  });

  it('shows what is going on to a surface that comes later, as when the app was not ready', () => {
    service.launch(aCall());
    const late = new RecordingSurface();
    service.attach(late);
    expect(late.showing).toEqual(aCall());
  });

  it('is safe after the app has quit, and lets every surface go once', async () => {
    service.launch(aCall());
    await service.dispose();
    service.launch(aCall());
    service.update(states.muted);
    service.abort();
    await service.dispose();
    expect(surface.showing).toBeNull();
    expect(surface.disposed).toBe(1);
    expect(service.command({ callId: aCall().callId, type: 'mute' }).ok).toBe(false);
  });

  it('tells listeners the snapshot of the moment, and none when the call has ended', () => {
    const told: (CallSnapshot | null)[] = [];
    const unsubscribe = service.onSnapshot((call) => told.push(call));
    service.launch(aCall());
    service.update(states.muted);
    service.abort();
    unsubscribe();
    service.launch(aCall());
    expect(told).toEqual([aCall(), states.muted, null]);
  });
});

describe('a surface that throws', () => {
  for (const broken of ['call', 'nothing', 'dispose']) {
    it(`at ${broken} is logged and touches no other`, async () => {
      surface.broken = broken;
      const other = new RecordingSurface('other');
      service.attach(other);
      service.launch(aCall());
      expect(other.showing).toEqual(aCall());
      service.update(states.muted);
      expect(other.showing).toEqual(states.muted);
      service.abort();
      expect(other.showing).toBeNull();
      await service.dispose();
      expect(other.disposed).toBe(1);
      expect(surface.told).toEqual(['call', 'call', 'nothing', 'dispose']);
      const failures = surface.told.filter((what) => what === broken);
      expect(log.lines.filter((line) => line.startsWith('error'))).toHaveLength(failures.length);
    });
  }

  it('does not keep listeners from hearing', () => {
    surface.broken = 'call';
    const told: unknown[] = [];
    service.onSnapshot(() => {
      throw new Error('a listener');
    });
    service.onSnapshot((call) => told.push(call));
    service.launch(aCall());
    expect(told).toEqual([aCall()]);
  });
});

describe('commands', () => {
  it('reach the session of the call they name', () => {
    service.launch(aCall());
    expect(service.command({ callId: aCall().callId, type: 'mute' })).toEqual({ ok: true, value: undefined });
    expect(service.commandCurrent('toggle-mute').ok).toBe(true);
    expect(sent.map(({ type }) => type)).toEqual(['mute', 'toggle-mute']);
  });

  it('for a call that has ended are refused with a typed failure and a log line, and change nothing', () => {
    service.launch(aCall());
    service.abort();
    service.launch(aCall({ callId: 'call-2' }));
    const before = surface.told.length;
    const result = service.command({ callId: aCall().callId, type: 'hang-up' });
    expect(result).toMatchObject({ ok: false, error: { code: 'no-such-call' } });
    expect(sent).toEqual([]);
    expect(surface.told).toHaveLength(before);
    expect(log.lines.at(-1)).toContain('Refused hang-up');
    clock.advance(hangUpGraceMs);
    expect(ignored).toEqual([]);
  });

  it('to accept or decline make an end that somebody took notice of', () => {
    const answered: boolean[] = [];
    service.onEnded((end) => answered.push(end.answered));
    for (const type of ['accept', 'decline', 'mute'] as const) {
      service.launch(states['ringing-in']);
      service.commandCurrent(type);
      service.abort();
    }
    expect(answered).toEqual([true, true, false]);
  });

  it('without any call are refused', () => {
    expect(service.commandCurrent('mute')).toMatchObject({ ok: false, error: { code: 'no-such-call' } });
  });
});

describe('hanging up', () => {
  it('ends the renderer and releases everything when the session does not acknowledge it within 2 s', () => {
    service.launch(aCall());
    service.commandCurrent('hang-up');
    clock.advance(hangUpGraceMs - 1);
    expect(ignored).toEqual([]);
    clock.advance(1);
    expect(ignored).toEqual([aCall()]);
    expect(service.current).toBeNull();
    expect(surface.showing).toBeNull();
  });

  it('is left alone once it is acknowledged, also when another call begins', () => {
    service.launch(aCall());
    service.commandCurrent('hang-up');
    service.abort();
    service.launch(aCall({ callId: 'call-2' }));
    clock.advance(hangUpGraceMs * 2);
    expect(ignored).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('counts from the first press, not from the last', () => {
    service.launch(aCall());
    service.commandCurrent('hang-up');
    clock.advance(hangUpGraceMs - 1);
    service.commandCurrent('hang-up');
    clock.advance(1);
    expect(ignored).toHaveLength(1);
  });

  it('goes for declining too', () => {
    service.launch(states['ringing-in']);
    service.commandCurrent('decline');
    clock.advance(hangUpGraceMs);
    expect(ignored).toHaveLength(1);
  });

  it('releases everything even when the renderer cannot be replaced', () => {
    const broken = createService({
      onHangUpIgnored: () => {
        throw new Error('no window');
      },
      log,
      clock,
    });
    broken.attach(surface);
    broken.launch(aCall());
    broken.commandCurrent('hang-up');
    clock.advance(hangUpGraceMs);
    expect(surface.showing).toBeNull();
  });
});

it('reaches all surfaces with an end that comes in the middle of an update', () => {
  const eager: CallSurface = {
    name: 'eager',
    show: (calls) => {
      if (activeCall(calls)?.microphone === 'muted') service.abort('connection-lost');
    },
  };
  service.attach(eager);
  const later = new RecordingSurface('later');
  service.attach(later);
  const told: (CallSnapshot | null)[] = [];
  service.onSnapshot((call) => told.push(call));
  service.launch(aCall());
  service.update(states.muted);
  expect(later.showing).toBeNull();
  expect(surface.showing).toBeNull();
  expect(told.at(-1)).toBeNull();
});

it('has every surface show the last snapshot or nothing after any sequence, whichever of them throw', () => {
  const commandStep = fc.record({
    do: fc.constant('command' as const),
    type: fc.constantFrom('hang-up' as const, 'mute' as const, 'accept' as const),
    wait: fc.nat(3_000),
  });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(callStep, abortStep, commandStep), { maxLength: 40 }),
      fc.constantFrom('call', 'nothing', null),
      (steps, broken) => {
        const own = new ManualClock();
        const subject = createService({ clock: own });
        const faulty = new RecordingSurface('faulty');
        faulty.broken = broken;
        const good = new RecordingSurface('good');
        subject.attach(faulty);
        subject.attach(good);
        for (const each of steps) {
          if (each.do === 'abort') subject.abort();
          else if (each.do === 'command') {
            subject.commandCurrent(each.type);
            own.advance(each.wait);
          } else subject[each.do](callOf(each));
          expect(good.showing).toEqual(subject.current);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
