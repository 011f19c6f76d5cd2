/** The whole set-up. Runs on Node 20.19 with nothing installed; does nothing when nothing is to do. */
import { installDependencies } from './dependencies.mjs';
import { chosenElectron, electronLine, installElectron } from './electron.mjs';
import { holdLock } from './lock.mjs';
import { installNode } from './node.mjs';
import { say } from './step.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { buildWorkerHere, obtainWorker } from './worker.mjs';

/**
 * @param {{ retry?: boolean, unattended?: boolean }} [options] `retry`: fetch again what could not be had before.
 *   `unattended`: also what tests and the demo need to do without a person: a screen, a bus and sound devices.
 */
export async function setUp({ retry = false, unattended = false } = {}) {
  await holdLock(async () => {
    await installDependencies();
    await installNode();
    await installElectron({ retry });
    const worker = await obtainWorker();
    await installSystemPackages([
      ...(chosenElectron()?.kind === 'stand-in' ? ['stand-in'] : []),
      ...(unattended ? ['nobody-at-the-screen'] : []),
      ...(worker === 'to-build' ? ['worker-build'] : []),
    ]);
    if (worker === 'to-build') await buildWorkerHere();
  });
  say(electronLine(chosenElectron()));
}
