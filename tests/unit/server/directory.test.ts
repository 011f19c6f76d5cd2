import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Device } from '../../../src/server/device.ts';
import { Directory } from '../../../src/server/directory/directory.ts';
import { DataFolder } from '../../../src/server/storage/data-folder.ts';
import { PeopleStore } from '../../../src/server/storage/people-store.ts';
import type { Person } from '../../../src/shared/protocol.ts';
import { hasModes } from '../support/has-modes.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
const clock = new ManualClock(Date.UTC(2026, 10, 22));
const logger = pino({ level: 'silent' });
const open = (): PeopleStore => new PeopleStore(join(folder, 'people.sqlite'), logger, clock);
const device = (person: string, id = 'laptop', name = person): Device => ({
  key: `${person}/${id}`,
  id,
  person: { id: person, name },
});

beforeEach(() => {
  folder = temporaryFolder();
});

describe('the directory', () => {
  function directory(store = open()) {
    const announced: Person[] = [];
    const people = new Directory({ record: store, clock, announce: (person) => announced.push(person) });
    return { people, announced, store };
  }

  it('starts with people it has seen, and announces none of them', () => {
    const { people, store } = directory();
    people.connected(device('ada'));
    store.close();
    const announced: Person[] = [];
    const reopened = open();
    onTestFinished(() => reopened.close());
    const again = new Directory({ record: reopened, clock, announce: (person) => announced.push(person) });
    expect(again.person('ada')).toBeDefined();
    expect(announced).toEqual([]);
  });

  it('announces who comes, calls and goes, and nothing twice', () => {
    const { people, announced, store } = directory();
    people.connected(device('ada'));
    people.connected(device('ada', 'desk'));
    for (const id of ['ada', 'ada', 'echo', 'nobody']) people.setInCall(id, true);
    people.disconnected(device('ada'));
    people.setInCall('ada', false);
    people.disconnected(device('ada', 'desk'));
    expect(announced.map(({ id, presence }) => `${id} ${presence}`)).toEqual([
      'ada online',
      'ada in-call',
      'ada online',
      'ada offline',
    ]);
    store.close();
  });

  it('lists everybody else, whoever is there first, with the echo always online', () => {
    const { people, store } = directory();
    people.connected(device('ada'));
    people.connected(device('bob'));
    people.connected(device('eve'));
    people.disconnected(device('bob'));
    expect(people.listFor('ada').map(({ id, presence }) => `${id} ${presence}`)).toEqual([
      'echo online',
      'eve online',
      'bob offline',
    ]);
    store.close();
  });

  it('remembers people across restarts, by their latest name', () => {
    const first = directory();
    first.people.connected(device('ada', 'laptop', 'Ada'));
    first.people.connected(device('ada', 'laptop', 'Ada L.'));
    first.store.close();
    const second = directory();
    expect(second.people.listFor('bob')).toContainEqual({ id: 'ada', name: 'Ada L.', presence: 'offline' });
    second.store.close();
  });
});

describe('the people file', () => {
  it('that is corrupt is set aside with a date, and a new one made', () => {
    writeFileSync(join(folder, 'people.sqlite'), 'this is no database, however long one looks at it'.repeat(100));
    const store = open();
    store.seen({ id: 'ada', name: 'Ada' }, clock.now());
    expect(store.takeLatest(10)).toEqual([{ id: 'ada', name: 'Ada' }]);
    store.close();
    expect(readdirSync(folder)).toContain('people.sqlite.corrupt-2026-11-22T00-00-00.000Z');
  });

  it('of a newer version is left alone, and the server says so instead of starting without it', () => {
    const newer = new DatabaseSync(join(folder, 'people.sqlite'));
    newer.exec('CREATE TABLE something (x); PRAGMA user_version = 99');
    newer.close();
    expect(open).toThrow(/newer server/);
    const kept = new DatabaseSync(join(folder, 'people.sqlite'));
    expect(kept.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
    kept.close();
    expect(readdirSync(folder)).toEqual(['people.sqlite']);
  });

  it('that cannot be opened is left alone too', () => {
    mkdirSync(join(folder, 'people.sqlite'));
    expect(open).toThrow(/cannot be opened/);
    expect(readdirSync(folder)).toEqual(['people.sqlite']);
  });

  it('forgets who has not been seen for longest once there are too many', () => {
    const store = open();
    for (const [at, id] of ['ada', 'bob', 'cleo'].entries()) store.seen({ id, name: id }, at);
    expect(store.takeLatest(2).map(({ id }) => id)).toEqual(['cleo', 'bob']);
    expect(store.takeLatest(10).map(({ id }) => id)).toEqual(['cleo', 'bob']);
    store.close();
  });

  it('is one server’s at a time', () => {
    const first = open();
    expect(open).toThrow(/in use/);
    first.close();
    open().close();
  });

  it('does without who cannot be written down', () => {
    const store = open();
    store.seen({ id: 'ada', name: 'Ada' }, 1);
    store.close();
    expect(() => store.seen({ id: 'bob', name: 'Bob' }, 2)).not.toThrow();
  });

  it('is migrated once and opened again with what it holds', () => {
    const first = open();
    first.seen({ id: 'ada', name: 'Ada' }, 1);
    first.close();
    const second = open();
    expect(second.takeLatest(10)).toEqual([{ id: 'ada', name: 'Ada' }]);
    second.close();
    expect(readdirSync(folder).filter((name) => name.includes('corrupt'))).toEqual([]);
  });
});

describe('the data folder', () => {
  it('makes an id and a secret once, and lets only its owner read the secret', () => {
    const data = new DataFolder(join(folder, 'new', 'data'));
    const [id, secret] = [data.serverId(), data.demoSecret()];
    const again = new DataFolder(data.path);
    expect([again.serverId(), again.demoSecret()]).toEqual([id, secret]);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    if (hasModes) expect(statSync(data.file('demo-secret')).mode & 0o777).toBe(0o600);
  });

  it('says what to do when it cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new DataFolder(join(folder, 'file', 'data'))).toThrow('--data');
  });
});
