/** `npm run package -- --dir`: builds the app and packages it. Arguments are electron-builder's. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { environment, nodeExecutable, root } from './environment.mjs';
import { buildApp } from './setup/build-app.mjs';
import { chosenElectron } from './setup/electron.mjs';
import { writeJson } from './setup/files.mjs';
import { setUp } from './setup/index.mjs';
import { cacheDir, nodeModules } from './setup/paths.mjs';
import { reportFailure, say } from './setup/step.mjs';

/** The stand-in for Electron is packaged as it is: it has no fuses to turn and reads no archive. */
function configuration({ kind, overrideDir }) {
  const released = join(root, 'electron-builder.yml');
  if (kind === 'own') return released;
  const derived = join(cacheDir, 'electron-builder.json');
  const plain = kind === 'stand-in' ? { asar: false, electronFuses: null } : {};
  writeJson(derived, { extends: released, electronDist: overrideDir, ...plain });
  return derived;
}

async function packageApp(args) {
  await setUp();
  await buildApp();
  const electron = chosenElectron();
  if (electron.kind === 'stand-in')
    say('The package holds the stand-in: it starts from dist/ only, with what is in this folder.');
  const { status } = spawnSync(
    nodeExecutable,
    [join(nodeModules, 'electron-builder/cli.js'), '--config', configuration(electron), ...args],
    { cwd: root, env: environment(), stdio: 'inherit' },
  );
  return status ?? 1;
}

try {
  process.exitCode = await packageApp(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
