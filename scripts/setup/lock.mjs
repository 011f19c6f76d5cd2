/** One at a time: of two commands that would do the same, the second waits for the first. */
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir } from './paths.mjs';
import { say } from './step.mjs';

const setupLock = join(cacheDir, 'setup.lock');

/** Whether a process with this id runs. One of another user's counts. */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function tryTake(lockFile) {
  const claim = `${lockFile}.${process.pid}`;
  writeFileSync(claim, String(process.pid));
  try {
    // A link appears with its content or not at all.
    linkSync(claim, lockFile);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(claim);
  }
}

function holder(lockFile) {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

/**
 * Does `work` while no other process does any under the same lock.
 * @template T
 * @param {() => Promise<T>} work
 * @param {string} [lockFile]
 * @returns {Promise<T>}
 */
export async function holdLock(work, lockFile = setupLock) {
  mkdirSync(dirname(lockFile), { recursive: true });
  for (let told = false; !tryTake(lockFile); ) {
    const pid = holder(lockFile);
    if (Number.isInteger(pid) && pid > 0 && !isRunning(pid)) {
      // Its holder was ended half-way; what it left is whole or not there.
      rmSync(lockFile, { force: true });
      continue;
    }
    if (!told) say(`Another command is at work here (process ${pid}; if not, delete ${lockFile}): waiting for it`);
    told = true;
    await sleep(200);
  }
  try {
    return await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
