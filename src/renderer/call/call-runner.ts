/** What a call's rules decide is done here, and what came of it is told to them. */
import { callId } from '../../shared/call.ts';
import type { JoinedSession, ReplyOf, SubscriptionParameters } from '../../shared/protocol.ts';
import { CallError, type CallErrorCode, hasCode } from '../call-error.ts';
import { Emitter } from '../emitter.ts';
import { log } from '../log.ts';
import { CallMedia } from '../media/call-media.ts';
import type { MediaLink } from '../media/link.ts';
import { Recovery } from '../recovery/recovery.ts';
import type { ActiveCall } from './active-call.ts';
import type { CallParts, CallSessionEvents, CallSettings } from './call-parts.ts';
import type { CallEffect, SessionRequest, TimerName } from './effects.ts';
import type { CallEvent, Happening } from './events.ts';
import { kept } from './kept.ts';
import { reduce } from './reduce.ts';
import { SessionChannel } from './session-channel.ts';
import { audioSenders, type Beginning, beginningState, type CallStage, type CallState, wayIn } from './state.ts';
import { viewOf } from './view.ts';

export type CallStart = { sessionId: string; beginning: Beginning; stage: CallStage };

/** Runs the rules of one call. An event that comes while another is dealt with waits for its turn. */
export class CallRunner {
  readonly events = new Emitter<CallSessionEvents>();
  readonly #parts: CallParts;
  readonly #audioOnly: boolean;
  readonly #channel: SessionChannel;
  readonly #media: CallMedia;
  readonly #recovery: Recovery;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #waiting: CallEvent[] = [];
  #state: CallState;
  #view: ActiveCall;
  #busy = false;

  constructor({ sessionId, beginning, stage }: CallStart, settings: CallSettings) {
    const { parts } = settings;
    this.#parts = parts;
    this.#audioOnly = settings.audioOnly === true;
    this.#channel = new SessionChannel(parts, sessionId);
    this.#recovery = new Recovery(
      {
        signalingOnline: () => parts.signaling.online,
        resume: () => this.#resume(),
        rejoin: () => this.#join(() => this.#channel.join(wayIn(this.#state))),
        mediaUp: () => this.#media.up,
        reconnectSignaling: () => parts.signaling.reconnectNow(),
        giveUp: () => void this.happen({ type: 'givenUp' }),
      },
      parts,
    );
    this.#media = new CallMedia({
      parts,
      speaking: settings.muted !== true && stage !== 'ringing-in',
      senders: () => audioSenders(this.#state),
      onChanged: () => void this.happen({ type: 'mediaChanged', media: this.#media.facts }),
      onUp: () => this.#recovery.changed(),
      onTrouble: (sign) => this.#recovery.trouble(sign),
    });
    this.#state = beginningState({
      callId: callId.parse(sessionId),
      me: { id: settings.me, name: settings.me },
      beginning,
      invitationId: settings.invitationId ?? null,
      stage,
      person: settings.person ?? { id: '', name: '' },
      group: settings.group ?? null,
      startedAt: settings.resumed?.startedAt ?? null,
      held: settings.held === true,
      online: parts.signaling.online,
      media: this.#media.facts,
      idleTimeoutMs: settings.idleTimeoutMs ?? null,
    });
    this.#view = this.#look();
    this.#channel.onPush((pushed) => void this.happen({ type: 'pushed', ...pushed }));
    this.#channel.onLost(() => void this.happen({ type: 'signalingLost' }));
    this.#channel.onRestored(() => void this.happen({ type: 'signalingRestored' }));
    void this.happen({ type: 'begin', camera: settings.camera === true });
  }

  get view(): ActiveCall {
    return this.#view;
  }

  get wantsHeld(): boolean {
    return this.#state.hold.wanted;
  }

  get link(): MediaLink | null {
    return this.#media.link;
  }

  createLink(renew: boolean): Promise<ReplyOf<'session.link'>> {
    return this.#channel.link(renew);
  }

  /** Resolves when those of its effects are done that take their time; fails with the first of them that fails. */
  happen(happening: Happening): Promise<unknown> {
    this.#waiting.push({ ...happening, at: this.#parts.clock.now() });
    const slow: Promise<void>[] = [];
    if (this.#busy) return Promise.all(slow);
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) {
        const before = this.#view;
        for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
          slow.push(...this.#take(event));
        }
        // Said once all has come to rest: what is half done looks like nothing that anyone asked for.
        if (this.#view !== before && this.#state.ended === null) this.events.emit('changed', this.#view);
      }
    } finally {
      this.#busy = false;
    }
    return Promise.all(slow);
  }

  #take(event: CallEvent): Promise<void>[] {
    const { state, effects } = reduce(this.#state, event);
    this.#state = state;
    // The last that is seen of a call is from before its end.
    if (state.ended === null) this.#view = kept(this.#view, this.#look());
    return effects.map((effect) => this.#do(effect)).filter((slow) => slow !== null);
  }

  #look(): ActiveCall {
    const { microphone } = this.#parts;
    return viewOf(this.#state, {
      microphoneProblem: microphone.problem,
      otherMicrophone: microphone.other,
      localVideo: this.#media.camera.stream,
      peerVideo: this.#media.peerVideo,
      picturesOf: (participantId) => this.#media.picturesOf(participantId),
    });
  }

  /** A promise for what takes its time and may be waited for. */
  #do(effect: CallEffect): Promise<void> | null {
    const media = this.#media;
    switch (effect.type) {
      case 'start':
        void this.#begin(() => this.#channel.start(effect.title, effect.invitations));
        break;
      case 'join':
        void this.#begin(() => this.#channel.join({ link: effect.link, takeOver: effect.takeOver }));
        break;
      case 'joinOther':
        void this.#move(effect.sessionId);
        break;
      case 'follow':
        this.#channel.follow(effect.sessionId);
        break;
      case 'adopt':
        return media.adopt(this.#wanted(effect.joined), effect.seamless);
      case 'resumeMedia':
        return media.resume({ ...effect.resumed, state: this.#wanted(effect.resumed.state) });
      case 'request':
        void this.#request(effect);
        break;
      case 'reconnect':
        this.#parts.signaling.reconnectNow();
        break;
      case 'trouble':
        this.#recovery.trouble(effect.sign);
        break;
      case 'openMicrophone':
        media.microphone.open();
        break;
      case 'setSpeaking':
        media.microphone.setSpeaking(effect.speaking);
        break;
      case 'unmute':
        media.microphone.unmute();
        break;
      case 'setHeld':
        media.setHeld(effect.held);
        break;
      case 'setCamera':
        media.camera.want(effect.on && !this.#audioOnly);
        break;
      case 'subscribe':
        void this.#subscribe(this.#wanted(effect).subscriptions);
        break;
      case 'unsubscribe':
        media.unsubscribe(effect.subscriptionIds);
        break;
      case 'expectAudio':
        media.expectationChanged();
        break;
      case 'startTimer':
        this.#startTimer(effect.timer, effect.ms);
        break;
      case 'cancelTimer':
        this.#timers.get(effect.timer)?.();
        break;
      case 'emit':
        this.events.emit(effect.name, effect.event);
        break;
      case 'release':
        this.#release();
        break;
    }
    return null;
  }

  // ---- What takes its time -----------------------------------------------------------------------------------------
  async #begin(ask: () => Promise<JoinedSession>): Promise<void> {
    try {
      await this.#join(ask);
    } catch (error) {
      log.warn('The session could not be joined:', error);
      void this.happen({ type: 'notJoined', code: codeOf(error) });
    }
  }

  async #join(ask: () => Promise<JoinedSession>): Promise<void> {
    const joined = await ask();
    await this.happen({ type: 'joined', joined });
  }

  async #move(sessionId: string): Promise<void> {
    try {
      await this.#join(() => this.#channel.joinOther(sessionId));
    } catch (error) {
      log.warn('The session that everybody goes on in could not be joined:', error);
      void this.happen({ type: 'notMoved', code: codeOf(error) });
    }
  }

  async #resume(): Promise<void> {
    const { link } = this.#media;
    if (link === null) throw new CallError('session-not-found', 'session.resume: there are no transports; join again');
    const resumed = await this.#channel.resume(this.#state.version);
    // Of transports that have been replaced meanwhile there is nothing to be said any more.
    if (link === this.#media.link) await this.happen({ type: 'resumed', resumed });
  }

  async #request(request: SessionRequest): Promise<void> {
    const { name } = request;
    try {
      const reply = await this.#channel.request(request);
      void this.happen({ type: 'replied', name, reply } as Happening);
    } catch (error) {
      // What is asked for at the end may have come about by itself.
      const over = this.#state.ended !== null && hasCode(error, 'session-not-found', 'not-ringing');
      if (!over) log.warn(`${name} has not been done:`, error);
      void this.happen({ type: 'refused', name, code: codeOf(error) });
    }
  }

  /** Without video, where it is not wanted. */
  #wanted<T extends { subscriptions: readonly SubscriptionParameters[] }>(
    given: T,
  ): T & { subscriptions: SubscriptionParameters[] } {
    return { ...given, subscriptions: given.subscriptions.filter(({ kind }) => kind === 'audio' || !this.#audioOnly) };
  }

  async #subscribe(subscriptions: readonly SubscriptionParameters[]): Promise<void> {
    try {
      await this.#media.subscribe(subscriptions);
    } catch (error) {
      log.warn('A new track could not be received:', error);
      void this.happen({ type: 'notReceived' });
    }
  }

  #startTimer(timer: TimerName, ms: number): void {
    this.#timers.get(timer)?.();
    const cancel = this.#parts.clock.after(ms, () => void this.happen({ type: 'timer', timer }));
    this.#timers.set(timer, cancel);
  }

  #release(): void {
    this.#channel.stop();
    for (const cancel of this.#timers.values()) cancel();
    this.#recovery.stop();
    this.#media.stop();
  }
}

const codeOf = (error: unknown): CallErrorCode => (error instanceof CallError ? error.code : 'media-failed');
