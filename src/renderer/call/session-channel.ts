import { type CallId, callId, type EndReason } from '../../shared/call.ts';
import type { JoinedSession, Pushes, PushOf, ReplyOf } from '../../shared/protocol.ts';
import { CallError, hasCode } from './call-error.ts';
import { type CallParts, provisionalId } from './call-parts.ts';
import type { Unsubscribe } from './emitter.ts';
import { log } from './log.ts';
import type { MediaEngine } from './media.ts';
import type { Signaling } from './signaling.ts';
import type { CallStage } from './snapshot.ts';

/** Pushes that are about one session. */
type SessionPush = { [N in keyof Pushes]: PushOf<N> extends { sessionId: string } ? N : never }[keyof Pushes];

/** Ends that come from here. */
const leavingReasons: ReadonlySet<EndReason> = new Set(['hung-up', 'cancelled', 'connection-lost', 'signed-out']);

/** A path that may be dead must not be waited for longer, ms. */
const resumeTimeoutMs = 3_000;

/** Signaling as one session sees it: its requests carry its id, and it hears of no other. */
export class SessionChannel {
  readonly #signaling: Signaling;
  readonly #rtpCapabilities: MediaEngine['rtpCapabilities'];
  readonly #provisionalId: CallId;
  readonly #unsubscribes: Unsubscribe[] = [];
  #sessionId: string | null;

  /** @param sessionId `null` until {@link invite} has made the session. */
  constructor(parts: Pick<CallParts, 'signaling' | 'engine' | 'random'>, sessionId: string | null) {
    this.#signaling = parts.signaling;
    this.#rtpCapabilities = parts.engine.rtpCapabilities;
    this.#provisionalId = provisionalId(parts.random);
    this.#sessionId = sessionId;
  }

  /** The session's id; until the server has made it one of our own. */
  get callId(): CallId {
    return this.#sessionId === null ? this.#provisionalId : callId.parse(this.#sessionId);
  }

  /** Whether `id` is one of these. */
  answersTo(id: CallId): boolean {
    return id === this.callId || id === this.#provisionalId;
  }

  get sessionId(): string | null {
    return this.#sessionId;
  }

  get online(): boolean {
    return this.#signaling.online;
  }

  on<N extends SessionPush>(name: N, listener: (push: PushOf<N>) => void): void {
    this.#unsubscribes.push(
      this.#signaling.on(name, (event) => {
        const push = event as PushOf<N> & { sessionId: string };
        if (push.sessionId === this.#sessionId) listener(push);
      }),
    );
  }

  onLost(listener: () => void): void {
    this.#unsubscribes.push(this.#signaling.on('offline', listener));
  }

  onRestored(listener: () => void): void {
    this.#unsubscribes.push(this.#signaling.on('welcome', listener));
  }

  async invite(to: string): Promise<JoinedSession> {
    const joined = await this.#signaling.request('call.invite', { to, rtpCapabilities: this.#rtpCapabilities });
    this.#sessionId = joined.sessionId;
    return joined;
  }

  join(): Promise<JoinedSession> {
    return this.#signaling.request('session.join', { sessionId: this.#id(), rtpCapabilities: this.#rtpCapabilities });
  }

  resume(): Promise<ReplyOf<'session.resume'>> {
    return this.#signaling.request('session.resume', { sessionId: this.#id() }, resumeTimeoutMs);
  }

  accept(): Promise<ReplyOf<'call.accept'>> {
    return this.#signaling.request('call.accept', { sessionId: this.#id() });
  }

  async hold(held: boolean): Promise<void> {
    await this.#signaling.request('session.hold', { sessionId: this.#id(), held });
  }

  /** Fire and forget: whether the server hears it or not, here the call is over. */
  tell(end: 'session.leave' | 'call.decline'): void {
    if (this.#sessionId === null) return;
    this.#signaling.request(end, { sessionId: this.#sessionId }).catch((error: unknown) => {
      if (!hasCode(error, 'session-not-found', 'not-ringing')) log.warn('The server did not hear the end:', error);
    });
  }

  /** Tells the server of an end that it does not know of yet. */
  tellEnd(reason: EndReason, stage: CallStage): void {
    // Leaving while it rings here would be declining, on the person's other devices too.
    if (stage !== 'ringing-in') {
      if (leavingReasons.has(reason)) this.tell('session.leave');
    } else if (reason === 'declined') this.tell('call.decline');
  }

  reconnect(): void {
    this.#signaling.reconnectNow();
  }

  /** Hears nothing any more; can still {@link tell}. */
  stop(): void {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
  }

  #id(): string {
    if (this.#sessionId === null) throw new CallError('not-connected', 'the call server has not made the call yet');
    return this.#sessionId;
  }
}
