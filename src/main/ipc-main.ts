/**
 * The border to the app's own windows, and the only file that touches Electron's raw IPC. Nothing gets past it
 * unchecked: the sender, the request, the reply and every notice.
 */
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import { check } from '../shared/check.ts';
import {
  type FailureCode,
  type InvokeName,
  type InvokeReply,
  type InvokeRequest,
  invokes,
  type NoticeName,
  type NoticeOf,
  notices,
  type Result,
} from '../shared/ipc.ts';
import { isAppUrl } from './app-scheme.ts';
import type { Log } from './ongoing-call/ports.ts';

export type WindowRole = 'main' | 'mini';

/** What the mini window may ask for; the main window may ask for everything. */
const miniMayAsk: ReadonlySet<InvokeName> = new Set([
  'call:command',
  'window:show-main',
  'settings:load',
  'window:ready',
  'window:pong',
]);

export type Asker = { role: WindowRole; contentsId: number };
export type InvokeHandlers = {
  [N in InvokeName]: (request: InvokeRequest<N>, asker: Asker) => HandlerReply<N> | Promise<HandlerReply<N>>;
};
/** A handler answers with the reply itself, or with the failure it wants told. It may throw: that is `internal`. */
export type HandlerReply<N extends InvokeName> =
  | InvokeReply<N>
  | InvokeFailure
  // biome-ignore lint/suspicious/noConfusingVoidType: handlers of channels without a reply return nothing.
  | (undefined extends InvokeReply<N> ? void : never);

/** A failure that the window is told as it is. */
export class InvokeFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvokeFailure';
    this.code = code;
  }
}

export type IpcOptions = {
  ipcMain: Pick<IpcMain, 'handle'>;
  /** Which of our windows shows the contents with this id now; `null` for none. */
  roleOf: (contentsId: number) => WindowRole | null;
  handlers: InvokeHandlers;
  log: Log;
};

/** Registers a handler for every channel there is. */
export function serveInvokes(options: IpcOptions): void {
  for (const name of Object.keys(invokes) as InvokeName[]) serveInvoke(name, options);
}

function serveInvoke<N extends InvokeName>(name: N, { ipcMain, roleOf, handlers, log }: IpcOptions): void {
  const refuse = (code: FailureCode, message: string): Result<never> => {
    log.warn(`Refused ${name} (${code}): ${message}`);
    return { ok: false, error: { code, message } };
  };
  ipcMain.handle(name, async (event, ...args: unknown[]): Promise<Result<InvokeReply<N>>> => {
    const asker = identify(event, roleOf);
    if (asker === null) return refuse('forbidden-sender', 'The sender is no window of this app.');
    if (asker.role === 'mini' && !miniMayAsk.has(name)) {
      return refuse('forbidden-sender', 'The mini window may not ask for this.');
    }
    if (args.length > 1) return refuse('bad-request', 'There is one argument at most.');
    const request = check(invokes[name].request, args[0]);
    if (!request.success) return refuse('bad-request', explainIssues(request.error.issues));
    try {
      const handler = handlers[name];
      const reply = await handler(request.data as InvokeRequest<N>, asker);
      if (reply instanceof InvokeFailure) return refuse(reply.code, reply.message);
      return { ok: true, value: invokes[name].reply.parse(reply) as InvokeReply<N> };
    } catch (cause) {
      if (cause instanceof InvokeFailure) return refuse(cause.code, cause.message);
      log.error(`${name} failed.`, cause);
      return {
        ok: false,
        error: { code: 'internal', message: 'Something went wrong in the app. Its log has the details.' },
      };
    }
  });
}

/**
 * The window that asks: its top frame, with a page of the app, in a window that is ours now. A question may come from what is
 * gone by then: its frame is `null`, or, as its contents, throws at any use.
 */
function identify(event: IpcMainInvokeEvent, roleOf: IpcOptions['roleOf']): Asker | null {
  try {
    const frame = event.senderFrame;
    if (!frame || frame.parent !== null || !isAppUrl(frame.url)) return null;
    const contentsId = event.sender.id;
    const role = roleOf(contentsId);
    return role === null ? null : { role, contentsId };
  } catch {
    return null;
  }
}

/** Paths and kinds of what is wrong, never the values: they may be secrets. */
function explainIssues(issues: readonly { path: readonly PropertyKey[]; code?: string | undefined }[]): string {
  return issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.').slice(0, 80) || 'request'}: ${issue.code ?? 'invalid'}`)
    .join('; ');
}

/** More than this waiting for a window that does not come up is dropped, oldest first. */
const maxQueued = 100;

/** Notices to the window of the moment: queued until its preload listens, dropped with it. */
export class NoticeChannel {
  readonly #log: Log;
  #contents: Pick<WebContents, 'id' | 'send' | 'isDestroyed'> | null = null;
  /** Kept, because destroyed contents do not tell it any more. */
  #contentsId: number | null = null;
  #ready = false;
  #queue: { name: NoticeName; payload: unknown }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  /** Whether the window listens. */
  get ready(): boolean {
    return this.#ready;
  }

  /** From now on notices go to these contents, once they are ready. What was queued for the last ones and never sent goes to them. */
  connect(contents: Pick<WebContents, 'id' | 'send' | 'isDestroyed'> | null): void {
    this.#contents = contents;
    this.#contentsId = contents?.id ?? null;
    this.#ready = false;
  }

  /** Whether notices go to the contents with this id. */
  leadsTo(contentsId: number): boolean {
    return this.#contentsId === contentsId;
  }

  /** The page is being replaced: what comes now waits for the next. */
  suspend(): void {
    this.#ready = false;
  }

  /** The preload of these contents listens now. */
  markReady(contentsId: number): void {
    if (!this.leadsTo(contentsId)) return;
    this.#ready = true;
    const queue = this.#queue;
    this.#queue = [];
    for (const { name, payload } of queue) this.#deliver(name, payload);
  }

  clearQueue(): void {
    this.#queue = [];
  }

  send<N extends NoticeName>(name: N, payload: NoticeOf<N>): void {
    const checked = notices[name].safeParse(payload);
    if (!checked.success) {
      this.#log.error(`The notice ${name} does not fit its schema: ${explainIssues(checked.error.issues)}`);
      return;
    }
    if (this.#ready) {
      this.#deliver(name, checked.data);
      return;
    }
    this.#queue.push({ name, payload: checked.data });
    if (this.#queue.length > maxQueued) this.#queue.shift();
  }

  #deliver(name: NoticeName, payload: unknown): void {
    if (this.#contents && !this.#contents.isDestroyed()) this.#contents.send(name, payload);
  }
}
