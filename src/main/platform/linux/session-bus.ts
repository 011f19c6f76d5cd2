import { existsSync } from 'node:fs';
import path from 'node:path';
import { type MessageBus, sessionBus } from '@particle/dbus-next';
import type { Log } from '../../ongoing-call/ports.ts';
import { BusConnection } from './bus-connection.ts';

/** A bus that does not answer within this time is not there, ms. */
const connectTimeoutMs = 5_000;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the session bus is, or nothing. Only sockets: `autolaunch:` and `unixexec:` would start programs, and an app
 * that finds no bus must not found one that nobody else is on.
 */
export function sessionBusAddress(
  env: Environment,
  exists: (file: string) => boolean = existsSync,
): string | undefined {
  const given = env.DBUS_SESSION_BUS_ADDRESS;
  if (given) {
    const sockets = given.split(';').filter((address) => /^(unix|tcp):[^=]+=/.test(address));
    return sockets.length > 0 ? sockets.join(';') : undefined;
  }
  const runtime = env.XDG_RUNTIME_DIR;
  if (!runtime) return undefined;
  const socket = path.join(runtime, 'bus');
  return exists(socket) ? `unix:path=${socket}` : undefined;
}

export type SessionBusOptions = { env: Environment; log: Log };

/** The one connection to the session bus. Made when first asked for; a lost one is forgotten, so that asking again connects anew. */
export class SessionBus {
  readonly #options: SessionBusOptions;
  #connection: Promise<BusConnection | undefined> | null = null;
  #closed = false;

  constructor(options: SessionBusOptions) {
    this.#options = options;
  }

  /** `undefined` where there is no bus or it does not answer. Never rejects. */
  connect(): Promise<BusConnection | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    this.#connection ??= this.#open().then((connection) => {
      if (this.#closed) connection?.close();
      if (!connection) this.#connection = null;
      connection?.onClosed(() => {
        this.#connection = null;
        if (!this.#closed) this.#options.log.warn('The session bus closed the connection.');
      });
      return connection;
    });
    return this.#connection;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const connection = await this.#connection;
    connection?.close();
  }

  async #open(): Promise<BusConnection | undefined> {
    const { env, log } = this.#options;
    const busAddress = sessionBusAddress(env);
    if (!busAddress) return undefined;
    let bus: MessageBus;
    try {
      bus = sessionBus({ busAddress });
    } catch (cause) {
      log.warn(`The session bus address can't be used (${String(cause)}): going on without it.`);
      return undefined;
    }
    const connection = new BusConnection(bus);
    const failure = await new Promise<unknown>((resolve) => {
      const timer = setTimeout(() => resolve(new Error(`no answer within ${connectTimeoutMs} ms`)), connectTimeoutMs);
      timer.unref();
      const settle = (failed: unknown) => {
        clearTimeout(timer);
        resolve(failed);
      };
      bus.on('connect', () => settle(null));
      connection.onClosed(settle);
    });
    if (!failure) return connection;
    log.warn(`The session bus can't be reached (${String(failure)}): going on without it.`);
    connection.close();
    return undefined;
  }
}
