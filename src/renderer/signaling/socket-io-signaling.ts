import { io, type Socket } from 'socket.io-client';
import { check } from '../../shared/check.ts';
import {
  type PushName,
  type PushOf,
  protocolError,
  protocolVersion,
  pushes,
  type ReplyOf,
  type RequestName,
  type RequestOf,
  requests,
  type SignIn,
} from '../../shared/protocol.ts';
import { CallError } from '../call-error.ts';
import { type Clock, systemClock } from '../clock.ts';
import { Emitter, type Unsubscribe } from '../emitter.ts';
import { log } from '../log.ts';
import type { Signaling, SignalingEvents } from './signaling.ts';

const requestTimeoutMs = 8_000;
const connectTimeoutMs = 6_000;

type Ack = { ok: unknown } | { error: unknown };

/** {@link Signaling} over socket.io 4 on a WebSocket. */
export class SocketIoSignaling implements Signaling {
  readonly #socket: Socket;
  readonly #emitter = new Emitter<SignalingEvents>();
  readonly #clock: Clock;
  #online = false;
  #closed = false;
  #replaced = false;
  #cancelRetry: (() => void) | null = null;
  #refusals = 0;

  constructor(options: { server: string; token: string; deviceId: string; clock?: Clock }) {
    this.#clock = options.clock ?? systemClock;
    const auth: SignIn = { token: options.token, protocol: protocolVersion, deviceId: options.deviceId };
    this.#socket = io(options.server, {
      auth,
      // Long polling would cost round trips at every sign-in; whoever blocks WebSockets blocks calls anyway.
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      timeout: connectTimeoutMs,
      reconnectionDelay: 100,
      reconnectionDelayMax: 4_000,
      randomizationFactor: 0.5,
    });
    this.#listen();
  }

  get online(): boolean {
    return this.#online;
  }

  on<N extends keyof SignalingEvents>(name: N, listener: (event: SignalingEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  connect(): void {
    if (!this.#closed) this.#socket.connect();
  }

  async request<N extends RequestName>(
    name: N,
    data: RequestOf<N>,
    timeoutMs: number = requestTimeoutMs,
  ): Promise<ReplyOf<N>> {
    if (!this.#online)
      throw new CallError('not-connected', `${name}: no connection to the call server; try again once it is back`);
    const checked = requests[name].request.safeParse(data);
    if (!checked.success)
      throw new CallError('bad-request', `${name}: own request breaks the protocol: ${checked.error.message}`);
    let ack: Ack;
    try {
      ack = await this.#socket.timeout(timeoutMs).emitWithAck(name, checked.data);
    } catch (error) {
      const why = this.#socket.connected ? `within ${timeoutMs} ms` : 'before the connection was lost';
      throw new CallError('timeout', `${name}: no answer from the call server ${why}`, error);
    }
    return readAck(name, ack);
  }

  reconnectNow(): void {
    if (this.#closed || this.#replaced) return;
    this.#cancelRetry?.();
    if (this.#socket.connected) {
      // As a lost connection looks, not as a sign-out does: the server keeps what this device is in.
      this.#socket.io.engine.close();
      return;
    }
    // Ends a running attempt, and the wait for the next.
    this.#socket.disconnect();
    this.#socket.connect();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
    this.#socket.disconnect();
    this.#setOffline('closed');
  }

  #listen(): void {
    for (const name of Object.keys(pushes) as PushName[]) {
      this.#socket.on(name, (data: unknown) => this.#receive(name, data));
    }
    this.#socket.on('disconnect', (reason) => {
      this.#setOffline(reason);
      // socket.io does not come back by itself when the server closed the connection.
      if (reason === 'io server disconnect') this.#retryLater();
    });
    this.#socket.on('connect_error', (error: Error & { data?: unknown }) => {
      if (this.#closed) return;
      const refusal = check(protocolError, error.data);
      if (!refusal.success) {
        this.#emitter.emit('unreachable', { message: error.message });
        if (!this.#socket.active) this.#retryLater();
        return;
      }
      switch (refusal.data.code) {
        case 'rate-limited':
        case 'internal':
          this.#emitter.emit('unreachable', { message: refusal.data.message });
          this.#retryLater();
          return;
        default:
          this.#emitter.emit('refused', { error: refusal.data });
      }
    });
  }

  #receive(name: PushName, data: unknown): void {
    if (this.#closed) return;
    const checked = check(pushes[name], data);
    if (!checked.success) {
      log.error(`The call server sent a bad ${name}; it is ignored:`, checked.error.message);
      return;
    }
    if (name === 'welcome') {
      this.#online = true;
      this.#refusals = 0;
    }
    this.#emit(name, checked.data as PushOf<typeof name>);
    if (name === 'closing' && (checked.data as PushOf<'closing'>).reason === 'replaced') this.#becomeReplaced();
  }

  #becomeReplaced(): void {
    this.#replaced = true;
    this.#socket.disconnect();
    this.#setOffline('replaced');
    this.#emitter.emit('replaced', undefined);
  }

  #emit<N extends PushName>(name: N, data: PushOf<N>): void {
    this.#emitter.emit(name, data as SignalingEvents[N]);
  }

  #retryLater(): void {
    if (this.#closed || this.#replaced) return;
    this.#cancelRetry?.();
    const wait = Math.min(300 * 2 ** this.#refusals, 10_000);
    this.#refusals += 1;
    this.#cancelRetry = this.#clock.after(wait, () => {
      if (!this.#closed && !this.#socket.connected) this.#socket.connect();
    });
  }

  #setOffline(reason: string): void {
    if (!this.#online) return;
    this.#online = false;
    this.#emitter.emit('offline', { reason });
  }
}

function readAck<N extends RequestName>(name: N, ack: Ack): ReplyOf<N> {
  if (typeof ack === 'object' && ack !== null && 'ok' in ack) {
    const reply = check(requests[name].reply, ack.ok);
    if (reply.success) return reply.data as ReplyOf<N>;
    throw new CallError('bad-reply', `${name}: the call server's reply breaks the protocol: ${reply.error.message}`);
  }
  const failure = check(protocolError, typeof ack === 'object' && ack !== null ? ack.error : undefined);
  if (failure.success) throw new CallError(failure.data.code, `${name}: ${failure.data.message}`);
  throw new CallError('bad-reply', `${name}: the call server's reply is neither a result nor an error`);
}
