/** The launcher for Linux and macOS as it is installed, against the real socket, with nothing of a desktop in its environment. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeLaunchers } from '../../../packaging/launcher/launchers.ts';
import { usage, valueOptions } from '../../../src/main/command-line.ts';
import { type CtlAnswer, type CtlAsked, callVerbs, ctlUsage, ctlVerbs } from '../../../src/main/ctl/protocol.ts';
import { CtlServer } from '../../../src/main/ctl/server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { aCall, FakeLog } from './fakes.ts';

/** In place of the app: says how it was started. */
const app = '#!/bin/sh\nprintf "app"\nfor argument; do printf " [%s]" "$argument"; done\n';

/** A system on which `programs` are all that there is, with the app installed. */
function system(programs: readonly string[] = ['perl', 'python3', 'readlink']) {
  const folder = temporaryFolder();
  writeLaunchers(join(folder, 'launchers'), '1.2.3');
  const installed = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), 0o755);
    return join(folder, path);
  };
  const launcher = installed('Holdfast/holdfast', readFileSync(join(folder, 'launchers/unix/holdfast'), 'utf8'));
  installed('Holdfast/holdfast-app', app);
  mkdirSync(join(folder, 'bin'));
  for (const program of programs) symlinkSync(join('/usr/bin', program), join(folder, 'bin', program));
  const start = (file: string, args: readonly string[], env: Record<string, string> = {}) =>
    new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
      const child = spawn(file, args, {
        cwd: folder,
        env: { PATH: join(folder, 'bin'), HOME: folder, ...env },
        timeout: 15_000,
      });
      const result = { out: '', err: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        result.out += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        result.err += text;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...result }));
    });
  const run = (args: readonly string[], env: Record<string, string> = {}) => start(launcher, args, env);
  return { folder, launcher, installed, start, run };
}

const muted = aCall({ microphone: 'muted' });

/** The running copy's side, with its data in `userData`. */
async function runningCopy(userData: string, answer: CtlAnswer = { ok: true, call: muted }): Promise<CtlAsked[]> {
  mkdirSync(userData, { recursive: true });
  const asked: CtlAsked[] = [];
  const server = new CtlServer({
    userData,
    execute: async (question) => {
      asked.push(question);
      return answer;
    },
    now: () => (muted.startedAt ?? 0) + 65_000,
    log: new FakeLog(),
  });
  await server.listen();
  onTestFinished(() => server.close());
  return asked;
}

describe.skipIf(process.platform === 'win32')('the launcher', () => {
  it.each([['perl'], ['python3']])('asks the running copy by %s, without a display', async (interpreter) => {
    const { folder, run } = system([interpreter, 'readlink']);
    const asked = await runningCopy(join(folder, '.config/Holdfast'));
    const said = { code: 0, out: 'Ada Lovelace · Connected · 1:05 · Muted\n', err: '' };
    for (const verb of ctlVerbs) expect(await run(['ctl', verb])).toEqual(said);
    expect(asked).toEqual(ctlVerbs.map((verb) => ({ verb, as: 'text' })));
    asked.length = 0;
    for (const verb of callVerbs) expect(await run(['ctl', verb, '-A-z_09'])).toEqual(said);
    expect(asked).toEqual(callVerbs.map((verb) => ({ verb, call: '-A-z_09', as: 'text' })));
    const json = await run(['ctl', '--json', 'status']);
    expect(JSON.parse(json.out)).toEqual({ ok: true, call: muted });
  });

  it('starts the app where nobody else can ask, drawing nowhere', async () => {
    const { folder, run } = system(['readlink']);
    await runningCopy(join(folder, '.config/Holdfast'));
    expect((await run(['ctl', 'mute'])).out).toBe('app [--ozone-platform=headless] [ctl] [mute]');
  });

  it('ends with 1 when the copy refuses, and says why', async () => {
    const { folder, run } = system();
    const error = { code: 'no-call', message: "There's no call." } as const;
    await runningCopy(join(folder, '.config/Holdfast'), { ok: false, error });
    expect(await run(['ctl', 'mute'])).toEqual({ code: 1, out: '', err: "There's no call.\n" });
    expect(await run(['ctl', 'mute', '--json'])).toEqual({
      code: 1,
      out: `${JSON.stringify({ ok: false, error })}\n`,
      err: '',
    });
  });

  it.each([
    [['ctl']],
    [['ctl', 'explode']],
    [['ctl', 'mute', 'now', 'please']],
    [['ctl', 'mute', '']],
    [['ctl', 'mute', 'a"b']],
    [['ctl', 'calls', 'x']],
    [['ctl', 'mute', 'x'.repeat(65)]],
    [['ctl', 'a|b']],
    [['ctl', '*']],
  ])('ends with 2 given %j', async (args) => {
    expect(await system().run(args)).toEqual({ code: 2, out: '', err: ctlUsage });
  });

  it('ends with 3 when no copy runs, also when a dead one left its address', async () => {
    const { folder, run } = system();
    const notRunning = { code: 3, out: '', err: 'Holdfast is not running. Start it, then try again.\n' };
    expect(await run(['ctl', 'status'])).toEqual(notRunning);
    expect(await run(['ctl', 'status', '--json'])).toEqual(notRunning);
    mkdirSync(join(folder, '.config/Holdfast'), { recursive: true });
    writeFileSync(join(folder, '.config/Holdfast/ctl.address'), `${folder}/.config/Holdfast/ctl.sock\n`);
    expect(await run(['ctl', 'status'])).toEqual(notRunning);
  });

  it.each([
    ['--user-data-dir DIR', (dir: string) => ['ctl', 'status', '--user-data-dir', dir], {}],
    ['--user-data-dir=DIR', (dir: string) => [`--user-data-dir=${dir}`, 'ctl', 'status'], {}],
    ['XDG_CONFIG_HOME', () => ['ctl', 'status'], { XDG_CONFIG_HOME: 'its data' }],
  ])('finds the copy by %s', async (_how, args, env) => {
    const { folder, run } = system();
    await runningCopy(join(folder, 'its data/Holdfast'));
    expect(await run(args('its data/Holdfast'), env)).toMatchObject({ code: 0 });
  });

  it('says what it takes, and its version', async () => {
    const { run } = system();
    expect(await run(['--help'])).toEqual({ code: 0, out: usage, err: '' });
    expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    const valueMissing = await run(['--server', '--hidden']);
    expect(valueMissing).toEqual({ code: 2, out: '', err: `--server needs a value.\n\n${usage}` });
    expect((await run(['--user-data-dir'])).err).toContain('--user-data-dir needs a value.');
    expect((await run(['--user-data-dir='])).err).toContain('--user-data-dir needs a folder.');
  });

  it('starts the app with everything else as it was given', async () => {
    const { run } = system();
    expect(await run([])).toEqual({ code: 0, out: 'app', err: '' });
    const args = ['--hidden', '--name', 'ctl', "holdfast://call/it's a*", '--server=http://x', ''];
    expect((await run(args)).out).toBe(`app ${args.map((argument) => `[${argument}]`).join(' ')}`);
  });

  it('takes the value of an option for nothing else', async () => {
    const { run } = system();
    for (const option of valueOptions.filter((name) => name !== '--user-data-dir')) {
      expect((await run([option, 'ctl', 'call', 'ada'])).out).toBe(`app [${option}] [ctl] [call] [ada]`);
    }
  });

  it('finds the app through a link on the PATH, and as a bundle of macOS', async () => {
    const { folder, launcher, installed, start } = system();
    symlinkSync(launcher, join(folder, 'bin/holdfast'));
    expect((await start(join(folder, 'bin/holdfast'), ['--hidden'])).out).toBe('app [--hidden]');
    const inBundle = installed('Holdfast.app/Contents/Resources/bin/holdfast', readFileSync(launcher, 'utf8'));
    installed('Holdfast.app/Contents/MacOS/Holdfast', app);
    const asked = await runningCopy(join(folder, 'Library/Application Support/Holdfast'));
    expect((await start(inBundle, ['ctl', 'mute'])).code).toBe(0);
    expect(asked).toEqual([{ verb: 'mute', as: 'text' }]);
    expect((await start(inBundle, ['holdfast://show'])).out).toBe('app [holdfast://show]');
  });

  it('leaves out the sandbox only in an AppImage whose system has none for it, and never twice', async () => {
    const { run, installed } = system();
    const image = { APPIMAGE: '/x/Holdfast.AppImage' };
    installed('bin/unshare', '#!/bin/sh\nexit 1\n');
    expect((await run([], image)).out).toBe('app [--no-sandbox]');
    expect((await run(['--no-sandbox'], image)).out).toBe('app [--no-sandbox]');
    expect((await run([])).out).toBe('app');
    installed('bin/unshare', '#!/bin/sh\nexit 0\n');
    expect((await run([], image)).out).toBe('app');
  });
});
