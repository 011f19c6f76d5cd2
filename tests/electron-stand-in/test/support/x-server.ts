import { setTimeout as delay } from 'node:timers/promises';
import { Screen } from '../../../desktop/screen.ts';
import { X11Display } from '../../src/x11/display.ts';

const xTest = { keyPress: 2, keyRelease: 3 };
/** How long the window manager may take to start, ms. */
const managerMs = 10_000;

/** A screen that nobody sits at, whose windows can be read, and with a keyboard to press. */
export class XServer {
  readonly name: string;
  readonly display: X11Display;
  readonly #screen: Screen;

  static async start(): Promise<XServer> {
    const screen = await Screen.start({ width: 1280, height: 800 });
    try {
      const display = await X11Display.open(screen.display);
      const end = Date.now() + managerMs;
      while (display.property(display.screen.root, '_NET_SUPPORTING_WM_CHECK').length === 0) {
        if (Date.now() > end) throw new Error('openbox did not start: is it installed?');
        await delay(50);
      }
      return new XServer(screen, display);
    } catch (error) {
      await screen[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(screen: Screen, display: X11Display) {
    this.name = screen.display;
    this.display = display;
    this.#screen = screen;
  }

  /** Windows that the window manager knows, by title: their states, whether they have a frame, and their type. */
  windows(): Record<string, { states: string[]; framed: boolean; type: string }> {
    const list = this.display.property(this.display.screen.root, '_NET_CLIENT_LIST');
    const ids = Array.from({ length: list.length / 4 }, (_, index) => list.readUInt32LE(index * 4));
    return Object.fromEntries(
      ids.map((id) => {
        const states = this.display.property(id, '_NET_WM_STATE');
        const hints = this.display.property(id, '_MOTIF_WM_HINTS');
        const names = ['HIDDEN', 'ABOVE', 'SKIP_TASKBAR', 'STICKY'].filter((state) =>
          states.includes(this.#bytesOf(this.display.atom(`_NET_WM_STATE_${state}`))),
        );
        const framed = hints.length < 12 || hints.readUInt32LE(8) !== 0;
        const types = this.display.property(id, '_NET_WM_WINDOW_TYPE');
        const isOf = (type: string) => types.includes(this.#bytesOf(this.display.atom(`_NET_WM_WINDOW_TYPE_${type}`)));
        const type = ['NORMAL', 'TOOLBAR', 'UTILITY', 'DIALOG'].find(isOf) ?? '';
        return [this.#titleOf(id), { states: names, framed, type }];
      }),
    );
  }

  /** Least width and height, and greatest, of the window with this title. */
  limits(title: string): number[] {
    const hints = this.display.property(this.#find(title), 'WM_NORMAL_HINTS');
    return [5, 6, 7, 8].map((field) => hints.readInt32LE(field * 4));
  }

  /** A panel along the bottom edge, that high, px. @returns its end. */
  panel(height: number): () => void {
    const { root, width, height: below } = this.display.screen;
    const id = this.display.firstId;
    const fields = [
      [0, below - height],
      [width, height],
      [0, 1],
    ].map(([low = 0, high = 0]) => low | (high << 16));
    this.display.send(1, 0, id, root, ...fields, 0, 0);
    const dock = this.display.atom('_NET_WM_WINDOW_TYPE_DOCK');
    this.display.setProperty(id, '_NET_WM_WINDOW_TYPE', 'ATOM', [dock]);
    this.display.setProperty(id, '_NET_WM_STRUT', 'CARDINAL', [0, 0, 0, height]);
    this.display.send(8, 0, id);
    return () => this.display.send(4, 0, id);
  }

  /** A person moves the pointer there. */
  point(x: number, y: number): void {
    this.display.send(41, 0, 0, this.display.screen.root, 0, 0, x | (y << 16));
    this.display.accepts(0);
  }

  /** Whether the window with this title is on all desktops. */
  isEverywhere(title: string): boolean {
    return this.display.numbers(this.#find(title), '_NET_WM_DESKTOP')[0] === 0xffffffff;
  }

  /** Title of the window that has the keyboard, as the window manager says. */
  active(): string {
    const active = this.display.property(this.display.screen.root, '_NET_ACTIVE_WINDOW');
    const id = active.length < 4 ? 0 : active.readUInt32LE(0);
    return id === 0 ? '' : this.#titleOf(id);
  }

  /** A person clicks the close button of the window with this title. @throws when there is none. */
  close(title: string): void {
    this.display.tellWindowManager(this.#find(title), '_NET_CLOSE_WINDOW', [0, 2]);
  }

  /** A person clicks its minimize button. https://www.x.org/releases/X11R7.6/doc/xorg-docs/specs/ICCCM/icccm.html#changing_window_state */
  minimize(title: string): void {
    this.display.tellWindowManager(this.#find(title), 'WM_CHANGE_STATE', [3]);
  }

  /** A person clicks it in the taskbar. */
  activate(title: string): void {
    this.display.tellWindowManager(this.#find(title), '_NET_ACTIVE_WINDOW', [2]);
  }

  /** A person drags it there. */
  move(title: string, x: number, y: number): void {
    // Both coordinates are given, for the window's own corner: _NET_MOVERESIZE_WINDOW of the Extended Window Manager Hints.
    this.display.tellWindowManager(this.#find(title), '_NET_MOVERESIZE_WINDOW', [
      (1 << 8) | (1 << 9) | (2 << 12) | 10,
      x,
      y,
    ]);
  }

  #find(title: string): number {
    const list = this.display.property(this.display.screen.root, '_NET_CLIENT_LIST');
    for (let offset = 0; offset < list.length; offset += 4) {
      const id = list.readUInt32LE(offset);
      if (this.#titleOf(id) === title) return id;
    }
    throw new Error(`No window on the screen has the title "${title}"`);
  }

  /** A person presses keys together, given by their key codes on a US keyboard. */
  press(...codes: number[]): void {
    const extension = this.display.ask(98, 0, Buffer.from([5, 0, 0, 0]), Buffer.from('XTEST'))[9] as number;
    const fake = (type: number, code: number) => {
      const event = Buffer.alloc(32);
      event.set([type, code]);
      this.display.send(extension, 2, event);
    };
    for (const code of codes) fake(xTest.keyPress, code);
    for (const code of codes.toReversed()) fake(xTest.keyRelease, code);
    this.display.accepts(0);
  }

  async stop(): Promise<void> {
    this.display.close();
    await this.#screen[Symbol.asyncDispose]();
  }

  #titleOf(id: number): string {
    return this.display.property(id, '_NET_WM_NAME').toString();
  }

  #bytesOf(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  }
}
