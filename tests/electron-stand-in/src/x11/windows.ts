import { setTimeout } from 'node:timers/promises';
import type { BrowserWindowConstructorOptions } from 'electron';
import type { X11Display } from './display.ts';

/** What a window can be told beyond what Chromium can. */
export type WindowState = 'above' | 'sticky' | 'attention';

const atoms: Record<WindowState, readonly string[]> = {
  above: ['_NET_WM_STATE_ABOVE'],
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

/** How long Chromium's window may take to get its title on a busy machine, ms. */
const titlePatienceMs = 10_000;

/** The X11 window that gets `title`; without one by then there is none to be had. */
export async function waitForWindow(display: X11Display, title: string): Promise<number | undefined> {
  const end = performance.now() + titlePatienceMs;
  while (performance.now() < end) {
    const window = findWindow(display, title);
    if (window) return window;
    await setTimeout(20);
  }
  return undefined;
}

const wmState = { withdrawn: 0, normal: 1, iconic: 3 } as const;

/** Waits until the window manager has done what it was asked for, 1 s at most: some desktops have none. */
async function until(display: X11Display, window: number, isDone: (state: number) => boolean): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (isDone(display.numbers(window, 'WM_STATE')[0] ?? wmState.withdrawn)) return;
    await setTimeout(20);
  }
}

/** States with which the window manager is to take a window over. */
function setInitialStates(
  display: X11Display,
  window: number,
  states: Iterable<WindowState>,
  ...others: string[]
): void {
  const names = [...others, ...Array.from(states).flatMap((state) => atoms[state])];
  display.setProperty(
    window,
    '_NET_WM_STATE',
    'ATOM',
    names.map((name) => display.atom(name)),
  );
}

/**
 * Takes a window off the screen and out of the window manager's hands (ICCCM 4.1.4). To Chromium, which reads the states, it
 * stays out of sight.
 */
export async function withdraw(display: X11Display, window: number): Promise<void> {
  const { root } = display.screen;
  const event = Buffer.alloc(32);
  event[0] = 18;
  event.writeUInt32LE(root, 4);
  event.writeUInt32LE(window, 8);
  display.send(10, 0, window);
  display.send(25, 0, root, 0x180000, event);
  await until(display, window, (state) => state === wmState.withdrawn);
  setInitialStates(display, window, [], '_NET_WM_STATE_HIDDEN');
}

/** Puts a withdrawn window on the screen, without the focus: that is asked for by itself. */
export async function map(display: X11Display, window: number, states: Iterable<WindowState>): Promise<void> {
  const all = new Set(states);
  setInitialStates(display, window, all);
  if (all.has('sticky')) display.setProperty(window, '_NET_WM_DESKTOP', 'CARDINAL', [everywhere]);
  // As Chromium does before it maps a window (ui/ozone/platform/x11/x11_window.cc): it stays where it is.
  changeSizeHints(display, window, sizeHints.position);
  display.setProperty(window, '_NET_WM_USER_TIME', 'CARDINAL', [0]);
  display.send(8, 0, window);
  await until(display, window, (state) => state === wmState.normal);
}

/** The kind of window, by which a window manager decides where it goes and who is above it. */
export function setType(display: X11Display, window: number, type: string): void {
  display.setProperty(window, '_NET_WM_WINDOW_TYPE', 'ATOM', [
    display.atom(`_NET_WM_WINDOW_TYPE_${type.toUpperCase()}`),
  ]);
}

export type SizeLimits = Pick<BrowserWindowConstructorOptions, 'minWidth' | 'minHeight' | 'maxWidth' | 'maxHeight'>;

const sizeHints = { fields: 18, position: 4, minAndMax: 16 | 32, firstLimit: 5 } as const;

/** Changes what a window says of its own place and size (ICCCM 4.1.2.3), and leaves the rest of that as it is. */
function changeSizeHints(display: X11Display, window: number, flags: number, limits: readonly number[] = []): void {
  const known = display.numbers(window, 'WM_NORMAL_HINTS');
  const hints = Array.from({ length: sizeHints.fields }, (_, field) => known[field] ?? 0);
  hints[0] = (hints[0] ?? 0) | flags;
  hints.splice(sizeHints.firstLimit, limits.length, ...limits);
  display.setProperty(window, 'WM_NORMAL_HINTS', 'WM_SIZE_HINTS', hints);
}

/** Between which sizes it may be: window managers that tile let one float that has only one. */
export function setLimits(display: X11Display, window: number, limits: SizeLimits): void {
  const { minWidth = 1, minHeight = 1, maxWidth = 32_767, maxHeight = 32_767 } = limits;
  changeSizeHints(display, window, sizeHints.minAndMax, [minWidth, minHeight, maxWidth, maxHeight]);
}

/** All desktops, in place of the number of one. Some managers know only this, some only the state. */
const everywhere = 0xffffffff;

export function setState(display: X11Display, window: number, state: WindowState, on: boolean): void {
  if (state === 'sticky') {
    const desktop = on ? everywhere : (display.numbers(display.screen.root, '_NET_CURRENT_DESKTOP')[0] ?? 0);
    display.tellWindowManager(window, '_NET_WM_DESKTOP', [desktop, 1]);
  }
  for (const atom of atoms[state]) {
    display.tellWindowManager(window, '_NET_WM_STATE', [on ? 1 : 0, display.atom(atom), 0, 1]);
  }
}

/** No title bar or border (Motif's window manager hints, which all window managers read). */
export function removeFrame(display: X11Display, window: number): void {
  display.setProperty(window, '_MOTIF_WM_HINTS', '_MOTIF_WM_HINTS', [2, 0, 0, 0, 0]);
}
