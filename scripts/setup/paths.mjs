/** Where things are in this repository. Every path is absolute. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
export const nodeModules = join(root, 'node_modules');
/** What set-up remembers; goes away with node_modules. */
export const stateDir = join(nodeModules, '.holdfast');
/** What is expensive to make again and does not depend on the rest of node_modules. */
export const cacheDir = join(root, '.cache');
export const standInDir = join(root, 'tests', 'electron-stand-in');

/** Node 24 from the npm package `node`, whatever Node the machine has. */
export const nodeExecutable = join(nodeModules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Exact version of an installed package. */
export function installedVersion(packageName) {
  return JSON.parse(readFileSync(join(nodeModules, packageName, 'package.json'), 'utf8')).version;
}
