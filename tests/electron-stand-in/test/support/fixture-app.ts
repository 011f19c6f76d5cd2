import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { isAlive, killAll, processTree } from '../../../support/processes.ts';

export const standIn = resolve(import.meta.dirname, '../..');
export const fixture = join(standIn, 'test/fixture');
/** What the stand-in says that it is has to be what the product is made for. */
export const { version: electronVersion } = createRequire(import.meta.url)('electron/package.json') as {
  version: string;
};

/** What the fixture's main process keeps in its globals. */
export interface FixtureGlobals {
  seen: unknown[];
  preload: string;
  page: string;
}

export interface RunningFixture {
  electron: ElectronApplication;
  page: Page;
  userData: string;
  /** What the app has written to its console. */
  output: string[];
  seen(): Promise<unknown[]>;
  stop(): Promise<void>;
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'stand-in-'));
}

/** Starts the fixture as the end-to-end tests start the app, headless. */
export async function launchFixture(
  options: { args?: string[]; env?: Record<string, string>; userData?: string } = {},
): Promise<RunningFixture> {
  process.env.ELECTRON_OVERRIDE_DIST_PATH = standIn;
  const userData = options.userData ?? (await temporaryFolder());
  const electron = await _electron
    .launch({
      args: [fixture, `--user-data-dir=${userData}`, ...(options.args ?? [])],
      env: environment(userData, options.env),
      timeout: 30_000,
    })
    .catch(async (error) => {
      await rm(userData, { recursive: true, force: true, maxRetries: 5 });
      throw error;
    });
  const output: string[] = [];
  const child = electron.process();
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => output.push(String(data)));
  let page: Page;
  try {
    page = await electron.firstWindow();
    await page.waitForFunction(() => 'heard' in globalThis);
  } catch (error) {
    await clear(child, userData, () => child.kill('SIGKILL'));
    throw error;
  }
  return {
    electron,
    page,
    userData,
    output,
    seen: () => electron.evaluate(() => (globalThis as unknown as FixtureGlobals).seen),
    stop: () => clear(child, userData, () => void electron.evaluate(({ app }) => app.exit(0)).catch(() => {})),
  };
}

/** Starts the fixture as a person does. */
export function start(
  userData: string,
  args: string[] = [],
  env?: Record<string, string>,
): ChildProcess & { output: () => string } {
  const child = spawn(join(standIn, 'electron'), [fixture, `--user-data-dir=${userData}`, ...args], {
    env: environment(userData, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (text += String(data)));
  return Object.assign(child, { output: () => text });
}

/** Ends an app and removes its folder. Chromium writes into it until the last of its processes has ended. */
export async function clear(
  child: ChildProcess,
  userData: string,
  end: () => void = () => child.kill('SIGTERM'),
): Promise<void> {
  const processes = child.pid === undefined ? [] : processTree(child.pid);
  end();
  // Killed, if need be: what it was to show has been seen by now.
  await ended(child).catch(() => null);
  const patience = Date.now() + 10_000;
  const isThere = async () => processes.some(isAlive) || (await processesWith(userData)).length > 0;
  while (Date.now() < patience && (await isThere())) await delay(20);
  killAll(processes);
  await rm(userData, { recursive: true, force: true, maxRetries: 5 });
}

/** Resolves with the exit code when the process has ended. @throws when it hangs for 10 s; it is killed then. */
export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done, fail) => {
    const hangs = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error(`${child.spawnargs.join(' ')} does not end`));
    }, 10_000);
    child.once('exit', (code) => {
      clearTimeout(hangs);
      done(code);
    });
  });
}

/** Ids of the processes whose command line holds `text`. */
export async function processesWith(text: string): Promise<number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const commandLine = await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '');
      return commandLine.includes(text) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}

/** A home of its own: neither this machine's display, buses and sound nor the user's configuration may matter. */
function environment(home: string, extra: Record<string, string> = {}): Record<string, string> {
  const nowhere = `unix:path=${join(home, 'no-bus')}`;
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    TMPDIR: home,
    DBUS_SESSION_BUS_ADDRESS: nowhere,
    DBUS_SYSTEM_BUS_ADDRESS: nowhere,
    ...extra,
  };
}
