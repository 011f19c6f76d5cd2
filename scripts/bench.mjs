/** `npm run bench`: sets up what is missing and measures; `npm run bench -- --only PATTERN`. See tests/bench/bench.ts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment, nodeExecutable, root } from './environment.mjs';
import { buildApp } from './setup/build-app.mjs';
import { setUp } from './setup/index.mjs';
import { reportFailure, SetupError } from './setup/step.mjs';

/** @returns {Promise<number>} Exit code: 0 when everything could be measured. */
async function bench(argv) {
  if (process.platform !== 'linux') {
    throw new SetupError({
      step: 'running the benchmarks',
      why: 'they bring their own desktop and sound devices along, which only Linux can have without hardware',
      todo: 'run them on Linux',
    });
  }
  await setUp({ unattended: true });
  await buildApp();
  const entry = join(root, 'tests/bench/bench.ts');
  const runner = spawn(nodeExecutable, ['--disable-warning=ExperimentalWarning', entry, ...argv], {
    cwd: root,
    env: environment(),
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => runner.kill(signal));
  const [code] = await once(runner, 'exit');
  return code ?? 1;
}

try {
  process.exitCode = await bench(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
