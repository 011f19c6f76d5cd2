import type { Point, Rectangle } from 'electron';
import type { X11Display } from './display.ts';

const opcodes = { changeWindowAttributes: 2, queryPointer: 38 };
const eventMask = 0x800;
const propertyChange = 0x400000;
const propertyNotify = 28;

/** What an X11 display as a whole tells: what of it panels leave to windows, and where the pointer is. */
export class X11Root {
  readonly #display: X11Display;

  /** @param onWorkAreaChanged Called when it may have changed. */
  constructor(display: X11Display, onWorkAreaChanged: () => void) {
    this.#display = display;
    const { root } = display.screen;
    const watched = new Set(['_NET_WORKAREA', '_NET_CURRENT_DESKTOP'].map((name) => display.atom(name)));
    display.on('event', (event: Buffer) => {
      const isProperty = ((event[0] as number) & 0x7f) === propertyNotify && event.readUInt32LE(4) === root;
      if (isProperty && watched.has(event.readUInt32LE(8))) onWorkAreaChanged();
    });
    display.send(opcodes.changeWindowAttributes, 0, root, eventMask, propertyChange);
  }

  /** `null` where the window manager says nothing of it. */
  workArea(): Rectangle | null {
    const { root } = this.#display.screen;
    const current = this.#display.property(root, '_NET_CURRENT_DESKTOP');
    const desktop = current.length < 4 ? 0 : current.readUInt32LE(0);
    const areas = this.#display.property(root, '_NET_WORKAREA');
    const [x, y, width, height] = [0, 1, 2, 3].map((index) => {
      const offset = (desktop * 4 + index) * 4;
      return offset + 4 <= areas.length ? areas.readUInt32LE(offset) : undefined;
    });
    if (x === undefined || y === undefined || !width || !height) return null;
    return { x, y, width, height };
  }

  pointer(): Point {
    const answer = this.#display.ask(opcodes.queryPointer, 0, this.#display.screen.root);
    return { x: answer.readInt16LE(16), y: answer.readInt16LE(18) };
  }
}
