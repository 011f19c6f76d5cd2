import {
  type JoinedSession,
  type PushName,
  pushes,
  type ReplyOf,
  type RequestName,
  type RequestOf,
} from '../../shared/protocol.ts';
import type { Unsubscribe } from '../emitter.ts';
import type { MediaEngine } from '../media/link.ts';
import type { Signaling } from '../signaling/signaling.ts';
import type { SessionRequest } from './effects.ts';
import type { SessionPushed } from './events.ts';
import type { NewInvitation, WayIn } from './state.ts';

/** A path that may be dead must not be waited for longer, ms. */
const resumeTimeoutMs = 3_000;

/** Signaling as one session sees it: its requests carry its id, and it hears of no other. */
export class SessionChannel {
  #sessionId: string;
  readonly #signaling: Signaling;
  readonly #rtpCapabilities: MediaEngine['rtpCapabilities'];
  readonly #unsubscribes: Unsubscribe[] = [];

  constructor(parts: { signaling: Signaling; engine: MediaEngine }, sessionId: string) {
    this.#sessionId = sessionId;
    this.#signaling = parts.signaling;
    this.#rtpCapabilities = parts.engine.rtpCapabilities;
  }

  /** All that the server says about this session. */
  onPush(listener: (pushed: SessionPushed) => void): void {
    for (const name of Object.keys(pushes) as PushName[]) {
      this.#subscribe(name, (push) => {
        if ('sessionId' in push && push.sessionId === this.#sessionId) listener({ name, push } as SessionPushed);
      });
    }
  }

  onLost(listener: () => void): void {
    this.#subscribe('offline', listener);
  }

  onRestored(listener: () => void): void {
    this.#subscribe('welcome', listener);
  }

  /** Again, after a reply that was lost, it is the same session. */
  start(title: string | null, invitations: readonly NewInvitation[]): Promise<JoinedSession> {
    return this.#signaling.request('session.start', { ...this.#joining, title, invitations: [...invitations] });
  }

  join(wayIn: WayIn): Promise<JoinedSession> {
    return this.#signaling.request('session.join', { ...this.#joining, ...wayIn });
  }

  joinOther(sessionId: string): Promise<JoinedSession> {
    return this.#signaling.request('session.join', { ...this.#joining, sessionId });
  }

  /** Is about that session from here on. */
  follow(sessionId: string): void {
    this.#sessionId = sessionId;
  }

  link(renew: boolean): Promise<ReplyOf<'session.link'>> {
    return this.#signaling.request('session.link', { sessionId: this.#sessionId, renew });
  }

  /** @param version the last that was heard of */
  resume(version: number | null): Promise<ReplyOf<'session.resume'>> {
    const request = { sessionId: this.#sessionId, ...(version === null ? {} : { version }) };
    return this.#signaling.request('session.resume', request, resumeTimeoutMs);
  }

  request({ name, data }: SessionRequest): Promise<ReplyOf<RequestName>> {
    return this.#signaling.request(name, { ...data, sessionId: this.#sessionId } as RequestOf<typeof name>);
  }

  /** Hears nothing any more; can still be asked for something. */
  stop(): void {
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
  }

  get #joining() {
    return { sessionId: this.#sessionId, rtpCapabilities: this.#rtpCapabilities };
  }

  #subscribe: Signaling['on'] = (name, listener) => {
    const unsubscribe = this.#signaling.on(name, listener);
    this.#unsubscribes.push(unsubscribe);
    return unsubscribe;
  };
}
