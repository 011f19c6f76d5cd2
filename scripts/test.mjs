/** `npm test`: sets up what is missing and runs all checks; `npm test -- unit` runs one part. Ends with a line of counts. */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { buildApp } from './setup/build-app.mjs';
import { setUp } from './setup/index.mjs';
import { reportFailure, say } from './setup/step.mjs';
import { countsLine, sum } from './test/counts.mjs';
import { resultsDir, runsHere, selectParts } from './test/parts.mjs';
import { runPart } from './test/run-part.mjs';

/** Those that may run beside others do, as many at a time as there are cores; then the rest one after the other. */
async function runAll(selected, extra) {
  const still = selected.filter((part) => part.load === 'still');
  const queue = still.values();
  const counts = [];
  const lane = async () => {
    for (const part of queue) counts.push(await runPart(part, extra));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  for (const part of selected.filter((one) => one.load === 'alone')) counts.push(await runPart(part, extra));
  return counts;
}

async function test(argv) {
  const { selected, extra } = selectParts(argv);
  await setUp({ programs: selected.some((part) => part.report !== null) ? ['tests'] : [] });
  mkdirSync(resultsDir, { recursive: true });
  const here = selected.filter(runsHere);
  for (const part of selected) {
    if (!here.includes(part)) say(`${part.title}: left out, it needs Linux (D-Bus and PulseAudio)`);
  }
  if (here.some((part) => part.needsApp)) await buildApp();
  say(`Checks: ${here.map((part) => part.title).join(', ')}`);
  const total = sum(await runAll(here, extra));
  say(`\n${countsLine(total)}`);
  return total.failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await test(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
