import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type EndedCall, hangUpGraceMs, type OngoingCallService } from '../../../src/main/ongoing-call/service.ts';
import type { CallSurface } from '../../../src/main/ongoing-call/surface.ts';
import {
  activeCall,
  type CallCommand,
  type CallSnapshot,
  type CallsSnapshot,
  callId,
  noCalls,
} from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, callsOf, createService, FakeLog, states } from './fixtures.ts';
import { abortStep, aCallId, activateStep, callOf, callStep, endStep } from './steps.ts';

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
    service.abortAll();
    service.launch(aCall());
    service.abortAll();
    service.abortAll();
    expect(surface.told).toEqual(['call', 'nothing']);
  });

  it('does not bring a call back that has ended by a late update', () => {
    service.launch(aCall());
    service.abortAll();
    service.update(states.muted);
    expect(service.current).toBeNull();
    expect(surface.showing).toBeNull();
    expect(log.lines.at(-1)).toContain('has ended');
  });

  it('shows a call again that is launched again, as after a restart of its renderer', () => {
    service.launch(aCall());
    service.abortAll();
    service.launch(aCall());
    expect(surface.showing).toEqual(aCall());
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
    service.abortAll();
    await service.dispose();
    expect(surface.showing).toBeNull();
    expect(surface.disposed).toBe(1);
    expect(service.command({ callId: aCall().callId, type: 'mute' }).ok).toBe(false);
  });

  it('tells listeners the snapshot of the moment, and none when the call has ended', () => {
    const told: (CallSnapshot | null)[] = [];
    const unsubscribe = service.onCalls((calls) => told.push(activeCall(calls)));
    service.launch(aCall());
    service.update(states.muted);
    service.abortAll();
    unsubscribe();
    service.launch(aCall());
    expect(told).toEqual([aCall(), states.muted, null]);
  });
});

describe('several calls', () => {
  const one = aCall();
  const two = aCall({ callId: 'call-2', title: 'Bob' });
  const shown: CallsSnapshot[] = [];
  beforeEach(() => {
    shown.length = 0;
    service.attach({ name: 'all of them', show: (calls) => shown.push(calls) });
    service.launch(one);
    service.launch(two);
  });

  it('are shown together; the first that is spoken in is active until another one is named', () => {
    expect(service.calls).toEqual({ calls: [one, two], activeCallId: one.callId });
    service.activate(two.callId);
    service.activate(two.callId);
    expect(service.current).toEqual(two);
    expect(shown.map(({ calls, activeCallId }) => [calls.length, activeCallId])).toEqual([
      [1, one.callId],
      [2, one.callId],
      [2, two.callId],
    ]);
  });

  it('of which one ends go on, and another one becomes active', () => {
    const ended: EndedCall[] = [];
    service.onEnded((end) => ended.push(end));
    service.activate(two.callId);
    service.abort(two.callId, 'peer-hung-up');
    expect(service.calls).toEqual(callsOf(one));
    expect(ended).toEqual([{ call: two, reason: 'peer-hung-up', answered: false }]);
  });

  it('may be told which one is active before that one is there', () => {
    const three = aCall({ callId: 'call-3' });
    service.activate(three.callId);
    expect(service.current).toEqual(one);
    service.launch(three);
    expect(service.current).toEqual(three);
  });

  it.each([
    ['one that is spoken in before one that rings', [states['ringing-in'], one], 1],
    ['one that rings before one that is held', [states.held, states['ringing-in']], 1],
    ['the first of those that are held', [states.held, states.held], 0],
  ] as const)('without a name the active one is %s', (_, calls, active) => {
    service.abortAll();
    service.activate(null);
    const named = calls.map((call, index) => ({ ...call, callId: callId.parse(`call-${index}`) }));
    for (const call of named) service.launch(call);
    expect(service.current).toEqual(named[active]);
  });

  it('get each its own commands; those without a name go to the active one', () => {
    service.command({ callId: two.callId, type: 'mute' });
    service.activate(two.callId);
    service.commandCurrent('hold');
    service.command({ callId: one.callId, type: 'swap' });
    expect(sent.map(({ callId: id, type }) => `${type} ${id}`)).toEqual(['mute call-2', 'hold call-2', 'swap call-1']);
  });

  it('are watched each when hung up: the one that is ignored ends, the other goes on', () => {
    service.command({ callId: one.callId, type: 'hang-up' });
    clock.advance(hangUpGraceMs - 1);
    service.command({ callId: two.callId, type: 'hang-up' });
    clock.advance(1);
    expect([ignored, service.calls]).toEqual([[one], callsOf(two)]);
    service.abort(two.callId, 'hung-up');
    clock.advance(hangUpGraceMs);
    expect([ignored.length, clock.pending]).toEqual([1, 0]);
  });

  it.each(['accept', 'decline', 'hold-and-accept', 'end-and-accept'] as const)(
    'remember each for itself that somebody took notice: %s',
    (type) => {
      const answered: [string, boolean][] = [];
      service.onEnded((end) => answered.push([end.call.callId, end.answered]));
      service.command({ callId: two.callId, type });
      service.abort(one.callId);
      service.abort(two.callId);
      expect(answered).toEqual([
        ['call-1', false],
        ['call-2', true],
      ]);
    },
  );

  it('do not come back by a late update, whichever ended first', () => {
    service.abort(one.callId);
    service.abort(two.callId);
    service.update(one);
    service.update(two);
    expect(service.calls).toEqual(noCalls);
  });

  it('end all at once: none of them is shown as the active one in between', () => {
    shown.length = 0;
    service.abortAll('signed-out');
    expect(shown).toEqual([noCalls]);
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
      service.abortAll();
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
    service.onCalls(() => {
      throw new Error('a listener');
    });
    service.onCalls((calls) => told.push(activeCall(calls)));
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
    service.abortAll();
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
      service.abortAll();
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
    service.abortAll();
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
      if (activeCall(calls)?.microphone === 'muted') service.abortAll('connection-lost');
    },
  };
  service.attach(eager);
  const later = new RecordingSurface('later');
  service.attach(later);
  const told: (CallSnapshot | null)[] = [];
  service.onCalls((calls) => told.push(activeCall(calls)));
  service.launch(aCall());
  service.update(states.muted);
  expect(later.showing).toBeNull();
  expect(surface.showing).toBeNull();
  expect(told.at(-1)).toBeNull();
});

it('has every surface show the calls that there are after any sequence, whichever of them throw, and nothing in the end', () => {
  const commandStep = fc.record({
    do: fc.constant('command' as const),
    type: fc.constantFrom('hang-up' as const, 'mute' as const, 'accept' as const),
    id: aCallId,
    wait: fc.nat(3_000),
  });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(callStep, endStep, activateStep, abortStep, commandStep), { maxLength: 40 }),
      fc.constantFrom('call', 'nothing', null),
      (steps, broken) => {
        const own = new ManualClock();
        const subject = createService({ clock: own });
        const faulty = new RecordingSurface('faulty');
        faulty.broken = broken;
        const good = new RecordingSurface('good');
        let all: CallsSnapshot = noCalls;
        subject.attach(faulty);
        subject.attach(good);
        subject.attach({ name: 'all of them', show: (calls) => (all = calls) });
        /** What should be there: the simplest thing that could be said of it. */
        const model = new Map<string, CallSnapshot>();
        const ended = new Set<string>();
        const hangUps = new Map<string, number>();
        const end = (id: string) => {
          model.delete(id);
          ended.add(id);
          hangUps.delete(id);
        };
        for (const each of steps) {
          switch (each.do) {
            case 'abort':
              subject.abortAll();
              for (const id of [...model.keys()]) end(id);
              break;
            case 'end':
              subject.abort(callId.parse(each.id));
              end(each.id);
              break;
            case 'activate':
              subject.activate(each.id === null ? null : callId.parse(each.id));
              break;
            case 'command':
              subject.command({ callId: callId.parse(each.id), type: each.type });
              if (each.type === 'hang-up' && model.has(each.id) && !hangUps.has(each.id)) {
                hangUps.set(each.id, own.now() + hangUpGraceMs);
              }
              own.advance(each.wait);
              for (const [id, at] of [...hangUps]) if (at <= own.now()) end(id);
              break;
            default:
              subject[each.do](callOf(each));
              if (each.do === 'launch' || !ended.has(each.id)) {
                model.set(each.id, callOf(each));
                ended.delete(each.id);
              }
          }
          expect(all).toEqual(subject.calls);
          expect(good.showing).toEqual(subject.current);
          expect(all.calls).toEqual([...model.values()]);
          expect(model.size === 0 ? null : model.has(all.activeCallId ?? '')).toBe(model.size === 0 ? null : true);
        }
        subject.abortAll();
        expect([all, good.showing, own.pending]).toEqual([noCalls, null, 0]);
      },
    ),
    { numRuns: 1_000 },
  );
});
