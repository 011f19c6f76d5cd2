import type { CallSnapshot, EndReason } from '../../shared/call.ts';
import { type JoinedSession, ringGraceMs, type SessionState } from '../../shared/protocol.ts';
import { CallError, type CallErrorCode, hasCode } from '../call-error.ts';
import { Emitter, type EventSource, type Unsubscribe } from '../emitter.ts';
import { log } from '../log.ts';
import { CallMedia } from '../media/call-media.ts';
import type { MediaLink } from '../media/link.ts';
import { Reconciler } from '../reconciler.ts';
import { Recovery } from '../recovery/recovery.ts';
import type { ActiveCall } from './active-call.ts';
import { CallCourse } from './call-course.ts';
import {
  type CallParts,
  type CallPerson,
  type CallSessionEvents,
  type CallSettings,
  resumedSettings,
} from './call-parts.ts';
import { CallView } from './call-view.ts';
import { SessionChannel } from './session-channel.ts';
import { type CallStage, snapshotOf } from './snapshot.ts';

type Start = { sessionId: string } & ({ kind: 'invite'; to: string } | { kind: 'join'; stage: CallStage });

/** How long signaling may be away before it shows, ms. */
const signalingPatienceMs = 2_000;

/** One call, from its first ring to its end. */
export class CallSession implements EventSource<CallSessionEvents> {
  readonly #start: Start;
  readonly #parts: CallParts;
  readonly #emitter = new Emitter<CallSessionEvents>();
  readonly #channel: SessionChannel;
  readonly #course: CallCourse;
  readonly #media: CallMedia;
  readonly #hold: Reconciler<boolean>;
  readonly #answer: Reconciler<boolean>;
  readonly #recovery: Recovery;
  readonly #view: CallView;
  /** The server has made the session. */
  #made: boolean;
  /** The reply to an invitation was lost: the server may have made the session. */
  #mayRing = false;
  #signalingMissing = false;
  #serverFailed = false;
  #cancelPatience: (() => void) | null = null;
  #ended = false;

  /** Calls a person: rings all their devices. */
  static invite(to: CallPerson, settings: CallSettings): CallSession {
    return new CallSession(
      { kind: 'invite', to: to.id, sessionId: settings.parts.newSessionId() },
      { ...settings, person: to },
    );
  }

  /** Joins a call that rings here, so that accepting takes one round trip. The microphone stays closed until then. */
  static ring(sessionId: string, from: CallPerson, settings: CallSettings): CallSession {
    return new CallSession({ kind: 'join', sessionId, stage: 'ringing-in' }, { ...settings, person: from });
  }

  /** Joins a session one is a member of, also again after a restart. */
  static join(sessionId: string, settings: CallSettings): CallSession {
    const { resumed } = settings;
    const stage = resumed?.phase === 'ringing-in' || resumed?.phase === 'ringing-out' ? resumed.phase : 'live';
    return new CallSession({ kind: 'join', sessionId, stage }, resumedSettings(settings));
  }

  private constructor(start: Start, settings: CallSettings) {
    const { parts } = settings;
    this.#start = start;
    this.#parts = parts;
    this.#made = start.kind === 'join';
    this.#channel = new SessionChannel(parts, start.sessionId);
    this.#course = new CallCourse({
      me: settings.me,
      clock: parts.clock,
      stage: start.kind === 'join' ? start.stage : 'ringing-out',
      person: settings.person ?? { id: '', name: '' },
      startedAt: settings.resumed?.startedAt ?? null,
    });
    const onChanged = () => this.#changed();
    this.#hold = new Reconciler(false, {
      apply: (held) => this.#channel.hold(held),
      onActual: onChanged,
      onFailure: (error, held) => this.#hasToWait(held ? 'Holding' : 'Resuming', error),
    });
    this.#answer = new Reconciler(false, {
      apply: () => this.#sendAccept(),
      onActual: onChanged,
      onFailure: (error) => this.#acceptFailed(error),
    });
    this.#recovery = new Recovery(
      {
        signalingOnline: () => this.#channel.online,
        resume: () => this.#resume(),
        rejoin: () => this.#join(),
        mediaUp: () => this.#media.up,
        reconnectSignaling: () => this.#channel.reconnect(),
        giveUp: () => this.end(this.#serverFailed ? 'server-failure' : 'connection-lost'),
      },
      parts,
    );
    this.#media = new CallMedia({
      parts,
      speaking: settings.muted !== true && this.#course.stage !== 'ringing-in',
      audioExpected: () => this.#course.participantSends && !this.#hold.wanted && !this.#hold.actual,
      onChanged,
      onUp: () => {
        this.#noteConnected();
        this.#recovery.changed();
      },
      onTrouble: (sign) => this.#recovery.trouble(sign),
    });
    this.#view = new CallView(() => this.#look(), this.#emitter);
    this.#listen();
    if (settings.held === true) this.setHeld(true);
    if (settings.camera === true) this.setCamera(true);
    // The callee's opens with the accept.
    if (this.#course.stage !== 'ringing-in') this.#media.microphone.open();
    void this.#begin();
  }

  on<N extends keyof CallSessionEvents>(name: N, listener: (event: CallSessionEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  /** What the screens show. */
  get view(): ActiveCall {
    return this.#view.last;
  }

  get snapshot(): CallSnapshot {
    return this.#view.last.snapshot;
  }

  /** The transports of now, for measurements. */
  get link(): MediaLink | null {
    return this.#media.link;
  }

  accept(): void {
    if (this.#ended || this.#course.stage !== 'ringing-in') return;
    this.#course.accept();
    // In this order: opened while nobody may speak yet, it would be said to be muted.
    this.#media.microphone.setSpeaking(true);
    this.#media.microphone.open();
    this.#answer.want(true);
    this.#changed();
  }

  setMuted(muted: boolean): void {
    // While it rings here nothing is sent in any case, and accepting is the wish to speak.
    if (this.#ended || this.#course.stage === 'ringing-in') return;
    if (muted) this.#media.microphone.setSpeaking(false);
    else this.#media.microphone.unmute();
  }

  toggleMuted(): void {
    this.setMuted(this.#media.microphone.speaking);
  }

  setHeld(held: boolean): void {
    if (this.#ended) return;
    this.#media.setHeld(held);
    this.#hold.want(held);
    this.#changed();
  }

  setCamera(on: boolean): void {
    if (this.#ended || this.#course.stage === 'ringing-in') return;
    this.#media.camera.want(on);
  }

  /** Hangs up, cancels or declines, whichever applies. Everything is released when this returns. */
  hangUp(): void {
    const reasons = { 'ringing-in': 'declined', 'ringing-out': 'cancelled', live: 'hung-up' } as const;
    this.end(reasons[this.#course.stage]);
  }

  /** Another network, or the machine woke up. */
  networkChanged(): void {
    if (!this.#ended) this.#recovery.trouble('network-changed');
  }

  // ---- Joining -----------------------------------------------------------------------------------------------------
  async #begin(): Promise<void> {
    try {
      await (this.#start.kind === 'join' ? this.#join() : this.#invite(this.#start.to));
    } catch (error) {
      if (this.#ended) return;
      const code = error instanceof CallError ? error.code : 'media-failed';
      if (!this.#made) this.#inviteFailed(code);
      else if (code === 'session-not-found') this.end('connection-lost');
      else this.#recovery.trouble(this.#media.link === null ? 'server-failure' : 'failed');
    }
  }

  async #invite(to: string): Promise<void> {
    const joined = await this.#channel.invite(to);
    this.#made = true;
    if (!this.#ended) await this.#adopt(joined);
  }

  /** Refused, it never becomes a call. Where only the reply is missing it may ring already: it is asked for again. */
  #inviteFailed(code: CallErrorCode): void {
    if (code === 'timeout' || (this.#mayRing && code === 'not-connected')) {
      this.#mayRing = true;
      if (this.#channel.online) this.#channel.reconnect();
    } else if (this.#mayRing && code === 'session-not-found') {
      // It rang, and ended while nobody could say so: a call that is over, not one that never was.
      this.end('connection-lost');
    } else {
      this.end(code === 'busy' || code === 'offline' ? code : 'connection-lost', code);
    }
  }

  async #join(): Promise<void> {
    const joined = await this.#channel.join();
    // Ended while joining: the server put us back in after it had heard that we left.
    if (this.#ended) this.#channel.tell('session.leave');
    else await this.#adopt(joined);
  }

  async #adopt(joined: JoinedSession): Promise<void> {
    this.#serverFailed = false;
    this.#takeState(joined);
    this.#emitter.emit('joined', { callId: this.#channel.callId });
    this.#hold.reset(false);
    this.#answer.retry();
    await this.#media.adopt(joined);
  }

  async #resume(): Promise<void> {
    const { link } = this.#media;
    if (link === null) throw new CallError('session-not-found', 'session.resume: there are no transports; join again');
    const resumed = await this.#channel.resume();
    if (this.#ended || link !== this.#media.link) return;
    this.#takeState(resumed.state);
    this.#hold.retry();
    this.#answer.retry();
    this.#changed();
    await this.#media.resume(resumed);
  }

  #takeState(state: SessionState): void {
    this.#course.takeState(state, this.#answer.wanted);
    if (this.#course.stage === 'ringing-in') this.#media.microphone.setSpeaking(false);
    this.#noteConnected();
  }

  #live(elapsedMs: number | null): void {
    this.#course.answered(elapsedMs);
    this.#noteConnected();
    this.#changed();
  }

  async #sendAccept(): Promise<void> {
    const { elapsedMs } = await this.#channel.accept();
    if (!this.#ended) this.#live(elapsedMs);
  }

  #acceptFailed(error: unknown): void {
    // The caller has gone, or somebody else was faster.
    if (hasCode(error, 'not-ringing', 'session-not-found') && this.#media.link !== null) this.end('cancelled');
    else this.#hasToWait('Accepting', error);
  }

  /** It is tried again once signaling is restored; a connection that does not answer is not trusted any more. */
  #hasToWait(what: string, error: unknown): void {
    log.warn(`${what} has to wait:`, error);
    if (hasCode(error, 'timeout')) this.#channel.reconnect();
  }

  // ---- What the server says ----------------------------------------------------------------------------------------
  #listen(): void {
    const channel = this.#channel;
    channel.on('call.accepted', ({ elapsedMs }) => this.#live(elapsedMs));
    channel.on('call.stopped', ({ reason }) => this.end(reason));
    channel.on('session.ended', ({ reason }) => {
      // The server has lost its part; the session may still be joined anew.
      this.#serverFailed = reason === 'server-failure' && this.#course.stage === 'live';
      if (this.#serverFailed) this.#recovery.trouble('server-failure');
      else this.end(reason);
    });
    channel.on('participant.changed', ({ participant }) => {
      this.#course.putParticipant(participant);
      this.#media.expectationChanged();
      this.#changed();
    });
    channel.on('participant.left', ({ participantId }) => {
      this.#course.removeParticipant(participantId);
      this.#changed();
    });
    channel.on('subscriptions.created', ({ subscriptions }) => {
      this.#media.subscribe(subscriptions).catch((error: unknown) => {
        log.warn('A new track could not be received:', error);
        if (!this.#ended) this.#recovery.trouble('failed');
      });
    });
    channel.on('subscriptions.closed', ({ subscriptionIds }) => {
      this.#media.unsubscribe(subscriptionIds);
      this.#changed();
    });
    channel.onLost(() => this.#signalingLost());
    channel.onRestored(() => this.#signalingRestored());
  }

  #signalingLost(): void {
    this.#cancelPatience?.();
    const ringing = this.#course.stage !== 'live';
    this.#cancelPatience = this.#parts.clock.after(ringing ? ringGraceMs : signalingPatienceMs, () => {
      // The server has given up a ringing call by now.
      if (this.#course.stage !== 'live') this.end('connection-lost');
      this.#signalingMissing = true;
      this.#changed();
    });
  }

  #signalingRestored(): void {
    this.#cancelPatience?.();
    this.#signalingMissing = false;
    if (this.#made) this.#recovery.trouble('signaling-restored');
    else void this.#begin();
    this.#changed();
  }

  // ---- What it looks like ------------------------------------------------------------------------------------------
  #noteConnected(): void {
    if (this.#media.state === 'connected') this.#course.connected();
  }

  #look(): ActiveCall {
    const media = this.#media;
    return {
      snapshot: snapshotOf({
        callId: this.#channel.callId,
        stage: this.#course.stage,
        person: this.#course.person,
        startedAt: this.#course.startedAt,
        link: media.state,
        wasConnected: this.#course.wasConnected,
        signalingMissing: this.#signalingMissing,
        serverFailed: this.#serverFailed,
        stalled: media.stalled,
        participant: this.#course.participant,
        microphone: media.microphone.state,
        camera: media.camera.on,
        peerVideo: media.peerVideo !== null,
        // Wanted, it is silent here already; given up, it is so when the server has heard of it.
        held: this.#hold.wanted || this.#hold.actual,
      }),
      microphoneProblem: this.#parts.microphone.problem,
      otherMicrophone: this.#parts.microphone.other,
      localVideo: media.camera.stream,
      peerVideo: media.peerVideo,
    };
  }

  #changed(): void {
    if (!this.#ended) this.#view.update();
  }

  // ---- The end -----------------------------------------------------------------------------------------------------
  /**
   * Ends for any reason and releases everything; again is harmless.
   * @param error why it never became a call
   */
  end(reason: EndReason, error: CallErrorCode | null = null): void {
    if (this.#ended) return;
    this.#ended = true;
    // What the server has refused, it does not have.
    if (error === null) this.#channel.tellEnd(reason, this.#course.stage);
    this.#channel.stop();
    this.#cancelPatience?.();
    this.#recovery.stop();
    this.#hold.stop();
    this.#answer.stop();
    this.#media.stop();
    if (reason === 'no-answer') this.#emitter.emit('timedOut', undefined);
    if (reason === 'connection-lost') this.#emitter.emit('connectionClosed', undefined);
    this.#emitter.emit('left', { reason, error });
  }
}
