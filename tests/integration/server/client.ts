/** A bare signaling client: what a softphone sends, without its media stack. */
import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  type JoinedSession,
  type ProtocolError,
  type PushName,
  type PushOf,
  protocolVersion,
  pushes,
  type Reply,
  type ReplyOf,
  type RequestName,
  type RequestOf,
  type Ringing,
  requests,
} from '../../../src/shared/protocol.ts';
import { createSessionId } from '../../../src/shared/session-id.ts';
import type { TestServer } from './harness.ts';
import { rtpCapabilities } from './parameters.ts';

/** A call of two. */
export const callOf = (to: string, sessionId = createSessionId()): RequestOf<'session.start'> => ({
  sessionId,
  title: null,
  invitations: [{ invitationId: createSessionId(), to }],
  rtpCapabilities,
});

/** For what comes at once on a machine that is not busy, ms. */
const patienceMs = 15_000;

type Received = { name: string; payload: unknown };

/** A request that was refused. */
export class Refused extends Error {
  readonly code: string;
  constructor({ code, message }: ProtocolError) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

export class TestClient {
  readonly socket: Socket;
  readonly deviceId: string;
  readonly received: Received[] = [];
  #welcome: PushOf<'welcome'> | null = null;
  readonly #waiting = new Set<() => void>();
  disconnected = false;

  private constructor(socket: Socket, deviceId: string) {
    this.socket = socket;
    this.deviceId = deviceId;
    socket.onAny((name: string, payload: unknown) => {
      this.received.push({ name, payload });
      for (const check of [...this.#waiting]) check();
    });
    socket.on('disconnect', () => {
      this.disconnected = true;
    });
  }

  /** Signs in and waits for the welcome. @throws Refused */
  static async connect(
    server: Pick<TestServer, 'url' | 'token'>,
    person: string,
    options: { deviceId?: string; name?: string; auth?: object } = {},
  ) {
    const deviceId = options.deviceId ?? `device-${randomBytes(4).toString('hex')}`;
    const auth = {
      token: await server.token(person, options.name),
      protocol: protocolVersion,
      deviceId,
      ...options.auth,
    };
    const socket = io(server.url, { auth, transports: ['websocket'], reconnection: false, forceNew: true });
    const client = new TestClient(socket, deviceId);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error: Error & { data?: ProtocolError }) => {
        socket.disconnect();
        reject(error.data === undefined ? error : new Refused(error.data));
      });
    });
    client.#welcome = await client.next('welcome');
    return client;
  }

  /** What the server said first. */
  get welcome(): PushOf<'welcome'> {
    if (this.#welcome === null) throw new Error('The server has not welcomed anybody');
    return this.#welcome;
  }

  /** @throws Refused */
  async request<N extends RequestName>(name: N, request: RequestOf<N>): Promise<ReplyOf<N>> {
    const reply = await this.raw(name, request);
    if ('error' in reply) throw new Refused(reply.error);
    return requests[name].reply.parse(reply.ok) as ReplyOf<N>;
  }

  /** Calls somebody, as a session of its own. @throws Refused */
  invite(to: string, sessionId = createSessionId()): Promise<JoinedSession> {
    return this.request('session.start', callOf(to, sessionId));
  }

  /** Joins what rings, and answers it. @throws Refused */
  async accept({ sessionId, invitationId }: Ringing): Promise<JoinedSession> {
    const joined = await this.request('session.join', { sessionId, rtpCapabilities });
    await this.request('invitation.accept', { sessionId, invitationId });
    return joined;
  }

  raw(name: string, ...values: unknown[]): Promise<Reply<unknown>> {
    return this.socket.timeout(patienceMs).emitWithAck(name, ...values);
  }

  /** The next push of that name that matches, one that has been received already included; each is given out once. */
  async next<N extends PushName>(name: N, matches: (push: PushOf<N>) => boolean = () => true): Promise<PushOf<N>> {
    const take = (): PushOf<N> | undefined => {
      const index = this.received.findIndex((entry) => entry.name === name && matches(entry.payload as PushOf<N>));
      return index === -1 ? undefined : (pushes[name].parse(this.received.splice(index, 1)[0]?.payload) as PushOf<N>);
    };
    const now = take();
    if (now !== undefined) return now;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        const seen = this.received.map((entry) => JSON.stringify(entry).slice(0, 160)).join('\n');
        reject(new Error(`No ${name} within ${patienceMs} ms. Unclaimed:\n${seen}`));
      }, patienceMs);
      const check = (): void => {
        const found = take();
        if (found === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
    });
  }

  /** Pushes of that name which nobody has claimed. */
  unclaimed(name: PushName): unknown[] {
    return this.received.filter((entry) => entry.name === name).map(({ payload }) => payload);
  }

  close(): void {
    this.socket.disconnect();
  }
}
