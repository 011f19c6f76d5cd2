import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { PersonRef } from '../calls/peer.ts';
import type { Clock } from '../clock.ts';

/** Each entry brings the schema from its index to the next version. Append only. */
const migrations: readonly string[] = [
  `CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, last_seen INTEGER NOT NULL) STRICT;
   CREATE INDEX people_by_last_seen ON people (last_seen DESC);`,
];

/** People who have ever signed in, across restarts. */
export class PeopleStore {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens or makes the file; one that cannot be read is set aside with a date and a new one made. */
  static open(path: string, logger: Logger, clock: Clock): PeopleStore {
    try {
      return new PeopleStore(openDatabase(path));
    } catch (error) {
      if (!existsSync(path)) throw error;
      const aside = `${path}.corrupt-${new Date(clock.now()).toISOString().replaceAll(':', '-')}`;
      renameSync(path, aside);
      for (const suffix of ['-wal', '-shm']) if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
      logger.error(
        { err: error, path, aside },
        'the people file could not be read; it was set aside and a new one made',
      );
      return new PeopleStore(openDatabase(path));
    }
  }

  /** Everybody, last seen first. */
  all(limit: number): PersonRef[] {
    return this.#database
      .prepare('SELECT id, name FROM people ORDER BY last_seen DESC, id LIMIT ?')
      .all(limit)
      .map((row) => ({ id: String(row.id), name: String(row.name) }));
  }

  seen(person: PersonRef, at: number): void {
    this.#database
      .prepare(
        `INSERT INTO people (id, name, last_seen) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen`,
      )
      .run(person.id, person.name, at);
  }

  close(): void {
    this.#database.close();
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000');
    const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
    if (version > migrations.length) throw new Error(`Schema version ${version} is newer than this server's`);
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      database.exec(`BEGIN IMMEDIATE; ${migration} PRAGMA user_version = ${index + 1}; COMMIT`);
    }
    database.prepare('SELECT count(*) FROM people').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
