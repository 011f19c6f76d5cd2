import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PersonRef } from '../device.ts';
import type { PeopleRecord } from '../directory/directory.ts';
import { type Migrations, openDatabase } from './database.ts';

const migrations: Migrations = [
  `CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, last_seen INTEGER NOT NULL) STRICT;
   CREATE INDEX people_by_last_seen ON people (last_seen DESC);`,
];

/** People who have ever signed in, across restarts. */
export class PeopleStore implements PeopleRecord {
  readonly #database: DatabaseSync;
  readonly #logger: Logger;

  /** Opens or makes the file. */
  constructor(path: string, logger: Logger, clock: Clock) {
    this.#database = openDatabase(path, migrations, logger, clock);
    this.#logger = logger;
  }

  takeLatest(limit: number): PersonRef[] {
    this.#database
      .prepare('DELETE FROM people WHERE id NOT IN (SELECT id FROM people ORDER BY last_seen DESC, id LIMIT ?)')
      .run(limit);
    return this.#database
      .prepare('SELECT id, name FROM people ORDER BY last_seen DESC, id LIMIT ?')
      .all(limit)
      .map((row) => ({ id: String(row.id), name: String(row.name) }));
  }

  /** Who cannot be written down is there all the same, until the server is started again. */
  seen(person: PersonRef, at: number): void {
    try {
      this.#database
        .prepare(
          `INSERT INTO people (id, name, last_seen) VALUES (?, ?, ?)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, last_seen = excluded.last_seen`,
        )
        .run(person.id, person.name, at);
    } catch (err) {
      this.#logger.error({ err, person: person.id }, 'a person could not be written down');
    }
  }

  close(): void {
    this.#database.close();
  }
}
