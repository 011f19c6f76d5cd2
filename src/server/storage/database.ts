import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { StartError } from '../errors.ts';

/** Each entry brings the schema from its index to the next version. Append only. */
export type Migrations = readonly string[];

/** How long another server that has the file may take to end, ms. */
const busyMs = 2_000;

/** Primary result codes: https://sqlite.org/rescode.html. */
const busy = 5;
const corrupt = 11;
const notADatabase = 26;

/**
 * Opens or makes an SQLite file, which nobody else can open until it is closed. One that is damaged is set aside with a date and
 * a new one made.
 * @throws StartError when it is in use, was written by a newer server, or cannot be opened; it stays as it is.
 */
export function openDatabase(path: string, migrations: Migrations, logger: Logger, clock: Clock): DatabaseSync {
  try {
    return open(path, migrations);
  } catch (error) {
    const code = resultCode(error);
    if (code !== corrupt && code !== notADatabase) throw startError(path, error);
    const aside = `${path}.corrupt-${new Date(clock.now()).toISOString().replaceAll(':', '-')}`;
    renameSync(path, aside);
    for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    logger.error({ err: error, path, aside }, 'a file is damaged; it was set aside and a new one made');
    return open(path, migrations);
  }
}

function open(path: string, migrations: Migrations): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyMs });
  try {
    // Before anything is read, so that the lock is held from then on: https://sqlite.org/pragma.html#pragma_locking_mode.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) {
      throw new StartError(`${path} was written by a newer server: update this one, or choose another folder.`, 1);
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      database.exec(`BEGIN IMMEDIATE; ${migration} PRAGMA user_version = ${index + 1}; COMMIT`);
    }
    // Finds out now whether it can be read at all, and takes the lock.
    database.exec('BEGIN IMMEDIATE; SELECT count(*) FROM sqlite_schema; COMMIT');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function startError(path: string, cause: unknown): StartError {
  if (cause instanceof StartError) return cause;
  if (resultCode(cause) === busy) {
    return new StartError(`${path} is in use: end the other server, or choose another folder with --data.`, 1, {
      cause,
    });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StartError(`${path} cannot be opened: ${reason}. Free space and permissions?`, 1, { cause });
}

/** SQLite's primary result code, without what extends it; `null` for an error that is not SQLite's. */
function resultCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}
