/** Time as the call logic sees it, so that tests can hand in their own. */
export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Runs once after `ms`; the returned function calls it off and is safe at any time. */
  after(ms: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
