import type { Rectangle } from 'electron';
import type { X11Display } from './display.ts';

/** What the window manager, or a person through it, has made of a window. */
export interface WindowNews {
  minimized: boolean;
  maximized: boolean;
  focused: boolean;
  bounds: Rectangle;
}

const propertyNotify = 28;
const configureNotify = 22;
const mask = { structure: 0x20000, property: 0x400000 };

/** Says that something of a window has changed, and what it is now. */
export class WindowWatch {
  readonly #display: X11Display;
  readonly #window: number;
  readonly #hear: (event: Buffer) => void;
  /** Where its manager has said that it is: while it is minimized or brought back, its frame may fly across the screen. */
  #bounds: Rectangle;

  /** @param changed The window's state, place, title or focus has changed. */
  constructor(display: X11Display, window: number, changed: () => void) {
    this.#display = display;
    this.#window = window;
    const { root } = display.screen;
    this.#bounds = display.place(window);
    const active = display.atom('_NET_ACTIVE_WINDOW');
    this.#hear = (event) => {
      const kind = (event[0] as number) & 0x7f;
      const of = event.readUInt32LE(4);
      const isOwn = of === window && (kind === propertyNotify || kind === configureNotify);
      if (isOwn && kind === configureNotify) this.#onConfigured(event);
      if (isOwn || (of === root && kind === propertyNotify && event.readUInt32LE(8) === active)) changed();
    };
    display.on('event', this.#hear);
    display.selectEvents(window, mask.structure | mask.property);
    display.selectEvents(root, mask.property);
  }

  stop(): void {
    this.#display.off('event', this.#hear);
  }

  /** `undefined` for a window that is gone. */
  title(): string | undefined {
    try {
      return this.#display.property(this.#window, '_NET_WM_NAME').toString();
    } catch {
      return undefined;
    }
  }

  setTitle(title: string): void {
    this.#display.setText(this.#window, '_NET_WM_NAME', title);
  }

  /** A manager tells of a place on the screen itself, the server of one within the frame (ICCCM 4.1.5). */
  #onConfigured(event: Buffer): void {
    const isTold = ((event[0] as number) & 0x80) !== 0;
    try {
      this.#bounds = isTold
        ? {
            x: event.readInt16LE(16),
            y: event.readInt16LE(18),
            width: event.readUInt16LE(20),
            height: event.readUInt16LE(22),
          }
        : this.#display.place(this.#window);
    } catch {
      // It has gone.
    }
  }

  /** `undefined` for a window that is gone. */
  look(): WindowNews | undefined {
    const display = this.#display;
    try {
      const states = display.numbers(this.#window, '_NET_WM_STATE');
      const has = (name: string) => states.includes(display.atom(`_NET_WM_STATE_${name}`));
      return {
        minimized: has('HIDDEN'),
        maximized: has('MAXIMIZED_HORZ') && has('MAXIMIZED_VERT'),
        focused: display.numbers(display.screen.root, '_NET_ACTIVE_WINDOW')[0] === this.#window,
        bounds: { ...this.#bounds },
      };
    } catch {
      return undefined;
    }
  }
}
