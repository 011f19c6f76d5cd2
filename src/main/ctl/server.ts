import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Log } from '../ongoing-call/ports.ts';
import { type CtlAnswer, type CtlVerb, ctlQuestion, maxLine } from './protocol.ts';

/** A connection that says nothing is closed after this, ms. */
const idleMs = 10_000;

/**
 * Answers `holdfast ctl`. Only the first copy of a folder may listen: it removes what a dead copy left. Where the socket
 * cannot be opened the app works without it.
 */
export class CtlServer {
  readonly #server: Server;
  readonly #address: string;
  readonly #log: Log;
  readonly #open = new Set<Socket>();

  constructor(options: { address: string; execute: (verb: CtlVerb) => Promise<CtlAnswer>; log: Log }) {
    this.#address = options.address;
    this.#log = options.log;
    this.#server = createServer((socket) => this.#serve(socket, options.execute));
    this.#server.on('error', (cause) => this.#log.error(`holdfast ctl cannot be answered at ${this.#address}.`, cause));
    this.#server.maxConnections = 16;
  }

  /** Resolves when it listens, or when it turned out that it cannot. */
  listen(): Promise<void> {
    if (!this.#isPipe) rmSync(this.#address, { force: true });
    return new Promise((resolve) => {
      this.#server.once('error', () => resolve());
      this.#server.listen(this.#address, () => {
        if (!this.#isPipe) chmodSync(this.#address, 0o600);
        resolve();
      });
      // The socket is no reason for the app to stay.
      this.#server.unref();
    });
  }

  close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  get #isPipe(): boolean {
    return this.#address.startsWith('\\\\');
  }

  #serve(socket: Socket, execute: (verb: CtlVerb) => Promise<CtlAnswer>): void {
    this.#open.add(socket);
    let text = '';
    let asked = false;
    socket.setEncoding('utf8');
    socket.setTimeout(idleMs, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#open.delete(socket));
    socket.on('data', (chunk: string) => {
      if (asked) return;
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0 && text.length <= maxLine) return;
      asked = true;
      const verb = end < 0 ? null : readVerb(text.slice(0, end));
      const answer: Promise<CtlAnswer> =
        verb === null
          ? Promise.resolve({
              ok: false,
              error: { code: 'bad-question', message: 'That is no question of holdfast ctl.' },
            })
          : execute(verb);
      answer.then(
        (value) => socket.end(`${JSON.stringify(value)}\n`),
        (cause: unknown) => {
          this.#log.error(`holdfast ctl ${verb} failed.`, cause);
          socket.destroy();
        },
      );
    });
  }
}

function readVerb(line: string): CtlVerb | null {
  try {
    return ctlQuestion.parse(JSON.parse(line)).verb;
  } catch {
    return null;
  }
}
