/** The whole set-up. Runs on Node 20.19 with nothing installed; does nothing when nothing is to do. */
import { existsSync } from 'node:fs';
import { hasDependencies, installDependencies } from './dependencies.mjs';
import { chosenElectron, electronLine, installElectron } from './electron.mjs';
import { installElectronLibraries } from './electron-libraries.mjs';
import { holdLock } from './lock.mjs';
import { installNode } from './node.mjs';
import { nodeExecutable } from './paths.mjs';
import { say } from './step.mjs';
import { installSystemPackages } from './system-packages.mjs';
import { buildWorkerHere, hasWorker, obtainWorker } from './worker.mjs';

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
    const electron = chosenElectron();
    await installSystemPackages([
      ...(electron?.kind === 'stand-in' ? ['stand-in'] : []),
      ...programs,
      ...(worker === 'to-build' ? ['worker-build'] : []),
    ]);
    if (electron?.kind === 'own' && process.platform === 'linux') await installElectronLibraries(electron.executable);
    if (worker === 'to-build') await buildWorkerHere();
  });
  say(electronLine(chosenElectron()));
}

/** What the call server alone needs. Silent, and without writing anything, when all of it is there. */
export async function setUpServer() {
  if (hasDependencies() && existsSync(nodeExecutable) && hasWorker()) return;
  await holdLock(async () => {
    await installDependencies();
    await installNode();
    if ((await obtainWorker()) === 'ready') return;
    await installSystemPackages(['worker-build']);
    await buildWorkerHere();
  });
}
