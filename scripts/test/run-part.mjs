/** Runs one part, keeps its output in a log, and says in a line how it went. */
import { rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { environment, nodeExecutable, root } from '../environment.mjs';
import { readJson } from '../setup/files.mjs';
import { run, tail } from '../setup/run.mjs';
import { say } from '../setup/step.mjs';
import { countsLine, ofRunner, whole } from './counts.mjs';
import { resultsDir } from './parts.mjs';

const reminderMs = 60_000;
const shownLines = 200;

/**
 * @param {import('./parts.mjs').Part} part
 * @param {string[]} extra
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runPart(part, extra) {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const reminder = setInterval(() => say(`  … ${part.title}: still at it after ${seconds()}`), reminderMs);
  if (part.report !== null) rmSync(part.report.file, { force: true });
  const { code, output } = await run(nodeExecutable, [...part.command, ...extra], {
    env: { ...environment(), ...part.report?.env, NO_COLOR: '1' },
  });
  clearInterval(reminder);

  const log = join(resultsDir, `${part.name}.log`);
  writeFileSync(log, output);
  const counts = part.report === null ? whole(code) : ofRunner(code, readJson(part.report.file), part.report.read);
  const verdict = part.report === null ? (code === 0 ? 'ok' : 'failed') : countsLine(counts);
  say(`${part.title}: ${verdict} (${seconds()})`);
  if (counts.failed > 0) say(`${tail(output, shownLines)}\n  (all of it: ${relative(root, log)})`);
  return counts;
}
