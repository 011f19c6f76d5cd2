import { setTimeout as setTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type { Rectangle } from 'electron';
import type { CdpResult } from './cdp.ts';
import type { Chromium } from './chromium.ts';
import type { WebContents, WebContentsHost } from './web-contents.ts';
import type { X11Display } from './x11/display.ts';
import { type WindowNews, WindowWatch } from './x11/window-watch.ts';
import {
  map,
  removeFrame,
  type SizeLimits,
  setLimits,
  setState,
  setType,
  type WindowState,
  withdraw,
} from './x11/windows.ts';

/** What a window is to be; asked for when the command's turn has come. */
export interface WantedWindow {
  destroyed: boolean;
  visible: boolean;
  state: 'normal' | 'minimized' | 'maximized';
  bounds: Rectangle;
  title: string;
}

/** Whether Chromium hears from the window manager that its window is neither minimized nor maximized, within 1 s. */
async function becomesNormal(chromium: Chromium, windowId: number): Promise<boolean> {
  for (let tries = 0; tries < 50; tries++) {
    const { bounds } = await chromium.browser.send('Browser.getWindowBounds', { windowId });
    if (bounds.windowState === 'normal') return true;
    await setTimeout(20);
  }
  return false;
}

/** So long, ms, a window is on its way to what a command or a person makes of it. */
const settlingMs = 50;

/** Chromium's window, which is brought to what the app wants by commands, one after the other. */
export class NativeWindow {
  readonly #host: Pick<WebContentsHost, 'chromium' | 'display'>;
  readonly #contents: WebContents;
  readonly #wanted: () => WantedWindow;
  /** What Chromium's window was last told to be. */
  #shown = '';
  /** Moved while Chromium's window could not be. */
  #misplaced = false;
  /** Of a window that is taken off an X11 display: what it is to have when it comes back. */
  readonly #states = new Set<WindowState>();
  #withdrawn = false;
  /** Out of sight, or on its way there. */
  #away = false;
  readonly #hear: (news: WindowNews) => void;
  #watch: WindowWatch | undefined;
  #soon: NodeJS.Timeout | undefined;
  /** Commands that are not done yet. */
  #pending = 0;
  #work: Promise<unknown>;

  /** @param hear What a window manager has made of the window, if there is one. */
  constructor(
    host: Pick<WebContentsHost, 'chromium' | 'display'>,
    contents: WebContents,
    wanted: () => WantedWindow,
    hear: (news: WindowNews) => void,
  ) {
    this.#host = host;
    this.#contents = contents;
    this.#wanted = wanted;
    this.#hear = hear;
    this.#work = contents._page.then(() => this.#startWatch()).catch(() => {});
  }

  /** Whether a window manager says what becomes of the window. Otherwise it becomes what it was asked to. */
  isManaged(): boolean {
    return this.#host.display()?.hasWindowManager() ?? false;
  }

  /** Nothing is being done to the window. */
  isIdle(): boolean {
    return this.#pending === 0;
  }

  /** The title is the window's, which is not always the page's. */
  setTitle(): void {
    this.#onDisplay(() => this.#putTitle());
  }

  stop(): void {
    clearTimeout(this.#soon);
    this.#watch?.stop();
  }

  /** Shows, minimizes or maximizes. A hidden one is minimized, which hides its page alike, and then taken off the display. */
  apply(): void {
    this.#tell(async (chromium, windowId) => {
      const { state, visible } = this.#wanted();
      if (!visible) this.#away = true;
      // Chromium itself would ask for the focus to show a minimized window.
      if (visible && (await this.#comeBack())) {
        this.#shown = (await becomesNormal(chromium, windowId)) ? 'normal' : 'minimized';
      }
      if (state !== this.#shown) {
        this.#shown = state;
        await chromium.browser.send('Browser.setWindowBounds', { windowId, bounds: { windowState: state } });
      }
      if (!visible) await this.#goAway();
      else if (state === 'normal' && this.#misplaced) {
        await becomesNormal(chromium, windowId);
        await this.#moveThere(chromium, windowId);
      }
    });
  }

  setState(state: WindowState, on: boolean): void {
    this.#onDisplay((display, window) => {
      if (on) this.#states.add(state);
      else this.#states.delete(state);
      if (!this.#withdrawn) setState(display, window, state, on);
    });
  }

  setType(type: string): void {
    this.#onDisplay((display, window) => setType(display, window, type));
  }

  setLimits(limits: SizeLimits): void {
    this.#onDisplay((display, window) => setLimits(display, window, limits));
  }

  removeFrame(): void {
    this.#onDisplay(removeFrame);
  }

  /** Asks for the focus and the place above the others, once the window is there. */
  focus(): void {
    this.#tell(async () => this.#contents.focus());
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

  /** Whether it was away. */
  async #comeBack(): Promise<boolean> {
    const display = this.#host.display();
    const window = this.#contents._x11Window;
    if (!this.#withdrawn || !display || !window) return false;
    this.#withdrawn = false;
    await map(display, window, this.#states);
    this.#away = false;
    return true;
  }

  async #goAway(): Promise<void> {
    const display = this.#host.display();
    const window = this.#contents._x11Window;
    if (this.#withdrawn || !display || !window) return;
    this.#withdrawn = true;
    await withdraw(display, window);
  }

  async #moveThere(chromium: Chromium, windowId: number): Promise<void> {
    const { x: left, y: top, width, height } = this.#wanted().bounds;
    this.#misplaced = false;
    await chromium.browser.send('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } });
  }

  #startWatch(): void {
    const display = this.#host.display();
    const window = this.#contents._x11Window;
    if (display && window && !this.#wanted().destroyed) {
      this.#watch = new WindowWatch(display, window, () => this.#lookSoon());
    }
  }

  /** Once for all that happens in one go, such as a window that is dragged: on its way a window is at places where nobody has put it. */
  #lookSoon(): void {
    this.#putTitle();
    clearTimeout(this.#soon);
    this.#soon = setTimer(() => this.#look(), settlingMs);
  }

  /** Unless it is being changed right now: then it is looked at after that. */
  #look(): void {
    if (this.#pending > 0 || this.#wanted().destroyed) return;
    const news = this.#watch?.look();
    if (news) this.#hear(this.#away ? { ...news, minimized: false, focused: false } : news);
  }

  /** Chromium writes the page's title there. */
  #putTitle(): void {
    const { title, destroyed } = this.#wanted();
    const there = destroyed || title === '' ? undefined : this.#watch?.title();
    if (there !== undefined && there !== title) this.#watch?.setTitle(title);
  }

  #tell(command: (chromium: Chromium, windowId: number) => Promise<CdpResult>): void {
    this.#pending++;
    this.#work = this.#work
      .then(async () => {
        if (this.#wanted().destroyed) return;
        const chromium = await this.#host.chromium();
        const targetId = this.#contents._targetId;
        const { windowId } = await chromium.browser.send('Browser.getWindowForTarget', { targetId });
        await command(chromium, windowId);
        if (this.#watch && this.#pending === 1) await setTimeout(settlingMs);
      })
      .catch(() => {})
      .then(() => {
        this.#pending--;
        if (this.#watch) this.#look();
      });
  }
}
