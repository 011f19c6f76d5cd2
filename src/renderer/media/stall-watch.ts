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
  /** Of which participants audio should be arriving now: they are there, not muted, not held. */
  senders: () => readonly string[];
  /** By participant. */
  lastAudio: () => ReadonlyMap<string, ReceivedAudio>;
  onChanged: (stall: Stall) => void;
  /** Nothing of this program ran for a while. */
  onWoke: () => void;
  /** Without a packet for this long audio counts as stalled, ms. */
  stalledAfterMs?: number;
};

export type Stall = {
  /** Nothing arrives from anybody, and somebody was speaking: the way here is broken. */
  readonly stalled: boolean;
  /** From whom nothing arrives, though others are heard: it is their way that is broken. */
  readonly missing: readonly string[];
};

/** Notices within a second that audio stops arriving, and of whom; the browser says so only after five. */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #stalledAfterMs: number;
  #cancel: (() => void) | null = null;
  #lastLook = 0;
  #nextLookInMs = intervalMs;
  /** By sender: only audio received since then can be missed, ms since the epoch. */
  #expectedSince = new Map<string, number>();
  /** Senders whose audio stopped in the middle. */
  readonly #silenced = new Set<string>();
  #stall: Stall = { stalled: false, missing: [] };

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#stalledAfterMs = options.stalledAfterMs ?? 800;
  }

  get stall(): Stall {
    return this.#stall;
  }

  start(): void {
    if (this.#cancel !== null) return;
    this.#lastLook = this.#options.clock.now();
    this.#lookIn(intervalMs);
  }

  /** The way has been found good by other means: waits for new audio before it misses any. */
  reset(): void {
    this.#expectedSince.clear();
    this.#silenced.clear();
    this.#set({ stalled: false, missing: [] });
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
    const senders = this.#options.senders();
    this.#expect(senders, now);
    if (senders.length === 0) {
      this.reset();
      return;
    }
    const received = this.#options.lastAudio();
    const waits = senders.map((sender) => this.#listen(sender, received.get(sender), now)).filter((ms) => ms > 0);
    if (waits.length > 0) this.#nextLookInMs = Math.min(...waits);
    // Whoever it is from: a single packet of silence proves the way here.
    const arrives = [...received.values()].some(({ at }) => at + this.#stalledAfterMs >= now);
    const missing = senders.filter((sender) => this.#silenced.has(sender));
    if (missing.length > 0 && !arrives) this.#set({ stalled: true, missing: [] });
    else this.#set({ stalled: false, missing });
  }

  #expect(senders: readonly string[], now: number): void {
    this.#expectedSince = new Map(senders.map((sender) => [sender, this.#expectedSince.get(sender) ?? now]));
    for (const sender of this.#silenced) if (!this.#expectedSince.has(sender)) this.#silenced.delete(sender);
  }

  /** @returns ms until it can be missed; 0 when it arrives no more */
  #listen(sender: string, last: ReceivedAudio | undefined, now: number): number {
    // What was lost long ago stays lost until something arrives.
    if (last === undefined) return 0;
    const missedInMs = last.at + this.#stalledAfterMs + 1 - now;
    if (missedInMs > 0) this.#silenced.delete(sender);
    else if (last.at >= (this.#expectedSince.get(sender) ?? now) && last.level > speechLevel)
      this.#silenced.add(sender);
    return Math.max(0, missedInMs);
  }

  #lookIn(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => {
      this.look();
      // Whoever was told may have stopped it.
      if (this.#cancel !== null) this.#lookIn(this.#nextLookInMs);
    });
  }

  #set(stall: Stall): void {
    const { stalled, missing } = this.#stall;
    if (stalled === stall.stalled && missing.join() === stall.missing.join()) return;
    this.#stall = stall;
    this.#options.onChanged(stall);
  }
}
