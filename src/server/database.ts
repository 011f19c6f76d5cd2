import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Clock } from './clock.ts';

/** Each entry brings the schema from its index to the next version. Append only. */
export type Migrations = readonly string[];

/** Opens or makes an SQLite file; one that cannot be read is set aside with a date and a new one made. */
export function openDatabase(path: string, migrations: Migrations, logger: Logger, clock: Clock): DatabaseSync {
  try {
    return open(path, migrations);
  } catch (error) {
    if (!existsSync(path)) throw error;
    const aside = `${path}.corrupt-${new Date(clock.now()).toISOString().replaceAll(':', '-')}`;
    renameSync(path, aside);
    for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    logger.error({ err: error, path, aside }, 'a file could not be read; it was set aside and a new one made');
    return open(path, migrations);
  }
}

function open(path: string, migrations: Migrations): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000');
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) throw new Error(`Schema version ${version} is newer than this server's`);
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      database.exec(`BEGIN IMMEDIATE; ${migration} PRAGMA user_version = ${index + 1}; COMMIT`);
    }
    // Finds out now whether it can be read at all.
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
