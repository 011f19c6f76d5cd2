import { availableParallelism } from 'node:os';
import { type Logger, pino } from 'pino';
import { SessionLinks } from '../auth/session-links.ts';
import { minSecretLength, type TokenKey, TokenVerifier } from '../auth/tokens.ts';
import { type Clock, systemClock } from '../clock.ts';
import { StartError } from '../errors.ts';
import { DataFolder } from '../storage/data-folder.ts';
import { isLoopback, listen } from '../transport/http.ts';
import { compose } from './compose.ts';
import type { Configuration } from './configuration/schema.ts';
import { openStores } from './stores.ts';
import { startWorkers } from './workers.ts';

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
  const { media, signaling } = configuration;
  const workerCount = media.workers ?? availableParallelism();
  const data = new DataFolder(parts.dataFolder);
  const serverId = configuration.serverId ?? data.serverId();
  const verifier = new TokenVerifier(checkedKey(tokenKey, signaling.listen, data), serverId, clock);
  const links = new SessionLinks({
    key: data.linkKey(),
    serverId,
    clock,
    lifetimeMs: configuration.calls.linkLifetimeMs,
  });
  const stores = openStores(data, logger, clock);
  const workers = await startWorkers(configuration, workerCount, logger, clock).catch((error: unknown) => {
    stores.close();
    throw error;
  });
  const { calls, http, gateway } = compose(configuration, {
    clock,
    logger,
    verifier,
    links,
    stores,
    workers,
    workerCount,
  });

  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      calls.close();
      await gateway.close();
      workers.close();
      stores.close();
    })();
    return closing;
  };

  try {
    const { port } = await listen(http, signaling.port, signaling.listen);
    const host = signaling.listen.includes(':') ? `[${signaling.listen}]` : signaling.listen;
    return { url: `http://${host}:${port}`, port, serverId, workerPids: () => workers.pids, close };
  } catch (error) {
    await close();
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
