/** Step: an Electron to run: its own binary, or on Linux the stand-in where the binary cannot be had. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readJson, writeJson } from './files.mjs';
import { installedVersion, nodeExecutable, nodeModules, standInDir, stateDir } from './paths.mjs';
import { run, tail } from './run.mjs';
import { SetupError, say, withProgress } from './step.mjs';

const packageDir = join(nodeModules, 'electron');
const memory = join(stateDir, 'electron.json');
/** Long enough for 120 MB over a slow line. */
const downloadTimeoutMs = 20 * 60_000;

/**
 * @typedef {object} ElectronChoice
 * @property {'own' | 'stand-in' | 'given'} kind `given` is what ELECTRON_OVERRIDE_DIST_PATH of the caller names.
 * @property {string} version
 * @property {string} executable
 * @property {string | null} overrideDir What ELECTRON_OVERRIDE_DIST_PATH has to be.
 * @property {string} reason Why it is this one, for the line that says so.
 */

/** What the program is called in a folder with Electron, as the package's installer has noted it; `null` before it has. */
function executableName() {
  try {
    return readFileSync(join(packageDir, 'path.txt'), 'utf8');
  } catch {
    return null;
  }
}

function ownBinary(version) {
  try {
    const executable = join(packageDir, 'dist', executableName() ?? '');
    const unpacked = readFileSync(join(packageDir, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    return unpacked === version && executableName() !== null && existsSync(executable) ? executable : null;
  } catch {
    return null;
  }
}

/** What of Electron is to be used as things are now, or `null` when nothing is there yet. @returns {ElectronChoice | null} */
export function chosenElectron() {
  const version = installedVersion('electron');
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (given !== undefined && given !== '' && resolve(given) !== standInDir) {
    const overrideDir = resolve(given);
    const executable = join(
      overrideDir,
      executableName() ?? (process.platform === 'win32' ? 'electron.exe' : 'electron'),
    );
    return { kind: 'given', version, executable, overrideDir, reason: 'ELECTRON_OVERRIDE_DIST_PATH names it' };
  }
  const standIn = (reason) => ({
    kind: 'stand-in',
    version,
    executable: join(standInDir, 'electron'),
    overrideDir: standInDir,
    reason,
  });
  const attempt = readJson(memory);
  const failed = attempt?.version === version ? attempt.reason : null;
  if (given) return standIn(failed ?? 'ELECTRON_OVERRIDE_DIST_PATH names it');
  const executable = ownBinary(version);
  if (executable !== null) return { kind: 'own', version, executable, overrideDir: null, reason: 'as released' };
  return failed === null ? null : standIn(failed);
}

/** @param {ElectronChoice} choice */
export function electronLine({ kind, version, overrideDir, reason }) {
  switch (kind) {
    case 'own':
      return `Electron ${version}: its own binary`;
    case 'given':
      return `Electron: the one in ${overrideDir}, because ${reason}`;
    case 'stand-in':
      return `Electron ${version}: the stand-in in tests/electron-stand-in, because ${reason}`;
    default:
      throw new TypeError(`no such kind of Electron: ${kind}`);
  }
}

/** Only Linux has the stand-in, and whoever must not be content with it says so. */
export const mayStandIn = (platform, env) => platform === 'linux' && env.HOLDFAST_ELECTRON !== 'own';

/**
 * Fetches Electron's binary the way its package intends.
 * @param {{ retry: boolean }} options With `retry`, tries again although it could not be had before.
 */
export async function installElectron({ retry }) {
  const known = chosenElectron();
  const contentWithStandIn = mayStandIn(process.platform, process.env);
  if (known !== null && (known.kind !== 'stand-in' || (contentWithStandIn && !retry))) return;
  const version = installedVersion('electron');
  // The installer takes an override for an installation that is already there.
  const { ELECTRON_OVERRIDE_DIST_PATH: _override, ...env } = process.env;
  const { code, output } = await withProgress(`Electron ${version}: fetching its binary`, () =>
    run(nodeExecutable, ['install.js'], { cwd: packageDir, env, timeoutMs: downloadTimeoutMs }),
  );
  const executable = ownBinary(version);
  if (code === 0 && executable !== null) return;
  let reason = `its binary could not be fetched (${firstLine(output) || `the installer ended with ${code}`})`;
  if (!contentWithStandIn) {
    throw new SetupError({
      step: `installing Electron ${version}`,
      why: `${reason}:\n${tail(output)}`,
      todo: 'check the connection to where Electron is released, or name a mirror in ELECTRON_MIRROR, then run the same command again',
    });
  }
  reason = reason.replace(/\s+/g, ' ');
  writeJson(memory, { version, reason });
  say(`  ${reason}: the stand-in is used from now on; "npm run setup" tries again`);
}

const firstLine = (text) => text.trim().split('\n', 1)[0] ?? '';
