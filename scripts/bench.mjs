/** `npm run bench`: sets up what is missing and measures; `npm run bench -- NAME… --quick`. See tests/bench/bench.ts. */
import { join } from 'node:path';
import { selectBenchmarks } from './bench/options.mjs';
import { root } from './setup/paths.mjs';
import { reportFailure } from './setup/step.mjs';
import { runUnattended } from './setup/unattended.mjs';

try {
  const args = process.argv.slice(2);
  // Before minutes of setting up: what was typed may make no sense.
  selectBenchmarks(args);
  process.exitCode = await runUnattended({
    step: 'running the benchmarks',
    entry: join(root, 'tests/bench/bench.ts'),
    args,
    insteadDo: 'run them on Linux',
  });
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
