import type { SessionHead, SessionKind } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { PersonRef } from '../device.ts';

/** How a session begins, or how it was before it was lost. */
export type Beginning = {
  kind: SessionKind;
  title: string | null;
  startedBy: PersonRef;
  /** Since when it is live, ms since the epoch; left out for a new one. */
  startedAt?: number;
};

/** What there is to say of a session as a whole: a direct call is `ringing` → `live` → `over`, a group is live from its start. */
export class Standing {
  readonly startedBy: PersonRef;
  readonly #clock: Clock;
  #kind: SessionKind;
  #title: string | null;
  #phase: 'ringing' | 'live' | 'over' = 'ringing';
  #startedAt: number | null = null;

  constructor({ kind, title, startedBy, startedAt }: Beginning, clock: Clock) {
    this.startedBy = startedBy;
    this.#clock = clock;
    this.#kind = kind;
    this.#title = title;
    if (kind === 'group' || startedAt !== undefined) this.goLive(startedAt);
  }

  get kind(): SessionKind {
    return this.#kind;
  }

  get title(): string | null {
    return this.#title;
  }

  get phase(): 'ringing' | 'live' | 'over' {
    return this.#phase;
  }

  /** ms since the epoch; `null` while it rings. */
  get startedAt(): number | null {
    return this.#startedAt;
  }

  /** As those in it are told. */
  head(locked: boolean): SessionHead {
    const { startedBy } = this;
    const rings = this.#phase === 'ringing';
    return {
      kind: this.#kind,
      title: this.#title,
      phase: rings ? 'ringing' : 'live',
      ...(rings ? { startedAt: null, elapsedMs: null } : this.started()),
      locked,
      startedBy,
    };
  }

  /** Since when it is live, and for how long by the server's count. */
  started(): { startedAt: number; elapsedMs: number } {
    const now = this.#clock.now();
    const startedAt = this.#startedAt ?? now;
    return { startedAt, elapsedMs: Math.max(0, now - startedAt) };
  }

  goLive(startedAt = this.#clock.now()): void {
    this.#phase = 'live';
    this.#startedAt = startedAt;
  }

  end(): void {
    this.#phase = 'over';
  }

  setKind(kind: SessionKind): void {
    this.#kind = kind;
  }

  setTitle(title: string | null): void {
    this.#title = title;
  }
}
