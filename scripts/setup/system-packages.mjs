/** Step: the programs and libraries of the operating system that this run needs (Linux only). */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run, tail } from './run.mjs';
import { SetupError, withProgress } from './step.mjs';

/**
 * What is needed for what, by Debian's package names. A package with a program is there when the program is, however it
 * came; one without (headers of a library) is asked of dpkg.
 * @type {Record<'stand-in' | 'tests' | 'demo' | 'worker-build', Record<string, string | null>>}
 */
export const packageGroups = {
  'stand-in': { chromium: 'chromium' },
  tests: {
    chromium: 'chromium',
    dbus: 'dbus-daemon',
    openbox: 'openbox',
    pulseaudio: 'pulseaudio',
    'pulseaudio-utils': 'pactl',
    xvfb: 'Xvfb',
  },
  demo: { imagemagick: 'import', openbox: 'openbox', xvfb: 'Xvfb' },
  'worker-build': {
    'flatbuffers-compiler': 'flatc',
    'g++': 'g++',
    'libflatbuffers-dev': null,
    'libsrtp2-dev': null,
    'libssl-dev': null,
    'libuv1-dev': null,
  },
};

/** Where on the PATH a program is, or `null`. */
export function whereIs(program) {
  const places = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
  const isProgram = (path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return places.find(isProgram) ?? null;
}

const onPath = (program) => whereIs(program) !== null;

// biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg's.
const dpkgFormat = '--showformat=${binary:Package} ${db:Status-Status}\\n';

/** Which of `packages` dpkg does not have installed; `null` where there is no dpkg. */
async function notInDpkg(packages) {
  const { code, output } = await run('dpkg-query', ['--show', dpkgFormat, ...packages]);
  return code === null ? null : missingFrom(packages, output);
}

/** Reads `dpkg-query`'s answer: one line a package, `name[:architecture] status`; packages it never heard of have none. */
export function missingFrom(packages, answer) {
  const installed = new Set(
    answer
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, status]) => status === 'installed')
      .map(([name]) => name.split(':')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

/**
 * @param {(keyof typeof packageGroups)[]} groups
 * @param {{ hasProgram?: (name: string) => boolean, withoutDpkg?: (names: string[]) => Promise<string[] | null> }} [probes]
 * @returns {Promise<{ missing: string[], debian: boolean }>} Sorted names of packages.
 */
export async function missingPackages(groups, { hasProgram = onPath, withoutDpkg = notInDpkg } = {}) {
  const wanted = Object.assign({}, ...groups.map((group) => packageGroups[group]));
  const names = Object.keys(wanted).sort();
  const asked = names.filter((name) => wanted[name] === null || !hasProgram(wanted[name]));
  if (asked.length === 0) return { missing: [], debian: true };
  const lacking = await withoutDpkg(asked);
  // Without dpkg there is no telling of headers: the compiler will.
  if (lacking === null) return { missing: asked.filter((name) => wanted[name] !== null), debian: false };
  return { missing: lacking, debian: true };
}

const aptOptions = ['--quiet', '-o', 'DPkg::Lock::Timeout=300'];

async function apt(args) {
  return run('apt-get', [...aptOptions, ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

/** With apt-get, as root. */
export async function installPackages(packages) {
  await apt(['update']);
  const command = ['install', '--yes', '--no-install-recommends', ...packages];
  const first = await apt(command);
  if (!first.output.includes('dpkg was interrupted')) return first;
  await run('dpkg', ['--configure', '-a'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  return apt(command);
}

/**
 * Installs what is lacking as root on Debian and its kin; otherwise says what to install.
 * @param {(keyof typeof packageGroups)[]} groups
 * @param {object} [system]
 * @param {string} [system.platform]
 * @param {boolean} [system.isRoot]
 * @param {typeof missingPackages} [system.findMissing]
 * @param {typeof installPackages} [system.install]
 * @throws {SetupError} for packages that are still missing, with what to do.
 */
export async function installSystemPackages(
  groups,
  {
    platform = process.platform,
    isRoot = process.getuid?.() === 0,
    findMissing = missingPackages,
    install = installPackages,
  } = {},
) {
  if (platform !== 'linux' || groups.length === 0) return;
  const { missing, debian } = await findMissing(groups);
  if (missing.length === 0) return;
  const list = missing.join(' ');
  const lacking = {
    step: 'installing packages of the operating system',
    why: `this system lacks: ${list} (for: ${groups.join(', ')})`,
  };
  if (!debian) {
    throw new SetupError({
      ...lacking,
      todo: 'these are names of Debian packages: install their like with the package manager of this system, then run the same command again',
    });
  }
  if (!isRoot) {
    throw new SetupError({
      ...lacking,
      todo: `run: sudo apt-get update && sudo apt-get install --no-install-recommends ${list}\n              then run the same command again`,
    });
  }
  const { code, output } = await withProgress(`System packages: apt-get install ${list}`, () => install(missing));
  if (code === 0 && (await findMissing(groups)).missing.length === 0) return;
  throw new SetupError({
    ...lacking,
    why: `apt-get install ${list} ended with ${code ?? 'an error'}:\n${tail(output)}`,
    todo: 'check that the package mirror in /etc/apt can be reached, then run the same command again',
  });
}
