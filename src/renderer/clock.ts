/** Time as a dependency, so that tests need no sleep. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Runs `callback` once, not before `ms`; hidden windows may be late by a second. Returns a way to cancel it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
