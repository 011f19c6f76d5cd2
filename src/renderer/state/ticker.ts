/** The seconds of a call, counted from when it began and only while somebody looks. */
import type { Visibility } from './gate.ts';

export type TickerClock = {
  /** ms since the epoch. */
  now(): number;
  setTimeout(run: () => void, ms: number): number;
  clearTimeout(id: number): void;
};

export const systemTicker: TickerClock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => window.setTimeout(run, ms),
  clearTimeout: (id) => window.clearTimeout(id),
};

/** Calls `show` with the ms since `startedAt` at once and at every full second, never while hidden. Returns its stop. */
export function tickSeconds(
  startedAt: number,
  show: (elapsedMs: number) => void,
  visibility: Visibility,
  clock: TickerClock,
): () => void {
  let timeout: number | null = null;
  const stop = () => {
    if (timeout !== null) clock.clearTimeout(timeout);
    timeout = null;
  };
  const tick = () => {
    stop();
    if (!visibility.visible()) return;
    const elapsed = Math.max(0, clock.now() - startedAt);
    show(elapsed);
    // To the next full second of this call, so that no second is skipped or shown twice.
    timeout = clock.setTimeout(tick, 1_000 - (elapsed % 1_000));
  };
  const unsubscribe = visibility.subscribe(tick);
  tick();
  return () => {
    unsubscribe();
    stop();
  };
}
