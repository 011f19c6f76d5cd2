/**
 * Runs the benchmarks: each file in `rows/` exports `measure`. Prints a table and writes `bench-results.json`.
 *
 *   bench.ts [NAME…] [--quick]
 *
 * A name is that of a file in `rows/`. Ends with 1 when something could not be measured, which the table says; a missed
 * target is a result, not a failure.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { rowsFolder, selectBenchmarks } from '../../scripts/bench/options.mjs';
import { electronLine } from '../../scripts/setup/electron.mjs';
import { chooseElectron } from '../e2e/support/electron.ts';
import type { Measure } from './row.ts';
import { Session } from './session.ts';
import { table } from './table.ts';

const resultsFile = resolve(import.meta.dirname, '../../bench-results.json');

async function measureOf(name: string): Promise<Measure> {
  const { measure } = (await import(join(rowsFolder, `${name}.ts`))) as { measure?: Measure };
  if (measure === undefined) throw new Error(`tests/bench/rows/${name}.ts does not export measure`);
  return measure;
}

async function bench(): Promise<number> {
  const { names, quick } = selectBenchmarks(process.argv.slice(2));
  const cpu = cpus()[0]?.model ?? 'unknown processor';
  process.stdout.write(`${electronLine(chooseElectron())}\n${availableParallelism()} × ${cpu}, load ${loadavg()[0]}\n`);
  if (quick) process.stdout.write('Quick: these figures show that the benchmarks run, and nothing else.\n');

  const session = new Session({ quick, say: (line) => void process.stdout.write(`${line}\n`) });
  for (const name of names) {
    const began = Date.now();
    await session.run(name, await measureOf(name));
    session.say(`${name} took ${((Date.now() - began) / 1_000).toFixed(0)} s`);
    writeFileSync(resultsFile, `${JSON.stringify(session.results, null, 2)}\n`);
  }
  session.say(`\n${table(session.results)}`);
  for (const { name, stack } of session.failures) process.stderr.write(`\nNot measured: ${name}: ${stack}\n`);
  return session.failures.length === 0 ? 0 : 1;
}

/** Before what else this machine does, where it may, as sound servers do: all that is measured inherits it. */
function takePrecedence(): void {
  try {
    setPriority(-10);
  } catch {
    // Only root may: everybody else's machine has to be quiet.
  }
}

takePrecedence();
process.exitCode = await bench();
