import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CallError } from '../../../src/renderer/call/call-error.ts';
import { CallSession } from '../../../src/renderer/call/call-session.ts';
import type { DeviceLists } from '../../../src/renderer/call/devices.ts';
import { Emitter } from '../../../src/renderer/call/emitter.ts';
import { Phone, type PhoneDeps } from '../../../src/renderer/call/phone.ts';
import type { PushOf } from '../../../src/shared/protocol.ts';
import { aCall } from '../support/call-snapshot.ts';
import { settle } from '../support/settle.ts';
import { ada, bob, type FakeParts, FakeSignaling, fakeParts, joinedOf, ringingState } from './fakes.ts';

const cleo = { id: 'cleo', name: 'Cleo' };

class FakeCatalog extends Emitter<{ changed: DeviceLists }> {
  lists: DeviceLists = { microphones: [], speakers: [], cameras: [], defaultMicrophone: '', defaultLabel: '' };
  start(): void {}
  stop(): void {}
}

class Rig {
  readonly parts: FakeParts = fakeParts();
  readonly lines: FakeSignaling[] = [];
  readonly catalog = new FakeCatalog();
  readonly chosen: Record<string, string | null> = {};
  loads = 0;
  readonly phone: Phone;
  sessions = 0;

  constructor() {
    const { engine, microphone, output, silence, clock } = this.parts;
    const choose = (of: string) => (id: string | null) => {
      this.chosen[of] = id;
    };
    const deps: PhoneDeps = {
      createSignaling: ({ server }) => {
        if (!URL.canParse(server)) throw new TypeError('bad address');
        return this.#createLine();
      },
      loadEngine: async () => {
        this.loads += 1;
        return engine;
      },
      createSilence: () => silence,
      calls: CallSession,
      catalog: this.catalog,
      microphone: Object.assign(microphone, { choose: choose('microphone') }),
      camera: { choose: choose('camera'), open: () => this.parts.camera.open() },
      speaker: Object.assign(output, { choose: choose('speaker') }),
      levels: { listen: () => () => {}, setVisible: () => {} },
      clock,
      random: this.parts.random,
    };
    this.phone = new Phone(deps);
  }

  get line(): FakeSignaling {
    const line = this.lines.at(-1);
    if (line === undefined) throw new Error('Nobody has signed in');
    return line;
  }

  get state() {
    return this.phone.state.getState();
  }

  get phase() {
    return this.state.call?.snapshot.phase ?? null;
  }

  #createLine(): FakeSignaling {
    const line = new FakeSignaling();
    line.online = false;
    line.answer('call.invite', ({ to }) => {
      this.sessions += 1;
      return {
        ok: joinedOf({ ...ringingState, sessionId: `out-${this.sessions}`, members: [ada, { id: to, name: to }] }),
      };
    });
    line.answer('session.join', ({ sessionId }) => ({
      ok: sessionId.startsWith('live')
        ? joinedOf({ sessionId })
        : joinedOf({ ...ringingState, sessionId, members: [bob, ada] }),
    }));
    line.answer('call.accept', () => ({ ok: { startedAt: 5, elapsedMs: 0 } }));
    this.lines.push(line);
    return line;
  }

  async signIn(welcome: Partial<PushOf<'welcome'>> = {}): Promise<void> {
    this.phone.signIn({ server: 'http://127.0.0.1:1', token: 't' });
    this.line.comeBack(welcome);
    await settle();
  }

  async ring(sessionId: string, from = bob): Promise<void> {
    this.line.push('call.ringing', { sessionId, from });
    await settle();
  }

  get openLinks(): number {
    return this.parts.engine.links.filter(({ closed }) => !closed).length;
  }

  expectReleased(): void {
    expect({
      call: this.state.call,
      links: this.openLinks,
      microphone: this.parts.microphone.users,
      playing: this.parts.output.playing.size,
      timers: this.parts.clock.pending,
    }).toEqual({ call: null, links: 0, microphone: 0, playing: 0, timers: 0 });
  }
}

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
    rig.line.push('call.ringing', { sessionId: 'in-1', from: bob });
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

describe('one call at a time', () => {
  it('rings when somebody calls, and again for the next caller once that is over', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    await rig.ring('in-2', cleo);
    expect(rig.state.call?.snapshot).toMatchObject({ callId: 'in-1', phase: 'ringing-in' });
    rig.phone.decline();
    await settle();
    expect(rig.state.call?.snapshot.callId).toBe('in-2');
    expect(rig.openLinks).toBe(1);
  });

  it('does not ring for a caller who has given up meanwhile', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    await rig.ring('in-2', cleo);
    rig.line.push('call.stopped', { sessionId: 'in-2', reason: 'cancelled' });
    rig.phone.decline();
    await settle();
    rig.expectReleased();
  });

  it('rings for whoever called while an own call was refused', async () => {
    await rig.signIn();
    rig.line.answer('call.invite', () => ({ error: new CallError('busy', 'busy') }));
    rig.phone.call('bob');
    rig.line.push('call.ringing', { sessionId: 'in-1', from: bob });
    await settle();
    expect(rig.state.call?.snapshot).toMatchObject({ callId: 'in-1', phase: 'ringing-in' });
  });

  it('does not call a second person', async () => {
    await rig.signIn();
    rig.phone.call('bob');
    rig.phone.call('cleo');
    await settle();
    expect(rig.line.names().filter((name) => name === 'call.invite')).toHaveLength(1);
  });

  it('rings for calls that began before signing in', async () => {
    await rig.signIn({ ringing: [{ sessionId: 'in-1', from: bob }] });
    expect(rig.phase).toBe('ringing-in');
  });

  it('says that a call is not possible while signed out', () => {
    rig.phone.call('bob');
    expect(rig.state).toMatchObject({ call: null, callProblem: { code: 'server-unreachable' } });
  });

  it.each([
    ['busy', { ended: { reason: 'busy', peer: bob, durationMs: null }, callProblem: null }],
    ['offline', { ended: { reason: 'offline', peer: bob, durationMs: null }, callProblem: null }],
    ['person-not-found', { ended: null, callProblem: { code: 'person-not-found' } }],
    ['not-connected', { ended: null, callProblem: { code: 'server-unreachable' } }],
  ] as const)('says why calling did not work: %s', async (code, expected) => {
    await rig.signIn();
    rig.line.answer('call.invite', () => ({ error: new CallError(code, code) }));
    rig.phone.call('bob');
    await settle();
    expect(rig.state).toMatchObject({ call: null, ...expected });
    rig.expectReleased();
  });

  it.each(['no-answer', 'cancelled'] as const)(
    'calls one missed that rang here until it stopped: %s',
    async (reason) => {
      await rig.signIn();
      await rig.ring('in-1');
      rig.line.push('call.stopped', { sessionId: 'in-1', reason });
      expect(rig.state.ended).toEqual({ peer: bob, reason, durationMs: null, missed: true });
    },
  );

  it('calls none missed that was answered elsewhere, refused, or an own one', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.line.push('call.stopped', { sessionId: 'in-1', reason: 'answered-elsewhere' });
    expect(rig.state.ended).toMatchObject({ reason: 'answered-elsewhere', missed: false });
    await rig.ring('in-2');
    rig.phone.decline();
    expect(rig.state.ended).toMatchObject({ reason: 'declined', missed: false });
    rig.phone.call('bob');
    await settle();
    rig.line.push('session.ended', { sessionId: 'out-1', reason: 'no-answer' });
    expect(rig.state.ended).toMatchObject({ reason: 'no-answer', missed: false });
  });

  it('keeps how the last call ended until the next or until dismissed', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.phone.accept();
    await settle();
    rig.parts.engine.link.become('connected');
    await rig.parts.clock.pass(5_000);
    rig.phone.hangUp();
    expect(rig.state.ended).toEqual({ peer: bob, reason: 'hung-up', durationMs: 5_000, missed: false });
    rig.phone.dismissEnded();
    expect(rig.state.ended).toBeNull();
  });
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
    expect(rig.state.call?.snapshot).toMatchObject({ callId: 'live-1', phase: 'connected', microphone: 'muted' });
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
    beforeEach(() => rig.phone.leaveCall('live-1'));

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
        ringing: [
          { sessionId: 'live-1', from: bob },
          { sessionId: 'in-2', from: cleo },
        ],
      });
      expect(rig.line.sent.filter(({ name }) => name !== 'session.join')).toEqual([
        { name: 'call.decline', data: { sessionId: 'live-1' } },
      ]);
      expect(rig.state.call?.snapshot).toMatchObject({ callId: 'in-2', phase: 'ringing-in' });
    });

    it('but not any other', async () => {
      await rig.signIn({ sessions: [session('live-2')] });
      expect(rig.state.call?.snapshot.callId).toBe('live-2');
      expect(rig.line.names()).not.toContain('session.leave');
    });
  });

  it('are declined again when the server could not hear it, and do not ring twice', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.line.drop();
    rig.phone.decline();
    rig.line.comeBack({ ringing: [{ sessionId: 'in-1', from: bob }] });
    await settle();
    expect(rig.line.sent.at(-1)).toEqual({ name: 'call.decline', data: { sessionId: 'in-1' } });
    rig.expectReleased();
  });

  it('ring again when only the connection was lost for too long', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    rig.line.drop();
    await rig.parts.clock.pass(60_000);
    expect(rig.state.ended).toMatchObject({ reason: 'connection-lost', missed: false });
    rig.line.comeBack({ ringing: [{ sessionId: 'in-1', from: bob }] });
    await settle();
    expect(rig.state.call?.snapshot).toMatchObject({ callId: 'in-1', phase: 'ringing-in' });
    expect(rig.line.names()).not.toContain('call.decline');
  });

  it('are not declined when they only ring', async () => {
    await rig.signIn();
    rig.line.comeBack({ sessions: [session('in-1', { phase: 'ringing', answered: false })] });
    await settle();
    expect(rig.line.names()).toEqual([]);
  });

  it.each(['before', 'after'])('are resumed as main remembers them, told %s signing in', async (when) => {
    const snapshot = joinedSnapshot();
    if (when === 'before') rig.phone.resumeCall(snapshot);
    await rig.signIn();
    if (when === 'after') rig.phone.resumeCall(snapshot);
    await settle();
    rig.parts.engine.link.become('connected');
    await settle();
    expect(rig.state.call?.snapshot).toMatchObject({ callId: 'live-1', microphone: 'on', startedAt: 400_000 });
  });

  it('are not resumed over a call that there is', async () => {
    await rig.signIn();
    rig.phone.call('bob');
    rig.phone.resumeCall(joinedSnapshot());
    await settle();
    expect(rig.openLinks).toBe(1);
    expect(rig.phase).toBe('ringing-out');
  });
});

const joinedSnapshot = () => aCall({ callId: 'live-1', peer: bob, startedAt: 400_000 });

describe('commands from the desktop', () => {
  it('do what they say to the call they name', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    const callId = rig.state.call!.snapshot.callId;
    const command = async (type: Parameters<Phone['command']>[0]['type']) => {
      rig.phone.command({ callId, type });
      await settle();
      return rig.state.call?.snapshot;
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
    expect(await command('hang-up')).toBeUndefined();
  });

  it('for another call change nothing', async () => {
    await rig.signIn();
    await rig.ring('in-1');
    const other = { ...rig.state.call!.snapshot, callId: 'in-2' as never };
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

  async function happen(event: typeof happening extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
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
      line.push('call.accepted', { sessionId: event.accepted, peerId: 'peer-bob', startedAt: 5, elapsedMs: 0 });
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
    } else phone.resumeCall(joinedSnapshot());
  }

  it('there is never a second call, and after the last end nothing is held', async () => {
    // What a step could not do is said to the log; here that is nothing new.
    vi.stubGlobal('MediaStream', class {});
    const quiet = [vi.spyOn(console, 'warn').mockReturnValue(), vi.spyOn(console, 'error').mockReturnValue()];
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(happening, fc.boolean()), { maxLength: 40 }), async (events) => {
          rig = new Rig();
          await rig.signIn();
          for (const [event, settled] of events) {
            await happen(event);
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
