import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';

export const standIn = resolve(import.meta.dirname, '../..');
export const fixture = join(standIn, 'test/fixture');

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
  const electron = await _electron.launch({
    args: [fixture, `--user-data-dir=${userData}`, ...(options.args ?? [])],
    env: environment(options.env),
    timeout: 30_000,
  });
  const output: string[] = [];
  const child = electron.process();
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => output.push(String(data)));
  const page = await electron.firstWindow();
  await page.waitForFunction(() => 'heard' in globalThis);
  return {
    electron,
    page,
    userData,
    output,
    seen: () => electron.evaluate(() => (globalThis as unknown as FixtureGlobals).seen),
    async stop() {
      await electron.evaluate(({ app }) => app.exit(0)).catch(() => {});
      await ended(child);
      await rm(userData, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Starts the executable as a person does. */
export function start(args: string[], env?: Record<string, string>): ChildProcess & { output: () => string } {
  const child = spawn(join(standIn, 'electron'), args, { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (text += String(data)));
  return Object.assign(child, { output: () => text });
}

/** Resolves with the exit code when the process has ended; one that hangs is killed after 10 s. */
export function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => {
    const hangs = setTimeout(() => child.kill('SIGKILL'), 10_000);
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

function environment(extra: Record<string, string> = {}): Record<string, string> {
  const { DISPLAY, WAYLAND_DISPLAY, ...rest } = process.env;
  return { ...rest, ...extra } as Record<string, string>;
}
