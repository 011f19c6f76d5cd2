/** The app from this folder, as its package would start it. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { environment, root } from '../environment.mjs';
import { startChild } from '../setup/children.mjs';
import { chosenElectron } from '../setup/electron.mjs';

function reads(path, value) {
  try {
    return readFileSync(path, 'utf8').trim() === value;
  } catch {
    return false;
  }
}

/** Why Chromium's sandbox cannot run here, or `null`. A package installs what the sandbox needs; a folder cannot. */
function noSandboxReason({ kind, executable }) {
  if (process.platform !== 'linux' || kind === 'stand-in') return null;
  if (process.getuid?.() === 0) return 'Chromium refuses to use it as root';
  const restricted =
    reads('/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1') ||
    reads('/proc/sys/kernel/unprivileged_userns_clone', '0');
  if (!restricted) return null;
  const helper = statSync(join(dirname(executable), 'chrome-sandbox'), { throwIfNoEntry: false });
  const isSetUp = helper !== undefined && helper.uid === 0 && (helper.mode & 0o4000) !== 0;
  return isSetUp ? null : 'this system allows it to installed programs only';
}

/**
 * @param {{ server: string, token: string, name: string, userDataDir: string }} account
 * @param {(line: string) => void} say
 */
export function startApp({ server, token, name, userDataDir }, say) {
  const electron = chosenElectron();
  const args = ['.', '--server', server, '--token', token, '--name', name, '--user-data-dir', userDataDir];
  const reason = noSandboxReason(electron);
  if (reason !== null) {
    say(`The app runs without Chromium's sandbox: ${reason}`);
    args.push('--no-sandbox');
  }
  return startChild(electron.executable, args, { cwd: root, env: environment(), stdio: 'inherit' });
}
