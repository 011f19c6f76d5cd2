import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { DataFolder } from '../storage/data-folder.ts';
import { PeopleStore } from '../storage/people-store.ts';
import { SessionStore } from '../storage/session-store.ts';

export type Stores = { people: PeopleStore; sessions: SessionStore; close(): void };

/** What the server keeps on disk; all of it is open, or none. */
export function openStores(data: DataFolder, logger: Logger, clock: Clock): Stores {
  const people = new PeopleStore(data.file('people.sqlite'), logger, clock);
  try {
    const sessions = new SessionStore(data.file('sessions.sqlite'), logger, clock);
    const close = (): void => {
      people.close();
      sessions.close();
    };
    return { people, sessions, close };
  } catch (error) {
    people.close();
    throw error;
  }
}
