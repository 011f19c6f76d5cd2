import { parseArgs } from 'node:util';
import { defaultDataFolder } from './auth/data-folder.ts';
import type { TokenKey } from './auth/tokens.ts';
import { StartError } from './errors.ts';
import { isLoopback } from './http.ts';
import type { ServerOptions } from './server.ts';

export const usage = `Holdfast call server

  serve [options]                        start the server (default)
    --port PORT                          HTTP and signaling, 0 takes a free one (4400)
    --listen ADDRESS                     address for signaling and media (127.0.0.1)
    --announce HOST                      address that clients reach the media at, when it is another
    --rtc-port PORT                      first UDP and TCP port for media, one a worker (free ones; 44400 off loopback)
    --workers N                          media workers (one a core)
    --data DIR                           data folder (${'$XDG_DATA_HOME'}/holdfast-server)
    --name NAME                          name that clients show (Holdfast)
    --server-id ID                       audience of the tokens (made in the data folder)
    --jwks-url URL                       the operator's public keys, also HOLDFAST_JWKS_URL
    --ring-timeout-ms MS                 how long a call rings (45000)
    --grace-ms MS                        how long a vanished peer is kept (30000)
    --log-level LEVEL                    debug, info, warn, error or silent (info)
  token PERSON --name NAME [options]     print a signed token
    --data DIR                           data folder of the server
    --days N                             until it expires (90)
    --server-id ID                       as for serve

  HOLDFAST_SECRET signs and checks tokens (HS256, 32 characters at least). Without it and without keys a secret is made in the
  data folder, and the server listens on this machine only.
`;

export type Command =
  | { kind: 'help' }
  | { kind: 'serve'; options: ServerOptions; logLevel: string }
  | {
      kind: 'token';
      person: { id: string; name: string };
      dataFolder: string;
      days: number;
      key: TokenKey | null;
      serverId: string | null;
    };

const flags = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string' },
  listen: { type: 'string' },
  announce: { type: 'string' },
  'rtc-port': { type: 'string' },
  workers: { type: 'string' },
  data: { type: 'string' },
  name: { type: 'string' },
  days: { type: 'string' },
  'server-id': { type: 'string' },
  'jwks-url': { type: 'string' },
  'ring-timeout-ms': { type: 'string' },
  'grace-ms': { type: 'string' },
  'log-level': { type: 'string' },
} as const;

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'];

/** @throws StartError with exit code 2 for what cannot be meant. */
export function parseCommand(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Command {
  const { values, positionals } = parse(argv);
  if (values.help === true) return { kind: 'help' };
  const [command = 'serve', ...rest] = positionals;
  const dataFolder = values.data ?? defaultDataFolder();
  const serverId = values['server-id'] ?? env.HOLDFAST_SERVER_ID ?? null;
  switch (command) {
    case 'serve': {
      if (rest.length > 0) throw new StartError(`serve takes no argument: ${rest.join(' ')}`, 2);
      if (values.days !== undefined) throw new StartError('--days belongs to the token command.', 2);
      const listen = values.listen ?? '127.0.0.1';
      const logLevel = values['log-level'] ?? 'info';
      if (!logLevels.includes(logLevel)) throw new StartError(`--log-level is one of ${logLevels.join(', ')}.`, 2);
      const ringTimeoutMs = number(values, 'ring-timeout-ms', 1, 600_000);
      const graceMs = number(values, 'grace-ms', 0, 600_000);
      const workers = number(values, 'workers', 1, 256);
      return {
        kind: 'serve',
        logLevel,
        options: {
          port: number(values, 'port', 0, 65_535) ?? 4400,
          listen,
          announce: values.announce ?? null,
          rtcPort: number(values, 'rtc-port', 0, 65_535) ?? (isLoopback(listen) ? 0 : 44_400),
          dataFolder,
          tokenKey: tokenKey(values['jwks-url'], env),
          serverId,
          ...(workers === undefined ? {} : { workers }),
          ...(values.name === undefined ? {} : { name: values.name.slice(0, 120) }),
          times: {
            ...(ringTimeoutMs === undefined ? {} : { ringTimeoutMs }),
            ...(graceMs === undefined ? {} : { peerGraceMs: graceMs, ringGraceMs: Math.min(graceMs, 5_000) }),
          },
        },
      };
    }
    case 'token': {
      const [id, ...more] = rest;
      if (id === undefined || more.length > 0) throw new StartError('Usage: token PERSON --name NAME', 2);
      return {
        kind: 'token',
        person: { id, name: values.name ?? id },
        dataFolder,
        days: number(values, 'days', 1, 36_500) ?? 90,
        key: tokenKey(values['jwks-url'], env),
        serverId,
      };
    }
    default:
      throw new StartError(`There is no command "${command}". Try --help.`, 2);
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}. Try --help.`, 2, { cause: error });
  }
}

function number(values: Record<string, unknown>, flag: string, min: number, max: number): number | undefined {
  const raw = values[flag];
  if (raw === undefined) return undefined;
  const value = typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
  if (!(value >= min && value <= max)) throw new StartError(`--${flag} is a whole number from ${min} to ${max}.`, 2);
  return value;
}

function tokenKey(jwksFlag: string | undefined, env: Readonly<Record<string, string | undefined>>): TokenKey | null {
  const url = jwksFlag ?? env.HOLDFAST_JWKS_URL;
  const secret = env.HOLDFAST_SECRET;
  if (url !== undefined && url !== '') {
    if (!isAddressForKeys(url)) {
      throw new StartError(`${url} is no https address for keys; http is for this machine alone.`, 2);
    }
    return { kind: 'jwks', url };
  }
  return secret === undefined || secret === '' ? null : { kind: 'secret', secret };
}

/** Whoever can change the keys on their way can sign in as anybody. */
function isAddressForKeys(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname.replace(/^\[|\]$/g, '')));
}
