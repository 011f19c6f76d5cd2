import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { copyIntoPlace, readJson, writeJson } from '../../../scripts/setup/files.mjs';
import { holdLock } from '../../../scripts/setup/lock.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

describe('a file that is put into place', () => {
  test('is whole, in a folder that is made for it', () => {
    const file = join(folder, 'deep/er/state.json');
    writeJson(file, { version: '1' });
    expect(readJson(file)).toEqual({ version: '1' });
    expect(readdirSync(join(folder, 'deep/er'))).toEqual(['state.json']);
  });

  test('leaves the old one and no draft when it cannot be made', () => {
    const file = join(folder, 'program');
    mkdirSync(file);
    writeFileSync(join(file, 'old'), 'old');
    writeFileSync(join(folder, 'new'), 'new');
    // A folder with something in it gives way to no file.
    expect(() => copyIntoPlace(join(folder, 'new'), file)).toThrow(/EISDIR|EPERM/);
    expect(readFileSync(join(file, 'old'), 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['new', 'program']);
  });

  test('reads as nothing when it is missing or no JSON', () => {
    writeFileSync(join(folder, 'half.json'), '{"version": ');
    expect(readJson(join(folder, 'half.json'))).toBeNull();
    expect(readJson(join(folder, 'none.json'))).toBeNull();
  });
});

describe('the lock of the set-up', () => {
  test('lets one work after the other, and is gone afterwards', async () => {
    const lock = join(folder, 'setup.lock');
    const done: string[] = [];
    const work = (name: string) =>
      holdLock(async () => {
        done.push(`${name} begins`);
        await delay(20);
        done.push(`${name} ends`);
      }, lock);
    await Promise.all([work('first'), work('second')]);
    expect(done).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is let go when the work fails', async () => {
    const lock = join(folder, 'setup.lock');
    await expect(holdLock(() => Promise.reject(new Error('no network')), lock)).rejects.toThrow('no network');
    expect(existsSync(lock)).toBe(false);
  });

  test('of a process that was killed is taken over', async () => {
    const child = spawn(process.execPath, ['--eval', '']);
    await once(child, 'exit');
    const lock = join(folder, 'setup.lock');
    writeFileSync(lock, String(child.pid));
    expect(await holdLock(async () => 'worked', lock)).toBe('worked');
  });
});
