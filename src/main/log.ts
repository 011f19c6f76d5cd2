import { join } from 'node:path';
import electronLog from 'electron-log/node';
import type { Log } from './ongoing-call/ports.ts';

/** Anything shaped like a signed token or named one. Names of people are not logged to begin with. */
const secrets = [
  /eyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g,
  /((?:token|secret|password|authorization)["']?\s*[=:]\s*["']?)[^\s"',}&]+/gi,
];

/** Takes tokens out of a text. */
export function redact(text: string): string {
  const [signed, named] = secrets as [RegExp, RegExp];
  return text.replace(signed, '[token]').replace(named, '$1[redacted]');
}

/**
 * The log of the main process: a file of at most 1 MiB in `folder`, one older file kept beside it; warnings and errors
 * on stderr too. It is electron-log without its IPC half: that one listens to any frame.
 */
export function createLog(folder: string): Log {
  const logger = electronLog.create({ logId: folder });
  logger.transports.file.setAppName('Holdfast');
  logger.transports.file.resolvePathFn = () => join(folder, 'main.log');
  logger.transports.file.maxSize = 1024 * 1024;
  logger.transports.file.level = 'info';
  logger.transports.console.writeFn = ({ message }) => {
    process.stderr.write(`${message.data.map(String).join(' ')}\n`);
  };
  logger.transports.console.level = 'warn';
  return {
    info: (message) => logger.info(redact(message)),
    warn: (message) => logger.warn(redact(message)),
    error: (message, cause) => logger.error(redact(cause === undefined ? message : `${message} ${textOf(cause)}`)),
  };
}

/** A failure that nobody caught is logged, and the app goes on: it may be in a call that has nothing to do with it. */
export function logFailures(process: Pick<NodeJS.Process, 'on'>, log: Log): void {
  process.on('uncaughtException', (cause) => log.error('Uncaught exception:', cause));
  process.on('unhandledRejection', (cause) => log.error('Uncaught rejection:', cause));
}

function textOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const text = cause.stack ?? `${cause.name}: ${cause.message}`;
  return cause.cause === undefined ? text : `${text}\nCaused by: ${textOf(cause.cause)}`;
}
