import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

export const projectRoot = resolve(import.meta.dirname, '../../..');
const standIn = join(projectRoot, 'tests/electron-stand-in');

export type ElectronInUse = { kind: 'own binary' | 'stand-in' | 'given'; version: string };

/**
 * Decides which Electron the tests run, as the `electron` package and Playwright will: its own binary where it is
 * installed, what ELECTRON_OVERRIDE_DIST_PATH names, else the stand-in.
 */
export function chooseElectron(env: NodeJS.ProcessEnv = process.env): ElectronInUse {
  const packageFolder = join(projectRoot, 'node_modules/electron');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const installed = existsSync(join(packageFolder, 'path.txt')) && existsSync(join(packageFolder, 'dist'));
  if (!env.ELECTRON_OVERRIDE_DIST_PATH && !installed) env.ELECTRON_OVERRIDE_DIST_PATH = standIn;
  const given = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!given) return { kind: 'own binary', version };
  return { kind: resolve(given) === standIn ? 'stand-in' : 'given', version };
}

/** Path of the executable that the `electron` package starts. */
export function electronExecutable(): string {
  return createRequire(import.meta.url)('electron') as string;
}
