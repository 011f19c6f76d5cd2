/**
 * Runs the benchmarks: each file in `rows/` exports `measure`. Prints a table and writes `bench-results.json`.
 *
 *   bench.ts [--only PATTERN] [--quick]
 *
 * `--only` runs the files whose name matches the regular expression. Ends with 1 when something could not be measured; a
 * missed target is a result, not a failure.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, setPriority } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { electronLine } from '../../scripts/setup/electron.mjs';
import { chooseElectron } from '../e2e/support/electron.ts';
import type { BenchContext, Measure, Row } from './row.ts';
import { table } from './table.ts';

const rowsFolder = join(import.meta.dirname, 'rows');
const resultsFile = resolve(import.meta.dirname, '../../bench-results.json');

function contextFor(name: string, rows: Row[], quick: boolean): BenchContext {
  return {
    quick,
    samples: (full, few = Math.min(full, 3)) => (quick ? few : full),
    note: (text) => process.stdout.write(`  ${name}: ${text}\n`),
    add: (row) => {
      rows.push(row);
      process.stdout.write(`  ${name}: ${row.name} ${row.ours} ${row.unit}\n`);
    },
  };
}

async function runFile(file: string, rows: Row[], quick: boolean): Promise<void> {
  const name = basename(file, '.ts');
  const { measure } = (await import(join(rowsFolder, file))) as { measure?: Measure };
  if (measure === undefined) throw new Error(`tests/bench/rows/${file} does not export measure`);
  const context = contextFor(name, rows, quick);
  for (const row of await measure(context)) context.add(row);
}

async function bench(): Promise<number> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } });
  const only = new RegExp(values.only ?? '', 'u');
  const files = readdirSync(rowsFolder)
    .filter((file) => file.endsWith('.ts') && only.test(basename(file, '.ts')))
    .sort();
  if (files.length === 0) {
    process.stderr.write(
      `No benchmark is named like ${values.only}. There are: ${readdirSync(rowsFolder).join(', ')}\n`,
    );
    return 2;
  }
  const cpu = cpus()[0]?.model ?? 'unknown processor';
  process.stdout.write(`${electronLine(chooseElectron())}\n${availableParallelism()} × ${cpu}, load ${loadavg()[0]}\n`);
  if (values.quick) process.stdout.write('Quick: these figures show that the benchmarks run, and nothing else.\n');

  const rows: Row[] = [];
  const failures: string[] = [];
  for (const file of files) {
    const began = Date.now();
    try {
      await runFile(file, rows, values.quick);
    } catch (error) {
      failures.push(`${file}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    process.stdout.write(`${file} took ${((Date.now() - began) / 1_000).toFixed(0)} s\n`);
    writeFileSync(resultsFile, `${JSON.stringify(rows, null, 2)}\n`);
  }
  process.stdout.write(`\n${table(rows)}\n`);
  for (const failure of failures) process.stderr.write(`\nNot measured: ${failure}\n`);
  return failures.length === 0 ? 0 : 1;
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
