/** The environment in which the app, the server, the tests and the benchmarks run, whoever starts them. */
import { delimiter, dirname } from 'node:path';
import { chosenElectron } from './setup/electron.mjs';
import { nodeExecutable, root } from './setup/paths.mjs';

export { nodeExecutable, root };

/** `process.env` with our own Node first on the PATH and the chosen Electron named. Set-up has to have run. */
export function environment() {
  const { ELECTRON_OVERRIDE_DIST_PATH: _given, ...env } = process.env;
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const overrideDir = chosenElectron()?.overrideDir ?? null;
  return {
    ...env,
    [pathKey]: `${dirname(nodeExecutable)}${delimiter}${env[pathKey] ?? ''}`,
    ...(overrideDir === null ? {} : { ELECTRON_OVERRIDE_DIST_PATH: overrideDir }),
  };
}
