import type { Clock } from '../../clock.ts';

/** How often it is asked, ms. */
export const askEveryMs = 5_000;
/** What has not answered for so long hangs, ms: an answer takes microseconds, but the machine may be busy. */
export const patienceMs = 5_000;

/**
 * Asks something now and then, for as long as it answers. An answer that is a failure means that it has ended by itself.
 * @returns its stop, safe at any time
 */
export function watch(ask: () => Promise<unknown>, onHang: () => void, clock: Clock): () => void {
  let stopped = false;
  let cancel = () => {};
  const stop = () => {
    stopped = true;
    cancel();
  };
  const askLater = () => {
    if (stopped) return;
    cancel = clock.after(askEveryMs, () => {
      cancel = clock.after(patienceMs, onHang);
      ask().then(() => {
        cancel();
        askLater();
      }, stop);
    });
  };
  askLater();
  return stop;
}
