/** The command line of the app: what it means, and what is wrong with it. */
import { resolve } from 'node:path';
import { type Account, account as accountSchema } from '../shared/ipc.ts';
import { settingNames } from '../shared/session-settings.ts';
import type { SessionWish } from '../shared/session-wish.ts';
import { ctlForms } from './ctl/protocol.ts';
import { callUsage, readSessionWish, settingOptions, settingsWithValue } from './session-command.ts';

export const usage = `Usage: holdfast [options] [holdfast://link]
${callUsage}
${ctlForms.map((form) => `       holdfast ${form}`).join('\n')}

  --server URL          call server to sign in to (with --token)
  --token TOKEN         access token to sign in with (with --server)
  --name NAME           name to show until the server has told its own
  --user-data-dir DIR   where this copy keeps its data; copies with different folders run side by side
  --hidden              start without showing the window
  --version, --help

With call and join; a copy of Holdfast that runs already takes them over:
${settingOptions}
`;

export type RunOptions = {
  /** Signs in without asking, for this run only. */
  account: Account | null;
  userDataDir: string | null;
  hidden: boolean;
  /** `holdfast:` links to open. */
  links: string[];
  /** What `call` or `join` asks for. */
  session: SessionWish | null;
};

export type CommandLine =
  | ({ kind: 'run' } & RunOptions)
  | { kind: 'ctl'; words: string[]; json: boolean; userDataDir: string | null }
  | { kind: 'version' }
  | { kind: 'help' }
  | { kind: 'bad'; message: string };

const withValue = ['server', 'token', 'name', 'user-data-dir', ...settingsWithValue] as const;
type ValueOption = (typeof withValue)[number];

/** Options after which a value comes. */
export const valueOptions: readonly string[] = withValue.map((name) => `--${name}`);

/** The id of a call may begin with a dash; taken for an option, it would leave the active call to be meant. */
const isDashedWord = (text: string) => /^-[^-]/u.test(text);

const isLink = (text: string) => /^holdfast:/i.test(text);

/**
 * Reads `argv` as Electron gives it: the executable first and, unless `packaged`, the app's folder as the first word
 * after it. Options nobody here knows are left to Chromium.
 */
export function parseCommandLine(
  argv: readonly string[],
  context: { packaged: boolean; cwd: string; userName: string },
): CommandLine {
  const values = new Map<ValueOption, string>();
  const flags = new Set<string>();
  const words: string[] = [];
  const given = argv.slice(1);
  for (let i = 0; i < given.length; i++) {
    const argument = given[i] ?? '';
    const [, option, attached] = /^--([a-z-]+)(?:=(.*))?$/s.exec(argument) ?? [];
    const name = withValue.find((known) => known === option);
    if (name) {
      const value = attached ?? given[++i];
      if (value === undefined || (attached === undefined && value.startsWith('--'))) {
        return { kind: 'bad', message: `--${name} needs a value.` };
      }
      values.set(name, value);
    } else if (argument.startsWith('-') && !(words[context.packaged ? 0 : 1] === 'ctl' && isDashedWord(argument))) {
      if (attached !== undefined && settingNames.some((known) => known === option)) {
        return { kind: 'bad', message: `--${option} is given without a value.` };
      }
      if (option) flags.add(option);
    } else {
      words.push(argument);
    }
  }
  if (!context.packaged) words.shift();

  const dir = values.get('user-data-dir');
  if (dir === '') return { kind: 'bad', message: '--user-data-dir needs a folder.' };
  const userDataDir = dir === undefined ? null : resolve(context.cwd, dir);

  if (words[0] === 'ctl') return { kind: 'ctl', words: words.slice(1), json: flags.has('json'), userDataDir };
  if (flags.has('help')) return { kind: 'help' };
  if (flags.has('version')) return { kind: 'version' };

  const account = readAccount(values, context.userName);
  if (typeof account === 'string') return { kind: 'bad', message: account };
  const session = readSessionWish(words, values, flags);
  if (typeof session === 'string') return { kind: 'bad', message: session };
  const links = session === null ? words.filter(isLink) : [];
  return { kind: 'run', account, userDataDir, hidden: flags.has('hidden'), links, session };
}

/** The account, `null` where none was given, or what is wrong with it. */
function readAccount(values: ReadonlyMap<ValueOption, string>, userName: string): Account | string | null {
  const server = values.get('server');
  const token = values.get('token');
  const name = values.get('name');
  if (server === undefined && token === undefined)
    return name === undefined ? null : '--name needs --server and --token.';
  if (server === undefined) return '--token needs --server.';
  if (token === undefined) return '--server needs --token. Print one with: npm run server -- token NAME';
  const parsed = accountSchema.safeParse({ server, token, name: name ?? userName });
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path[0];
  if (field === 'server') return `--server must be an http:// or https:// address, not "${server.slice(0, 200)}".`;
  return field === 'token' ? '--token must have between 1 and 8,192 characters.' : '--name is not a name.';
}
