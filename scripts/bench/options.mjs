/** The command line of `npm run bench`. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../setup/paths.mjs';
import { readOptions, UsageError } from '../setup/usage.mjs';

export const rowsFolder = join(root, 'tests/bench/rows');

/** The benchmarks that there are: one a file in `tests/bench/rows`. */
export const benchmarks = () =>
  readdirSync(rowsFolder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => basename(file, '.ts'))
    .sort();

/**
 * `npm run bench -- join desktop-start --quick`: without names, all of them.
 * @param {string[]} argv
 * @returns {{ names: string[], quick: boolean }}
 * @throws {UsageError} for a name that no benchmark has.
 */
export function selectBenchmarks(argv) {
  const all = benchmarks();
  const { values, positionals } = readOptions({
    args: argv,
    options: { quick: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`There is no benchmark named "${unknown}". Benchmarks: ${all.join(', ')}`);
  }
  return { names: all.filter((name) => positionals.length === 0 || positionals.includes(name)), quick: values.quick };
}
