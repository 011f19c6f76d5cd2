import type { Clock as MainClock } from '../../../src/main/ongoing-call/ports.ts';
import type { Clock as CallClock } from '../../../src/renderer/clock.ts';
import type { Clock as ServerClock } from '../../../src/server/clock.ts';
import { settle } from './settle.ts';

/** When clocks of tests begin: 14:32 of the machine's own day, as words on the screen have it. */
export const clockStart = new Date(2026, 10, 22, 14, 32, 0).getTime();

/** A clock for any part of the program, which only moves when told to. */
export class ManualClock implements MainClock, CallClock, ServerClock {
  #now: number;
  #timers: { at: number; run: () => void }[] = [];

  constructor(now = clockStart) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that wait, for leaks. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets `ms` pass, and what is due happen in its order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    while (this.#runNext(end));
    this.#now = end;
  }

  /** The same, and what follows from each of it has its turn before the next. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    while (this.#runNext(end)) await settle();
    this.#now = end;
    await settle();
  }

  /** The machine sleeps: time goes by and no timer runs until it is over. */
  async sleep(ms: number): Promise<void> {
    this.#now += ms;
    await this.pass(0);
  }

  /** Runs the timer that is due first, if one is by then. */
  #runNext(end: number): boolean {
    const [next] = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#now = Math.max(this.#now, next.at);
    next.run();
    return true;
  }
}
