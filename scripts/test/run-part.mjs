/** Runs one part, keeps its output in a log, and says in a line how it went. */
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { environment, nodeExecutable, root } from '../environment.mjs';
import { readJson } from '../setup/files.mjs';
import { run, tail } from '../setup/run.mjs';
import { say } from '../setup/step.mjs';
import { countsLine, ofRunner, whole } from './counts.mjs';
import { resultsDir } from './parts.mjs';

const reminderMs = 60_000;
const shownLines = 200;
/** A runner bounds its own tests; this bounds the runner. */
const partTimeoutMs = 40 * 60_000;
/** A line with which vitest and Playwright report one test. */
const testLine = /^ *[✓✘×] /gm;

/**
 * @param {import('./parts.mjs').Part} part
 * @param {string[]} extra
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runPart(part, extra) {
  const began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const log = join(resultsDir, `${part.name}.log`);
  writeFileSync(log, '');
  if (part.report !== null) rmSync(part.report.file, { force: true });

  let done = 0;
  const onOutput = (text) => {
    appendFileSync(log, text);
    done += text.match(testLine)?.length ?? 0;
  };
  const reminder = setInterval(
    () => say(`  … ${part.title}: ${done > 0 ? `${done} done, ` : ''}still at it after ${seconds()}`),
    reminderMs,
  );
  const { code, output } = await run(nodeExecutable, [...part.command, ...extra], {
    env: { ...environment(), ...part.report?.env, NO_COLOR: '1' },
    timeoutMs: partTimeoutMs,
    onOutput,
  });
  clearInterval(reminder);

  const counts = part.report === null ? whole(code) : ofRunner(code, readJson(part.report.file), part.report.read);
  const verdict = part.report === null ? (code === 0 ? 'ok' : 'failed') : countsLine(counts);
  say(`${part.title}: ${verdict} (${seconds()})`);
  if (counts.failed > 0) say(`${tail(output, shownLines)}\n  (all of it: ${relative(root, log)})`);
  return counts;
}
