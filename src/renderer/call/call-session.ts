import { type CallSnapshot, callId, type EndReason } from '../../shared/call.ts';
import type { JoinedSession, ReplyOf, SubscriptionParameters } from '../../shared/protocol.ts';
import { CallError, type CallErrorCode, hasCode } from '../call-error.ts';
import { Emitter, type EventSource, type Unsubscribe } from '../emitter.ts';
import { log } from '../log.ts';
import { CallMedia } from '../media/call-media.ts';
import type { MediaLink } from '../media/link.ts';
import { Recovery } from '../recovery/recovery.ts';
import type { ActiveCall, ParticipantView } from './active-call.ts';
import {
  type CallParts,
  type CallPerson,
  type CallSessionEvents,
  type CallSettings,
  resumedSettings,
} from './call-parts.ts';
import type { CallEffect, SessionRequest, TimerName } from './effects.ts';
import type { CallEvent, Happening } from './events.ts';
import { kept } from './kept.ts';
import { reduce } from './reduce.ts';
import { SessionChannel } from './session-channel.ts';
import { audioSenders, type Beginning, beginningState, type CallStage, type CallState, wayIn } from './state.ts';
import { viewOf } from './view.ts';

type Start = { sessionId: string; beginning: Beginning; stage: CallStage };

/**
 * One call, from its first ring to its end. What becomes of it is decided in `reduce`; this does what was decided, and tells
 * what came of it. An event that comes while another is dealt with waits for its turn.
 */
export class CallSession implements EventSource<CallSessionEvents> {
  readonly #parts: CallParts;
  readonly #audioOnly: boolean;
  readonly #emitter = new Emitter<CallSessionEvents>();
  readonly #channel: SessionChannel;
  readonly #media: CallMedia;
  readonly #recovery: Recovery;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #waiting: CallEvent[] = [];
  #state: CallState;
  #view: ActiveCall;
  #busy = false;

  /** Calls a person: rings all their devices. */
  static invite(to: CallPerson, settings: CallSettings): CallSession {
    return new CallSession(newSession(settings, 'ringing-out', null, [to.id]), { ...settings, person: to });
  }

  /** Starts a group, which is live from its start, and rings all of these persons. */
  static start(group: { title: string | null; people: readonly string[] }, settings: CallSettings): CallSession {
    return new CallSession(newSession(settings, 'live', group.title, group.people), { ...settings, group });
  }

  /** Joins a call that rings here, so that accepting takes one round trip. The microphone stays closed until then. */
  static ring(sessionId: string, from: CallPerson, settings: CallSettings): CallSession {
    const start: Start = { beginning: { kind: 'join' }, sessionId, stage: 'ringing-in' };
    return new CallSession(start, { ...settings, person: from });
  }

  /** Joins a session one is a member of, also again after a restart. */
  static join(sessionId: string, settings: CallSettings): CallSession {
    const phase = settings.resumed?.phase;
    const stage = phase === 'ringing-in' || phase === 'ringing-out' ? phase : 'live';
    const { link, takeOver } = settings;
    return new CallSession(
      { beginning: { kind: 'join', link, takeOver }, sessionId, stage },
      resumedSettings(settings),
    );
  }

  private constructor({ sessionId, beginning, stage }: Start, settings: CallSettings) {
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
        giveUp: () => void this.#happen({ type: 'givenUp' }),
      },
      parts,
    );
    this.#media = new CallMedia({
      parts,
      speaking: settings.muted !== true && stage !== 'ringing-in',
      senders: () => audioSenders(this.#state),
      onChanged: () => void this.#happen({ type: 'mediaChanged', media: this.#media.facts }),
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
    this.#channel.onPush((pushed) => void this.#happen({ type: 'pushed', ...pushed }));
    this.#channel.onLost(() => void this.#happen({ type: 'signalingLost' }));
    this.#channel.onRestored(() => void this.#happen({ type: 'signalingRestored' }));
    void this.#happen({ type: 'begin', camera: settings.camera === true });
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
    return this.#media.link;
  }

  accept(): void {
    void this.#happen({ type: 'accept' });
  }

  setMuted(muted: boolean): void {
    void this.#happen({ type: 'setMuted', muted });
  }

  toggleMuted(): void {
    void this.#happen({ type: 'toggleMuted' });
  }

  setHeld(held: boolean): void {
    void this.#happen({ type: 'setHeld', held });
  }

  setCamera(on: boolean): void {
    void this.#happen({ type: 'setCamera', on });
  }

  /** Although one is alone. */
  stay(): void {
    void this.#happen({ type: 'stay' });
  }

  /** Hangs up, cancels or declines, whichever applies. Everything is released when this returns. */
  hangUp(): void {
    void this.#happen({ type: 'hangUp' });
  }

  /** Rings further persons, which makes a direct call a group. */
  invite(people: readonly string[]): void {
    const invitations = people.map((to) => ({ invitationId: this.#parts.newSessionId(), to }));
    this.#ask({ name: 'invitation.create', data: { invitations } });
  }

  withdraw(invitationId: string): void {
    this.#ask({ name: 'invitation.withdraw', data: { invitationId } });
  }

  /** What the session is called; `null` for the names of its people. */
  setTitle(title: string | null): void {
    this.#ask({ name: 'session.settings', data: { title } });
  }

  raiseHand(raised: boolean): void {
    this.#ask({ name: 'hand.raise', data: { raised } });
  }

  /**
   * Rings a person, or takes another session that this device is in: that is where the others of this call go on, without this
   * user. It stays as it was when nobody answers.
   */
  transfer(to: string | { sessionId: string }): void {
    this.#ask({ name: 'session.transfer', data: { to, invitationId: this.#parts.newSessionId() } });
  }

  /** Everybody of this call goes on in that one. */
  mergeInto(sessionId: string): void {
    this.#ask({ name: 'session.merge', data: { from: this.#state.callId, into: sessionId } });
  }

  /**
   * A link by which others may join. `renew`: all older ones are worth nothing any more, which only a host may do.
   * @throws {CallError}
   */
  createLink(renew = false): Promise<ReplyOf<'session.link'>> {
    return this.#channel.link(renew);
  }

  // ---- What only a host may do -------------------------------------------------------------------------------------
  /** Whoever is muted unmutes by themselves; nobody else can. */
  muteParticipants(participantIds: readonly string[] | 'all'): void {
    const ids = participantIds === 'all' ? participantIds : [...participantIds];
    this.#ask({ name: 'participant.mute', data: { participantIds: ids } });
  }

  removeParticipant(participantId: string): void {
    this.#ask({ name: 'participant.remove', data: { participantId } });
  }

  setRole(participantId: string, role: ParticipantView['role']): void {
    this.#ask({ name: 'participant.role', data: { participantId, role } });
  }

  lowerHand(participantId: string): void {
    this.#ask({ name: 'hand.lower', data: { participantId } });
  }

  /** Nobody comes in who has not been in it, unless a host invites them. */
  setLocked(locked: boolean): void {
    this.#ask({ name: 'session.lock', data: { locked } });
  }

  /** Over for all, which a host may do; who only leaves {@link hangUp}s. */
  endForAll(): void {
    this.#ask({ name: 'session.end', data: {} });
  }

  #ask(request: SessionRequest): void {
    void this.#happen({ type: 'ask', request });
  }

  /** Another network, or the machine woke up. */
  networkChanged(): void {
    void this.#happen({ type: 'networkChanged' });
  }

  /** Ends for any reason and releases everything; again is harmless. */
  end(reason: EndReason): void {
    void this.#happen({ type: 'end', reason });
  }

  // ---- The loop ----------------------------------------------------------------------------------------------------
  /** Resolves when those of its effects are done that take their time; fails with the first of them that fails. */
  #happen(happening: Happening): Promise<unknown> {
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
        if (this.#view !== before && this.#state.ended === null) this.#emitter.emit('changed', this.#view);
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
        this.#emitter.emit(effect.name, effect.event);
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
      void this.#happen({ type: 'notJoined', code: codeOf(error) });
    }
  }

  async #join(ask: () => Promise<JoinedSession>): Promise<void> {
    const joined = await ask();
    await this.#happen({ type: 'joined', joined });
  }

  async #move(sessionId: string): Promise<void> {
    try {
      await this.#join(() => this.#channel.joinOther(sessionId));
    } catch (error) {
      log.warn('The session that everybody goes on in could not be joined:', error);
      void this.#happen({ type: 'notMoved', code: codeOf(error) });
    }
  }

  async #resume(): Promise<void> {
    const { link } = this.#media;
    if (link === null) throw new CallError('session-not-found', 'session.resume: there are no transports; join again');
    const resumed = await this.#channel.resume(this.#state.version);
    // Of transports that have been replaced meanwhile there is nothing to be said any more.
    if (link === this.#media.link) await this.#happen({ type: 'resumed', resumed });
  }

  async #request(request: SessionRequest): Promise<void> {
    const { name } = request;
    try {
      const reply = await this.#channel.request(request);
      void this.#happen({ type: 'replied', name, reply } as Happening);
    } catch (error) {
      // What is asked for at the end may have come about by itself.
      const over = this.#state.ended !== null && hasCode(error, 'session-not-found', 'not-ringing');
      if (!over) log.warn(`${name} has not been done:`, error);
      void this.#happen({ type: 'refused', name, code: codeOf(error) });
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
      void this.#happen({ type: 'notReceived' });
    }
  }

  #startTimer(timer: TimerName, ms: number): void {
    this.#timers.get(timer)?.();
    const cancel = this.#parts.clock.after(ms, () => void this.#happen({ type: 'timer', timer }));
    this.#timers.set(timer, cancel);
  }

  #release(): void {
    this.#channel.stop();
    for (const cancel of this.#timers.values()) cancel();
    this.#recovery.stop();
    this.#media.stop();
  }
}

function newSession({ parts }: CallSettings, stage: CallStage, title: string | null, people: readonly string[]): Start {
  const sessionId = parts.newSessionId();
  // Unique in its session is enough: the first may have the session's own.
  const idOf = (index: number) => (index === 0 ? sessionId : parts.newSessionId());
  const invitations = people.map((to, index) => ({ invitationId: idOf(index), to }));
  return { sessionId, stage, beginning: { kind: 'start', title, invitations } };
}

const codeOf = (error: unknown): CallErrorCode => (error instanceof CallError ? error.code : 'media-failed');
