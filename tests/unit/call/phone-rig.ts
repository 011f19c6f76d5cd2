import { expect } from 'vitest';
import { CallSession } from '../../../src/renderer/call/call-session.ts';
import type { DeviceLists } from '../../../src/renderer/devices/devices.ts';
import { Emitter } from '../../../src/renderer/emitter.ts';
import { Phone, type PhoneDeps } from '../../../src/renderer/phone/phone.ts';
import { activeCall } from '../../../src/renderer/phone/phone-state.ts';
import type { PushOf } from '../../../src/shared/protocol.ts';
import { aCall } from '../support/call-snapshot.ts';
import { settle } from '../support/settle.ts';
import { type FakeLink, type FakeParts, FakeSignaling, FakeSpeaker, fakeParts } from './fakes.ts';
import { ada, bob, invitationOf, joinedOf, ringingOf, ringingState } from './protocol-fixtures.ts';

/** What main remembers of a call with Bob. */
export const rememberedCall = () => aCall({ callId: 'live-1', peer: bob, startedAt: 400_000 });

class FakeCatalog extends Emitter<{ changed: DeviceLists }> {
  lists: DeviceLists = { microphones: [], speakers: [], cameras: [], defaultMicrophone: '', defaultLabel: '' };
  start(): void {}
  stop(): void {}
}

/** A phone with everything around it handed in, and what a test does to it. */
export class Rig {
  readonly parts: FakeParts = fakeParts();
  readonly speaker = new FakeSpeaker();
  readonly lines: FakeSignaling[] = [];
  readonly catalog = new FakeCatalog();
  readonly chosen: Record<string, string | null> = {};
  loads = 0;
  readonly phone: Phone;
  sessions = 0;

  constructor() {
    const { engine, microphone, silence, clock } = this.parts;
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
      speaker: Object.assign(this.speaker, { choose: choose('speaker') }),
      levels: { listen: () => () => {}, setVisible: () => {} },
      clock,
      random: this.parts.random,
      newSessionId: () => `out-${++this.sessions}`,
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

  /** The active call, as it is seen. */
  get call() {
    return activeCall(this.state)?.snapshot ?? null;
  }

  get phase() {
    return this.call?.phase ?? null;
  }

  #createLine(): FakeSignaling {
    const line = new FakeSignaling();
    line.online = false;
    line.answer('session.start', ({ sessionId, invitations }) => ({
      ok: joinedOf({
        ...ringingState,
        sessionId,
        participants: [],
        invitations: invitations.map(({ invitationId, to }) => invitationOf({ id: to, name: to }, { invitationId })),
      }),
    }));
    line.answer('session.join', ({ sessionId }) => ({
      ok: sessionId.startsWith('live')
        ? joinedOf({ sessionId })
        : joinedOf({ ...ringingState, sessionId, startedBy: sessionId.startsWith('out') ? ada : bob }),
    }));
    line.answer('invitation.accept', () => ({ ok: { startedAt: 5, elapsedMs: 0 } }));
    this.lines.push(line);
    return line;
  }

  async signIn(welcome: Partial<PushOf<'welcome'>> = {}): Promise<void> {
    this.phone.signIn({ server: 'http://127.0.0.1:1', token: 't' });
    this.line.comeBack(welcome);
    await settle();
  }

  async ring(sessionId: string, from = bob): Promise<void> {
    this.line.push('invitation.ringing', ringingOf({ sessionId, from }));
    await settle();
  }

  /** The calls to which what is said here is on its way. */
  get hearing(): string[] {
    const own = this.parts.microphone.tracks.flatMap(({ clones }) => clones);
    return this.parts.engine.links
      .filter(({ closed, sources }) => {
        const { track, paused } = sources.get('microphone') ?? {};
        const said = own.find(({ asTrack }) => asTrack === track);
        return !closed && paused === false && said?.enabled === true && said.readyState === 'live';
      })
      .map(({ sessionId }) => sessionId);
  }

  get openLinks(): number {
    return this.parts.engine.links.filter(({ closed }) => !closed).length;
  }

  /** Its newest transports. */
  linkOf(sessionId: string): FakeLink {
    const link = this.parts.engine.links.findLast((each) => each.sessionId === sessionId);
    if (link === undefined) throw new Error(`There are no transports of ${sessionId}`);
    return link;
  }

  expectReleased(): void {
    expect({
      calls: this.state.calls,
      activeCallId: this.state.activeCallId,
      links: this.openLinks,
      microphone: this.parts.microphone.users,
      playing: this.speaker.playing,
      timers: this.parts.clock.pending,
    }).toEqual({ calls: [], activeCallId: null, links: 0, microphone: 0, playing: 0, timers: 0 });
  }
}
