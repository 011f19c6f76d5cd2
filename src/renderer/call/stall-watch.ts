import type { Clock } from './clock.ts';

/** How often to look, ms. Hidden windows may look later: only real timestamps count. */
const intervalMs = 300;

export type StallWatchOptions = {
  clock: Clock;
  /** Audio should be arriving now: the peer is there, not muted, not held. */
  expected: () => boolean;
  /** When audio was last received, ms since the epoch; `null` for never or too long ago to say. */
  lastAudioAt: () => number | null;
  onChanged: (stalled: boolean) => void;
  /** The machine slept: nothing of this program ran for this long, ms. */
  onWoke: (sleptMs: number) => void;
  /** Without a packet for this long audio counts as stalled, ms. */
  stalledAfterMs?: number;
};

/** Notices within a second that nothing arrives any more; the browser says so only after five. */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #stalledAfterMs: number;
  #cancel: (() => void) | null = null;
  #lastLook = 0;
  /** Since when audio has been expected without a break. */
  #expectedSince: number | null = null;
  #stalled = false;

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#stalledAfterMs = options.stalledAfterMs ?? 1_000;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  start(): void {
    if (this.#cancel !== null) return;
    this.#lastLook = this.#options.clock.now();
    this.#schedule();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#expectedSince = null;
    this.#set(false);
  }

  #schedule(): void {
    this.#cancel = this.#options.clock.after(intervalMs, () => {
      this.#schedule();
      this.#look();
    });
  }

  #look(): void {
    const now = this.#options.clock.now();
    const slept = now - this.#lastLook;
    this.#lastLook = now;
    // Hidden windows get their timers late, by a minute at worst only without a call.
    if (slept > 10_000) this.#options.onWoke(slept);
    if (!this.#options.expected()) {
      this.#expectedSince = null;
      this.#set(false);
      return;
    }
    this.#expectedSince ??= now;
    // Before the first packet nothing can be missed: whether one comes at all is for the transport's state to say.
    const last = this.#options.lastAudioAt();
    if (last === null && !this.#stalled) return;
    const quietSince = Math.max(last ?? 0, this.#expectedSince);
    this.#set(now - quietSince > this.#stalledAfterMs);
  }

  #set(stalled: boolean): void {
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    this.#options.onChanged(stalled);
  }
}
