import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { issueToken } from '../../../src/server/auth/tokens.ts';
import { systemClock } from '../../../src/server/clock.ts';
import { endChild, hasEnded, processTree } from '../../support/processes.ts';
import { projectRoot } from './electron.ts';
import type { Person } from './person.ts';

const secret = 'a secret of the end-to-end tests, long enough';
const serverId = 'e2e';
const startTimeoutMs = 20_000;

export type CallServerOptions = {
  /** How long a call rings, ms. */
  ringTimeoutMs?: number;
  /** How long a vanished participant is kept, ms. */
  graceMs?: number;
};

/** A call server in a process of its own, on a free port of this machine. */
export class CallServer {
  readonly url: string;
  #child: ChildProcess;
  readonly #folder: string;
  readonly #options: CallServerOptions;
  #frozen = false;
  /** What it has logged, for a test that fails. */
  readonly log: string[];

  private constructor(started: Started, folder: string, options: CallServerOptions) {
    this.url = started.url;
    this.log = started.log;
    this.#child = started.child;
    this.#folder = folder;
    this.#options = options;
  }

  static async start(options: CallServerOptions = {}): Promise<CallServer> {
    const folder = await mkdtemp(join(tmpdir(), 'holdfast-e2e-server-'));
    try {
      return new CallServer(await launch(0, folder, options, []), folder, options);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** @param days until it expires. @param of the server that it is for, with a secret of its own. */
  token(person: string, name: string, { days = 1, of = serverId } = {}): Promise<string> {
    const its = { secret: of === serverId ? secret : `${secret}, of ${of}`, serverId: of };
    return issueToken({ id: person, name }, { ...its, days, clock: systemClock });
  }

  /** What on the command line signs a person in. */
  async account({ id, name }: Person): Promise<string[]> {
    return ['--server', this.url, '--token', await this.token(id, name), '--name', name];
  }

  /** Dies at once and starts again on the same port. */
  async crashAndRestart(): Promise<void> {
    await endChild(this.#child, { signal: 'SIGKILL' });
    const started = await launch(Number(new URL(this.url).port), this.#folder, this.#options, this.log);
    this.#child = started.child;
  }

  /** Nothing gets through any more, as on a network that has gone quiet: signaling and media stand still. */
  freeze(): void {
    this.#frozen = true;
    for (const { pid } of processTree(this.#child.pid!)) process.kill(pid, 'SIGSTOP');
  }

  /** Goes on after {@link freeze}. */
  thaw(): void {
    if (!this.#frozen) return;
    this.#frozen = false;
    for (const { pid } of processTree(this.#child.pid!)) process.kill(pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    if (!hasEnded(this.#child)) this.thaw();
    await endChild(this.#child);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

type Started = { child: ChildProcess; url: string; log: string[] };

async function launch(port: number, folder: string, options: CallServerOptions, log: string[]): Promise<Started> {
  const { ringTimeoutMs, graceMs } = options;
  const args = [
    ...['--port', String(port), '--listen', '127.0.0.1', '--workers', '1', '--data', folder, '--server-id', serverId],
    ...(ringTimeoutMs === undefined ? [] : ['--ring-timeout-ms', String(ringTimeoutMs)]),
    ...(graceMs === undefined ? [] : ['--grace-ms', String(graceMs)]),
  ];
  const child = spawn(process.execPath, [join(projectRoot, 'src/server/main/cli.ts'), ...args], {
    env: {
      PATH: process.env.PATH,
      // Windows has no sockets without it.
      SystemRoot: process.env.SystemRoot,
      HOME: folder,
      HOLDFAST_SECRET: secret,
      // Every test starts one: https://nodejs.org/api/module.html#module-compile-cache
      NODE_COMPILE_CACHE: join(projectRoot, '.cache/compiled'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  let limit: NodeJS.Timeout | undefined;
  try {
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`The call server ${why}: ${log.join('\n')}`));
      limit = setTimeout(() => fail(`was not listening after ${startTimeoutMs / 1_000} s`), startTimeoutMs);
      const lines = createInterface({ input: child.stdout });
      lines.on('line', (line) => {
        const match = /listening on (http:\S+)$/u.exec(line);
        if (match?.[1]) resolve(match[1]);
      });
      child.once('error', reject);
      child.once('exit', (code) => fail(`ended at once (${code})`));
    });
    return { child, url, log };
  } catch (error) {
    await endChild(child, { signal: 'SIGKILL' });
    throw error;
  } finally {
    clearTimeout(limit);
  }
}
