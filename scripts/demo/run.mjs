/** Sets up what the demo needs and plays it under our own Node. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment, nodeExecutable, root } from '../environment.mjs';
import { buildApp } from '../setup/build-app.mjs';
import { setUp } from '../setup/index.mjs';
import { SetupError } from '../setup/step.mjs';

/** @returns {Promise<number>} Exit code: 0 only if all of it happened. */
export async function demo() {
  if (process.platform !== 'linux') {
    throw new SetupError({
      step: 'playing the demo',
      why: 'it brings its own screen, desktop and sound devices along, which only Linux can have without hardware',
      todo: 'run "npm start" instead, and "npm start -- --second" for somebody to call',
    });
  }
  await setUp({ unattended: true });
  await buildApp();
  const player = spawn(nodeExecutable, ['--disable-warning=ExperimentalWarning', join(root, 'scripts/demo/main.ts')], {
    cwd: root,
    env: environment(),
    stdio: 'inherit',
  });
  // Ctrl-C reaches the player too: it clears up and ends, and so does this.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => player.kill(signal));
  const [code] = await once(player, 'exit');
  return code ?? 1;
}
