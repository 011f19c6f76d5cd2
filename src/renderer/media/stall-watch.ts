import type { Clock } from '../clock.ts';
import type { ReceivedAudio } from './link.ts';

/** How soon to look again where no sound arrives, ms. Hidden windows may look later: only real timestamps count. */
const intervalMs = 300;
/** A look that comes this late, ms, means that the machine slept. */
const sleptMs = 10_000;
/**
 * Level, of full scale, above which somebody was speaking (−40 dB). A sender that falls silent says so with some packets of
 * silence and then sends none (DTX, RFC 7587): only audio that stops in the middle has been lost on its way.
 */
const speechLevel = 0.01;

export type StallWatchOptions = {
  clock: Clock;
  /** Audio should be arriving now: the other side is there, not muted, not held. */
  expected: () => boolean;
  lastAudio: () => ReceivedAudio | null;
  onChanged: (stalled: boolean) => void;
  /** Nothing of this program ran for a while. */
  onWoke: () => void;
  /** Without a packet for this long audio counts as stalled, ms. */
  stalledAfterMs?: number;
};

/** Notices within a second that audio stops arriving; the browser says so only after five. */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #stalledAfterMs: number;
  #cancel: (() => void) | null = null;
  #lastLook = 0;
  #nextLookInMs = intervalMs;
  /** Only audio received since then can be missed. */
  #expectedSince: number | null = null;
  #stalled = false;

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#stalledAfterMs = options.stalledAfterMs ?? 800;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  start(): void {
    if (this.#cancel !== null) return;
    this.#lastLook = this.#options.clock.now();
    this.#lookIn(intervalMs);
  }

  /** The way has been found good by other means: waits for new audio before it misses any. */
  reset(): void {
    this.#expectedSince = null;
    this.#set(false);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.reset();
  }

  /** To be called when what is expected may have changed; by itself it looks no sooner than something can be missed. */
  look(): void {
    const now = this.#options.clock.now();
    const woke = now - this.#lastLook > sleptMs;
    this.#lastLook = now;
    this.#nextLookInMs = intervalMs;
    if (woke) {
      this.reset();
      this.#options.onWoke();
      return;
    }
    if (!this.#options.expected()) {
      this.reset();
      return;
    }
    this.#expectedSince ??= now;
    const last = this.#options.lastAudio();
    // What was lost long ago stays lost until something arrives.
    if (last === null) return;
    const missedInMs = last.at + this.#stalledAfterMs + 1 - now;
    if (missedInMs > 0) {
      this.#nextLookInMs = missedInMs;
      this.#set(false);
    } else if (last.at >= this.#expectedSince && last.level > speechLevel) {
      this.#set(true);
    }
  }

  #lookIn(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => {
      this.look();
      // Whoever was told may have stopped it.
      if (this.#cancel !== null) this.#lookIn(this.#nextLookInMs);
    });
  }

  #set(stalled: boolean): void {
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    this.#options.onChanged(stalled);
  }
}
