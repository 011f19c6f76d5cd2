import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import { check } from '../../shared/check.ts';
import { type PushOf, protocolVersion, signIn } from '../../shared/protocol.ts';
import type { TokenVerifier } from '../auth/tokens.ts';
import type { Clock } from '../clock.ts';
import type { Device } from '../device.ts';
import { RequestError } from '../errors.ts';
import { Connection, type RequestLimits } from './connection.ts';
import type { Connections } from './connections.ts';
import type { Handlers } from './handlers.ts';

/** Beyond this the transport closes the connection unread. Below it a message that is too large gets an answer. */
export const maxTransportBytes = 1024 * 1024;

/** Events are checked by schema, not by type: see {@link Connection}. */
type IoServer = Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, { device: Device }>;
type IoSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, { device: Device }>;

export type GatewayContext = {
  verifier: TokenVerifier;
  logger: Logger;
  clock: Clock;
  connections: Connections;
  handlers: Handlers;
  signaling: { pingIntervalMs: number; pingTimeoutMs: number; signInTimeoutMs: number };
  limits: RequestLimits & { connections: number; devicesPerPerson: number };
  /** A device has signed in, maybe in place of a connection it had: what to welcome it with. */
  onConnected: (device: Device, takesOver: boolean) => PushOf<'welcome'>;
  onDisconnected: (device: Device) => void;
};

/** The socket.io side: sign-in, and one connection a device. People can sign in as soon as the HTTP server listens. */
export class Gateway {
  readonly #context: GatewayContext;
  readonly #io: IoServer;

  constructor(http: HttpServer, allowOrigin: (origin: string | undefined) => boolean, context: GatewayContext) {
    this.#context = context;
    this.#io = new Server(http, {
      pingInterval: context.signaling.pingIntervalMs,
      pingTimeout: context.signaling.pingTimeoutMs,
      maxHttpBufferSize: maxTransportBytes,
      connectTimeout: context.signaling.signInTimeoutMs,
      serveClient: false,
      // Polling would cost round trips, and who blocks WebSockets blocks calls too.
      transports: ['websocket'],
      allowRequest: (request, done) => {
        const full = this.#io.engine.clientsCount >= context.limits.connections;
        done(full ? 'full' : null, !full && allowOrigin(request.headers.origin));
      },
    });
    this.#io.use((socket, next) => {
      this.#signIn(socket).then(
        (device) => {
          socket.data.device = device;
          next();
        },
        (error: unknown) => next(this.#refusal(socket, error)),
      );
    });
    this.#io.on('connection', (socket) => this.#connected(socket, socket.data.device));
  }

  async close(): Promise<void> {
    const connections = [...this.#context.connections];
    await Promise.all(
      connections.map((connection) => connection.close('internal', 'The server is shutting down.', 'shutdown')),
    );
    await this.#io.close();
  }

  async #signIn(socket: IoSocket): Promise<Device> {
    const auth: unknown = socket.handshake.auth;
    const token = typeof auth === 'object' && auth !== null && 'token' in auth ? auth.token : '';
    const person = await this.#context.verifier.verify(typeof token === 'string' ? token.slice(0, 8_192) : '');
    // The version first: a client of another one may say the rest in other words.
    const version = signIn.shape.protocol.safeParse(
      typeof auth === 'object' && auth !== null && 'protocol' in auth ? auth.protocol : undefined,
    );
    if (version.success && version.data !== protocolVersion) {
      const older =
        version.data < protocolVersion ? 'This app is older than the server' : 'The server is older than this app';
      throw new RequestError(
        'version-mismatch',
        `${older}: they speak versions ${version.data} and ${protocolVersion}.`,
      );
    }
    const request = check(signIn, auth);
    if (!request.success) {
      const issue = request.error.issues[0];
      throw new RequestError('bad-request', `Sign-in: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    const { deviceId } = request.data;
    const device = { key: `${person.id}/${deviceId}`, id: deviceId, person };
    this.#checkRoom(device);
    return device;
  }

  #checkRoom(device: Device): void {
    const { connections, limits } = this.#context;
    if (connections.of(device.key) !== undefined) return;
    const own = [...connections].filter(({ device: { person } }) => person.id === device.person.id).length;
    if (own >= limits.devicesPerPerson) {
      throw new RequestError('limit-reached', 'You are signed in on too many devices. Close the app on one of them.');
    }
    if (connections.size >= limits.connections) {
      throw new RequestError('limit-reached', 'This server is full. Try again later.');
    }
  }

  #refusal(socket: IoSocket, error: unknown): Error {
    const refusal =
      error instanceof RequestError ? error : new RequestError('internal', 'Signing in failed. Try again in a moment.');
    const log = refusal.code === 'internal' ? 'error' : 'warn';
    this.#context.logger[log](
      { code: refusal.code, address: socket.handshake.address, err: error },
      'a sign-in was refused',
    );
    return Object.assign(new Error(refusal.message), { data: refusal.toProtocol() });
  }

  #connected(socket: IoSocket, device: Device): void {
    const { connections, handlers, logger, clock, limits, onConnected, onDisconnected } = this.#context;
    const former = connections.of(device.key);
    const connection = new Connection(socket, device, handlers, { logger, clock, limits });
    connections.put(connection);
    void former?.close('limit-reached', 'The app has connected again from this device.', 'replaced');
    socket.on('disconnect', (reason) => {
      if (!connections.delete(connection)) return;
      logger.info({ person: device.person.id, reason }, 'disconnected');
      onDisconnected(device);
    });
    logger.info({ person: device.person.id, takesOver: former !== undefined }, 'signed in');
    connection.push('welcome', onConnected(device, former !== undefined));
  }
}
