/** The app as `npm run package -- --dir` makes it, on this system: what is in it, and that it starts. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { environment } from '../../scripts/environment.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { chooseElectron, screenForWindows, switchesOfUser } from '../e2e/support/electron.ts';
import { endChild, hasEnded } from '../support/processes.ts';
import { temporaryFolder } from '../unit/support/temporary-folder.ts';

const electron = chooseElectron();
const startMs = 60_000;

/** Where electron-builder has put what, by system. */
function packaged(): { folder: string; launcher: string; executable: string; archive: string } {
  const of = (name: RegExp) => {
    const found = readdirSync(join(root, 'dist')).filter((entry) => name.test(entry));
    if (found.length !== 1) throw new Error(`dist has ${found.join(', ') || 'none'} of ${name}: delete it first`);
    return join(root, 'dist', String(found[0]));
  };
  switch (process.platform) {
    case 'win32': {
      const folder = of(/^win.*-unpacked$/u);
      const executable = join(folder, 'Holdfast.exe');
      return {
        folder,
        executable,
        launcher: join(folder, 'bin/holdfast.cmd'),
        archive: join(folder, 'resources/app.asar'),
      };
    }
    case 'darwin': {
      const folder = join(of(/^mac(-.*)?$/u), 'Holdfast.app/Contents');
      const executable = join(folder, 'MacOS/Holdfast');
      return {
        folder,
        executable,
        launcher: join(folder, 'Resources/bin/holdfast'),
        archive: join(folder, 'Resources/app.asar'),
      };
    }
    default: {
      const folder = of(/^linux.*-unpacked$/u);
      const executable = join(folder, 'holdfast-app');
      return { folder, executable, launcher: join(folder, 'holdfast'), archive: join(folder, 'resources/app.asar') };
    }
  }
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'scripts/package.mjs'), '--dir'], { env: environment(), stdio: 'pipe' });
}, 10 * 60_000);

describe('the packaged app', () => {
  /** @param env beside what a login over ssh has: no display. */
  async function run(file: string, args: string[], env: NodeJS.ProcessEnv) {
    const onWindows = process.platform === 'win32';
    const child = onWindows ? spawn('cmd.exe', ['/d', '/c', file, ...args], { env }) : spawn(file, args, { env });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    return { code, out };
  }

  function withoutDisplay(home: string): NodeJS.ProcessEnv {
    const { DISPLAY: _x11, WAYLAND_DISPLAY: _wayland, ...env }: NodeJS.ProcessEnv = environment();
    return { ...env, ...(process.platform === 'linux' ? { HOME: home, XDG_CONFIG_HOME: join(home, '.config') } : {}) };
  }

  it('answers from the launcher without a display', async () => {
    const { launcher } = packaged();
    const env = withoutDisplay(temporaryFolder());
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await run(launcher, ['--version'], env)).toEqual({ code: 0, out: `${version}\n` });
    expect((await run(launcher, ['--help'], env)).out).toMatch(/^Usage: holdfast /u);
    const nobody = ['ctl', 'status', '--user-data-dir', join(temporaryFolder(), 'nobody')];
    expect(await run(launcher, nobody, env)).toEqual({ code: 3, out: '' });
  });

  it(
    'starts, is found by its launcher, and leaves no process behind',
    async () => {
      const { launcher, executable } = packaged();
      const home = temporaryFolder();
      const data = join(home, 'data');
      const screen = await screenForWindows();
      onTestFinished(() => screen?.[Symbol.asyncDispose]());
      const env = withoutDisplay(home);
      const sandbox = process.env.HOLDFAST_PACKAGED_SANDBOX === '1' ? [] : switchesOfUser();
      const args = ['--user-data-dir', data, '--hidden', ...sandbox];
      const app = spawn(executable, args, { env: { ...env, ...screen?.environment }, stdio: 'ignore' });
      onTestFinished(() => endChild(app));
      const status = () => run(launcher, ['ctl', 'status', '--user-data-dir', data], env);
      expect(await answered(app, status)).toEqual({ code: 0, out: 'No call\n' });
      // In its sandbox, unless root, for whom Chromium has none, had to start it without.
      const log = readFileSync(join(data, 'logs/main.log'), 'utf8');
      expect(log.includes("Chromium's sandbox is off")).toBe(switchesOfUser().length > 0);
      await endChild(app, { patienceMs: 10_000 });
      // Windows has no signal that a program could hear.
      if (process.platform !== 'win32') expect(app.exitCode).toBe(0);
      expect(await status()).toEqual({ code: 3, out: '' });
    },
    startMs + 30_000,
  );

  it.skipIf(electron.kind === 'stand-in')('has its fuses as configured, and an archive of the app alone', async () => {
    const { executable, archive, folder } = packaged();
    const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
    const library = createRequire(builder.resolve('app-builder-lib'));
    const fuses = (await import(pathToFileURL(library.resolve('@electron/fuses')).href)) as {
      getCurrentFuseWire: (file: string) => Promise<Record<string, number>>;
      FuseV1Options: Record<string, number | string>;
      FuseState: { ENABLE: number; DISABLE: number };
    };
    const bundle = process.platform === 'darwin' ? join(folder, '..') : executable;
    const wire = await fuses.getCurrentFuseWire(bundle);
    const isOn = (option: string) => wire[String(fuses.FuseV1Options[option])] === fuses.FuseState.ENABLE;
    const off = [
      'RunAsNode',
      'EnableNodeOptionsEnvironmentVariable',
      'EnableNodeCliInspectArguments',
      'LoadBrowserProcessSpecificV8Snapshot',
      'GrantFileProtocolExtraPrivileges',
    ];
    const on = ['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar'];
    expect(off.filter(isOn)).toEqual([]);
    expect(on.filter((option) => !isOn(option))).toEqual([]);

    const asar = library('@electron/asar') as { listPackage: (file: string, options: object) => string[] };
    const files = asar.listPackage(archive, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
    expect(files).toEqual(expect.arrayContaining(['/package.json', '/out/main/index.js', '/out/renderer/index.html']));
    const needless = /node_modules|\.map$|\.ts$|^\/out\/launcher/u;
    expect(files.filter((file) => needless.test(file))).toEqual([]);
    expect(existsSync(join(archive, '../app'))).toBe(false);
  });
});

/** What `ask` says once it finds the copy, or what it said last when that has ended or taken too long. */
async function answered<T extends { code: unknown }>(app: ChildProcess, ask: () => Promise<T>): Promise<T> {
  const until = Date.now() + startMs;
  for (;;) {
    const answer = await ask();
    if (answer.code === 0 || hasEnded(app) || Date.now() > until) return answer;
    await delay(200);
  }
}
