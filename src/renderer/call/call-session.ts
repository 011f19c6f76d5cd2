import { type CallId, type CallSnapshot, callId, type EndReason } from '../../shared/call.ts';
import {
  type JoinedSession,
  type PushName,
  type PushOf,
  ringGraceMs,
  type SessionPeer,
  type SessionState,
} from '../../shared/protocol.ts';
import { CallError, type CallErrorCode, hasCode } from './call-error.ts';
import type { CameraSource } from './camera.ts';
import { CameraSender } from './camera-sender.ts';
import type { Clock } from './clock.ts';
import { Emitter, type EventSource, type Unsubscribe } from './emitter.ts';
import type { MediaEngine, MediaLink } from './media.ts';
import { MicrophoneSender, type MicrophoneSource } from './microphone-sender.ts';
import type { ActiveCall } from './phone-state.ts';
import { Reconciler } from './reconciler.ts';
import { Recovery, type RecoveryTimes } from './recovery.ts';
import { RemoteMedia } from './remote-media.ts';
import type { Signaling } from './signaling.ts';
import { type CallStage, localStart, snapshotOf } from './snapshot.ts';
import type { AudioOutput } from './speaker.ts';
import { StallWatch } from './stall-watch.ts';

type Person = { id: string; name: string };

/** What a call is made of; outlives it. */
export type CallParts = {
  signaling: Signaling;
  engine: MediaEngine;
  microphone: MicrophoneSource;
  camera: CameraSource;
  output: AudioOutput;
  /** See `createSilence`. */
  silence: MediaStreamTrack;
  clock: Clock;
  random: () => number;
  recoveryTimes?: Partial<RecoveryTimes>;
};

export type CallSettings = {
  parts: CallParts;
  /** Who is calling or answering here. */
  me: string;
  /** The other person, as far as known before the server tells. */
  person?: Person;
  muted?: boolean;
  held?: boolean;
  camera?: boolean;
  /** The call as it was before this program was started again: it goes on as it was. */
  resumed?: CallSnapshot;
};

export type CallSessionEvents = {
  /** The session has been joined; again after each rejoin. */
  joined: { callId: CallId };
  /** Nobody answered. `left` follows. */
  timedOut: undefined;
  /** Media, the peer or signaling is missing; it is being brought back. */
  connectionLost: undefined;
  connectionRestored: undefined;
  /** It could not be brought back. `left` follows. */
  connectionClosed: undefined;
  /** The call is over and has released everything; once, the last event. `error`: it never became a call. */
  left: { reason: EndReason; error: CallErrorCode | null };
  changed: ActiveCall;
};

type Start = { kind: 'invite'; to: string } | { kind: 'join'; sessionId: string; stage: CallStage };

/** How long signaling may be away before it shows, ms. */
const signalingPatienceMs = 2_000;
/** How long transports may take to connect before they are helped, ms. */
const connectPatienceMs = 5_000;

const provisionalPrefix = 'calling:';

/** The call has not been taken by the server yet: its id will change. */
export const isProvisional = (id: CallId): boolean => id.startsWith(provisionalPrefix);

/** One call, from its first ring to its end. */
export class CallSession implements EventSource<CallSessionEvents> {
  readonly #parts: CallParts;
  readonly #me: string;
  readonly #emitter = new Emitter<CallSessionEvents>();
  readonly #provisionalId: CallId;
  readonly #microphone: MicrophoneSender;
  readonly #camera: CameraSender;
  readonly #remote: RemoteMedia;
  readonly #hold: Reconciler<boolean>;
  readonly #answer: Reconciler<boolean>;
  readonly #recovery: Recovery;
  readonly #stall: StallWatch;
  readonly #unsubscribes: Unsubscribe[] = [];
  readonly #peers = new Map<string, SessionPeer>();
  #sessionId: string | null;
  #stage: CallStage;
  #person: Person;
  #startedAt: number | null = null;
  #link: MediaLink | null = null;
  #wasConnected = false;
  #signalingMissing = false;
  #cancelPatience: (() => void) | null = null;
  #cancelConnectPatience: (() => void) | null = null;
  #ended = false;
  #view: ActiveCall;

  /** Calls a person: rings all their devices. */
  static invite(to: Person, settings: CallSettings): CallSession {
    return new CallSession({ kind: 'invite', to: to.id }, { ...settings, person: to });
  }

  /** Joins a call that rings here, so that accepting takes one round trip. The microphone stays closed until then. */
  static ring(sessionId: string, from: Person, settings: CallSettings): CallSession {
    return new CallSession({ kind: 'join', sessionId, stage: 'ringing-in' }, { ...settings, person: from });
  }

  /** Joins a session one is a member of, also again after a restart. */
  static join(sessionId: string, settings: CallSettings): CallSession {
    const { resumed } = settings;
    if (resumed === undefined) return new CallSession({ kind: 'join', sessionId, stage: 'live' }, settings);
    const { phase, microphone, held, camera, peer } = resumed;
    const stage = phase === 'ringing-in' || phase === 'ringing-out' ? phase : 'live';
    return new CallSession(
      { kind: 'join', sessionId, stage },
      // Whoever could not be heard is not heard now without having asked for it.
      { ...settings, person: peer, muted: microphone !== 'on', held, camera },
    );
  }

  private constructor(start: Start, settings: CallSettings) {
    const { parts } = settings;
    this.#parts = parts;
    this.#me = settings.me;
    this.#provisionalId = callId.parse(`${provisionalPrefix}${Math.floor(parts.random() * 1e12)}`);
    this.#sessionId = start.kind === 'join' ? start.sessionId : null;
    this.#stage = start.kind === 'join' ? start.stage : 'ringing-out';
    this.#person = settings.person ?? { id: '', name: '' };
    this.#startedAt = settings.resumed?.startedAt ?? null;
    this.#wasConnected = this.#startedAt !== null;
    const onChanged = () => this.#changed();
    this.#remote = new RemoteMedia(parts.output);
    this.#microphone = new MicrophoneSender({
      microphone: parts.microphone,
      silence: parts.silence,
      speaking: settings.muted !== true && this.#stage !== 'ringing-in',
      onChanged,
    });
    this.#camera = new CameraSender({ camera: parts.camera, onChanged });
    this.#hold = new Reconciler(false, {
      apply: async (held) => {
        await parts.signaling.request('session.hold', { sessionId: this.#joinedId(), held });
      },
      onActual: onChanged,
      onFailure: (error, held) => console.warn(`${held ? 'Holding' : 'Resuming'} has to wait:`, error),
    });
    this.#answer = new Reconciler(false, {
      apply: () => this.#sendAccept(),
      onActual: onChanged,
      onFailure: (error) => this.#acceptFailed(error),
    });
    this.#recovery = new Recovery(
      {
        signalingOnline: () => parts.signaling.online,
        resume: () => this.#resume(),
        rejoin: () => this.#join(),
        mediaUp: () => this.#mediaUp(),
        reconnectSignaling: () => parts.signaling.reconnectNow(),
        giveUp: () => this.#end('connection-lost'),
      },
      {
        clock: parts.clock,
        random: parts.random,
        ...(parts.recoveryTimes === undefined ? {} : { times: parts.recoveryTimes }),
      },
    );
    this.#stall = new StallWatch({
      clock: parts.clock,
      expected: () => this.#audioExpected(),
      lastAudioAt: () => this.#link?.lastAudioAt() ?? null,
      onChanged: (stalled) => {
        if (stalled) this.#recovery.trouble('stalled');
        else this.#recovery.changed();
        this.#changed();
      },
      onWoke: () => this.networkChanged(),
    });
    this.#view = this.#look();
    this.#listen();
    if (settings.held === true) this.setHeld(true);
    if (settings.camera === true) this.setCamera(true);
    // The callee's opens with the accept.
    if (this.#stage !== 'ringing-in') this.#microphone.open();
    void this.#begin(start);
  }

  on<N extends keyof CallSessionEvents>(name: N, listener: (event: CallSessionEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  /** What the screens show. */
  get view(): ActiveCall {
    return this.#view;
  }

  get snapshot(): CallSnapshot {
    return this.#view.snapshot;
  }

  /** The transports of now, for measurements. */
  get link(): MediaLink | null {
    return this.#link;
  }

  /** Whether `id` names this call: its own id, or the one it had before the server gave it one. */
  answersTo(id: CallId): boolean {
    return id === this.snapshot.callId || id === this.#provisionalId;
  }

  accept(): void {
    if (this.#ended || this.#stage !== 'ringing-in') return;
    this.#stage = 'live';
    this.#microphone.open();
    this.#microphone.setSpeaking(true);
    this.#answer.want(true);
    this.#changed();
  }

  setMuted(muted: boolean): void {
    // While it rings here nothing is sent in any case, and accepting is the wish to speak.
    if (this.#ended || this.#stage === 'ringing-in') return;
    this.#microphone.setSpeaking(!muted);
  }

  toggleMuted(): void {
    this.setMuted(this.#microphone.speaking);
  }

  setHeld(held: boolean): void {
    if (this.#ended) return;
    // Here at once, whatever the way to the server is like.
    this.#microphone.setHeld(held);
    this.#parts.output.setMuted(held);
    this.#hold.want(held);
  }

  setCamera(on: boolean): void {
    if (this.#ended || this.#stage === 'ringing-in') return;
    this.#camera.want(on);
  }

  /** Hangs up, cancels or declines, whichever applies. Everything is released when this returns. */
  hangUp(): void {
    switch (this.#stage) {
      case 'ringing-in':
        return this.#end('declined');
      case 'ringing-out':
        return this.#end('cancelled');
      case 'live':
        return this.#end('hung-up');
    }
  }

  /** Ends without a word to the server: it knows, or there is no way to tell it. */
  end(reason: EndReason): void {
    this.#end(reason);
  }

  /** Another network, or the machine woke up. */
  networkChanged(): void {
    if (!this.#ended) this.#recovery.trouble('network-changed');
  }

  async #begin(start: Start): Promise<void> {
    try {
      if (start.kind === 'join') {
        await this.#join();
        return;
      }
      const { engine, signaling } = this.#parts;
      const joined = await signaling.request('call.invite', { to: start.to, rtpCapabilities: engine.rtpCapabilities });
      if (this.#ended) {
        // Cancelled while the server was still making the call.
        this.#tell('session.leave', joined.sessionId);
        return;
      }
      await this.#adopt(joined);
    } catch (error) {
      if (this.#ended) return;
      const code = error instanceof CallError ? error.code : 'media-failed';
      if (start.kind === 'join') {
        if (code === 'session-not-found') this.#end('connection-lost');
        else this.#recovery.trouble('server-failure');
      } else if (this.#sessionId === null) {
        this.#end(code === 'busy' || code === 'offline' ? code : 'connection-lost', code);
      } else {
        this.#recovery.trouble('failed');
      }
    }
  }

  async #join(): Promise<void> {
    const { engine, signaling } = this.#parts;
    const joined = await signaling.request('session.join', {
      sessionId: this.#joinedId(),
      rtpCapabilities: engine.rtpCapabilities,
    });
    if (!this.#ended) await this.#adopt(joined);
  }

  /** Takes the transports of a join into use, in place of earlier ones. */
  async #adopt(joined: JoinedSession): Promise<void> {
    this.#sessionId = joined.sessionId;
    this.#link?.close();
    this.#remote.clear();
    const link = this.#parts.engine.createLink(joined, this.#parts.signaling);
    this.#link = link;
    link.on('stateChanged', () => {
      if (link === this.#link) this.#linkChanged(link);
    });
    this.#takeState(joined);
    this.#emitter.emit('joined', { callId: callId.parse(joined.sessionId) });
    this.#hold.reset(false);
    this.#answer.retry();
    this.#watchConnecting();
    this.#stall.start();
    this.#changed();
    // Together: neither transport waits for the other.
    await Promise.all([
      this.#microphone.attach(link).then(() => this.#camera.attach(link)),
      this.#consume(joined.consumers),
    ]);
  }

  async #resume(): Promise<void> {
    const { link } = this;
    if (link === null)
      throw new CallError('session-not-found', 'session.resume: there are no transports yet; join again');
    const resumed = await this.#parts.signaling.request('session.resume', { sessionId: this.#joinedId() }, 3_000);
    if (this.#ended || link !== this.#link) return;
    this.#takeState(resumed.state);
    this.#microphone.retry();
    this.#hold.retry();
    this.#answer.retry();
    this.#changed();
    await Promise.all([link.restartIce(resumed), this.#consume(resumed.state.consumers)]);
  }

  #takeState(state: SessionState): void {
    this.#peers.clear();
    for (const peer of state.peers) this.#peers.set(peer.peerId, peer);
    const current = new Set(state.consumers.map(({ id }) => id));
    for (const id of this.#remote.ids) {
      if (!current.has(id)) this.#unconsume(id);
    }
    const [caller] = state.members;
    const other = state.members.find(({ id }) => id !== this.#me) ?? caller;
    if (other !== undefined) this.#person = other;
    if (state.phase === 'live') this.#live(state.elapsedMs);
    else if (this.#stage === 'live' && !this.#answer.wanted) {
      this.#stage = caller?.id === this.#me ? 'ringing-out' : 'ringing-in';
      if (this.#stage === 'ringing-in') this.#microphone.setSpeaking(false);
    }
  }

  #live(elapsedMs: number | null): void {
    this.#stage = 'live';
    this.#startedAt ??= localStart(elapsedMs, this.#parts.clock.now());
    this.#noteConnected();
  }

  async #consume(consumers: SessionState['consumers']): Promise<void> {
    const { link } = this;
    const tracks = (await link?.consume(consumers)) ?? [];
    if (link !== this.#link || this.#ended) return;
    this.#remote.add(tracks);
    this.#changed();
  }

  #unconsume(id: string): void {
    this.#link?.unconsume(id);
    this.#remote.remove(id);
  }

  async #sendAccept(): Promise<void> {
    const { elapsedMs } = await this.#parts.signaling.request('call.accept', { sessionId: this.#joinedId() });
    if (!this.#ended) this.#live(elapsedMs);
  }

  #acceptFailed(error: unknown): void {
    // Somebody else was faster, or the caller has gone: the push that says which may still be on its way.
    if (hasCode(error, 'not-ringing', 'session-not-found') && this.#link !== null) this.#end('cancelled');
    else console.warn('Accepting has to wait:', error);
  }

  #listen(): void {
    const { signaling } = this.#parts;
    this.#onPush('call.accepted', ({ elapsedMs }) => this.#live(elapsedMs));
    this.#onPush('call.stopped', ({ reason }) => this.#end(reason));
    this.#onPush('session.ended', ({ reason }) => {
      // The server has lost its part; the session may still be joined anew.
      if (reason === 'server-failure' && this.#stage === 'live') this.#recovery.trouble('server-failure');
      else this.#end(reason);
    });
    this.#onPush('session.peerChanged', ({ peer }) => {
      this.#peers.set(peer.peerId, peer);
    });
    this.#onPush('session.peerLeft', ({ peerId }) => {
      this.#peers.delete(peerId);
    });
    this.#onPush('consumer.created', ({ consumer }) => {
      this.#consume([consumer]).catch((error: unknown) => {
        console.warn('A new track could not be received:', error);
        if (!this.#ended) this.#recovery.trouble('failed');
      });
    });
    this.#onPush('consumer.closed', ({ consumerId }) => this.#unconsume(consumerId));
    this.#unsubscribes.push(
      signaling.on('offline', () => this.#signalingLost()),
      signaling.on('welcome', () => this.#signalingRestored()),
    );
  }

  #onPush<N extends PushName>(name: N, listener: (push: PushOf<N> & { sessionId: string }) => void): void {
    const off = this.#parts.signaling.on(name, (event) => {
      const push = event as PushOf<N> & { sessionId: string };
      if (this.#ended || push.sessionId !== this.#sessionId) return;
      listener(push);
      this.#changed();
    });
    this.#unsubscribes.push(off);
  }

  #signalingLost(): void {
    this.#cancelPatience?.();
    const ringing = this.#stage !== 'live';
    this.#cancelPatience = this.#parts.clock.after(ringing ? ringGraceMs : signalingPatienceMs, () => {
      // The server has given up a ringing call by now.
      if (this.#stage !== 'live') this.#end('connection-lost');
      this.#signalingMissing = true;
      this.#changed();
    });
  }

  #signalingRestored(): void {
    this.#cancelPatience?.();
    this.#signalingMissing = false;
    // Before the first answer there is nothing to resume.
    if (this.#sessionId !== null) this.#recovery.trouble('signaling-restored');
    this.#changed();
  }

  #linkChanged(link: MediaLink): void {
    switch (link.state) {
      case 'connected':
        this.#cancelConnectPatience?.();
        this.#noteConnected();
        this.#recovery.changed();
        break;
      case 'disconnected':
      case 'failed':
        this.#recovery.trouble(link.state);
        break;
      case 'idle':
      case 'connecting':
      case 'closed':
        break;
    }
    this.#changed();
  }

  #watchConnecting(): void {
    this.#cancelConnectPatience?.();
    this.#cancelConnectPatience = this.#parts.clock.after(connectPatienceMs, () => {
      if (!this.#mediaUp()) this.#recovery.trouble('disconnected');
    });
  }

  #noteConnected(): void {
    if (this.#startedAt !== null && this.#link?.state === 'connected') this.#wasConnected = true;
  }

  #mediaUp(): boolean {
    return this.#link?.state === 'connected' && !this.#stall.stalled;
  }

  #audioExpected(): boolean {
    const peer = this.#peer();
    if (peer === null || this.#stage !== 'live' || !this.#wasConnected || !this.#remote.hasAudio) return false;
    return peer.connection === 'connected' && !peer.muted && !peer.held && !this.#hold.wanted && !this.#hold.actual;
  }

  #peer(): SessionPeer | null {
    const others = [...this.#peers.values()].filter(({ person }) => person.id !== this.#me);
    return others.find(({ answered }) => answered) ?? others[0] ?? null;
  }

  #joinedId(): string {
    if (this.#sessionId === null) throw new CallError('not-connected', 'the call server has not made the call yet');
    return this.#sessionId;
  }

  #look(): ActiveCall {
    return {
      snapshot: snapshotOf({
        callId: this.#sessionId === null ? this.#provisionalId : callId.parse(this.#sessionId),
        stage: this.#stage,
        person: this.#person,
        startedAt: this.#startedAt,
        link: this.#link?.state ?? null,
        wasConnected: this.#wasConnected,
        signalingMissing: this.#signalingMissing,
        stalled: this.#stall.stalled,
        peer: this.#peer(),
        microphone: this.#microphone.state,
        camera: this.#camera.on,
        peerVideo: this.#remote.video !== null,
        held: this.#hold.actual,
      }),
      microphoneProblem: this.#parts.microphone.problem,
      movedToDevice: this.#parts.microphone.movedTo,
      localVideo: this.#camera.stream,
      peerVideo: this.#remote.video,
    };
  }

  #changed(): void {
    if (this.#ended) return;
    const before = this.#view;
    this.#view = this.#look();
    if (sameView(before, this.#view)) return;
    const was = before.snapshot.phase;
    const is = this.#view.snapshot.phase;
    if (is === 'reconnecting' && was !== 'reconnecting') this.#emitter.emit('connectionLost', undefined);
    if (was === 'reconnecting' && is === 'connected') this.#emitter.emit('connectionRestored', undefined);
    this.#emitter.emit('changed', this.#view);
  }

  #end(reason: EndReason, error: CallErrorCode | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    if (reason === 'declined') this.#tell('call.decline', this.#sessionId);
    else if (
      reason === 'hung-up' ||
      reason === 'cancelled' ||
      reason === 'connection-lost' ||
      reason === 'signed-out'
    ) {
      this.#tell('session.leave', this.#sessionId);
    }
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    this.#cancelPatience?.();
    this.#cancelConnectPatience?.();
    this.#recovery.stop();
    this.#stall.stop();
    this.#hold.stop();
    this.#answer.stop();
    this.#microphone.stop();
    this.#camera.stop();
    this.#remote.clear();
    this.#parts.output.setMuted(false);
    this.#link?.close();
    this.#link = null;
    if (reason === 'no-answer') this.#emitter.emit('timedOut', undefined);
    if (reason === 'connection-lost') this.#emitter.emit('connectionClosed', undefined);
    this.#emitter.emit('left', { reason, error });
  }

  /** Fire and forget: whether the server hears it or not, here the call is over. */
  #tell(name: 'session.leave' | 'call.decline', sessionId: string | null): void {
    if (sessionId === null) return;
    this.#parts.signaling.request(name, { sessionId }).catch((error: unknown) => {
      if (!hasCode(error, 'session-not-found', 'not-ringing')) console.warn('The server did not hear the end:', error);
    });
  }
}

function sameView(a: ActiveCall, b: ActiveCall): boolean {
  return (
    a.microphoneProblem === b.microphoneProblem &&
    a.movedToDevice === b.movedToDevice &&
    a.localVideo === b.localVideo &&
    a.peerVideo === b.peerVideo &&
    JSON.stringify(a.snapshot) === JSON.stringify(b.snapshot)
  );
}
