import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Logger, pino } from 'pino';
import { type PushOf, peerGraceMs, ringGraceMs, ringTimeoutMs } from '../shared/protocol.ts';
import { DataFolder } from './auth/data-folder.ts';
import { minSecretLength, type TokenKey, TokenVerifier } from './auth/tokens.ts';
import { Calls } from './calls/calls.ts';
import type { Device } from './calls/peer.ts';
import type { CallTimes } from './calls/session-context.ts';
import { SessionStore } from './calls/session-store.ts';
import { type Clock, systemClock } from './clock.ts';
import { Directory } from './directory/directory.ts';
import { PeopleStore } from './directory/people-store.ts';
import { StartError } from './errors.ts';
import { createHttp, isKnownOrigin, isLoopback, listen } from './http.ts';
import { routerRtpCapabilities } from './sfu/codecs.ts';
import { WorkerPool } from './sfu/workers.ts';
import { Gateway } from './signaling/gateway.ts';
import { createHandlers } from './signaling/handlers.ts';

export const serverVersion = '0.1.0';

export type ServerOptions = {
  /** Where the server keeps what is its own; made when missing. */
  dataFolder: string;
  /** HTTP and signaling; 0 takes a free one. */
  port: number;
  /** Address for signaling and media. */
  listen: string;
  /** Address or host name that clients reach the media at, when it is another than `listen`. */
  announce?: string | null;
  /** Where trust in tokens comes from; `null` makes a secret in the data folder, good for loopback only. */
  tokenKey?: TokenKey | null;
  /** `aud` of the tokens; by default an id in the data folder. */
  serverId?: string | null;
  /** As clients show it. */
  name?: string;
  iceServers?: PushOf<'welcome'>['iceServers'];
  /** Media workers; by default one a core. */
  workers?: number;
  /** UDP and TCP port of the first media worker; 0 takes free ones. */
  rtcPort?: number;
  times?: Partial<CallTimes>;
  limits?: Partial<ServerLimits>;
  logger?: Logger;
  clock?: Clock;
};

export type ServerLimits = { maxSessions: number; maxDevicesPerPerson: number; maxConnections: number };

export type RunningServer = {
  url: string;
  port: number;
  /** The id that tokens for this server name as their audience. */
  serverId: string;
  /** Process ids of the media workers. */
  workerPids(): number[];
  /** Ends all sessions, tells the clients, stops the workers. Safe more than once. */
  close(): Promise<void>;
};

const defaultTimes: CallTimes = { ringTimeoutMs, peerGraceMs, ringGraceMs, echoAnswersMs: 1_500 };
const defaultLimits: ServerLimits = { maxSessions: 2_000, maxDevicesPerPerson: 10, maxConnections: 10_000 };

/**
 * Builds and starts a call server.
 * @throws StartError with a message for the operator.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const clock = options.clock ?? systemClock;
  const logger = options.logger ?? pino({ level: 'silent' });
  const limits = { ...defaultLimits, ...options.limits };
  const data = new DataFolder(options.dataFolder);
  const serverId = options.serverId ?? data.serverId();
  const verifier = new TokenVerifier(checkedKey(options, data), serverId, clock);
  const listenIp = options.listen === 'localhost' ? '127.0.0.1' : options.listen;

  const people = new PeopleStore(data.file('people.sqlite'), logger, clock);
  const sessions = openSessions(data, people, logger, clock);
  const closeStores = (): void => {
    people.close();
    sessions.close();
  };
  const workers = await startWorkers(options, listenIp, logger, clock).catch((error: unknown) => {
    closeStores();
    throw error;
  });
  const directory: Directory = new Directory({
    store: people,
    clock,
    isInCall: (personId) => calls.isInCall(personId),
    announce: (person) => gateway.announce(person),
  });
  const http = createHttp(() => ({
    status: 'ok',
    version: serverVersion,
    workers: workers.pids.length,
    sessions: calls.size,
  }));
  const gateway: Gateway = new Gateway(http, isKnownOrigin, {
    verifier,
    logger,
    clock,
    maxDevicesPerPerson: limits.maxDevicesPerPerson,
    maxConnections: limits.maxConnections,
    onConnected: (device, takesOver) => {
      // What the former connection was told is lost with it: the peer waits for its resume or join.
      if (takesOver) calls.disconnected(device);
      directory.connected(device);
      return welcome(device);
    },
    onDisconnected: (device) => {
      directory.disconnected(device);
      calls.disconnected(device);
    },
  });
  const calls: Calls = new Calls({
    clock,
    outbox: gateway,
    media: workers,
    people: directory,
    record: sessions,
    onRecordFailed: (err) =>
      logger.error({ err }, 'live calls cannot be written down; they would not outlive this server'),
    times: { ...defaultTimes, ...options.times },
    newId: () => randomBytes(12).toString('base64url'),
    maxSessions: limits.maxSessions,
    onPresence: (personIds) => directory.changed(personIds),
  });

  const rtpCapabilities = routerRtpCapabilities();
  const welcome = (device: Device): PushOf<'welcome'> => ({
    you: device.person,
    server: { name: options.name ?? 'Holdfast', version: serverVersion },
    people: directory.listFor(device.person.id),
    rtpCapabilities,
    iceServers: options.iceServers ?? [],
    ...calls.connected(device),
  });

  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      calls.close();
      await gateway.close();
      workers.close();
      closeStores();
    })();
    return closing;
  };

  gateway.open(createHandlers(calls));
  try {
    const { port } = await listen(http, options.port, options.listen);
    const host = options.listen.includes(':') ? `[${options.listen}]` : options.listen;
    return { url: `http://${host}:${port}`, port, serverId, workerPids: () => workers.pids, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function openSessions(data: DataFolder, people: PeopleStore, logger: Logger, clock: Clock): SessionStore {
  try {
    return new SessionStore(data.file('sessions.sqlite'), logger, clock);
  } catch (error) {
    people.close();
    throw error;
  }
}

function checkedKey(options: ServerOptions, data: DataFolder): TokenKey {
  const { tokenKey = null, listen: host } = options;
  if (tokenKey === null) {
    if (!isLoopback(host)) {
      throw new StartError(
        `With the demo secret the server listens on this machine only, not on ${host}. ` +
          'Set HOLDFAST_SECRET or HOLDFAST_JWKS_URL, or leave out --listen.',
        2,
      );
    }
    return { kind: 'secret', secret: data.demoSecret() };
  }
  if (tokenKey.kind === 'secret' && tokenKey.secret.length < minSecretLength) {
    throw new StartError(`HOLDFAST_SECRET is too short: ${minSecretLength} characters at least.`, 2);
  }
  return tokenKey;
}

async function startWorkers(
  options: ServerOptions,
  listenIp: string,
  logger: Logger,
  clock: Clock,
): Promise<WorkerPool> {
  const { workers: count = availableParallelism(), rtcPort: firstPort = 0, announce = null } = options;
  if ((listenIp === '0.0.0.0' || listenIp === '::') && announce === null) {
    throw new StartError(
      `Listening on ${listenIp}, the server must be told its address for media: --announce HOST.`,
      2,
    );
  }
  try {
    return await WorkerPool.start({ count, listenIp, announcedAddress: announce, firstPort }, logger, clock);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const ports = firstPort === 0 ? '' : ` Are the ports from ${firstPort} on (--rtc-port) free, UDP and TCP?`;
    throw new StartError(`The media workers cannot start: ${reason}.${ports}`, 1, { cause: error });
  }
}
