export type ReconcilerOptions<T> = {
  /** One step or several from the actual value to `wanted`. */
  apply: (wanted: T, actual: T) => Promise<void>;
  /** The actual value has changed. */
  onActual: (actual: T) => void;
  onFailure: (error: unknown, wanted: T) => void;
  /** Identity by default. */
  equal?: (a: T, b: T) => boolean;
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
  #wanted: T;
  #actual: T;
  #running = false;
  #stopped = false;
  #failed = false;
  /** The last step failed: whether it was done is not known. */
  #doubtful = false;
  readonly #options: ReconcilerOptions<T>;

  constructor(initial: T, options: ReconcilerOptions<T>) {
    this.#wanted = initial;
    this.#actual = initial;
    this.#options = options;
  }

  get wanted(): T {
    return this.#wanted;
  }

  get actual(): T {
    return this.#actual;
  }

  want(value: T): void {
    if (this.#stopped) return;
    this.#wanted = value;
    this.#failed = false;
    this.#start();
  }

  /** Tries again what failed. */
  retry(): void {
    this.#failed = false;
    this.#start();
  }

  /** The world has changed by itself (new transports, say): the actual value is this now, and this is wanted of it. */
  reset(actual: T, wanted: T = this.#wanted): void {
    if (this.#stopped) return;
    this.#wanted = wanted;
    this.#doubtful = false;
    this.#setActual(actual);
    this.retry();
  }

  stop(): void {
    this.#stopped = true;
  }

  #start(): void {
    if (this.#running || this.#stopped) return;
    this.#running = true;
    // Failures of a step are handled inside.
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      while (!this.#stopped && !this.#failed && (this.#doubtful || !this.#equal(this.#wanted, this.#actual))) {
        const wanted = this.#wanted;
        try {
          await this.#options.apply(wanted, this.#actual);
          this.#doubtful = false;
          if (!this.#stopped) this.#setActual(wanted);
        } catch (error) {
          if (this.#stopped) return;
          this.#doubtful = true;
          // A wish that came meanwhile has not failed yet.
          if (this.#equal(this.#wanted, wanted)) this.#failed = true;
          this.#options.onFailure(error, wanted);
        }
      }
    } finally {
      this.#running = false;
    }
  }

  #setActual(actual: T): void {
    if (this.#equal(actual, this.#actual)) return;
    this.#actual = actual;
    this.#options.onActual(actual);
  }

  #equal(a: T, b: T): boolean {
    return this.#options.equal?.(a, b) ?? a === b;
  }
}
