import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';

// biome-ignore lint/suspicious/noExplicitAny: the DevTools protocol has no typings here; its answers are read where they are asked for
export type CdpResult = any;
export type CdpParams = Record<string, unknown>;

export class CdpError extends Error {
  override name = 'CdpError';
}

interface Pending {
  resolve(result: CdpResult): void;
  reject(error: Error): void;
  method: string;
}

interface Message {
  id?: number;
  method?: string;
  params?: CdpResult;
  result?: CdpResult;
  error?: { message: string };
  sessionId?: string;
}

/** One target's side of the connection. Emits each protocol event by its method name. */
export class CdpSession extends EventEmitter {
  readonly #connection: CdpConnection;
  readonly id: string | undefined;

  constructor(connection: CdpConnection, id?: string) {
    super();
    this.setMaxListeners(0);
    this.#connection = connection;
    this.id = id;
  }

  send(method: string, params: CdpParams = {}): Promise<CdpResult> {
    return this.#connection.send(method, params, this.id);
  }

  /** Sends without waiting; a target that is gone is no error. */
  post(method: string, params: CdpParams = {}): void {
    this.send(method, params).catch(() => {});
  }
}

/**
 * The DevTools protocol over `--remote-debugging-pipe`: zero-terminated JSON on two file descriptors.
 * Chromium ends when the pipe closes, so it never outlives this process.
 */
export class CdpConnection {
  readonly browser: CdpSession;
  readonly #sessions = new Map<string, CdpSession>();
  readonly #pending = new Map<number, Pending>();
  readonly #output: Writable;
  #lastId = 0;
  #closed = false;

  constructor(output: Writable, input: Readable) {
    this.#output = output;
    this.browser = new CdpSession(this);
    let parts: Buffer[] = [];
    input.on('data', (chunk: Buffer) => {
      let start = 0;
      for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
        parts.push(chunk.subarray(start, end));
        this.#receive(JSON.parse(Buffer.concat(parts).toString('utf8')) as Message);
        parts = [];
        start = end + 1;
      }
      if (start < chunk.length) parts.push(chunk.subarray(start));
    });
    input.on('close', () => this.#close());
    for (const stream of [input, output]) stream.on('error', () => this.#close());
  }

  session(id: string): CdpSession {
    const session = this.#sessions.get(id) ?? new CdpSession(this, id);
    this.#sessions.set(id, session);
    return session;
  }

  send(method: string, params: CdpParams, sessionId?: string): Promise<CdpResult> {
    if (this.#closed) return Promise.reject(new CdpError(`${method}: Chromium is gone`));
    const id = ++this.#lastId;
    this.#output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject, method }));
  }

  #receive(message: Message): void {
    if (message.id === undefined) {
      const session = message.sessionId ? this.#sessions.get(message.sessionId) : this.browser;
      if (message.method) session?.emit(message.method, message.params);
      return;
    }
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.error) pending?.reject(new CdpError(`${pending.method}: ${message.error.message}`));
    else pending?.resolve(message.result);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { method, reject } of this.#pending.values()) reject(new CdpError(`${method}: Chromium is gone`));
    this.#pending.clear();
  }
}
