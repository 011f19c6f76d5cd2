import type { Logger } from 'pino';
import type { Socket } from 'socket.io';
import { check } from '../../shared/check.ts';
import {
  badRequestWindowMs,
  type ErrorCode,
  maxBadRequests,
  maxMessageBytes,
  type PushName,
  type PushOf,
  pushes,
  type RequestName,
  requests,
} from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Device } from '../device.ts';
import { RequestError } from '../errors.ts';
import { RateLimit } from '../rate-limit.ts';
import type { Handlers } from './handlers.ts';
import { Strikes } from './rate.ts';

type Acknowledge = (reply: unknown) => void;
type AnyHandler = (request: unknown, context: { device: Device; afterReply: (run: () => void) => void }) => unknown;

/** For a client to take its last message. */
const closePatienceMs = 500;

/** Of one connection: see {@link RateLimit}. */
export type RequestLimits = {
  requestsPerSecond: number;
  requestBurst: number;
};

type Dependencies = { logger: Logger; clock: Clock; limits: RequestLimits };

/** One signed-in socket: checks what comes in, answers it, and checks what goes out. */
export class Connection {
  readonly device: Device;
  readonly #socket: Socket;
  readonly #handlers: Handlers;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #rate: RateLimit;
  readonly #strikes: Strikes;
  #closed = false;

  constructor(socket: Socket, device: Device, handlers: Handlers, dependencies: Dependencies) {
    this.device = device;
    this.#socket = socket;
    this.#handlers = handlers;
    this.#logger = dependencies.logger;
    this.#clock = dependencies.clock;
    const { requestsPerSecond, requestBurst } = dependencies.limits;
    this.#rate = new RateLimit(dependencies.clock, { perSecond: requestsPerSecond, burst: requestBurst });
    this.#strikes = new Strikes(dependencies.clock, { max: maxBadRequests, windowMs: badRequestWindowMs });
    socket.onAny((event: unknown, ...values: unknown[]) => void this.#receive(event, values));
  }

  push<N extends PushName>(name: N, payload: PushOf<N>): void {
    const checked = pushes[name].safeParse(payload);
    if (checked.success) this.#socket.emit(name, checked.data);
    else this.#logger.error({ push: name, issues: checked.error.issues }, 'a push broke the protocol and was not sent');
  }

  /** Says why, then closes. Resolves when the connection is gone, at the latest after {@link closePatienceMs}. */
  async close(code: ErrorCode, message: string, reason: NonNullable<PushOf<'closing'>['reason']>): Promise<void> {
    if (this.#closed) return;
    this.push('closing', { error: { code, message }, reason });
    this.#closed = true;
    const gone = new Promise<void>((resolve) => {
      const cancel = this.#clock.after(closePatienceMs, resolve);
      this.#socket.conn.once('close', () => {
        cancel();
        resolve();
      });
    });
    this.#socket.disconnect(true);
    await gone;
  }

  async #receive(event: unknown, values: unknown[]): Promise<void> {
    if (this.#closed) return;
    const last = values.at(-1);
    const acknowledge: Acknowledge | null = typeof last === 'function' ? (last as Acknowledge) : null;
    const after: (() => void)[] = [];
    try {
      const reply = await this.#answer(event, acknowledge === null ? values : values.slice(0, -1), (run) =>
        after.push(run),
      );
      acknowledge?.({ ok: reply });
      for (const run of after) run();
    } catch (error) {
      this.#refuse(event, error, acknowledge);
    }
  }

  async #answer(event: unknown, values: unknown[], afterReply: (run: () => void) => void): Promise<unknown> {
    if (!this.#rate.take()) throw new RequestError('rate-limited', 'Too many requests. Slow down.');
    if (sizeOf(values) > maxMessageBytes) {
      throw new RequestError('too-large', `A message may have ${maxMessageBytes} bytes at most.`);
    }
    if (typeof event !== 'string' || !isRequestName(event)) {
      throw new RequestError('unknown-method', `There is no method ${String(event).slice(0, 60)}.`);
    }
    const schema = requests[event];
    const request = check(schema.request, values[0]);
    if (!request.success || values.length !== 1) {
      const issue = request.error?.issues[0];
      const where = issue === undefined ? 'one argument is expected' : `${issue.path.join('.')}: ${issue.message}`;
      throw new RequestError('bad-request', `${event}: ${where}`.slice(0, 500));
    }
    // The table pairs each name with its own request type; TypeScript cannot follow that through a variable name.
    const handler = this.#handlers[event] as AnyHandler;
    const reply = schema.reply.safeParse(await handler(request.data, { device: this.device, afterReply }));
    if (!reply.success) throw new Error(`The reply to ${event} breaks the protocol: ${reply.error.message}`);
    return reply.data;
  }

  #refuse(event: unknown, error: unknown, acknowledge: Acknowledge | null): void {
    const refusal = error instanceof RequestError ? error : internalError(error);
    const details = { person: this.device.person.id, event: String(event).slice(0, 60), code: refusal.code };
    if (refusal.code === 'internal') this.#logger.error({ ...details, err: error }, 'a request failed');
    else
      this.#logger[isTrespass(refusal) ? 'warn' : 'info'](
        { ...details, reason: refusal.message.slice(0, 200) },
        'a request was refused',
      );
    acknowledge?.({ error: refusal.toProtocol() });
    if (isBadRequest(refusal) && this.#strikes.add()) {
      const message = `More than ${maxBadRequests} bad requests in ${badRequestWindowMs / 1_000} s.`;
      this.#logger.warn({ person: this.device.person.id }, 'a connection was closed for its bad requests');
      void this.close(refusal.code, message, 'bad-requests');
    }
  }
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(requests, name);
}

function isBadRequest({ code }: RequestError): boolean {
  return code === 'bad-request' || code === 'unknown-method' || code === 'too-large' || code === 'rate-limited';
}

/** Asking for what is not one's own: may be a race, may be a probe. */
function isTrespass({ code }: RequestError): boolean {
  return code === 'session-not-found' || code === 'not-found';
}

/** Bytes of JSON. The transport has cut off what is far beyond the limit before it was parsed. */
function sizeOf(values: unknown[]): number {
  try {
    return Buffer.byteLength(JSON.stringify(values) ?? '');
  } catch {
    // Nested so deeply that it cannot be written: nothing that was meant.
    return Number.POSITIVE_INFINITY;
  }
}

function internalError(cause: unknown): RequestError {
  return new RequestError('internal', 'The server failed to do this. Try again in a moment.', { cause });
}
