/** Step: the libraries of the operating system that Electron's own binary needs (Linux only). */
import { run } from './run.mjs';
import { SetupError, withProgress } from './step.mjs';
import { installPackages as installWithApt, whereIs } from './system-packages.mjs';

/** These bring the others along. Their names differ: Debian 12 and Ubuntu 22.04, then Debian 13 and Ubuntu 24.04. */
const packageNames = [
  ['libasound2', 'libgbm1', 'libgtk-3-0', 'libnss3'],
  ['libasound2t64', 'libgbm1', 'libgtk-3-0t64', 'libnss3'],
];

/** Libraries that the program needs and this Linux lacks. */
async function librariesMissingFor(executable) {
  const { code, output } = await run('ldd', [executable], { timeoutMs: 10_000 });
  if (code !== 0) return [];
  return [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1]);
}

/**
 * Installs them as root on Debian and its kin; otherwise says what is missing.
 * @param {string} executable
 * @param {object} [system]
 * @param {boolean} [system.isRoot]
 * @param {boolean} [system.hasApt]
 * @param {typeof librariesMissingFor} [system.findMissing]
 * @param {typeof installWithApt} [system.installPackages]
 * @throws {SetupError} for libraries that are still missing, with what to do.
 */
export async function installElectronLibraries(
  executable,
  {
    isRoot = process.getuid?.() === 0,
    hasApt = whereIs('apt-get') !== null,
    findMissing = librariesMissingFor,
    installPackages = installWithApt,
  } = {},
) {
  let missing = await findMissing(executable);
  if (missing.length === 0) return;
  if (isRoot && hasApt) {
    await withProgress('Libraries of Electron: apt-get install', async () => {
      for (const names of packageNames) {
        const { code } = await installPackages(names);
        if (code === 0) break;
      }
    });
    missing = await findMissing(executable);
    if (missing.length === 0) return;
  }
  throw new SetupError({
    step: 'installing the libraries of Electron',
    why: `this system lacks libraries that its binary needs: ${missing.join(', ')}`,
    todo: hasApt
      ? `run: sudo apt-get update && sudo apt-get install ${packageNames.map((names) => names.join(' ')).join('\n              or, on newer systems: sudo apt-get install ')}\n              then run the same command again`
      : 'install them with the package manager of this system, then run the same command again',
  });
}
