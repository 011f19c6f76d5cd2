import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { TokenKey } from '../auth/tokens.ts';
import { StartError } from '../errors.ts';
import { defaultDataFolder } from '../storage/data-folder.ts';
import { type Loaded, loadConfiguration } from './configuration/load.ts';
import { type Setting, settings } from './configuration/schema.ts';

/** Looked for in the data folder. */
export const configurationFile = 'holdfast-server.json';

const flagged = settings.filter((setting): setting is Setting & { flag: string } => setting.flag !== undefined);

const line = (flag: string, text: string): string => `    ${flag.padEnd(34)} ${text}`;

export const usage = `Holdfast call server

  serve [options]                        start the server (default)
${flagged
  .map(({ flag, description, schema, otherwise }) =>
    line(`--${flag} …`, `${description} (${otherwise ?? schema.def.defaultValue})`),
  )
  .join('\n')}
${line('--config FILE', `what flags and environment leave open (${configurationFile} in the data folder)`)}
${line('--check-config', 'say what holds and where it comes from, and start nothing')}
${line('--data DIR', 'data folder ($XDG_DATA_HOME/holdfast-server)')}
  token PERSON --name NAME [options]     print a signed token
${line('--days N', 'until it expires (90)')}
${line('--data DIR, --server-id ID', 'as for serve')}

  docs/operating.md lists all settings. HOLDFAST_SECRET signs and checks tokens (HS256, 32 characters at least). Without it and
  without keys a secret is made in the data folder, and the server listens on this machine only.
`;

export type Command =
  | { kind: 'help' }
  | ({ kind: 'serve' | 'check-config'; dataFolder: string; tokenKey: TokenKey | null } & Loaded)
  | {
      kind: 'token';
      person: { id: string; name: string };
      dataFolder: string;
      days: number;
      key: TokenKey | null;
      serverId: string | null;
    };

const flags: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
  help: { type: 'boolean', short: 'h' },
  'check-config': { type: 'boolean' },
  config: { type: 'string' },
  data: { type: 'string' },
  days: { type: 'string' },
  ...Object.fromEntries(flagged.map(({ flag }) => [flag, { type: 'string' } as const])),
};

/** @throws StartError with exit code 2 for what cannot be meant. */
export function parseCommand(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Command {
  const { values, positionals } = parse(argv);
  if (values.help === true) return { kind: 'help' };
  const [command = 'serve', ...rest] = positionals;
  const dataFolder = text(values, 'data') ?? env.HOLDFAST_DATA ?? defaultDataFolder();
  const own = join(dataFolder, configurationFile);
  const file = text(values, 'config') ?? env.HOLDFAST_CONFIG ?? (existsSync(own) ? own : null);
  const loaded = loadConfiguration({ file, env, flags: values });
  const { jwksUrl, serverId } = loaded.configuration;
  const tokenKey = keyOf(jwksUrl, env.HOLDFAST_SECRET);
  switch (command) {
    case 'serve': {
      if (rest.length > 0) throw new StartError(`serve takes no argument: ${rest.join(' ')}`, 2);
      if (values.days !== undefined) throw new StartError('--days belongs to the token command.', 2);
      return { kind: values['check-config'] === true ? 'check-config' : 'serve', dataFolder, tokenKey, ...loaded };
    }
    case 'token': {
      const [id, ...more] = rest;
      if (id === undefined || more.length > 0) throw new StartError('Usage: token PERSON --name NAME', 2);
      return {
        kind: 'token',
        person: { id, name: text(values, 'name') ?? id },
        dataFolder,
        days: number(values, 'days', 1, 36_500) ?? 90,
        key: tokenKey,
        serverId,
      };
    }
    default:
      throw new StartError(`There is no command "${command}". Try --help.`, 2);
  }
}

function parse(argv: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options: flags, allowPositionals: true, strict: true });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}. Try --help.`, 2, { cause: error });
  }
}

function text(values: Record<string, unknown>, flag: string): string | undefined {
  const value = values[flag];
  return typeof value === 'string' ? value : undefined;
}

function number(values: Record<string, unknown>, flag: string, min: number, max: number): number | undefined {
  const raw = text(values, flag);
  if (raw === undefined) return undefined;
  const value = /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
  if (!(value >= min && value <= max)) throw new StartError(`--${flag} is a whole number from ${min} to ${max}.`, 2);
  return value;
}

function keyOf(jwksUrl: string | null, secret: string | undefined): TokenKey | null {
  if (jwksUrl !== null) return { kind: 'jwks', url: jwksUrl };
  return secret === undefined || secret === '' ? null : { kind: 'secret', secret };
}
