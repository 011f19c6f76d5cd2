import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { workerSources } from '../../../scripts/mediasoup-worker/sources.mjs';
import { matchesLock } from '../../../scripts/setup/dependencies.mjs';
import { electronLine, mayStandIn } from '../../../scripts/setup/electron.mjs';
import { installElectronLibraries } from '../../../scripts/setup/electron-libraries.mjs';
import { isRunning } from '../../../scripts/setup/lock.mjs';
import { run } from '../../../scripts/setup/run.mjs';
import { reportFailure } from '../../../scripts/setup/step.mjs';
import { installSystemPackages, missingFrom, missingPackages } from '../../../scripts/setup/system-packages.mjs';
import { fetchFailure } from '../../../scripts/setup/worker.mjs';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = join(import.meta.dirname, '../../..');

describe('the lock file', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));

  test('names no host', () => {
    const text = JSON.stringify(lock.packages, (key, value) =>
      key === 'funding' || key === 'deprecated' ? undefined : value,
    );
    expect(text).not.toContain('"resolved"');
    expect(text).not.toMatch(/https?:\/\//);
  });

  test('has an entry for every optional dependency, which npm ci asks for on every platform', () => {
    const wanted = Object.values<{ optionalDependencies?: Record<string, string> }>(lock.packages).flatMap((entry) =>
      Object.keys(entry.optionalDependencies ?? {}),
    );
    const present = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')));
    expect(wanted.filter((name) => !present.has(name))).toEqual([]);
  });
});

describe('what is installed matches the lock file', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.2.3', integrity: 'sha512-a' },
      'node_modules/a-windows': { version: '1.2.3', optional: true },
    },
  };

  test('when every package is there in its version, or is optional', () => {
    expect(matchesLock(lock, { packages: { 'node_modules/a': { version: '1.2.3', integrity: 'sha512-a' } } })).toBe(
      true,
    );
  });

  test.each([
    ['an interrupted installation left no record', null],
    ['a package is missing', { packages: {} }],
    ['a version differs', { packages: { 'node_modules/a': { version: '1.2.4', integrity: 'sha512-a' } } }],
    ['the content differs', { packages: { 'node_modules/a': { version: '1.2.3', integrity: 'sha512-b' } } }],
  ])('but not when %s', (_, installed) => {
    expect(matchesLock(lock, installed)).toBe(false);
  });
});

describe('packages of the operating system', () => {
  test("dpkg's answer is read: installed, removed with its settings left, of two architectures, never heard of", () => {
    const answer =
      'sox installed\nopenbox config-files\nlibuv1-dev:amd64 installed\ndpkg-query: no packages found matching xvfb\n';
    expect(missingFrom(['sox', 'openbox', 'libuv1-dev', 'xvfb'], answer)).toEqual(['openbox', 'xvfb']);
  });

  test('a program that is there is not asked of dpkg, however it came', async () => {
    const asked: string[][] = [];
    const withoutDpkg = async (names: string[]) => {
      asked.push(names);
      return names;
    };
    const { missing } = await missingPackages(['stand-in', 'worker-build'], {
      hasProgram: (name) => name === 'chromium' || name === 'g++',
      withoutDpkg,
    });
    expect(asked).toEqual([missing]);
    expect(missing).toEqual(['flatbuffers-compiler', 'libflatbuffers-dev', 'libsrtp2-dev', 'libssl-dev', 'libuv1-dev']);
  });

  test('nothing is asked when every program is there', async () => {
    const withoutDpkg = () => Promise.reject(new Error('asked dpkg'));
    const found = await missingPackages(['tests', 'demo'], { hasProgram: () => true, withoutDpkg });
    expect(found.missing).toEqual([]);
  });

  test('without dpkg, the programs that are missing are named', async () => {
    const found = await missingPackages(['worker-build'], {
      hasProgram: (name) => name === 'g++',
      withoutDpkg: async () => null,
    });
    expect(found).toEqual({ missing: ['flatbuffers-compiler'], debian: false });
  });

  describe('that are missing', () => {
    /** A system that lacks two packages, and what was said on it. */
    async function setUp(change: { isRoot?: boolean; debian?: boolean; installs?: boolean }) {
      const { isRoot = true, debian = true, installs = true } = change;
      const lacking = new Set(['openbox', 'xvfb']);
      const said: string[] = [];
      const writes = (['stdout', 'stderr'] as const).map((stream) =>
        vi.spyOn(process[stream], 'write').mockImplementation((text) => {
          said.push(String(text));
          return true;
        }),
      );
      const installPackages = vi.fn(async (names: string[]) => {
        if (installs) for (const name of names) lacking.delete(name);
        return installs ? { code: 0, output: '' } : { code: 100, output: 'E: Unable to locate package xvfb\n' };
      });
      try {
        await installSystemPackages(['tests'], {
          platform: 'linux',
          isRoot,
          findMissing: async () => ({ missing: [...lacking].sort(), debian }),
          install: installPackages,
        }).catch(reportFailure);
      } finally {
        for (const write of writes) write.mockRestore();
      }
      return { said: said.join(''), installed: installPackages.mock.calls.flatMap(([names]) => names) };
    }

    test('are installed by root', async () => {
      const { said, installed } = await setUp({});
      expect(installed).toEqual(['openbox', 'xvfb']);
      expect(said).toBe('System packages: apt-get install openbox xvfb …\n');
    });

    test('are left to whoever may: anybody else gets the one command, and the set-up stops', async () => {
      const { said, installed } = await setUp({ isRoot: false });
      expect(installed).toEqual([]);
      expect(said).toContain('this system lacks: openbox xvfb (for: tests)');
      expect(said.match(/sudo .*/g)).toEqual([
        'sudo apt-get update && sudo apt-get install --no-install-recommends openbox xvfb',
      ]);
    });

    test('are named where there is no apt-get', async () => {
      const { said, installed } = await setUp({ debian: false });
      expect(installed).toEqual([]);
      expect(said).toContain('openbox xvfb');
      expect(said).not.toContain('sudo');
    });

    test('stop the set-up when they cannot be installed, with what apt-get said', async () => {
      const { said } = await setUp({ installs: false });
      expect(said).toContain('Could not finish: installing packages of the operating system');
      expect(said).toContain('Unable to locate package xvfb');
    });
  });
});

describe('libraries of Electron that are missing', () => {
  /** A system that lacks one, whose packages are called as on a newer Debian. */
  async function setUp(system: { isRoot: boolean; hasApt: boolean }) {
    let missing = ['libgtk-3.so.0'];
    const asked: string[][] = [];
    const installPackages = async (names: string[]) => {
      asked.push(names);
      if (!names.includes('libgtk-3-0t64')) return { code: 100, output: '' };
      missing = [];
      return { code: 0, output: '' };
    };
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      const findMissing = async () => missing;
      await installElectronLibraries('/electron', { ...system, findMissing, installPackages });
    } finally {
      write.mockRestore();
    }
    return asked;
  }

  test('are installed by root, under whichever names the system has for them', async () => {
    expect(await setUp({ isRoot: true, hasApt: true })).toHaveLength(2);
  });

  test.each([
    [{ isRoot: false, hasApt: true }, 'sudo apt-get'],
    [{ isRoot: true, hasApt: false }, 'package manager of this system'],
  ])('are named otherwise: %o', async (system, todo) => {
    await expect(setUp(system)).rejects.toMatchObject({
      why: expect.stringContaining('libgtk-3.so.0'),
      todo: expect.stringContaining(todo),
    });
  });
});

describe('why the prebuilt worker could not be had', () => {
  const said = (line: string) =>
    `npm-scripts.mjs [INFO] [postinstall] downloadPrebuiltWorker() [workerPrebuildTarUrl:https://example.com/worker.tgz]
npm-scripts.mjs [ERROR] [postinstall] downloadPrebuiltWorker() | ${line}
npm-scripts.mjs [INFO] [postinstall] couldn't fetch any mediasoup-worker prebuilt binary, building it locally`;

  test.each([
    [
      'failed to download mediasoup-worker prebuilt binary: FetchError: request to https://example.com/worker.tgz failed, reason: connect ECONNREFUSED 192.0.2.1:443',
      'connect ECONNREFUSED 192.0.2.1:443',
    ],
    [
      'failed to download mediasoup-worker prebuilt binary: 403 Forbidden',
      'failed to download prebuilt worker: 403 Forbidden',
    ],
    [
      'no available mediasoup-worker prebuilt binary for current architecture',
      'no available prebuilt worker for current architecture',
    ],
    [
      'fetched mediasoup-worker prebuilt binary fails to run in this host [status:127]',
      'fetched prebuilt worker fails to run in this host [status:127]',
    ],
  ])('%s', (line, reason) => {
    expect(fetchFailure(said(line))).toBe(reason);
  });

  test('is not made up', () => {
    expect(fetchFailure('Error: Cannot find module')).toBe('its script did not say why');
  });
});

describe("the worker's sources", () => {
  test("are those of the package's own build description", () => {
    const sources = workerSources(readFileSync(join(root, 'node_modules/mediasoup/worker/meson.build'), 'utf8'));
    expect(sources.length).toBeGreaterThan(100);
    expect(sources).toContain('src/RTC/Router.cpp');
    expect(sources.at(-1)).toBe('src/main.cpp');
    expect(sources.filter((source) => /^(test|fuzzer)\//.test(source))).toEqual([]);
  });

  test('a description of another shape is refused', () => {
    expect(() => workerSources("sources = ['a.cpp']")).toThrow('common_sources');
    expect(() => workerSources('common_sources = [\n]')).toThrow('no C++ file');
  });
});

test.each([
  [{ kind: 'own', overrideDir: null, reason: 'as released' }, 'Electron 45.0.0: its own binary'],
  [
    { kind: 'stand-in', overrideDir: '/x', reason: 'its binary could not be fetched (no network)' },
    'Electron 45.0.0: the stand-in in tests/electron-stand-in, because its binary could not be fetched (no network)',
  ],
  [
    { kind: 'given', overrideDir: '/opt/electron', reason: 'ELECTRON_OVERRIDE_DIST_PATH names it' },
    'Electron: the one in /opt/electron, because ELECTRON_OVERRIDE_DIST_PATH names it',
  ],
] as const)('one line says which Electron is used: %o', (choice, line) => {
  expect(electronLine({ version: '45.0.0', executable: '', ...choice })).toBe(line);
});

describe('a program that is run', () => {
  test('gives its exit code and what it said on both streams', async () => {
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3';
    const { code, output } = await run(process.execPath, ['--eval', script]);
    expect(code).toBe(3);
    expect(output).toContain('out');
    expect(output).toContain('err');
  });

  test('and cannot be started says so, and leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { code, output } = await run('no-such-program-of-holdfast', []);
    expect(code).toBeNull();
    expect(output).toContain('ENOENT');
    expect(timers()).toBeLessThanOrEqual(before);
  });

  test('does not outlive the one who runs it', async () => {
    const pidFile = join(temporaryFolder(), 'pid');
    const sleeper = `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const runner = `
      const { run } = await import(${JSON.stringify(pathToFileURL(join(root, 'scripts/setup/run.mjs')).href)});
      await run(process.execPath, ['--eval', ${JSON.stringify(sleeper)}]);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', runner]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', { timeout: 5_000 }).toBe(true);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    onTestFinished(() => {
      if (isRunning(pid)) process.kill(pid, 'SIGKILL');
    });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  });

  test('and takes too long is ended', async () => {
    const { code, output } = await run(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 });
    expect(code).toBeNull();
    expect(output).toContain('ended by SIGKILL');
  });

  test('takes what it started along, which would hold on to its output', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      console.log(spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).pid);
      setInterval(() => {}, 1000);`;
    const { output } = await run(process.execPath, ['--eval', script], { timeoutMs: 2_000 });
    const pid = Number(output.split('\n', 1)[0]);
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  });

  test('and ends before what it started is not waited for long', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const options = { stdio: 'inherit', detached: true };
      console.log(spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], options).pid);
      process.exit(3);`;
    const { code, output } = await run(process.execPath, ['--eval', script]);
    process.kill(Number(output.split('\n', 1)[0]), 'SIGKILL');
    expect(code).toBe(3);
  });
});

test.each([
  ['linux', {}, true],
  ['linux', { HOLDFAST_ELECTRON: 'own' }, false],
  ['win32', {}, false],
  ['darwin', {}, false],
] as const)('on %s with %o the stand-in may be used: %s', (platform, env, may) => {
  expect(mayStandIn(platform, env)).toBe(may);
});
