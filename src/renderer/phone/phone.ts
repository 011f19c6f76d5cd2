import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallCommand, CallSnapshot } from '../../shared/call.ts';
import { type ErrorCode, errorCode } from '../../shared/protocol.ts';
import type { CallParts, CallPerson, CallSettings } from '../call/call-parts.ts';
import type { CallSession } from '../call/call-session.ts';
import type { CallErrorCode } from '../call-error.ts';
import type { Clock } from '../clock.ts';
import type { Camera } from '../devices/camera.ts';
import type { DeviceCatalog, DeviceLists } from '../devices/devices.ts';
import type { LevelSource, Levels } from '../devices/levels.ts';
import type { Microphone } from '../devices/microphone.ts';
import type { Speaker } from '../devices/speaker.ts';
import type { Unsubscribe } from '../emitter.ts';
import type { Welcome } from '../media/link.ts';
import type { PhoneActions, PhoneProblem, PhoneState } from './phone-state.ts';
import { Registration, type RegistrationDeps } from './registration.ts';

/** The ways a call begins; tests hand in others. */
export type CallFactory = Pick<typeof CallSession, 'invite' | 'ring' | 'join'>;

export type PhoneDeps = RegistrationDeps & {
  createSilence: () => MediaStreamTrack;
  calls: CallFactory;
  catalog: Pick<DeviceCatalog, 'lists' | 'on' | 'start' | 'stop'>;
  microphone: Pick<Microphone, keyof Microphone>;
  camera: Pick<Camera, keyof Camera>;
  speaker: Pick<Speaker, keyof Speaker>;
  levels: Pick<Levels, 'listen' | 'setVisible'>;
  clock: Clock;
  random: () => number;
  newSessionId: () => string;
};

const nobody: PhoneState = {
  connection: { status: 'signed-out', problem: null },
  me: null,
  server: null,
  people: [],
  call: null,
  ended: null,
  callProblem: null,
  devices: {
    microphones: [],
    speakers: [],
    cameras: [],
    microphoneId: null,
    speakerId: null,
    cameraId: null,
  },
};

/** The softphone: sign-in, people, and one call at a time. All that the screens show is in {@link Phone.state}. */
export class Phone implements PhoneActions {
  readonly state: StoreApi<PhoneState> = createStore(() => nobody);
  readonly #deps: PhoneDeps;
  readonly #registration: Registration;
  readonly #levelSources: Record<'microphone' | 'speaker', LevelSource>;
  #silence: MediaStreamTrack | null = null;
  #call: CallSession | null = null;
  /** Calls that ring for this person and are not shown yet: one call at a time. */
  readonly #ringing = new Map<string, CallPerson>();
  /** Calls that ended here for good; the server may not have heard of it. */
  readonly #over = new Set<string>();
  #resume: CallSnapshot | null = null;

  constructor(deps: PhoneDeps) {
    this.#deps = deps;
    this.#levelSources = {
      microphone: {
        tracks: () => (deps.microphone.track === null ? [] : [deps.microphone.track]),
        // A call decides by itself when its microphone opens.
        acquire: () => (this.#call === null ? deps.microphone.acquire('meter') : () => {}),
      },
      speaker: { tracks: () => deps.speaker.tracks },
    };
    this.#registration = new Registration(deps, this.state);
    this.#registration.on('welcomed', ({ ringing }) => {
      this.#ringing.clear();
      for (const { sessionId, from } of ringing) this.#ringing.set(sessionId, from);
    });
    this.#registration.on('ready', ({ welcome, first }) => this.#ready(welcome, first));
    this.#registration.on('ringing', ({ sessionId, from }) => {
      this.#ringing.set(sessionId, from);
      this.#ringNext();
    });
    this.#registration.on('stopped', ({ sessionId }) => {
      this.#ringing.delete(sessionId);
    });
    this.#registration.on('ending', () => {
      this.#ringing.clear();
      this.#call?.end('signed-out');
    });
    deps.catalog.on('changed', (lists) => this.#takeDevices(lists));
    deps.catalog.start();
  }

  // ---- Sign-in -----------------------------------------------------------------------------------------------------
  signIn(account: { server: string; token: string }): void {
    this.#registration.signIn(account);
  }

  signOut(): void {
    this.#registration.signOut();
  }

  /** Rejoins the call that this installation was in before its window was lost, as soon as sign-in is done. */
  resumeCall(snapshot: CallSnapshot): void {
    this.#resume = snapshot;
    if (this.#registration.ready?.signaling.online === true) this.#resumeNow();
  }

  /** Leaves, as soon as sign-in is done, a call that ended here before this window was there; it does not ring again either. */
  leaveCall(id: string): void {
    this.#over.add(id);
  }

  /** The machine woke up or has another network: connects at once. */
  networkChanged(): void {
    this.#registration.reconnect();
    this.#call?.networkChanged();
  }

  /** Whether a person can see this window: nothing is measured for nobody. */
  setVisible(visible: boolean): void {
    this.#deps.levels.setVisible(visible);
  }

  /** The transports of the present call, for measurements. */
  get session(): CallSession | null {
    return this.#call;
  }

  // ---- Calls -------------------------------------------------------------------------------------------------------
  call(personId: string): void {
    if (this.#call !== null) return;
    const person = this.state.getState().people.find(({ id }) => id === personId);
    const settings = this.#settings();
    if (settings === null) {
      this.state.setState({ callProblem: { code: 'server-unreachable' } });
      return;
    }
    // The server decides whether there is such a person: addresses may be typed in.
    this.#begin(this.#deps.calls.invite({ id: personId, name: person?.name ?? personId }, settings));
  }

  accept(): void {
    this.#call?.accept();
  }

  decline(): void {
    if (this.#call?.snapshot.phase === 'ringing-in') this.#call.hangUp();
  }

  hangUp(): void {
    this.#call?.hangUp();
  }

  setMuted(muted: boolean): void {
    this.#call?.setMuted(muted);
  }

  setHeld(held: boolean): void {
    this.#call?.setHeld(held);
  }

  setCamera(on: boolean): void {
    this.#call?.setCamera(on);
  }

  retryMicrophone(): void {
    this.#deps.microphone.retry();
  }

  dismissEnded(): void {
    this.state.setState({ ended: null, callProblem: null });
  }

  /** A wish from any surface of the desktop; one for another call changes nothing. */
  command(command: CallCommand): void {
    const call = this.#call;
    if (call?.snapshot.callId !== command.callId) return;
    switch (command.type) {
      case 'mute':
        call.setMuted(true);
        break;
      case 'unmute':
        call.setMuted(false);
        break;
      case 'toggle-mute':
        call.toggleMuted();
        break;
      case 'hang-up':
        call.hangUp();
        break;
      case 'accept':
        call.accept();
        break;
      case 'decline':
        this.decline();
        break;
      case 'start-video':
        call.setCamera(true);
        break;
      case 'stop-video':
        call.setCamera(false);
        break;
      case 'hold':
        call.setHeld(true);
        break;
      case 'resume':
        call.setHeld(false);
        break;
    }
  }

  // ---- Devices -----------------------------------------------------------------------------------------------------
  chooseMicrophone(deviceId: string | null): void {
    this.#setDevices({ microphoneId: deviceId });
    this.#deps.microphone.choose(deviceId);
  }

  chooseSpeaker(deviceId: string | null): void {
    this.#setDevices({ speakerId: deviceId });
    this.#routeSpeaker();
  }

  chooseCamera(deviceId: string | null): void {
    this.#setDevices({ cameraId: deviceId });
    this.#deps.camera.choose(deviceId);
  }

  onLevel(of: 'microphone' | 'speaker', listener: (level: number) => void): () => void {
    return this.#deps.levels.listen(this.#levelSources[of], listener);
  }

  // ---- Inside ------------------------------------------------------------------------------------------------------
  #ready(welcome: Welcome, first: boolean): void {
    this.#resumeNow();
    this.#tidySessions(welcome.sessions, first);
    this.#ringNext();
  }

  /** Sessions that the server holds for this device and this program is not in. */
  #tidySessions(sessions: Welcome['sessions'], first: boolean): void {
    const settings = this.#settings();
    if (settings === null) return;
    for (const { sessionId, phase, answered } of sessions) {
      // What only rings is among the ringing calls; leaving it would decline it on other devices too.
      if (!answered || this.#call?.snapshot.callId === sessionId) continue;
      const mine = phase === 'live';
      if (first && mine && this.#call === null && !this.#over.has(sessionId)) {
        // The program was started again within the grace: back into the call, but not audible without being asked.
        this.#begin(this.#deps.calls.join(sessionId, { ...settings, muted: true }));
        continue;
      }
      tell(settings, 'session.leave', sessionId);
    }
  }

  #resumeNow(): void {
    const snapshot = this.#resume;
    const settings = this.#settings();
    if (snapshot === null || settings === null) return;
    this.#resume = null;
    if (this.#call !== null) return;
    this.#begin(this.#deps.calls.join(snapshot.callId, { ...settings, resumed: snapshot }));
  }

  #ringNext(): void {
    const settings = this.#settings();
    if (settings === null) return;
    for (const [sessionId, from] of this.#ringing) {
      if (this.#over.has(sessionId)) {
        this.#ringing.delete(sessionId);
        tell(settings, 'call.decline', sessionId);
      } else if (this.#call === null) this.#begin(this.#deps.calls.ring(sessionId, from, settings));
    }
  }

  #begin(call: CallSession): void {
    this.#call = call;
    const unsubscribes: Unsubscribe[] = [
      call.on('changed', (view) => this.state.setState({ call: view })),
      call.on('left', ({ reason, error }) => {
        for (const unsubscribe of unsubscribes) unsubscribe();
        this.#left(call, reason, error);
      }),
    ];
    this.state.setState({ call: call.view, ended: null, callProblem: null });
  }

  #left(call: CallSession, reason: Parameters<CallSession['end']>[0], error: CallErrorCode | null): void {
    const { callId, phase, title, peer, startedAt } = call.snapshot;
    const rangHere = phase === 'ringing-in';
    // What rang here and was lost or signed out of may ring again: nobody has refused it.
    if (!rangHere || reason === 'declined') this.#over.add(callId);
    this.#ringing.delete(callId);
    this.#call = null;
    const durationMs = startedAt === null ? null : Math.max(0, this.#deps.clock.now() - startedAt);
    const neverBegan = error !== null && reason !== 'busy' && reason !== 'offline';
    const missed = rangHere && (reason === 'no-answer' || reason === 'cancelled');
    const ended = { title, peer, reason, durationMs, missed };
    this.state.setState(neverBegan ? { call: null, callProblem: problemOf(error) } : { call: null, ended });
    this.#ringNext();
  }

  #settings(): CallSettings | null {
    const { ready } = this.#registration;
    if (ready === null) return null;
    this.#silence ??= this.#deps.createSilence();
    const { microphone, camera, speaker, clock, random, newSessionId } = this.#deps;
    const parts: CallParts = {
      signaling: ready.signaling,
      engine: ready.engine,
      microphone,
      camera,
      output: speaker,
      silence: this.#silence,
      clock,
      random,
      newSessionId,
    };
    return { parts, me: ready.me };
  }

  #takeDevices(lists: DeviceLists): void {
    const { microphones, speakers, cameras } = lists;
    this.#setDevices({ microphones, speakers, cameras });
    this.#routeSpeaker();
  }

  #setDevices(change: Partial<PhoneState['devices']>): void {
    this.state.setState(({ devices }) => ({ devices: { ...devices, ...change } }));
  }

  /** The chosen speaker while it is there, else the system's default. */
  #routeSpeaker(): void {
    const { speakers, speakerId } = this.state.getState().devices;
    this.#deps.speaker.choose(speakers.some(({ id }) => id === speakerId) ? speakerId : null);
  }
}

function tell({ parts }: CallSettings, end: 'session.leave' | 'call.decline', sessionId: string): void {
  parts.signaling.request(end, { sessionId }).catch(() => {
    // It has ended by itself meanwhile.
  });
}

function problemOf(code: CallErrorCode): PhoneProblem {
  const known = errorCode.safeParse(code);
  return known.success ? { code: known.data satisfies ErrorCode } : { code: 'server-unreachable' };
}
