import type { BrowserWindow, Rectangle, Screen } from 'electron';
import type { WindowState } from '../storage/window-state.ts';

const defaultSize = { width: 960, height: 640 };
const smallestSize = { minWidth: 360, minHeight: 520 };

/** Where the main window begins: where it was, as far as there is a display for that. */
export function placeOf(
  saved: Rectangle | null,
  screen: Pick<Screen, 'getDisplayMatching'>,
): Partial<Rectangle> & typeof smallestSize {
  return { ...((saved && within(saved, screen)) ?? defaultSize), ...smallestSize };
}

/** What of `window` is to be remembered. Wayland tells no place, 0,0 is none: the one from `before` stays. */
export function stateOf(window: BrowserWindow, before: WindowState, wayland: boolean): Partial<WindowState> {
  const bounds = window.getNormalBounds();
  const { x, y } = wayland ? (before.main ?? bounds) : bounds;
  return { main: { ...bounds, x, y }, maximized: window.isMaximized() };
}

function within(bounds: Rectangle, screen: Pick<Screen, 'getDisplayMatching'>): Rectangle | null {
  const { workArea } = screen.getDisplayMatching(bounds);
  const width = Math.min(bounds.width, workArea.width);
  const height = Math.min(bounds.height, workArea.height);
  if (width < smallestSize.minWidth || height < smallestSize.minHeight) return null;
  return {
    width,
    height,
    x: Math.min(Math.max(bounds.x, workArea.x), workArea.x + workArea.width - width),
    y: Math.min(Math.max(bounds.y, workArea.y), workArea.y + workArea.height - height),
  };
}
