/** The whole set-up. Runs on Node 20.19 with nothing installed; does nothing when nothing is to do. */
import { installDependencies } from './dependencies.mjs';
import { chosenElectron, electronLine, installElectron } from './electron.mjs';
import { holdLock } from './lock.mjs';
import { installNode } from './node.mjs';
import { say } from './step.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { buildWorkerHere, obtainWorker } from './worker.mjs';

/**
 * @param {object} [options]
 * @param {boolean} [options.retry] Fetch again what could not be had before.
 * @param {('tests' | 'demo')[]} [options.programs] What has to be there beside what the app needs: a desktop's bus and
 *   sound devices for the tests, a screen for the demo.
 */
export async function setUp({ retry = false, programs = [] } = {}) {
  await holdLock(async () => {
    await installDependencies();
    await installNode();
    await installElectron({ retry });
    const worker = await obtainWorker();
    await installSystemPackages([
      ...(chosenElectron()?.kind === 'stand-in' ? ['stand-in'] : []),
      ...programs,
      ...(worker === 'to-build' ? ['worker-build'] : []),
    ]);
    if (worker === 'to-build') await buildWorkerHere();
  });
  say(electronLine(chosenElectron()));
}
