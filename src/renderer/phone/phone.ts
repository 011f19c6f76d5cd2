import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallCommand, CallSnapshot, EndReason } from '../../shared/call.ts';
import type { RequestOf } from '../../shared/protocol.ts';
import type { CallSession } from '../call/call-session.ts';
import type { Clock } from '../clock.ts';
import type { Camera } from '../devices/camera.ts';
import type { LevelSource, Levels } from '../devices/levels.ts';
import type { Microphone } from '../devices/microphone.ts';
import type { Speaker } from '../devices/speaker.ts';
import type { Welcome } from '../media/link.ts';
import { Calls, type SharedSettings } from './calls.ts';
import { ChosenDevices, type ChosenDevicesDeps } from './chosen-devices.ts';
import { carryOut } from './commands.ts';
import type { GroupActions } from './group-actions.ts';
import { GroupCalls } from './group-calls.ts';
import { chosen, type JoinSettings, type PhoneActions, type PhoneState, signedOutState } from './phone-state.ts';
import { Registration, type RegistrationDeps } from './registration.ts';
import { SharedMicrophone } from './shared-microphone.ts';

/** The ways a call begins; tests hand in others. */
export type CallFactory = Pick<typeof CallSession, 'invite' | 'ring' | 'join' | 'start'>;

export type PhoneDeps = RegistrationDeps &
  ChosenDevicesDeps & {
    createSilence: () => MediaStreamTrack;
    calls: CallFactory;
    microphone: Pick<Microphone, keyof Microphone>;
    camera: Pick<Camera, keyof Camera>;
    speaker: Pick<Speaker, keyof Speaker>;
    levels: Pick<Levels, 'listen' | 'setVisible'>;
    clock: Clock;
    random: () => number;
    newSessionId: () => string;
  };

/** The softphone: sign-in, people and calls. All that the screens show is in {@link Phone.state}. */
export class Phone implements PhoneActions {
  readonly state: StoreApi<PhoneState> = createStore(() => signedOutState);
  readonly #deps: PhoneDeps;
  readonly #registration: Registration;
  readonly #calls: Calls;
  /** What concerns calls of many. */
  readonly group: GroupActions;
  /** Where one is signed in, or tries to. */
  #server: string | null = null;
  readonly #devices: ChosenDevices;
  readonly #levelSources: Record<'microphone' | 'speaker', LevelSource>;
  #silence: MediaStreamTrack | null = null;
  /** Calls that ring for this person and are not shown yet: one at a time. */
  readonly #ringing = new Map<string, Omit<Welcome['ringing'][number], 'sessionId'>>();
  /**
   * Sessions that ended here for good, of which the server may not have heard, and by which invitation one was in them: by another
   * one a group may ring again. `null` where it is not known: then what rings next is the one.
   */
  readonly #over = new Map<string, string | null>();
  #resume: readonly CallSnapshot[] = [];

  constructor(deps: PhoneDeps) {
    this.#deps = deps;
    const microphone = new SharedMicrophone(deps.microphone);
    this.#calls = new Calls(
      {
        microphone,
        speaker: deps.speaker,
        settings: () => this.#settings(),
        now: () => deps.clock.now(),
        onLeft: (call, reason) => this.#left(call, reason),
      },
      this.state,
    );
    this.group = new GroupCalls({
      calls: this.#calls,
      factory: deps.calls,
      server: () => (this.#settings() === null ? null : this.#server),
      call: (personId, how) => this.call(personId, how),
      unreachable: () => this.state.setState({ callProblem: { code: 'server-unreachable' } }),
    });
    this.#levelSources = {
      microphone: {
        tracks: () => microphone.tracks,
        // A call decides by itself when its microphone opens.
        acquire: () => (this.#calls.size === 0 ? deps.microphone.acquire() : () => {}),
      },
      speaker: { tracks: () => deps.speaker.tracks },
    };
    this.#registration = new Registration(deps, this.state);
    this.#registration.on('welcomed', ({ ringing }) => {
      this.#ringing.clear();
      for (const { sessionId, ...ring } of ringing) this.#ringing.set(sessionId, ring);
    });
    this.#registration.on('ready', ({ welcome, first }) => this.#ready(welcome, first));
    this.#registration.on('ringing', ({ sessionId, ...ring }) => {
      this.#ringing.set(sessionId, ring);
      this.#ringNext();
    });
    this.#registration.on('stopped', ({ sessionId }) => {
      this.#ringing.delete(sessionId);
    });
    this.#registration.on('ending', () => {
      this.#ringing.clear();
      this.#calls.endAll('signed-out');
    });
    this.#devices = new ChosenDevices(deps, this.state);
  }

  // ---- Sign-in -----------------------------------------------------------------------------------------------------
  signIn(account: { server: string; token: string }): void {
    this.#server = account.server;
    this.#registration.signIn(account);
  }

  signOut(): void {
    this.#registration.signOut();
  }

  /** Rejoins the calls that this installation was in before its window was lost, as soon as sign-in is done; the active one first. */
  resumeCalls(snapshots: readonly CallSnapshot[]): void {
    this.#resume = snapshots;
    if (this.#registration.ready?.signaling.online === true) this.#resumeNow();
  }

  /** Leaves, as soon as sign-in is done, calls that ended here before this window was there; they do not ring again either. */
  leaveCalls(ids: readonly string[]): void {
    for (const id of ids) this.#over.set(id, null);
  }

  /** The machine woke up or has another network: connects at once. */
  networkChanged(): void {
    this.#registration.reconnect();
    this.#calls.networkChanged();
  }

  /** Whether a person can see this window: nothing is measured for nobody. */
  setVisible(visible: boolean): void {
    this.#deps.levels.setVisible(visible);
  }

  /** The active call with its transports, for measurements. */
  get session(): CallSession | null {
    return this.#calls.active;
  }

  // ---- Calls -------------------------------------------------------------------------------------------------------
  call(personId: string, how: Partial<JoinSettings> = {}): void {
    const known = this.#calls.with(personId);
    if (known !== null) {
      this.swap(known.snapshot.callId);
      return;
    }
    if (this.#settings() === null) {
      this.state.setState({ callProblem: { code: 'server-unreachable' } });
      return;
    }
    // The server decides whether there is such a person: addresses may be typed in.
    const name = this.state.getState().people.find(({ id }) => id === personId)?.name ?? personId;
    const person = { id: personId, name };
    this.#calls.begin((settings) => this.#deps.calls.invite(person, { ...settings, ...chosen(how) }), { active: true });
  }

  join({ sessionId, token }: { sessionId: string; token: string }, how: JoinSettings): void {
    if (this.#calls.get(sessionId) !== null) {
      this.swap(sessionId);
      return;
    }
    if (this.#settings() === null) {
      this.state.setState({ callProblem: { code: 'server-unreachable' } });
      return;
    }
    this.#over.delete(sessionId);
    const own = { link: token, ...chosen(how), group: { title: null } };
    this.#calls.begin((settings) => this.#deps.calls.join(sessionId, { ...settings, ...own }), { active: true });
  }

  stay(callId: string): void {
    this.#calls.get(callId)?.stay();
  }

  accept(callId?: string): void {
    const call = this.#ringingOne(callId);
    if (call === null) return;
    this.#calls.activate(call.snapshot.callId);
    call.accept();
  }

  decline(callId?: string): void {
    this.#ringingOne(callId)?.hangUp();
  }

  holdAndAccept(callId: string): void {
    this.accept(callId);
  }

  endAndAccept(callId: string): void {
    const call = this.#ringingOne(callId);
    const { active } = this.#calls;
    if (call === null) return;
    if (active !== call) active?.hangUp();
    this.accept(callId);
  }

  hangUp(callId?: string): void {
    this.#one(callId)?.hangUp();
  }

  swap(callId: string): void {
    const call = this.#calls.get(callId);
    // What rings is accepted, not returned to.
    if (call === null || call.snapshot.phase === 'ringing-in') return;
    this.#calls.activate(callId);
    call.setHeld(false);
  }

  setMuted(muted: boolean): void {
    this.#calls.active?.setMuted(muted);
  }

  setHeld(held: boolean): void {
    this.#calls.active?.setHeld(held);
  }

  setCamera(on: boolean): void {
    this.#calls.active?.setCamera(on);
  }

  retryMicrophone(): void {
    this.#deps.microphone.retry();
  }

  dismissEnded(): void {
    this.state.setState({ ended: null, callProblem: null });
  }

  /** A wish from any surface of the desktop; one for a call that is not going on changes nothing. */
  command({ callId, type }: CallCommand): void {
    const call = this.#calls.get(callId);
    if (call !== null) carryOut[type](this, call);
  }

  // ---- Devices -----------------------------------------------------------------------------------------------------
  chooseMicrophone(deviceId: string | null): void {
    this.#devices.chooseMicrophone(deviceId);
  }

  chooseSpeaker(deviceId: string | null): void {
    this.#devices.chooseSpeaker(deviceId);
  }

  chooseCamera(deviceId: string | null): void {
    this.#devices.chooseCamera(deviceId);
  }

  onLevel(of: 'microphone' | 'speaker', listener: (level: number) => void): () => void {
    return this.#deps.levels.listen(this.#levelSources[of], listener);
  }

  // ---- Inside ------------------------------------------------------------------------------------------------------
  #one(callId: string | undefined): CallSession | null {
    return callId === undefined ? this.#calls.active : this.#calls.get(callId);
  }

  #ringingOne(callId: string | undefined): CallSession | null {
    const call = callId === undefined ? this.#calls.ringing : this.#calls.get(callId);
    return call?.snapshot.phase === 'ringing-in' ? call : null;
  }

  #ready(welcome: Welcome, first: boolean): void {
    this.#resumeNow();
    this.#tidySessions(welcome.sessions, first);
    this.#ringNext();
  }

  /** Sessions that the server holds for this device and this program is not in. */
  #tidySessions(sessions: Welcome['sessions'], first: boolean): void {
    for (const { sessionId, phase, answered } of sessions) {
      // What only rings is among the ringing calls; leaving it would decline it on other devices too.
      if (!answered || this.#calls.get(sessionId) !== null) continue;
      if (first && phase === 'live' && !this.#over.has(sessionId)) {
        // The program was started again within the grace: back into the call, but not audible without being asked.
        this.#join(sessionId, { muted: true });
      } else this.#tell('session.leave', { sessionId });
    }
  }

  #resumeNow(): void {
    if (this.#settings() === null) return;
    const snapshots = this.#resume;
    this.#resume = [];
    for (const resumed of snapshots) {
      if (this.#calls.get(resumed.callId) === null) this.#join(resumed.callId, { resumed });
    }
  }

  /** Beside another call it is held. */
  #join(sessionId: string, as: { muted: true } | { resumed: CallSnapshot }): void {
    const ringing = this.#ringing.get(sessionId);
    const invited = ringing === undefined ? {} : { invitationId: ringing.invitationId };
    this.#calls.begin((settings) => this.#deps.calls.join(sessionId, { ...settings, ...invited, ...as }), {
      active: false,
    });
  }

  /** Shows the call that has rung longest. One at a time: a second one is shown when the first has been answered. */
  #ringNext(): void {
    if (this.#settings() === null) return;
    for (const [sessionId, { from, invitationId, kind, title }] of this.#ringing) {
      if (this.#calls.get(sessionId) !== null) continue;
      if (this.#isOver(sessionId, invitationId)) {
        this.#ringing.delete(sessionId);
        this.#tell('invitation.decline', { sessionId, invitationId });
      } else if (this.#calls.ringing === null) {
        const invited = { invitationId, ...(kind === 'group' && { group: { title } }) };
        this.#calls.begin((settings) => this.#deps.calls.ring(sessionId, from, { ...settings, ...invited }), {
          active: false,
        });
      }
    }
  }

  #isOver(sessionId: string, invitationId: string): boolean {
    const by = this.#over.get(sessionId);
    if (by === null) this.#over.set(sessionId, invitationId);
    return by === null || by === invitationId;
  }

  #left({ callId, phase }: CallSnapshot, reason: EndReason): void {
    // What rang here and was lost or signed out of may ring again: nobody has refused it.
    const invitationId = this.#ringing.get(callId)?.invitationId ?? '';
    if (phase !== 'ringing-in' || reason === 'declined') this.#over.set(callId, invitationId);
    this.#ringing.delete(callId);
    this.#ringNext();
  }

  #tell<N extends 'session.leave' | 'invitation.decline'>(end: N, about: RequestOf<N>): void {
    this.#registration.ready?.signaling.request(end, about).catch(() => {
      // It has ended by itself meanwhile.
    });
  }

  #settings(): SharedSettings | null {
    const { ready } = this.#registration;
    if (ready === null) return null;
    this.#silence ??= this.#deps.createSilence();
    const { camera, clock, random, newSessionId } = this.#deps;
    const { signaling, engine, me } = ready;
    return { parts: { signaling, engine, camera, silence: this.#silence, clock, random, newSessionId }, me };
  }
}
