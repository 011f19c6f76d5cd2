import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import { z } from 'zod';
import { endpoint, role, sessionKind } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { LiveSession, LostSession, SessionRecord } from '../sessions/session-context.ts';
import { type Migrations, openDatabase } from './database.ts';

const migrations: Migrations = [
  'CREATE TABLE sessions (id TEXT PRIMARY KEY, session TEXT NOT NULL, alive_at INTEGER NOT NULL) STRICT;',
];

const person = z.object({ id: z.string(), name: z.string() });
const device = z.object({ key: z.string(), id: z.string(), person });
const stored = z.object({
  id: z.string(),
  kind: sessionKind,
  title: z.string().nullable(),
  startedAt: z.number(),
  startedBy: person,
  participants: z.array(z.object({ person, device: device.nullable(), endpoint, role, hand: z.number().nullable() })),
  admission: z.object({
    members: z.array(z.string()),
    removed: z.array(z.string()),
    locked: z.boolean(),
    linkGeneration: z.number(),
  }),
});

/** Live calls, written down so that they outlive the server's process. */
export class SessionStore implements SessionRecord {
  readonly #database: DatabaseSync;

  /** Opens or makes the file. */
  constructor(path: string, logger: Logger, clock: Clock) {
    this.#database = openDatabase(path, migrations, logger, clock);
  }

  takeAliveSince(at: number): LostSession[] {
    this.#database.prepare('DELETE FROM sessions WHERE alive_at < ?').run(at);
    const rows = this.#database.prepare('SELECT id, session, alive_at FROM sessions').all();
    return rows.flatMap((row) => {
      const session = readSession(String(row.session));
      if (session !== null) return [{ ...session, lostAt: Number(row.alive_at), crashes: 0 }];
      // Nobody can go on with it, and being touched with the others it would stay for ever.
      this.delete(String(row.id));
      return [];
    });
  }

  put(session: LiveSession, aliveAt: number): void {
    this.#database
      .prepare(
        `INSERT INTO sessions (id, session, alive_at) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET session = excluded.session, alive_at = excluded.alive_at`,
      )
      .run(session.id, JSON.stringify(session), aliveAt);
  }

  touch(aliveAt: number): void {
    this.#database.prepare('UPDATE sessions SET alive_at = ?').run(aliveAt);
  }

  delete(id: string): void {
    this.#database.prepare('DELETE FROM sessions WHERE id = ?').run(id);
  }

  close(): void {
    this.#database.close();
  }
}

/** `null` for what this version cannot go on with. */
function readSession(text: string): LiveSession | null {
  try {
    return stored.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
