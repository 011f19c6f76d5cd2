import { setTimeout } from 'node:timers/promises';
import type { Rectangle } from 'electron';
import type { CdpResult } from './cdp.ts';
import type { Chromium } from './chromium.ts';
import type { WebContents, WebContentsHost } from './web-contents.ts';
import type { X11Display } from './x11/display.ts';
import { removeFrame, setState, type WindowState } from './x11/windows.ts';

/** What a window is to be; asked for when the command's turn has come. */
export interface WantedWindow {
  destroyed: boolean;
  visible: boolean;
  state: 'normal' | 'minimized' | 'maximized';
  skipTaskbar: boolean;
  bounds: Rectangle;
}

/** Waits until Chromium has heard from the window manager that its window is neither minimized nor maximized, 1 s at most. */
async function isNormal(chromium: Chromium, windowId: number): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    const { bounds } = await chromium.browser.send('Browser.getWindowBounds', { windowId });
    if (bounds.windowState === 'normal') return;
    await setTimeout(20);
  }
}

/** Chromium's window, which is brought to what the app wants by commands, one after the other. */
export class NativeWindow {
  readonly #host: Pick<WebContentsHost, 'chromium' | 'display'>;
  readonly #contents: WebContents;
  readonly #wanted: () => WantedWindow;
  /** What Chromium's window was last told to be. */
  #shown = '';
  /** Moved while Chromium's window could not be. */
  #misplaced = false;
  #work: Promise<unknown>;

  constructor(host: Pick<WebContentsHost, 'chromium' | 'display'>, contents: WebContents, wanted: () => WantedWindow) {
    this.#host = host;
    this.#contents = contents;
    this.#wanted = wanted;
    this.#work = contents._page.catch(() => {});
  }

  /** Shows, minimizes or maximizes: a hidden one is minimized, which hides its page alike. */
  apply(): void {
    this.#tell(async (chromium, windowId) => {
      const { state } = this.#wanted();
      if (state === this.#shown) return;
      this.#shown = state;
      await chromium.browser.send('Browser.setWindowBounds', { windowId, bounds: { windowState: state } });
      if (state === 'normal' && this.#misplaced) {
        await isNormal(chromium, windowId);
        await this.#moveThere(chromium, windowId);
      }
      const display = this.#host.display();
      const window = this.#contents._x11Window;
      const { visible, skipTaskbar } = this.#wanted();
      // A hidden window is in no taskbar; a minimized one is.
      if (display && window) setState(display, window, 'skip-taskbar', skipTaskbar || !visible);
    });
  }

  setState(state: WindowState, on: boolean): void {
    this.#onDisplay((display, window) => setState(display, window, state, on));
  }

  removeFrame(): void {
    this.#onDisplay(removeFrame);
  }

  /** Moves and resizes. */
  place(resized: boolean): void {
    this.#tell(async (chromium, windowId) => {
      // Chromium moves no window that is minimized or maximized.
      if (this.#shown === 'minimized' || this.#shown === 'maximized') this.#misplaced = true;
      else await this.#moveThere(chromium, windowId);
      const { width, height } = this.#wanted().bounds;
      if (resized) await this.#contents._setSize(width, height);
    });
  }

  /** What only the window manager of an X11 display can do. */
  #onDisplay(action: (display: X11Display, window: number) => void): void {
    this.#tell(async () => {
      const display = this.#host.display();
      const window = this.#contents._x11Window;
      if (display && window) action(display, window);
    });
  }

  async #moveThere(chromium: Chromium, windowId: number): Promise<void> {
    const { x: left, y: top, width, height } = this.#wanted().bounds;
    this.#misplaced = false;
    await chromium.browser.send('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } });
  }

  #tell(command: (chromium: Chromium, windowId: number) => Promise<CdpResult>): void {
    this.#work = this.#work
      .then(async () => {
        if (this.#wanted().destroyed) return;
        const chromium = await this.#host.chromium();
        const targetId = this.#contents._targetId;
        const { windowId } = await chromium.browser.send('Browser.getWindowForTarget', { targetId });
        await command(chromium, windowId);
      })
      .catch(() => {});
  }
}
