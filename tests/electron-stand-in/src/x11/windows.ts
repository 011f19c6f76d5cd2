import { setTimeout } from 'node:timers/promises';
import type { X11Display } from './display.ts';

/** What a window can be told beyond what Chromium can. */
export type WindowState = 'above' | 'skip-taskbar' | 'sticky' | 'attention';

const atoms: Record<WindowState, readonly string[]> = {
  above: ['_NET_WM_STATE_ABOVE'],
  'skip-taskbar': ['_NET_WM_STATE_SKIP_TASKBAR', '_NET_WM_STATE_SKIP_PAGER'],
  sticky: ['_NET_WM_STATE_STICKY'],
  attention: ['_NET_WM_STATE_DEMANDS_ATTENTION'],
};

/** The X11 window that has `title`, if it is there. */
function findWindow(display: X11Display, title: string): number | undefined {
  const look = (window: number, depth: number): number | undefined => {
    if (display.property(window, '_NET_WM_NAME').toString() === title) return window;
    if (depth === 0) return undefined;
    for (const child of display.children(window)) {
      const found = look(child, depth - 1);
      if (found) return found;
    }
    return undefined;
  };
  try {
    return look(display.screen.root, 3);
  } catch {
    // A window has gone while it was looked at; the next look will do without it.
    return undefined;
  }
}

/** The X11 window that gets `title`; without one in a second there is none to be had. */
export async function waitForWindow(display: X11Display, title: string): Promise<number | undefined> {
  for (let tries = 0; tries < 50; tries++) {
    const window = findWindow(display, title);
    if (window) return window;
    await setTimeout(20);
  }
  return undefined;
}

export function setState(display: X11Display, window: number, state: WindowState, on: boolean): void {
  for (const atom of atoms[state]) {
    display.tellWindowManager(window, '_NET_WM_STATE', [on ? 1 : 0, display.atom(atom), 0, 1]);
  }
}

/** No title bar or border (Motif's window manager hints, which all window managers read). */
export function removeFrame(display: X11Display, window: number): void {
  display.setProperty(window, '_MOTIF_WM_HINTS', '_MOTIF_WM_HINTS', [2, 0, 0, 0, 0]);
}
