import { begunStep, type Equal, failed, reset, retry, succeeded, type Wish, want, wishFor } from './wish.ts';

export type ReconcilerOptions<T> = {
  /** One step or several from the actual value to `wanted`. */
  apply: (wanted: T, actual: T) => Promise<void>;
  /** The actual value has changed. */
  onActual: (actual: T) => void;
  onFailure: (error: unknown, wanted: T) => void;
  /** Identity by default. */
  equal?: Equal<T>;
};

/**
 * What the user wants and what is: one loop that brings the second to the first.
 *
 * `apply` gets the newest wanted value and resolves once it is true. While it runs, further wishes only replace the
 * wanted value: pressing mute ten times in a row costs two steps at most. A step that fails leaves the actual value and
 * rests until {@link Reconciler.retry} or a new wish. It may have been done all the same, with only its answer lost: the
 * next wish is brought about even if it is what seems to be.
 */
export class Reconciler<T> {
  readonly #options: ReconcilerOptions<T>;
  #wish: Wish<T>;
  #stopped = false;

  constructor(initial: T, options: ReconcilerOptions<T>) {
    this.#wish = wishFor(initial);
    this.#options = options;
  }

  get wanted(): T {
    return this.#wish.wanted;
  }

  get actual(): T {
    return this.#wish.actual;
  }

  want(value: T): void {
    this.#become(want(this.#wish, value, this.#options.equal));
  }

  /** Tries again what failed, or is about to fail. */
  retry(): void {
    this.#become(retry(this.#wish, this.#options.equal));
  }

  /** The world has changed by itself (new transports, say): the actual value is this now, and this is wanted of it. */
  reset(actual: T, wanted: T = this.#wish.wanted): void {
    this.#become(reset(this.#wish, actual, wanted, this.#options.equal));
  }

  stop(): void {
    this.#stopped = true;
  }

  #become(wish: Wish<T>): void {
    if (this.#stopped) return;
    const before = this.#wish;
    this.#wish = wish;
    const begun = begunStep(before, wish);
    if (!(this.#options.equal ?? Object.is)(before.actual, wish.actual)) this.#options.onActual(wish.actual);
    // Its failure is handled inside.
    if (begun !== null) void this.#take(begun);
  }

  async #take({ to }: { readonly to: T }): Promise<void> {
    try {
      await this.#options.apply(to, this.#wish.actual);
    } catch (error) {
      if (this.#stopped) return;
      this.#become(failed(this.#wish, this.#options.equal));
      this.#options.onFailure(error, to);
      return;
    }
    this.#become(succeeded(this.#wish, this.#options.equal));
  }
}
