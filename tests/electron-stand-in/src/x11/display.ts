import { EventEmitter } from 'node:events';
import { readFileSync, readSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';

/** How long an X server may take to answer, ms. */
const patienceMs = 2_000;

export interface X11Screen {
  root: number;
  width: number;
  height: number;
}

interface Setup {
  screen: X11Screen;
  firstId: number;
  minKeycode: number;
  maxKeycode: number;
}

/**
 * The few requests of the X11 protocol that windows and keys need. Answers are waited for, as Electron's own API is
 * synchronous. Emits `event` with each event's 32 bytes.
 */
export class X11Display extends EventEmitter {
  readonly screen: X11Screen;
  /** The first of the ids that this connection may give. */
  readonly firstId: number;
  readonly minKeycode: number;
  readonly maxKeycode: number;
  readonly #socket: Socket;
  readonly #descriptor: number;
  readonly #atoms = new Map<string, number>();
  readonly #answers = new Map<number, Buffer>();
  #received: Buffer;
  #sequence = 0;

  /** @throws when there is no X server of that name, or it refuses. */
  static async open(name: string): Promise<X11Display> {
    const [, host = '', number = '0'] = /^([^:]*):(\d+)/.exec(name) ?? [];
    const socket =
      host && host !== 'unix' ? connect(6000 + Number(number), host) : connect(`/tmp/.X11-unix/X${number}`);
    let received = Buffer.alloc(0);
    const bytes = new Promise<Buffer>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('the X server has closed the connection')));
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length >= 8 && received.length >= 8 + received.readUInt16LE(6) * 4) resolve(received);
      });
    });
    socket.write(greeting(cookieFor(number)));
    const setup = await bytes;
    socket.removeAllListeners();
    if (setup[0] !== 1) throw new Error('the X server refuses the connection');
    return new X11Display(socket, readSetup(setup), setup.subarray(8 + setup.readUInt16LE(6) * 4));
  }

  private constructor(socket: Socket, setup: Setup, rest: Buffer) {
    super();
    this.screen = setup.screen;
    this.firstId = setup.firstId;
    this.minKeycode = setup.minKeycode;
    this.maxKeycode = setup.maxKeycode;
    this.#received = rest;
    this.#socket = socket;
    // Node has no synchronous sockets; its descriptor can be read and written all the same.
    this.#descriptor = (socket as unknown as { _handle: { fd: number } })._handle.fd;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => {});
    socket.unref();
  }

  /** Sends a request: opcode, its one byte of data, and the rest in fields of 4 bytes or as bytes. */
  send(opcode: number, data: number, ...fields: (number | Buffer)[]): number {
    const parts = fields.map((field) => {
      if (typeof field !== 'number') return field;
      const part = Buffer.alloc(4);
      part.writeUInt32LE(field >>> 0);
      return part;
    });
    const body = Buffer.concat(parts);
    const padding = Buffer.alloc((4 - (body.length % 4)) % 4);
    const head = Buffer.from([opcode, data, 0, 0]);
    head.writeUInt16LE((4 + body.length + padding.length) / 4, 2);
    writeSync(this.#descriptor, Buffer.concat([head, body, padding]));
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return this.#sequence;
  }

  /** Sends a request and waits for its reply. @throws when the server answers with an error. */
  ask(opcode: number, data: number, ...fields: (number | Buffer)[]): Buffer {
    const answer = this.#wait(this.send(opcode, data, ...fields));
    if (answer[0] === 0) throw new Error(`X11 error ${answer[1]} for request ${opcode}`);
    return answer;
  }

  /** Whether a request without a reply was accepted. */
  accepts(sequence: number): boolean {
    // GetInputFocus always answers; an earlier request's error comes before its answer.
    this.ask(43, 0);
    const refused = this.#answers.delete(sequence);
    return !refused;
  }

  atom(name: string): number {
    const known = this.#atoms.get(name);
    if (known) return known;
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(name.length);
    const atom = this.ask(16, 0, lengths, Buffer.from(name, 'latin1')).readUInt32LE(8);
    this.#atoms.set(name, atom);
    return atom;
  }

  property(window: number, name: string): Buffer {
    const reply = this.ask(20, 0, window, this.atom(name), 0, 0, 1024);
    const length = reply.readUInt32LE(16) * ((reply[1] as number) / 8);
    return reply.subarray(32, 32 + length);
  }

  setProperty(window: number, name: string, type: string, values: readonly number[]): void {
    const format = Buffer.from([32, 0, 0, 0]);
    this.send(18, 0, window, this.atom(name), this.atom(type), format, values.length, ...values);
  }

  /** As UTF-8, which the Extended Window Manager Hints are in. */
  setText(window: number, name: string, text: string): void {
    const bytes = Buffer.from(text);
    const format = Buffer.from([8, 0, 0, 0]);
    this.send(18, 0, window, this.atom(name), this.atom('UTF8_STRING'), format, bytes.length, bytes);
  }

  /** 32-bit numbers of a property; none where there is no such property. */
  numbers(window: number, name: string): number[] {
    const bytes = this.property(window, name);
    return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(index * 4));
  }

  /** Has the server tell of what happens to a window (the protocol's event mask). */
  selectEvents(window: number, mask: number): void {
    this.send(2, 0, window, 0x800, mask);
  }

  /** Where a window's own area is on the screen. */
  place(window: number): { x: number; y: number; width: number; height: number } {
    const size = this.ask(14, 0, window);
    const corner = this.ask(40, 0, window, this.screen.root, 0);
    return {
      x: corner.readInt16LE(12),
      y: corner.readInt16LE(14),
      width: size.readUInt16LE(16),
      height: size.readUInt16LE(18),
    };
  }

  /** Whether somebody arranges the windows: without, nothing is ever minimized or focused. */
  hasWindowManager(): boolean {
    return this.numbers(this.screen.root, '_NET_SUPPORTING_WM_CHECK').length > 0;
  }

  /** Windows below one, nearest first. */
  children(window: number): number[] {
    const reply = this.ask(15, 0, window);
    return Array.from({ length: reply.readUInt16LE(16) }, (_, index) => reply.readUInt32LE(32 + index * 4));
  }

  /** Asks the window manager, by a message of the Extended Window Manager Hints. */
  tellWindowManager(window: number, type: string, values: readonly number[]): void {
    const event = Buffer.alloc(32);
    event[0] = 33;
    event[1] = 32;
    event.writeUInt32LE(window, 4);
    event.writeUInt32LE(this.atom(type), 8);
    for (const [index, value] of values.entries()) event.writeUInt32LE(value >>> 0, 12 + index * 4);
    this.send(25, 0, this.screen.root, 0x180000, event);
  }

  close(): void {
    this.#socket.destroy();
  }

  #wait(sequence: number): Buffer {
    const chunk = Buffer.alloc(65_536);
    const end = Date.now() + patienceMs;
    for (;;) {
      const answer = this.#answers.get(sequence);
      if (answer) {
        this.#answers.delete(sequence);
        return answer;
      }
      if (Date.now() > end) throw new Error('the X server does not answer');
      const count = this.#read(chunk);
      if (count === 0) throw new Error('the X server has closed the connection');
      if (count === undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      else this.#receive(Buffer.from(chunk.subarray(0, count)));
    }
  }

  /** How much was there to read: 0 at the end of the connection, `undefined` while nothing has come. */
  #read(chunk: Buffer): number | undefined {
    try {
      return readSync(this.#descriptor, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
      throw error;
    }
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    for (;;) {
      const bytes = this.#received;
      if (bytes.length < 32) return;
      const kind = (bytes[0] as number) & 0x7f;
      const length = kind === 1 || kind === 35 ? 32 + bytes.readUInt32LE(4) * 4 : 32;
      if (bytes.length < length) return;
      const packet = bytes.subarray(0, length);
      this.#received = bytes.subarray(length);
      if (kind <= 1) this.#answers.set(packet.readUInt16LE(2), packet);
      else setImmediate(() => this.emit('event', packet));
    }
  }
}

function greeting(cookie: Buffer): Buffer {
  const protocol = Buffer.from('MIT-MAGIC-COOKIE-1');
  const name = cookie.length > 0 ? protocol : Buffer.alloc(0);
  const head = Buffer.from([0x6c, 0, 11, 0, 0, 0, name.length, 0, cookie.length, 0, 0, 0]);
  const pad = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
  return Buffer.concat([head, pad(name), pad(cookie)]);
}

function readSetup(bytes: Buffer): Setup {
  const vendor = Math.ceil(bytes.readUInt16LE(24) / 4) * 4;
  const screen = 40 + vendor + (bytes[29] as number) * 8;
  return {
    screen: {
      root: bytes.readUInt32LE(screen),
      width: bytes.readUInt16LE(screen + 20),
      height: bytes.readUInt16LE(screen + 22),
    },
    firstId: bytes.readUInt32LE(12),
    minKeycode: bytes[34] as number,
    maxKeycode: bytes[35] as number,
  };
}

/** The secret for a display from the user's Xauthority file; none is fine where the server wants none. */
function cookieFor(display: string): Buffer {
  let file: Buffer;
  try {
    file = readFileSync(process.env.XAUTHORITY || join(homedir(), '.Xauthority'));
  } catch {
    return Buffer.alloc(0);
  }
  const familyLocal = 256;
  let best = Buffer.alloc(0);
  for (let offset = 0; offset + 2 < file.length; ) {
    const family = file.readUInt16BE(offset);
    offset += 2;
    const [address, number, name, data] = Array.from({ length: 4 }, () => {
      const length = file.readUInt16BE(offset);
      const field = file.subarray(offset + 2, offset + 2 + length);
      offset += 2 + length;
      return field;
    }) as [Buffer, Buffer, Buffer, Buffer];
    if (name.toString() !== 'MIT-MAGIC-COOKIE-1' || (number.length > 0 && number.toString() !== display)) continue;
    if (best.length === 0 || (family === familyLocal && address.toString() === hostname())) best = Buffer.from(data);
  }
  return best;
}
