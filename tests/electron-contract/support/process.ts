/** Processes of the contract's app. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { electronExecutable, switchesOfUser } from '../../e2e/support/electron.ts';
import { endAll, type ProcessRef, processTree } from '../../support/processes.ts';
import { type Told, variable } from '../app/entry.ts';
import type { Outcome, RunningApp } from '../contract.ts';
import type { Surroundings } from './surroundings.ts';

/** How long what a process is to tell may take, ms. */
const tellMs = 20_000;
/** What is left of an app after its end has this long to go, ms. */
const patienceMs = 5_000;

export type ProcessOptions = {
  /** Folder of the bundled app. */
  app: string;
  surroundings: Surroundings;
  start: string | null;
  /** More for its command line. */
  words?: readonly string[];
  /** How long it may take as a whole, ms. */
  limitMs: number;
};

/**
 * Starts the app, has `meanwhile` happen to it, and yields how it went. Nothing is left of it.
 * @throws when it has not ended after `limitMs`; it is killed then.
 */
export async function runApp(
  options: ProcessOptions,
  meanwhile: (running: RunningApp) => Promise<void> = async () => {},
): Promise<Outcome> {
  const home = await mkdtemp(join(tmpdir(), 'contract-'));
  try {
    return await runIn(home, 'first', options, options.words ?? [], meanwhile);
  } finally {
    // On Windows, what still ends has its files open.
    await rm(home, { recursive: true, force: true, maxRetries: 20 });
  }
}

async function runIn(
  home: string,
  name: string,
  options: ProcessOptions,
  words: readonly string[],
  meanwhile: (running: RunningApp) => Promise<void>,
): Promise<Outcome> {
  const { app, surroundings, start, limitMs } = options;
  const file = join(home, `${name}.jsonl`);
  const told: Told = {
    start,
    file,
    server: surroundings.server,
    userData: join(home, 'data'),
    where: surroundings.where,
  };
  const child = spawn(electronExecutable(), [...switchesOfUser(), ...switches, app, ...words], {
    env: { ...environmentOf(home), ...surroundings.environment, [variable]: JSON.stringify(told) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let hung = false;
  const hangs = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, limitMs);
  let processes: ProcessRef[] = [];
  const lookAtProcesses = setInterval(() => {
    processes = treeOf(child, processes);
  }, 500);
  let others = 0;
  try {
    const happens = meanwhile({
      hasTold: async (what) => {
        const end = Date.now() + tellMs;
        while (!linesOf(file).some((line) => isDeepStrictEqual(line, what))) {
          if (Date.now() > end || child.exitCode !== null) {
            throw new Error(`It did not tell ${JSON.stringify(what)}. It said: ${output.join('')}`);
          }
          await delay(20);
        }
      },
      kill: (signal) => void child.kill(signal),
      again: (...args) => runIn(home, `${name}-${++others}`, options, args, async () => {}),
    });
    await Promise.race([happens, ended.then(() => happens)]);
    const [code, signal] = await ended;
    if (hung) throw new Error(`It did not end within ${limitMs} ms. It said: ${output.join('')}`);
    return { told: linesOf(file), code, signal, output: output.join('') };
  } finally {
    clearTimeout(hangs);
    clearInterval(lookAtProcesses);
    child.kill('SIGKILL');
    await endAll(processes, patienceMs);
  }
}

/** Its processes, with those that were seen before: a process that has lost its parent is in no tree any more. */
function treeOf({ pid }: ChildProcess, before: ProcessRef[]): ProcessRef[] {
  if (process.platform !== 'linux' || pid === undefined) return [];
  const known = new Set(before.map((each) => `${each.pid} ${each.startedAt}`));
  return [...before, ...processTree(pid).filter((each) => !known.has(`${each.pid} ${each.startedAt}`))];
}

function linesOf(file: string): unknown[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A microphone and a camera on every machine, and on macOS a keychain that asks nobody. */
const switches = [
  '--use-fake-device-for-media-stream',
  ...(process.platform === 'darwin' ? ['--use-mock-keychain'] : []),
];

/** On Linux a home of its own: the user's configuration does not matter. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  if (process.platform !== 'linux') return process.env;
  const { XDG_CONFIG_HOME: _config, XDG_DATA_HOME: _data, XDG_CURRENT_DESKTOP: _desktop, ...env } = process.env;
  return { ...env, HOME: home, TMPDIR: home };
}
