import type { Clock } from '../clock.ts';

/** Token bucket: `burst` at once, `perSecond` in the long run. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(clock: Clock, options: { perSecond: number; burst: number }) {
    this.#clock = clock;
    this.#perSecond = options.perSecond;
    this.#burst = options.burst;
    this.#tokens = options.burst;
    this.#at = clock.now();
  }

  /** Whether there is room for one more; takes it. */
  take(): boolean {
    const now = this.#clock.now();
    const gained = (Math.max(0, now - this.#at) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

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
