/** Bundles the app into out/ when its sources are not those of the last time. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { holdLock } from './lock.mjs';
import { nodeExecutable, nodeModules, root } from './paths.mjs';
import { run, tail } from './run.mjs';
import { SetupError, withProgress } from './step.mjs';

const memory = join(root, 'out', 'built-from.json');
const inputs = [
  'src/main',
  'src/preload',
  'src/renderer',
  'src/shared',
  'resources',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];

function* filesUnder(path) {
  let entries;
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
    yield path;
    return;
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) yield* filesUnder(join(path, entry.name));
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesUnder(join(root, input))) {
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** @param {{ always?: boolean }} [options] */
export async function buildApp({ always = false } = {}) {
  const hash = sourceHash();
  const isCurrent = () => readJson(memory)?.hash === hash;
  if (isCurrent() && !always) return;
  await holdLock(async () => {
    // Another command may have built it while this one waited.
    if (isCurrent() && !always) return;
    rmSync(memory, { force: true });
    const { code, output } = await withProgress('App: building', () =>
      run(nodeExecutable, [join(nodeModules, 'electron-vite/bin/electron-vite.js'), 'build']),
    );
    if (code !== 0) {
      throw new SetupError({
        step: 'building the app',
        why: tail(output, 30),
        todo: 'mend what is named above, then run the same command again',
      });
    }
    writeJson(memory, { hash });
  });
}
