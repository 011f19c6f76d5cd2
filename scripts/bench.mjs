/** `npm run bench`: sets up what is missing and measures; `npm run bench -- --only PATTERN`. See tests/bench/bench.ts. */
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { reportFailure } from './setup/step.mjs';
import { runUnattended } from './setup/unattended.mjs';

try {
  process.exitCode = await runUnattended({
    step: 'running the benchmarks',
    entry: join(root, 'tests/bench/bench.ts'),
    args: process.argv.slice(2),
    insteadDo: 'run them on Linux',
  });
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
