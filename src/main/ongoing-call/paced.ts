import { isDeepStrictEqual } from 'node:util';
import type { Clock, Unsubscribe } from './ports.ts';

export type PacedOptions = {
  /** ms between two changes. */
  everyMs: number;
  clock: Clock;
  /** The value has caught up later than it was told of. */
  onChanged(): void;
};

/** A value that changes by itself more often than anybody wants to be told: it follows at most once in a while. */
export class Paced<T> {
  readonly #options: PacedOptions;
  #told: T;
  #value: T;
  #waiting: Unsubscribe | null = null;

  constructor(value: T, options: PacedOptions) {
    this.#told = value;
    this.#value = value;
    this.#options = options;
  }

  get value(): T {
    return this.#value;
  }

  /** The value is this now; {@link value} follows at once if it has not changed lately, else when that is so. */
  tell(value: T): void {
    this.#told = value;
    if (this.#waiting === null) this.#follow();
  }

  /** The value is of something else now: it is this at once, and nothing is waited for. */
  reset(value: T): void {
    this.#waiting?.();
    this.#waiting = null;
    this.#told = value;
    this.#value = value;
  }

  #follow(): boolean {
    if (isDeepStrictEqual(this.#told, this.#value)) return false;
    this.#value = this.#told;
    const { clock, everyMs, onChanged } = this.#options;
    this.#waiting = clock.after(everyMs, () => {
      this.#waiting = null;
      if (this.#follow()) onChanged();
    });
    return true;
  }
}
