import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../errors.ts';

export function defaultDataFolder(): string {
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'holdfast-server');
}

/** The server's own folder: its id, its secrets, the people it has seen. */
export class DataFolder {
  readonly path: string;

  /** @throws StartError when the folder can neither be found nor made. */
  constructor(path: string) {
    this.path = path;
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new StartError(`The data folder ${path} cannot be made. Name another one with --data.`, 1, {
        cause: error,
      });
    }
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** Names this server in the `aud` claim of its tokens; made at the first start. */
  serverId(): string {
    return this.#once('server-id', () => randomUUID());
  }

  hasDemoSecret(): boolean {
    return existsSync(this.file('demo-secret'));
  }

  /** Signs tokens on this machine where no secret is configured. Only its owner can read it. */
  demoSecret(): string {
    return this.#once('demo-secret', () => randomBytes(32).toString('base64url'));
  }

  /** Signs the links to sessions. Only its owner can read it. */
  linkKey(): string {
    return this.#once('link-key', () => randomBytes(32).toString('base64url'));
  }

  #once(name: string, make: () => string): string {
    const path = this.file(name);
    try {
      // `wx`: of two processes that start together one writes, the other reads.
      writeFileSync(path, `${make()}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if (!isAlreadyThere(error)) {
        throw new StartError(`${path} cannot be written. Name another data folder with --data.`, 1, { cause: error });
      }
    }
    const content = readFileSync(path, 'utf8').trim();
    if (content === '') throw new StartError(`${path} is empty. Delete it to have a new one made.`, 1);
    return content;
  }
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
