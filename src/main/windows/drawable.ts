import type { BrowserWindow } from 'electron';
import type { Clock, Unsubscribe } from '../ongoing-call/ports.ts';

/** A page that has loaded is painted within this, ms. */
export const paintMs = 100;
/** A window is shown after so long at the latest, ms: an empty one can be closed, one that never comes cannot even be found. */
export const drawnMs = 2_000;

/**
 * Calls `run` once, when a window that was made hidden can be shown without a flash of nothing. Electron's own word for
 * that, `ready-to-show`, may never come on Wayland: https://github.com/electron/electron/issues/48859
 */
export function onceDrawable(window: BrowserWindow, clock: Clock, run: () => void): void {
  let over = false;
  const timers: Unsubscribe[] = [];
  const end = () => {
    over = true;
    for (const cancel of timers.splice(0)) cancel();
  };
  const ready = () => {
    if (over) return;
    end();
    run();
  };
  timers.push(clock.after(drawnMs, ready));
  window.once('ready-to-show', ready);
  window.webContents.once('did-finish-load', () => {
    if (!over) timers.push(clock.after(paintMs, ready));
  });
  window.once('closed', end);
}
