import type { BrowserWindow } from 'electron';
import type { Clock } from '../ongoing-call/ports.ts';

/** A window is shown after so long at the latest, ms: an empty one can be closed, one that never comes cannot even be found. */
export const drawnMs = 2_000;

/**
 * Calls `run` once, when a window that was made hidden can be shown without a flash of nothing. Electron's own word for
 * that, `ready-to-show`, may never come on Wayland: https://github.com/electron/electron/issues/48859
 */
export function onceDrawable(window: BrowserWindow, clock: Clock, run: () => void): void {
  let over = false;
  const end = () => {
    over = true;
    cancel();
  };
  const ready = () => {
    if (over) return;
    end();
    run();
  };
  const cancel = clock.after(drawnMs, ready);
  window.once('ready-to-show', ready);
  window.webContents.once('did-finish-load', ready);
  window.once('closed', end);
}
