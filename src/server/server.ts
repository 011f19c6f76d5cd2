import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type Logger, pino } from 'pino';
import type { PushOf } from '../shared/protocol.ts';
import { DataFolder } from './auth/data-folder.ts';
import { minSecretLength, type TokenKey, TokenVerifier } from './auth/tokens.ts';
import { Calls } from './calls/calls.ts';
import type { Device } from './calls/peer.ts';
import { SessionStore } from './calls/session-store.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Configuration } from './configuration/schema.ts';
import { Directory } from './directory/directory.ts';
import { PeopleStore } from './directory/people-store.ts';
import { StartError } from './errors.ts';
import { createHttp, isKnownOrigin, isLoopback, listen } from './http.ts';
import { routerRtpCapabilities } from './sfu/codecs.ts';
import { WorkerPool } from './sfu/workers.ts';
import { Gateway } from './signaling/gateway.ts';
import { createHandlers } from './signaling/handlers.ts';

export const serverVersion = '0.1.0';

/** Calls of two that the worker on one core carries: about 400 were found to fit two. */
const sessionsPerWorker = 200;

/** What is no matter of configuration. */
export type ServerParts = {
  /** Where the server keeps what is its own; made when missing. */
  dataFolder: string;
  /** Where trust in tokens comes from; `null` makes a secret in the data folder, good for loopback only. */
  tokenKey?: TokenKey | null;
  logger?: Logger;
  clock?: Clock;
};

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

/**
 * Builds and starts a call server.
 * @throws StartError with a message for the operator.
 */
export async function startServer(configuration: Configuration, parts: ServerParts): Promise<RunningServer> {
  const { clock = systemClock, logger = pino({ level: 'silent' }), tokenKey = null } = parts;
  const { calls: times, limits, media, signaling } = configuration;
  const workerCount = media.workers ?? availableParallelism();
  const data = new DataFolder(parts.dataFolder);
  const serverId = configuration.serverId ?? data.serverId();
  const verifier = new TokenVerifier(checkedKey(tokenKey, signaling.listen, data), serverId, clock);

  const people = new PeopleStore(data.file('people.sqlite'), logger, clock);
  const sessions = openSessions(data, people, logger, clock);
  const closeStores = (): void => {
    people.close();
    sessions.close();
  };
  const workers = await startWorkers(configuration, workerCount, logger, clock).catch((error: unknown) => {
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
    signaling,
    limits,
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
    times: { ...times, peerGraceMs: times.graceMs },
    newId: () => randomBytes(12).toString('base64url'),
    maxSessions: limits.sessions ?? sessionsPerWorker * workerCount,
    onPresence: (personIds) => directory.changed(personIds),
  });

  const rtpCapabilities = routerRtpCapabilities();
  const welcome = (device: Device): PushOf<'welcome'> => ({
    you: device.person,
    server: { name: configuration.name, version: serverVersion },
    people: directory.listFor(device.person.id),
    rtpCapabilities,
    iceServers: media.iceServers,
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
    const { port } = await listen(http, signaling.port, signaling.listen);
    const host = signaling.listen.includes(':') ? `[${signaling.listen}]` : signaling.listen;
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

function checkedKey(tokenKey: TokenKey | null, host: string, data: DataFolder): TokenKey {
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
  { media, signaling }: Configuration,
  count: number,
  logger: Logger,
  clock: Clock,
): Promise<WorkerPool> {
  const host = media.listen ?? signaling.listen;
  const listenIp = host === 'localhost' ? '127.0.0.1' : host;
  const firstPort = media.port ?? (isLoopback(host) ? 0 : 44_400);
  if ((listenIp === '0.0.0.0' || listenIp === '::') && media.announce === null) {
    throw new StartError(
      `Listening on ${listenIp}, the server must be told its address for media: --announce HOST.`,
      2,
    );
  }
  const options = {
    count,
    listenIp,
    announcedAddress: media.announce,
    firstPort,
    bitrates: { maxIncoming: media.maxIncomingBitrate, initialOutgoing: media.initialOutgoingBitrate },
  };
  try {
    return await WorkerPool.start(options, logger, clock);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const ports = firstPort === 0 ? '' : ` Are the ports from ${firstPort} on (--rtc-port) free, UDP and TCP?`;
    throw new StartError(`The media workers cannot start: ${reason}.${ports}`, 1, { cause: error });
  }
}
