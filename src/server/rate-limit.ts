import type { Clock } from './clock.ts';

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

  /** Whether there is room for so many more; takes them, all or none. */
  take(count = 1): boolean {
    if (!this.has(count)) return false;
    this.#tokens -= count;
    return true;
  }

  /** Whether there is room for so many more. */
  has(count = 1): boolean {
    this.#refill();
    return this.#tokens >= count;
  }

  /** Nothing is missing that was taken: as one that has just been made. */
  get isFull(): boolean {
    this.#refill();
    return this.#tokens >= this.#burst;
  }

  #refill(): void {
    const now = this.#clock.now();
    const gained = (Math.max(0, now - this.#at) / 1_000) * this.#perSecond;
    this.#tokens = Math.min(this.#burst, this.#tokens + gained);
    this.#at = now;
  }
}
