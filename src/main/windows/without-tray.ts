import type { Clock, Unsubscribe } from '../ongoing-call/ports.ts';
import type { MainWindow } from './main-window.ts';

/** A panel that restarts has its icons back by then, ms. */
export const trayGraceMs = 5_000;

/** A hidden window that the tray led back to is minimized when the tray has gone: then the taskbar does, or Alt+Tab. */
export function minimizeWithoutTray({
  tray,
  mainWindow,
  clock,
}: {
  tray: { onChanged(listener: (visible: boolean) => void): Unsubscribe };
  mainWindow: Pick<MainWindow, 'minimizeHidden'>;
  clock: Clock;
}): void {
  let cancel: Unsubscribe = () => {};
  tray.onChanged((visible) => {
    cancel();
    if (!visible) cancel = clock.after(trayGraceMs, () => mainWindow.minimizeHidden());
  });
}
