import type { BrowserWindow } from 'electron';
import type { Clock, Unsubscribe } from '../ongoing-call/ports.ts';

/** Somebody who drags a window pauses less, ms. */
export const restMs = 400;

/** Calls `run` when the window has been moved or resized and has come to rest. Linux tells of every step, and of no end. */
export function onAtRest(window: BrowserWindow, clock: Clock, run: () => void): void {
  let cancel: Unsubscribe = () => {};
  const wait = () => {
    cancel();
    cancel = clock.after(restMs, run);
  };
  window.on('move', wait);
  window.on('resize', wait);
  window.on('closed', () => cancel());
}
