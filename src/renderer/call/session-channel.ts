import { type CallId, callId, type EndReason } from '../../shared/call.ts';
import type { JoinedSession, Pushes, PushOf, ReplyOf } from '../../shared/protocol.ts';
import { hasCode } from '../call-error.ts';
import type { Unsubscribe } from '../emitter.ts';
import { log } from '../log.ts';
import type { MediaEngine } from '../media/link.ts';
import type { Signaling } from '../signaling/signaling.ts';
import type { CallParts } from './call-parts.ts';
import type { CallStage } from './snapshot.ts';

/** Pushes that are about one session. */
type SessionPush = { [N in keyof Pushes]: PushOf<N> extends { sessionId: string } ? N : never }[keyof Pushes];

/** Ends that come from here. */
const leavingReasons: ReadonlySet<EndReason> = new Set(['hung-up', 'cancelled', 'connection-lost', 'signed-out']);

/** A path that may be dead must not be waited for longer, ms. */
const resumeTimeoutMs = 3_000;

/** Signaling as one session sees it: its requests carry its id, and it hears of no other. */
export class SessionChannel {
  readonly callId: CallId;
  readonly #signaling: Signaling;
  readonly #rtpCapabilities: MediaEngine['rtpCapabilities'];
  readonly #unsubscribes: Unsubscribe[] = [];

  constructor(parts: Pick<CallParts, 'signaling' | 'engine'>, sessionId: string) {
    this.callId = callId.parse(sessionId);
    this.#signaling = parts.signaling;
    this.#rtpCapabilities = parts.engine.rtpCapabilities;
  }

  get online(): boolean {
    return this.#signaling.online;
  }

  on<N extends SessionPush>(name: N, listener: (push: PushOf<N>) => void): void {
    this.#unsubscribes.push(
      this.#signaling.on(name, (event) => {
        const push = event as PushOf<N> & { sessionId: string };
        if (push.sessionId === this.callId) listener(push);
      }),
    );
  }

  onLost(listener: () => void): void {
    this.#unsubscribes.push(this.#signaling.on('offline', listener));
  }

  onRestored(listener: () => void): void {
    this.#unsubscribes.push(this.#signaling.on('welcome', listener));
  }

  /** Again, after a reply that was lost, it is the same call. */
  invite(to: string): Promise<JoinedSession> {
    return this.#signaling.request('call.invite', {
      sessionId: this.callId,
      to,
      rtpCapabilities: this.#rtpCapabilities,
    });
  }

  join(): Promise<JoinedSession> {
    return this.#signaling.request('session.join', { sessionId: this.callId, rtpCapabilities: this.#rtpCapabilities });
  }

  resume(): Promise<ReplyOf<'session.resume'>> {
    return this.#signaling.request('session.resume', { sessionId: this.callId }, resumeTimeoutMs);
  }

  accept(): Promise<ReplyOf<'call.accept'>> {
    return this.#signaling.request('call.accept', { sessionId: this.callId });
  }

  async hold(held: boolean): Promise<void> {
    await this.#signaling.request('session.hold', { sessionId: this.callId, held });
  }

  /** Fire and forget: whether the server hears it or not, here the call is over. */
  tell(end: 'session.leave' | 'call.decline'): void {
    this.#signaling.request(end, { sessionId: this.callId }).catch((error: unknown) => {
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
}
