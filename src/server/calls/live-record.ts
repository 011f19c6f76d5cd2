import type { Clock } from '../clock.ts';
import type { LiveSession, LostSession, SessionRecord } from './session-context.ts';

/** How often it is noted that the live sessions still are, ms: a server that is killed cannot say when. */
const aliveEveryMs = 5_000;

/** Keeps the live sessions written down, with when they last were alive: what an earlier server has left is found by it. */
export class LiveRecord {
  readonly #record: SessionRecord;
  readonly #clock: Clock;
  readonly #live = new Set<string>();
  #cancelBeat: (() => void) | null = null;

  constructor(record: SessionRecord, clock: Clock) {
    this.#record = record;
    this.#clock = clock;
  }

  /** What was alive within the last `ms`; the rest is forgotten. */
  found(ms: number): readonly LostSession[] {
    return this.#record.takeAliveSince(this.#clock.now() - ms);
  }

  put(session: LiveSession): void {
    this.#live.add(session.id);
    this.#record.put(session, this.#clock.now());
    if (this.#cancelBeat === null) this.#beat();
  }

  /** Nobody can go on with it. */
  delete(id: string): void {
    this.#live.delete(id);
    this.#record.delete(id);
    if (this.#live.size === 0) this.#stop();
  }

  /** The last word of this server. */
  close(): void {
    if (this.#live.size > 0) this.#record.touch(this.#clock.now());
    this.#stop();
  }

  #beat(): void {
    this.#cancelBeat = this.#clock.after(aliveEveryMs, () => {
      this.#record.touch(this.#clock.now());
      this.#beat();
    });
  }

  #stop(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = null;
  }
}
