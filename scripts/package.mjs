/** `npm run package -- --dir`: builds the app and packages it. Arguments are electron-builder's. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, nodeExecutable, root } from './environment.mjs';
import { changedConfiguration, standInHome } from './package/configuration.mjs';
import { buildApp } from './setup/build-app.mjs';
import { chosenElectron } from './setup/electron.mjs';
import { writeJson } from './setup/files.mjs';
import { setUp } from './setup/index.mjs';
import { cacheDir, nodeModules } from './setup/paths.mjs';
import { reportFailure, say } from './setup/step.mjs';

/** The file that electron-builder reads. */
function configuration(electron) {
  const released = join(root, 'electron-builder.yml');
  const changes = changedConfiguration(electron, process);
  if (changes === null) return released;
  if (changes.mac)
    say('The app is signed by nobody: name a certificate in CSC_LINK or CSC_NAME for one that others can start.');
  const derived = join(cacheDir, 'electron-builder.json');
  writeJson(derived, { extends: released, ...changes });
  return derived;
}

/** Where Electron cannot be fetched, fpm cannot either. What the user has named stays. */
function toolsFor(electron) {
  return electron.kind === 'stand-in' ? { CUSTOM_FPM_PATH: join(root, 'scripts/package/fpm/fpm.mjs') } : {};
}

async function packageApp(args) {
  await setUp();
  await buildApp();
  const electron = chosenElectron();
  if (electron.kind === 'stand-in') {
    writeFileSync(join(root, standInHome), `${root}\n`);
    say('The package holds the stand-in: it starts on this machine only, with what is in this folder.');
  }
  const { status } = spawnSync(
    nodeExecutable,
    [join(nodeModules, 'electron-builder/cli.js'), '--config', configuration(electron), ...args],
    { cwd: root, env: { ...toolsFor(electron), ...environment() }, stdio: 'inherit' },
  );
  return status ?? 1;
}

try {
  process.exitCode = await packageApp(process.argv.slice(2));
} catch (error) {
  reportFailure(error);
  process.exitCode = 1;
}
