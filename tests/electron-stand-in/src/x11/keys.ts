import type { Accelerator } from '../accelerator.ts';
import type { KeyGrabber } from '../global-shortcut.ts';
import type { X11Display } from './display.ts';

const mask = { shift: 1, ctrl: 4, alt: 8, meta: 64 };
/** Caps Lock and Num Lock, in any combination, do not make another key of it. */
const locks = [0, 2, 16, 18];
const keyPress = 2;

/** Key symbols of the names that are no characters (X11's keysymdef.h). */
const symbols: Record<string, number> = {
  PLUS: 0x2b,
  SPACE: 0x20,
  TAB: 0xff09,
  BACKSPACE: 0xff08,
  DELETE: 0xffff,
  INSERT: 0xff63,
  RETURN: 0xff0d,
  ENTER: 0xff0d,
  UP: 0xff52,
  DOWN: 0xff54,
  LEFT: 0xff51,
  RIGHT: 0xff53,
  HOME: 0xff50,
  END: 0xff57,
  PAGEUP: 0xff55,
  PAGEDOWN: 0xff56,
  ESCAPE: 0xff1b,
  ESC: 0xff1b,
  PRINTSCREEN: 0xff61,
  VOLUMEUP: 0x1008ff13,
  VOLUMEDOWN: 0x1008ff11,
  VOLUMEMUTE: 0x1008ff12,
  MEDIAPLAYPAUSE: 0x1008ff14,
  MEDIASTOP: 0x1008ff15,
  MEDIAPREVIOUSTRACK: 0x1008ff16,
  MEDIANEXTTRACK: 0x1008ff17,
};

/** Keys of the whole display, by passive grabs on its root window. */
export class X11Keys implements KeyGrabber {
  readonly #display: X11Display;
  readonly #pressed = new Map<string, () => void>();

  constructor(display: X11Display) {
    this.#display = display;
    display.on('event', (event: Buffer) => {
      if (((event[0] as number) & 0x7f) !== keyPress) return;
      const modifiers = event.readUInt16LE(28) & (mask.shift | mask.ctrl | mask.alt | mask.meta);
      this.#pressed.get(`${event[1]}/${modifiers}`)?.();
    });
  }

  grab(accelerator: Accelerator, pressed: () => void): boolean {
    const keycode = this.#keycodeOf(accelerator.key);
    if (keycode === undefined) return false;
    const modifiers = modifiersOf(accelerator);
    for (const lock of locks) {
      const what = Buffer.from([0, 0, keycode, 1, 1, 0, 0, 0]);
      what.writeUInt16LE(modifiers | lock);
      if (this.#display.accepts(this.#display.send(33, 1, this.#display.screen.root, what))) continue;
      this.release(accelerator);
      return false;
    }
    this.#pressed.set(`${keycode}/${modifiers}`, pressed);
    return true;
  }

  release(accelerator: Accelerator): void {
    const keycode = this.#keycodeOf(accelerator.key);
    if (keycode === undefined) return;
    const modifiers = modifiersOf(accelerator);
    this.#pressed.delete(`${keycode}/${modifiers}`);
    for (const lock of locks) {
      const what = Buffer.alloc(4);
      what.writeUInt16LE(modifiers | lock);
      this.#display.send(34, keycode, this.#display.screen.root, what);
    }
  }

  #keycodeOf(key: string): number | undefined {
    const functionKey = /^F(\d+)$/.exec(key);
    const symbol = functionKey
      ? 0xffbe + Number(functionKey[1]) - 1
      : (symbols[key] ?? key.toLowerCase().codePointAt(0));
    const { minKeycode, maxKeycode } = this.#display;
    const count = maxKeycode - minKeycode + 1;
    const reply = this.#display.ask(101, 0, Buffer.from([minKeycode, count, 0, 0]));
    const perCode = reply[1] as number;
    for (let index = 0; index < count * perCode; index++) {
      if (reply.readUInt32LE(32 + index * 4) === symbol) return minKeycode + Math.floor(index / perCode);
    }
    return undefined;
  }
}

function modifiersOf({ shift, ctrl, alt, meta }: Accelerator): number {
  return (shift ? mask.shift : 0) | (ctrl ? mask.ctrl : 0) | (alt ? mask.alt : 0) | (meta ? mask.meta : 0);
}
