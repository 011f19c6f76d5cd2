/** Runs a TypeScript program that brings its own screen, desktop and sound devices along: the demo, the benchmarks. */
import { environment, nodeExecutable, root } from '../environment.mjs';
import { buildApp } from './build-app.mjs';
import { startChild } from './children.mjs';
import { setUp } from './index.mjs';
import { SetupError } from './step.mjs';

/** Time that clearing up may take: two apps, their desktops and sound devices, and a call server, ms. */
const clearingMs = 20_000;

/**
 * Sets up what is missing, then runs `entry` under our own Node, in plain sight.
 * @param {{ step: string, entry: string, args?: string[], insteadDo: string }} program `step` and `insteadDo` are for those
 *   whose system cannot run it.
 * @returns {Promise<number>} Its exit code.
 */
export async function runUnattended({ step, entry, args = [], insteadDo }) {
  if (process.platform !== 'linux') {
    throw new SetupError({
      step,
      why: 'it brings its own screen, desktop and sound devices along, which only Linux can have without hardware',
      todo: insteadDo,
    });
  }
  await setUp({ programs: ['tests', 'demo'] });
  await buildApp();
  const program = startChild(nodeExecutable, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // SIGTERM, whatever asked: on SIGINT Playwright leaves the process at once, and what it started stays.
  const end = () => void program.end({ patienceMs: clearingMs });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  const { code } = await program.ended;
  return code ?? 1;
}
