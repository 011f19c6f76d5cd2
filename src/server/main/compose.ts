import { randomBytes } from 'node:crypto';
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import type { SessionLinks } from '../auth/session-links.ts';
import type { TokenVerifier } from '../auth/tokens.ts';
import { Calls } from '../calls/calls.ts';
import type { Clock } from '../clock.ts';
import { Directory } from '../directory/directory.ts';
import { routerRtpCapabilities } from '../media/sfu/codecs.ts';
import type { WorkerPool } from '../media/sfu/workers.ts';
import { Connections } from '../transport/connections.ts';
import { Gateway } from '../transport/gateway.ts';
import { createHandlers } from '../transport/handlers.ts';
import { createHttp, isKnownOrigin } from '../transport/http.ts';
import type { Configuration } from './configuration/schema.ts';
import { sessionLog } from './session-log.ts';
import type { Stores } from './stores.ts';

const serverVersion = '0.1.0';

/** Calls of two that the worker on one core carries: about 400 were found to fit two. */
const sessionsPerWorker = 200;

export type Running = {
  clock: Clock;
  logger: Logger;
  verifier: TokenVerifier;
  links: SessionLinks;
  stores: Stores;
  workers: WorkerPool;
  workerCount: number;
};

/** Puts the server together on what runs already; each part is built from parts before it. */
export function compose(
  { name, calls: times, limits, media, signaling }: Configuration,
  { clock, logger, verifier, links, stores, workers, workerCount }: Running,
): { calls: Calls; http: HttpServer; gateway: Gateway } {
  const connections = new Connections();
  const directory = new Directory({
    record: stores.people,
    clock,
    announce: (person) => connections.announce(person),
  });
  const calls = new Calls({
    clock,
    outbox: connections,
    media: workers,
    people: directory,
    record: stores.sessions,
    onRecordFailed: (err) =>
      logger.error({ err }, 'live calls cannot be written down; they would not outlive this server'),
    times: { ...times, participantGraceMs: times.graceMs },
    heard: { all: media.heardByAll, latest: media.heardLatest },
    log: sessionLog(logger),
    newId: () => randomBytes(12).toString('base64url'),
    rings: limits,
    limits: { ...limits, sessions: limits.sessions ?? sessionsPerWorker * workerCount },
  });
  const http = createHttp(() => ({
    status: 'ok',
    version: serverVersion,
    workers: workers.pids.length,
    sessions: calls.size,
  }));
  const rtpCapabilities = routerRtpCapabilities();
  const gateway = new Gateway(http, isKnownOrigin, {
    verifier,
    logger,
    clock,
    connections,
    handlers: createHandlers(calls, links),
    signaling,
    limits,
    onConnected: (device, takesOver) => {
      // What the former connection was told is lost with it: the participant waits for its resume or join.
      if (takesOver) calls.disconnected(device);
      directory.connected(device);
      return {
        you: device.person,
        server: { name, version: serverVersion },
        people: directory.listFor(device.person.id),
        rtpCapabilities,
        iceServers: media.iceServers,
        ...calls.connected(device),
      };
    },
    onDisconnected: (device) => {
      directory.disconnected(device);
      calls.disconnected(device);
    },
  });
  return { calls, http, gateway };
}
