/** Runs a TypeScript program that brings its own screen, desktop and sound devices along: the demo, the benchmarks. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { environment, nodeExecutable, root } from '../environment.mjs';
import { buildApp } from './build-app.mjs';
import { setUp } from './index.mjs';
import { SetupError } from './step.mjs';

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
  const child = spawn(nodeExecutable, ['--disable-warning=ExperimentalWarning', entry, ...args], {
    cwd: root,
    env: environment(),
    stdio: 'inherit',
  });
  // Ctrl-C reaches the program too: it clears up and ends, and so does this.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
