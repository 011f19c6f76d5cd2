/** What `npm start -- …` understands. */
import { userInfo } from 'node:os';
import { readOptions, UsageError } from '../setup/usage.mjs';

export const usage = `Usage: npm start -- [options]

  --name NAME   sign in as NAME (default: your user name); each name has its own data folder
  --second      the same as --name Bob: a second copy to call
  --port PORT   where the local call server listens (default 4400, or any free port when that one is taken)
  --help        this text
`;

/** Name of the copy that --second starts. */
const secondName = 'Bob';

/** The system may know no name for its user: a container runs under any number. */
function systemUserName() {
  try {
    return userInfo().username;
  } catch {
    return 'Me';
  }
}

/** An id the call server accepts, made of a name: `Ada Lovelace` is `ada-lovelace`. */
export function idOf(name) {
  const id = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}._@+]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return id === '' ? 'me' : id;
}

/**
 * @param {string[]} argv
 * @param {string | null} [userName] `null`: asked of the system when it is needed.
 * @returns {{ help: boolean, name: string, id: string, port: number | null }}
 * @throws {UsageError}
 */
export function parseOptions(argv, userName = null) {
  const { values } = readOptions({
    args: argv,
    options: {
      name: { type: 'string' },
      second: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const name = (values.name ?? (values.second ? secondName : (userName ?? systemUserName()))).trim();
  if (name === '') throw new UsageError('--name needs a name');
  const port = values.port === undefined ? null : Number(values.port);
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  return { help: values.help, name, id: idOf(name), port };
}
