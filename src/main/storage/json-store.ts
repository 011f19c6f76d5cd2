import { readFileSync, renameSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Log } from '../ongoing-call/ports.ts';
import { writeFileAtomically, writeFileAtomicallyNow } from './atomic-file.ts';

const envelope = z.object({ version: z.number().int().min(1), data: z.unknown() });

export type JsonStoreOptions<T> = {
  file: string;
  /** Reads what the current version wrote; throws when that is not possible. Additions get their defaults here. */
  parse: (data: unknown) => T;
  defaults: T;
  /** `migrations[n]` turns the data of version n + 1 into that of version n + 2. The current version follows from it. */
  migrations: readonly ((data: unknown) => unknown)[];
  /** A file that could not be read has been renamed to `name`, in the same folder. */
  onSetAside?: (name: string) => void;
  log: Log;
  /** ms since the epoch. */
  now?: () => number;
};

/**
 * One value in one versioned JSON file: read once, kept in memory, written atomically and in order. A file that cannot
 * be read is set aside under a name with the date and replaced by the defaults.
 */
export class JsonStore<T> {
  readonly #options: JsonStoreOptions<T>;
  #value: T;
  #writing: Promise<void> = Promise.resolve();
  /** Writes that are under way or wait for their turn. */
  #unwritten = 0;

  constructor(options: JsonStoreOptions<T>) {
    this.#options = options;
    this.#value = this.#read();
  }

  get(): T {
    return this.#value;
  }

  /** Takes effect at once; resolves when it is on the disk, rejects when it cannot be written. */
  set(value: T): Promise<void> {
    this.#value = value;
    const { file, log } = this.#options;
    const text = this.#text();
    this.#unwritten += 1;
    const written = this.#writing.then(() => writeFileAtomically(file, text));
    this.#writing = written
      .catch((cause: unknown) => log.error(`${file} could not be written.`, cause))
      .finally(() => {
        this.#unwritten -= 1;
      });
    return written;
  }

  /** Resolves when nothing is left to write. */
  flush(): Promise<void> {
    return this.#writing;
  }

  /** What is left to write is on the disk when this returns: for a process that is ended right afterwards. */
  flushNow(): void {
    if (this.#unwritten === 0) return;
    const { file, log } = this.#options;
    try {
      writeFileAtomicallyNow(file, this.#text());
    } catch (cause) {
      log.error(`${file} could not be written.`, cause);
    }
  }

  #text(): string {
    return `${JSON.stringify({ version: this.#options.migrations.length + 1, data: this.#value }, null, 2)}\n`;
  }

  #read(): T {
    const { file, defaults, log } = this.#options;
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (cause) {
      if (!isMissing(cause)) this.#setAside(cause);
      return defaults;
    }
    try {
      return this.#parse(text);
    } catch (cause) {
      log.warn(`${file} could not be read: ${cause instanceof Error ? cause.message : String(cause)}`);
      this.#setAside(cause);
      return defaults;
    }
  }

  #parse(text: string): T {
    const { migrations, parse } = this.#options;
    const { version, data } = envelope.parse(JSON.parse(text));
    if (version > migrations.length + 1) throw new Error(`written by a newer Holdfast (version ${version})`);
    return parse(migrations.slice(version - 1).reduce<unknown>((old, migrate) => migrate(old), data));
  }

  #setAside(cause: unknown): void {
    const { file, log, onSetAside, now = Date.now } = this.#options;
    const aside = `${file}.unreadable-${new Date(now()).toISOString().replaceAll(':', '-')}`;
    try {
      renameSync(file, aside);
    } catch (renameCause) {
      log.error(`${file} is unreadable (${String(cause)}) and could not be set aside.`, renameCause);
      return;
    }
    onSetAside?.(basename(aside));
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
