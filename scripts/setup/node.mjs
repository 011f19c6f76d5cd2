/** Step: Node 24 from the npm package `node`, for the server, the tests and the scripts. */
import { join } from 'node:path';
import { installedVersion, nodeExecutable, nodeModules } from './paths.mjs';
import { run, tail } from './run.mjs';
import { SetupError, withProgress } from './step.mjs';

async function runs(version) {
  const { code, output } = await run(nodeExecutable, ['--version'], { timeoutMs: 10_000 });
  return code === 0 && output.trim() === `v${version}`;
}

export async function installNode() {
  const version = installedVersion('node');
  if (await runs(version)) return;
  // The package's own way: it has npm fetch the binary for this platform and links it into its bin folder.
  const { code, output } = await withProgress(`Node ${version}: fetching the binary for this platform`, () =>
    run(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: join(nodeModules, 'node'),
      env: { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true' },
    }),
  );
  if (code === 0 && (await runs(version))) return;
  throw new SetupError({
    step: `installing Node ${version}`,
    why: `its package could not fetch the binary for ${process.platform} ${process.arch}:\n${tail(output)}`,
    todo: 'check that the npm registry can be reached (npm ping), then run the same command again',
  });
}
