import type { Clock } from '../clock.ts';

/** Counts events in a sliding window. Holds no more than `max` + 1 times. */
export class Strikes {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(clock: Clock, options: { max: number; windowMs: number }) {
    this.#clock = clock;
    this.#max = options.max;
    this.#windowMs = options.windowMs;
  }

  /** One more; whether there are more than `max` in the window now. */
  add(): boolean {
    const now = this.#clock.now();
    this.#times = [...this.#times.filter((time) => time > now - this.#windowMs), now].slice(-(this.#max + 1));
    return this.#times.length > this.#max;
  }
}
