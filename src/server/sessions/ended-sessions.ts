import type { Clock } from '../clock.ts';

/** Ids of sessions that have ended, for as long as somebody may still ask for them: an id is used once. */
export class EndedSessions {
  readonly #clock: Clock;
  readonly #keepMs: number;
  /** When each ended, ms since the epoch; the first is the oldest. */
  readonly #endedAt = new Map<string, number>();

  constructor(clock: Clock, keepMs: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  add(id: string): void {
    this.#prune();
    this.#endedAt.delete(id);
    this.#endedAt.set(id, this.#clock.now());
  }

  has(id: string): boolean {
    this.#prune();
    return this.#endedAt.has(id);
  }

  #prune(): void {
    const oldest = this.#clock.now() - this.#keepMs;
    for (const [id, at] of this.#endedAt) {
      if (at >= oldest) return;
      this.#endedAt.delete(id);
    }
  }
}
