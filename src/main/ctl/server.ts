import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Log } from '../ongoing-call/ports.ts';
import {
  type CtlAnswer,
  type CtlAsked,
  type CtlQuestion,
  ctlAddress,
  ctlAddressFile,
  ctlQuestion,
  maxQuestion,
  printed,
  writeAnswer,
} from './protocol.ts';

/** A connection that says nothing is closed after this, ms. */
const idleMs = 10_000;

export type CtlServerOptions = {
  userData: string;
  platform?: NodeJS.Platform;
  execute: (asked: CtlAsked) => Promise<CtlAnswer>;
  /** ms since 1970. */
  now: () => number;
  log: Log;
};

/**
 * Answers `holdfast ctl`. Only the first copy of a folder may listen: it removes what a dead copy left. Where the socket
 * cannot be opened the app works without it.
 */
export class CtlServer {
  readonly #server: Server;
  readonly #address: string;
  readonly #addressFile: string;
  readonly #execute: CtlServerOptions['execute'];
  readonly #now: () => number;
  readonly #log: Log;
  readonly #open = new Set<Socket>();

  constructor(options: CtlServerOptions) {
    this.#address = ctlAddress(options.userData, options.platform);
    this.#addressFile = ctlAddressFile(options.userData);
    this.#execute = options.execute;
    this.#now = options.now;
    this.#log = options.log;
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.on('error', (cause) => this.#unanswered(cause));
    this.#server.maxConnections = 16;
  }

  /** Resolves when it listens, or when it turned out that it cannot. */
  listen(): Promise<void> {
    if (!this.#isPipe) rmSync(this.#address, { force: true });
    return new Promise((resolve) => {
      this.#server.once('error', () => resolve());
      this.#server.listen(this.#address, () => {
        try {
          if (!this.#isPipe) chmodSync(this.#address, 0o600);
          writeFileSync(this.#addressFile, `${this.#address}\n`, { mode: 0o600 });
        } catch (cause) {
          this.#unanswered(cause);
        }
        resolve();
      });
      // The socket is no reason for the app to stay.
      this.#server.unref();
    });
  }

  close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    if (this.#server.listening) rmSync(this.#addressFile, { force: true });
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  get #isPipe(): boolean {
    return this.#address.startsWith('\\\\');
  }

  #unanswered(cause: unknown): void {
    this.#log.error(`holdfast ctl cannot be answered at ${this.#address}.`, cause);
  }

  #serve(socket: Socket): void {
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
      if (end < 0 && text.length <= maxQuestion) return;
      asked = true;
      const question = end < 0 ? null : readQuestion(text.slice(0, end));
      this.#answer(question).then(
        (answer) => socket.end(writeAnswer(printed(answer, question?.as ?? 'text', this.#now()))),
        (cause: unknown) => {
          this.#log.error(`holdfast ctl ${question?.verb} failed.`, cause);
          socket.destroy();
        },
      );
    });
  }

  async #answer(question: CtlQuestion | null): Promise<CtlAnswer> {
    if (question !== null) return this.#execute(question);
    return { ok: false, error: { code: 'bad-question', message: 'That is no question of holdfast ctl.' } };
  }
}

function readQuestion(line: string): CtlQuestion | null {
  try {
    return ctlQuestion.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
