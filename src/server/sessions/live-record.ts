import type { Clock } from '../clock.ts';
import type { LiveSession, LostSession, SessionRecord } from './session-context.ts';

/** How often it is noted that the live sessions still are, ms: a server that is killed cannot say when. */
const aliveEveryMs = 5_000;

/**
 * Keeps the live sessions written down, with when they last were alive: what an earlier server has left is found by it. Calls go
 * on when that cannot be done, a disk that is full for one; what is missing is written as soon as it can.
 */
export class LiveRecord {
  readonly #record: SessionRecord;
  readonly #clock: Clock;
  readonly #onFailed: (error: unknown) => void;
  readonly #live = new Map<string, LiveSession>();
  /** What could not be written: the id of each. */
  readonly #unwritten = new Set<string>();
  #failing = false;
  #closed = false;
  #cancelBeat: (() => void) | null = null;

  /** @param onFailed told once, until something could be written again */
  constructor(record: SessionRecord, clock: Clock, onFailed: (error: unknown) => void) {
    this.#record = record;
    this.#clock = clock;
    this.#onFailed = onFailed;
  }

  /** What was alive within the last `ms`; the rest is forgotten. */
  found(ms: number): readonly LostSession[] {
    let found: readonly LostSession[] = [];
    this.#try(() => {
      found = this.#record.takeAliveSince(this.#clock.now() - ms);
    });
    return found;
  }

  put(session: LiveSession): void {
    this.#live.set(session.id, session);
    this.#write(session.id);
    this.#beatOrRest();
  }

  /** Nobody can go on with it. */
  delete(id: string): void {
    this.#live.delete(id);
    this.#write(id);
    this.#beatOrRest();
  }

  /** The last word of this server. */
  close(): void {
    if (this.#live.size > 0 || this.#unwritten.size > 0) this.#alive();
    this.#closed = true;
    this.#stop();
  }

  #write(id: string): void {
    const session = this.#live.get(id);
    const written = this.#try(() => {
      if (session === undefined) this.#record.delete(id);
      else this.#record.put(session, this.#clock.now());
    });
    if (written) this.#unwritten.delete(id);
    else this.#unwritten.add(id);
  }

  #alive(): void {
    for (const id of [...this.#unwritten]) this.#write(id);
    this.#try(() => this.#record.touch(this.#clock.now()));
  }

  /** @returns whether it could be done */
  #try(storing: () => void): boolean {
    try {
      storing();
      this.#failing = false;
      return true;
    } catch (error) {
      if (!this.#failing) this.#onFailed(error);
      this.#failing = true;
      return false;
    }
  }

  #beatOrRest(): void {
    const idle = this.#live.size === 0 && this.#unwritten.size === 0;
    if (idle || this.#closed) this.#stop();
    else this.#cancelBeat ??= this.#clock.after(aliveEveryMs, () => this.#beat());
  }

  #beat(): void {
    this.#cancelBeat = null;
    this.#alive();
    this.#beatOrRest();
  }

  #stop(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = null;
  }
}
