import type { Clock } from '../clock.ts';
import { RateLimit } from '../rate-limit.ts';

export type RingRules = {
  /** Persons that one person may ring, over all devices and connections. */
  callsPerSecond: number;
  callBurst: number;
  /** How often one person may ring another in a row without being answered; and how often each hour from then on. */
  unansweredBurst: number;
  unansweredPerHour: number;
};

/** Beyond this, those who have rung nobody for long are forgotten. */
const keptFor = 10_000;

/** Nobody can be kept from being called, or from peace, by somebody who rings again and again. */
export class RingLimits {
  readonly #clock: Clock;
  readonly #rules: RingRules;
  readonly #byCaller = new Map<string, RateLimit>();
  /** Rings without an answer, by who rings whom. */
  readonly #unanswered = new Map<string, RateLimit>();

  constructor(clock: Clock, rules: RingRules) {
    this.#clock = clock;
    this.#rules = rules;
  }

  /** Whether the person may ring so many more now; counts it. */
  takeCalls(from: string, count: number): boolean {
    const { callsPerSecond: perSecond, callBurst: burst } = this.#rules;
    return this.#limit(this.#byCaller, from, { perSecond, burst }).take(count);
  }

  /** Whether that person may be rung by the one now. */
  mayRing(from: string, to: string): boolean {
    return this.#between(from, to).has();
  }

  /** The same; counts it as unanswered until {@link answered}. */
  takeRing(from: string, to: string): boolean {
    return this.#between(from, to).take();
  }

  /** They talk with each other: nobody is bothered. */
  answered(one: string, other: string): void {
    this.#unanswered.delete(pair(one, other));
    this.#unanswered.delete(pair(other, one));
  }

  #between(from: string, to: string): RateLimit {
    const { unansweredPerHour, unansweredBurst: burst } = this.#rules;
    return this.#limit(this.#unanswered, pair(from, to), { perSecond: unansweredPerHour / 3_600, burst });
  }

  #limit(limits: Map<string, RateLimit>, key: string, options: { perSecond: number; burst: number }): RateLimit {
    const known = limits.get(key);
    if (known !== undefined) return known;
    if (limits.size >= keptFor) for (const [other, limit] of limits) if (limit.isFull) limits.delete(other);
    const limit = new RateLimit(this.#clock, options);
    limits.set(key, limit);
    return limit;
  }
}

const pair = (from: string, to: string): string => JSON.stringify([from, to]);
