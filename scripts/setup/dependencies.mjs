/** Step: node_modules holds what package-lock.json says. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './files.mjs';
import { nodeModules, root } from './paths.mjs';
import { npm, tail } from './run.mjs';
import { SetupError, withProgress } from './step.mjs';

/**
 * Whether what is installed is what is locked. npm writes the record of what it installed last of all, so an
 * installation that was interrupted has none.
 * @param {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> } | null} locked
 * @param {typeof locked} installed
 */
export function matchesLock(locked, installed) {
  if (locked === null || installed === null) return false;
  return Object.entries(locked.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const actual = installed.packages[path];
    // What is optional may be for another platform.
    if (actual === undefined) return wanted.optional === true;
    return actual.version === wanted.version && actual.integrity === wanted.integrity;
  });
}

/** Whether nothing is to be installed. */
export function hasDependencies() {
  const installed = readJson(join(nodeModules, '.package-lock.json'));
  if (!matchesLock(readJson(join(root, 'package-lock.json')), installed)) return false;
  return Object.keys(installed.packages).every((path) => existsSync(join(root, path)));
}

export async function installDependencies() {
  if (hasDependencies()) return;
  // Windows cannot delete a program that runs, and `npm ci` begins with deleting our own Node.
  const command = process.platform === 'win32' && existsSync(nodeModules) ? 'install' : 'ci';
  const { code, output } = await withProgress(`Dependencies: npm ${command}`, () =>
    npm([command, '--loglevel=error', '--no-progress']),
  );
  if (code === 0 && hasDependencies()) return;
  throw new SetupError({
    step: 'installing the dependencies',
    why: `npm ${command} ended with ${code ?? 'an error'}:\n${tail(output)}`,
    todo: 'check that the npm registry can be reached (npm ping), then run the same command again',
  });
}
