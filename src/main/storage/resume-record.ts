import { statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type CallSnapshot, callSnapshot } from '../../shared/call.ts';
import type { Clock, Log, Unsubscribe } from '../ongoing-call/ports.ts';
import { JsonStore } from './json-store.ts';

/** A record that nobody touched for so long is of a call that is over: the server keeps a lost peer for less. */
export const resumeWithinMs = 60_000;
const touchEveryMs = 15_000;

/**
 * The call as it was last, on the disk while it goes on: an app that was killed returns to it at the next start. The
 * file's time says when the app was last alive.
 */
export class ResumeRecord {
  readonly #store: JsonStore<CallSnapshot | null>;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #found: CallSnapshot | null;
  #cancelTouch: Unsubscribe | null = null;

  constructor(options: { folder: string; clock: Clock; log: Log }) {
    this.#file = join(options.folder, 'call.json');
    this.#clock = options.clock;
    this.#log = options.log;
    const age = this.#ageMs();
    this.#store = new JsonStore<CallSnapshot | null>({
      file: this.#file,
      parse: (data) => callSnapshot.nullable().parse(data),
      defaults: null,
      migrations: [],
      log: options.log,
    });
    this.#found = age !== null && age < resumeWithinMs ? this.#store.get() : null;
  }

  /** The call that the app was in when it was killed less than {@link resumeWithinMs} ago. */
  get found(): CallSnapshot | null {
    return this.#found;
  }

  /** Keeps the record equal to the call; `null` removes it. */
  write(call: CallSnapshot | null): void {
    this.#cancelTouch?.();
    this.#cancelTouch = null;
    if (call === null && this.#store.get() === null) return;
    this.#store.set(call).catch(() => undefined); // The store has logged it.
    if (call) this.#touchLater();
  }

  flush(): Promise<void> {
    return this.#store.flush();
  }

  #touchLater(): void {
    this.#cancelTouch = this.#clock.after(touchEveryMs, () => {
      const now = new Date(this.#clock.now());
      utimes(this.#file, now, now).catch((cause: unknown) => this.#log.warn(`${this.#file}: ${String(cause)}`));
      this.#touchLater();
    });
  }

  #ageMs(): number | null {
    try {
      return this.#clock.now() - statSync(this.#file).mtimeMs;
    } catch {
      return null;
    }
  }
}
