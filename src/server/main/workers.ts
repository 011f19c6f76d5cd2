import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { StartError } from '../errors.ts';
import { WorkerPool } from '../media/sfu/workers.ts';
import { isLoopback } from '../transport/http.ts';
import type { Configuration } from './configuration/schema.ts';

/** @throws StartError when they cannot be started as configured */
export async function startWorkers(
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
    tcp: media.tcp,
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
