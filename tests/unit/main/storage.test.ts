import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AccountStore, type Safe } from '../../../src/main/storage/account.ts';
import { loadDeviceId } from '../../../src/main/storage/device-id.ts';
import { JsonStore } from '../../../src/main/storage/json-store.ts';
import { ResumeRecord, resumeWithinMs } from '../../../src/main/storage/resume-record.ts';
import { defaultSettings, SettingsStore } from '../../../src/main/storage/settings.ts';
import { callsOf, states } from '../ongoing-call/fixtures.ts';
import { hasModes } from '../support/has-modes.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { aCall, FakeLog } from './fakes.ts';

const now = () => Date.UTC(2026, 10, 22, 14, 32, 5);

describe('settings', () => {
  function open(folder: string) {
    const aside: string[] = [];
    const log = new FakeLog();
    return { aside, log, store: new SettingsStore({ folder, log, onSetAside: (name) => aside.push(name), now }) };
  }

  it('begin with the defaults, last, and tell of changes once', async () => {
    const folder = temporaryFolder();
    const { store, aside } = open(folder);
    const heard: unknown[] = [];
    store.onChanged((settings) => heard.push(settings));
    expect(store.get()).toEqual(defaultSettings);
    await store.change({ sounds: false, miniWindow: undefined });
    await store.change({ sounds: false });
    const expected = { ...defaultSettings, sounds: false };
    expect(heard).toEqual([expected]);
    expect(open(folder).store.get()).toEqual(expected);
    expect(aside).toEqual([]);
  });

  it.each([
    ['half a file', '{"version":1,"data":{"soun'],
    ['an empty file', ''],
    ['zeros', '\0\0\0\0'],
    ['no object', '[]'],
    ['a setting of the wrong kind', '{"version":1,"data":{"sounds":"loud"}}'],
    ['a version from the future', '{"version":99,"data":{}}'],
    ['no version', '{"sounds":false}'],
  ])('that hold %s are set aside with a date, with one notice, and the defaults are used', async (_what, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), text);
    const { store, aside } = open(folder);
    expect(store.get()).toEqual(defaultSettings);
    expect(aside).toEqual(['settings.json.unreadable-2026-11-22T14-32-05.000Z']);
    expect(readFileSync(join(folder, aside[0]!), 'utf8')).toBe(text);
    await store.change({ sounds: false });
    const again = open(folder);
    expect(again.store.get().sounds).toBe(false);
    expect(again.aside).toEqual([]);
  });

  it('that are being written are on the disk at once when the process is about to be ended', async () => {
    const folder = temporaryFolder();
    const { store } = open(folder);
    const written = [store.change({ sounds: false }), store.change({ miniWindow: 'never' })];
    store.flushNow();
    expect(open(folder).store.get()).toMatchObject({ sounds: false, miniWindow: 'never' });
    await Promise.all(written);
    expect(open(folder).store.get()).toMatchObject({ sounds: false, miniWindow: 'never' });
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('that cannot be written at once are no trouble, and what is written already is left alone', async () => {
    const folder = temporaryFolder();
    const { store, log } = open(folder);
    await store.change({ sounds: false });
    const before = statSync(join(folder, 'settings.json')).ino;
    store.flushNow();
    expect(statSync(join(folder, 'settings.json')).ino).toBe(before);
    const nowhere = join(folder, 'settings.json', 'below a file');
    const other = new SettingsStore({ folder: nowhere, log, onSetAside: () => undefined });
    const failing = other.change({ sounds: true, miniWindow: 'never' });
    other.flushNow();
    expect(log.lines.join()).toContain('could not be written');
    await expect(failing).rejects.toThrow();
  });

  it('of an older version get the defaults of what it did not have, and lose what is no more', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), '{"version":1,"data":{"sounds":false,"hamster":true}}');
    const { store, aside } = open(folder);
    expect(store.get()).toEqual({ ...defaultSettings, sounds: false });
    expect(aside).toEqual([]);
  });

  it.each([
    ['{"version":1,"data":{"miniWindow":false,"sounds":false}}', { miniWindow: 'never', sounds: false }],
    ['{"version":1,"data":{"miniWindow":true}}', { miniWindow: 'hidden' }],
    ['{"version":1,"data":{}}', { miniWindow: 'hidden' }],
    ['{"version":2,"data":{"miniWindow":"not-in-front"}}', { miniWindow: 'not-in-front' }],
  ] as const)('of %s have the mini window as it was, and the notification as ever', (text, expected) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'settings.json'), text);
    const { store, aside } = open(folder);
    expect(store.get()).toEqual({ ...defaultSettings, notification: 'hidden', ...expected });
    expect(aside).toEqual([]);
  });

  it('leave no half file and no temporary file, however many changes come at once', async () => {
    const folder = temporaryFolder();
    const { store } = open(folder);
    const changes = Array.from({ length: 30 }, (_, i) => store.change({ microphoneId: `mic-${i}` }));
    await Promise.all(changes);
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(open(folder).store.get().microphoneId).toBe('mic-29');
  });

  it('that cannot be written last until the app ends, and say so', async () => {
    const folder = join(temporaryFolder(), 'settings-folder');
    writeFileSync(folder, 'a file where the folder should be');
    const { store, log } = open(folder);
    await expect(store.change({ sounds: false })).rejects.toThrow();
    expect(store.get().sounds).toBe(false);
    expect(log.lines.some((line) => line.startsWith('error'))).toBe(true);
  });
});

it.each([
  [1, { a: 1 }, { a: 1, b: 2, c: 3 }],
  [2, { a: 1, b: 7 }, { a: 1, b: 7, c: 3 }],
  [3, { a: 1, b: 7, c: 8 }, { a: 1, b: 7, c: 8 }],
])('a store takes data of version %i through every migration since', (version, data, expected) => {
  const folder = temporaryFolder();
  const file = join(folder, 'x.json');
  writeFileSync(file, JSON.stringify({ version, data }));
  const store = new JsonStore<unknown>({
    file,
    parse: (data) => data,
    defaults: null,
    migrations: [(data) => ({ ...(data as object), b: 2 }), (data) => ({ ...(data as object), c: 3 })],
    log: new FakeLog(),
  });
  expect(store.get()).toEqual(expected);
});

describe('the account', () => {
  const account = { server: 'https://calls.example.com', token: 'secret-token', name: 'Ada' };

  /** Electron's asynchronous half: what seals is marked with the version of its key. */
  class FakeSafe implements Safe {
    available = true;
    version = 'v11';
    key = 'k1';
    /** How often it still says that the keyring is locked. */
    locked = 0;
    async isAsyncEncryptionAvailable() {
      return this.available;
    }
    async encryptStringAsync(text: string) {
      return Buffer.from(`${this.version}:${this.key}:${[...text].reverse().join('')}`);
    }
    async decryptStringAsync(sealed: Buffer) {
      if (this.locked > 0) {
        this.locked -= 1;
        throw new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.');
      }
      const [, key, text] = sealed.toString().split(':');
      if (key !== 'k1') throw new Error('wrong key');
      return { result: [...(text ?? '')].reverse().join(''), shouldReEncrypt: false };
    }
  }

  function open(
    folder: string,
    { safe = new FakeSafe(), given = null as typeof account | null, platform = 'linux' as NodeJS.Platform } = {},
  ) {
    const told: string[] = [];
    const log = new FakeLog();
    const clock = new ManualClock();
    const onUnreadable = () => void told.push('unreadable');
    const onLocked = () => void told.push('locked');
    const store = new AccountStore({ folder, safe, platform, given, clock, log, onUnreadable, onLocked });
    return { store, safe, told, log, clock };
  }

  it('is kept sealed, and opened again', async () => {
    const folder = temporaryFolder();
    await open(folder).store.save(account);
    const file = join(folder, 'account.json');
    expect(readFileSync(file, 'utf8')).not.toContain('secret-token');
    if (hasModes) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await open(folder).store.load()).toEqual(account);
  });

  it('that is still being sealed when the app quits is kept, and not when the person has signed out meanwhile', async () => {
    const folder = temporaryFolder();
    const quitting = open(folder).store;
    void quitting.save(account);
    await quitting.flush();
    expect(await open(folder).store.load()).toEqual(account);

    const { store } = open(folder);
    const saved = store.save(account);
    await store.forget();
    await saved;
    expect(await store.load()).toBeNull();
    expect(await open(folder).store.load()).toBeNull();
  });

  it('is forgotten for good', async () => {
    const folder = temporaryFolder();
    const { store } = open(folder);
    await store.save(account);
    await store.forget();
    expect(await store.load()).toBeNull();
    expect(existsSync(join(folder, 'account.json'))).toBe(false);
    expect(await open(folder).store.load()).toBeNull();
  });

  it('of the command line is used for this run and kept nowhere', async () => {
    const folder = temporaryFolder();
    const { store } = open(folder, { given: account });
    expect(await store.load()).toEqual(account);
    expect(readdirSync(folder)).toEqual([]);
    await store.forget();
    expect(await store.load()).toBeNull();
  });

  it.each([
    ['linux', true, 'v12', 'system'],
    ['linux', true, 'v11', 'system'],
    ['linux', true, 'v10', 'weak'],
    ['linux', false, 'v11', 'none'],
    ['darwin', true, 'v10', 'system'],
    ['win32', true, 'v10', 'system'],
  ] as const)(
    'on %s (available: %s, sealing as %s) reports its storage as %s',
    async (platform, available, version, expected) => {
      const safe = new FakeSafe();
      safe.available = available;
      safe.version = version;
      expect(await open(temporaryFolder(), { safe, platform }).store.secretStorage()).toBe(expected);
    },
  );

  it.each(['linux', 'darwin', 'win32'] as const)(
    'waits on %s for a keyring that is being unlocked',
    async (platform) => {
      const folder = temporaryFolder();
      await open(folder, { platform }).store.save(account);
      const { store, safe, told, clock } = open(folder, { platform });
      safe.locked = 3;
      const loaded = store.load();
      await clock.pass(10_000);
      expect(await loaded).toEqual(account);
      expect(told).toEqual([]);
      expect(clock.pending).toBe(0);
    },
  );

  it('behind a keyring that stays locked is kept for the next start, and is not called lost', async () => {
    const folder = temporaryFolder();
    await open(folder).store.save(account);
    const { store, safe, told, clock } = open(folder);
    safe.locked = Number.POSITIVE_INFINITY;
    const loaded = store.load();
    await clock.pass(10_000);
    expect(await loaded).toBeNull();
    expect(told).toEqual(['locked']);
    expect(await open(folder).store.load()).toEqual(account);
  });

  it('lasts until the app ends where there is no place for secrets', async () => {
    const folder = temporaryFolder();
    const safe = new FakeSafe();
    safe.available = false;
    const { store } = open(folder, { safe });
    await store.save(account);
    expect(await store.load()).toEqual(account);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('that cannot be opened is as good as none, with a notice and without a word of it in the log', async () => {
    const folder = temporaryFolder();
    const safe = new FakeSafe();
    safe.key = 'lost';
    await open(folder, { safe }).store.save(account);
    const { store, told, log } = open(folder);
    expect(await store.load()).toBeNull();
    expect(told).toEqual(['unreadable']);
    expect(log.lines.join()).not.toContain('secret');
  });
});

describe('the device id', () => {
  it('is made once and kept', () => {
    const folder = temporaryFolder();
    const id = loadDeviceId(folder, new FakeLog());
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(loadDeviceId(folder, new FakeLog())).toBe(id);
  });

  it('is made anew when the file holds something else', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'device-id'), '../../etc/passwd');
    expect(loadDeviceId(folder, new FakeLog())).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is there even where it cannot be kept', () => {
    const folder = join(temporaryFolder(), 'x');
    writeFileSync(folder, '');
    expect(loadDeviceId(folder, new FakeLog())).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('the record of the calls', () => {
  const open = (folder: string, clock = new ManualClock()) => {
    const log = new FakeLog();
    return { clock, log, record: new ResumeRecord({ folder, clock, log }) };
  };
  /** As if the app had last been alive so many ms before the clock's now. */
  const age = (folder: string, clock: ManualClock, ms: number) => {
    const then = (clock.now() - ms) / 1_000;
    utimesSync(join(folder, 'call.json'), then, then);
  };
  const held = aCall({ callId: 'call-2', held: true });

  it('gives the call back to an app that was killed in it', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    record.write(callsOf(aCall()));
    record.write(callsOf(aCall({ microphone: 'muted' })));
    await record.flush();
    age(folder, clock, 5_000);
    expect(open(folder, clock).record.found).toEqual([aCall({ microphone: 'muted' })]);
  });

  it('gives all of several back as they were, the active one first', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    record.write({ calls: [held, aCall()], activeCallId: aCall().callId });
    await record.flush();
    age(folder, clock, 5_000);
    expect(open(folder, clock).record.found).toEqual([aCall(), held]);
  });

  it('gives back the one that goes on when another ended, and knows which that was', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    record.write(callsOf(aCall(), held));
    record.end(aCall(), 'hung-up');
    record.write(callsOf(held));
    await record.flush();
    age(folder, clock, 5_000);
    const next = open(folder, clock).record;
    expect([next.found, next.ended]).toEqual([[held], ['call-1']]);
  });

  it('is not written again because somebody else speaks', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    const group = aCall({ kind: 'group', peer: null, participants: 5 });
    record.write(callsOf(group));
    await record.flush();
    age(folder, clock, 5_000);
    const before = statSync(join(folder, 'call.json')).mtimeMs;
    record.write(callsOf({ ...group, speaker: 'Grace Hopper' }));
    await record.flush();
    expect(statSync(join(folder, 'call.json')).mtimeMs).toBe(before);
  });

  it('gives back no call that ended, and none that is too old', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    record.write(callsOf(aCall()));
    await record.flush();
    age(folder, clock, resumeWithinMs);
    expect(open(folder, clock).record.found).toEqual([]);
    record.end(aCall(), 'peer-hung-up');
    await record.flush();
    expect(open(folder, clock).record.found).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('remembers for a while which calls the app had ended before its own end, also once there is another', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    expect(record.ended).toEqual([]);
    record.write(callsOf(aCall()));
    record.end(aCall(), 'hung-up');
    await record.flush();
    clock.advance(5_000);
    const next = open(folder, clock).record;
    expect([next.found, next.ended]).toEqual([[], ['call-1']]);
    next.write(callsOf(held));
    await next.flush();
    age(folder, clock, 0);
    const last = open(folder, clock).record;
    expect([last.found.map(({ callId }) => callId), last.ended]).toEqual([['call-2'], ['call-1']]);
    clock.advance(resumeWithinMs);
    expect(open(folder, clock).record.ended).toEqual([]);
  });

  it('does not say of a call that it is to be left when it goes on again', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    record.end(aCall(), 'hung-up');
    record.write(callsOf(aCall()));
    await record.flush();
    age(folder, clock, 0);
    const next = open(folder, clock).record;
    expect([next.found, next.ended]).toEqual([[aCall()], []]);
  });

  it.each([
    ['a call that goes on', aCall(), [[aCall()], []]],
    ['a call that had ended', { ended: 'call-1' }, [[], ['call-1']]],
    ['no call', null, [[], []]],
  ])('reads what a version wrote that knew of one call: %s', (_, data, expected) => {
    const folder = temporaryFolder();
    const clock = new ManualClock();
    writeFileSync(join(folder, 'call.json'), JSON.stringify({ version: 1, data }));
    age(folder, clock, 5_000);
    const { record } = open(folder, clock);
    expect([record.found, record.ended]).toEqual(expected);
  });

  it.each([
    ['declined', ['call-1']],
    ['hung-up', ['call-1']],
    [null, ['call-1']],
    ['connection-lost', []],
    ['app-failure', []],
    ['signed-out', []],
  ] as const)('of a call that rang and ended by %s remembers %s to be left', async (reason, left) => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    record.write(callsOf(states['ringing-in']));
    record.end(states['ringing-in'], reason);
    await record.flush();
    age(folder, clock, 5_000);
    const next = open(folder, clock).record;
    expect([next.found, next.ended]).toEqual([[], left]);
  });

  it('stays fresh in a long call', async () => {
    const folder = temporaryFolder();
    const { record, clock } = open(folder);
    record.write(callsOf(aCall()));
    await record.flush();
    age(folder, clock, 0);
    for (let quarter = 0; quarter < 6; quarter++) {
      clock.advance(15_000);
      await vi.waitUntil(() => statSync(join(folder, 'call.json')).mtimeMs === clock.now(), { timeout: 5_000 });
    }
    clock.advance(resumeWithinMs / 2);
    expect(open(folder, clock).record.found).toEqual([aCall()]);
  });

  it('that cannot be read is no call and no trouble', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'call.json'), '{"version":1,"data":{"callId":7}}');
    expect(open(folder).record.found).toEqual([]);
  });
});
