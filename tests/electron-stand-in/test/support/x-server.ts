import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { X11Display } from '../../src/x11/display.ts';

const xTest = { keyPress: 2, keyRelease: 3 };

/** A screen of our own with a window manager, and a keyboard to press. */
export class XServer {
  readonly name: string;
  readonly display: X11Display;
  readonly #processes: ChildProcess[];

  static async start(): Promise<XServer> {
    const options = ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-ac'];
    const server = spawn('Xvfb', options, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const number = await new Promise<string>((resolve, reject) => {
      server.once('error', reject);
      (server.stdio[3] as Readable).once('data', (data: Buffer) => resolve(String(data).trim()));
    });
    const name = `:${number}`;
    const manager = spawn('openbox', [], { env: { ...process.env, DISPLAY: name }, stdio: 'ignore' });
    const display = await X11Display.open(name);
    const started = new XServer(name, display, [manager, server]);
    while (display.property(display.screen.root, '_NET_SUPPORTING_WM_CHECK').length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return started;
  }

  private constructor(name: string, display: X11Display, processes: ChildProcess[]) {
    this.name = name;
    this.display = display;
    this.#processes = processes;
  }

  /** Windows that the window manager knows, by title: their states, and whether they have a frame. */
  windows(): Record<string, { states: string[]; framed: boolean }> {
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
        return [this.display.property(id, '_NET_WM_NAME').toString(), { states: names, framed }];
      }),
    );
  }

  /** A person clicks the close button of the window with this title. */
  close(title: string): void {
    const list = this.display.property(this.display.screen.root, '_NET_CLIENT_LIST');
    for (let offset = 0; offset < list.length; offset += 4) {
      const id = list.readUInt32LE(offset);
      if (this.display.property(id, '_NET_WM_NAME').toString() !== title) continue;
      this.display.tellWindowManager(id, '_NET_CLOSE_WINDOW', [0, 2]);
    }
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

  stop(): void {
    this.display.close();
    for (const child of this.#processes) child.kill();
  }

  #bytesOf(value: number): Buffer {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  }
}
