/** The environment in which the app, the server, the tests and the benchmarks run, whoever starts them. */
import { delimiter, dirname } from 'node:path';
import { chosenElectron } from './setup/electron.mjs';
import { nodeExecutable, root } from './setup/paths.mjs';
import { whereIs } from './setup/system-packages.mjs';

export { nodeExecutable, root };

/**
 * `process.env` with our own Node first on the PATH, and the chosen Electron and the Chromium of the set-up named. Set-up has
 * to have run.
 */
export function environment() {
  const { ELECTRON_OVERRIDE_DIST_PATH: _given, ...env } = process.env;
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const chromium = env.CHROMIUM_PATH ?? whereIs('chromium');
  const overrideDir = chosenElectron()?.overrideDir ?? null;
  return {
    ...env,
    [pathKey]: `${dirname(nodeExecutable)}${delimiter}${env[pathKey] ?? ''}`,
    ...(chromium === null ? {} : { CHROMIUM_PATH: chromium }),
    ...(overrideDir === null ? {} : { ELECTRON_OVERRIDE_DIST_PATH: overrideDir }),
  };
}
