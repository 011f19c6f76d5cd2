import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { issueToken } from '../../../src/server/auth/tokens.ts';
import { systemClock } from '../../../src/server/clock.ts';
import { projectRoot } from './electron.ts';
import { processTree } from './processes.ts';

const secret = 'a secret of the end-to-end tests, long enough';
const serverId = 'e2e';

export type CallServerOptions = {
  /** How long a call rings, ms. */
  ringTimeoutMs?: number;
  /** How long a vanished peer is kept, ms. */
  graceMs?: number;
};

/** A call server in a process of its own, on a free port of this machine. */
export class CallServer {
  readonly url: string;
  #child: ChildProcess;
  readonly #folder: string;
  readonly #options: CallServerOptions;
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
    return new CallServer(await launch(0, folder, options, []), folder, options);
  }

  /** @param days until it expires. @param of the server that it is for, with a secret of its own. */
  token(person: string, name: string, { days = 1, of = serverId } = {}): Promise<string> {
    const its = { secret: of === serverId ? secret : `${secret}, of ${of}`, serverId: of };
    return issueToken({ id: person, name }, { ...its, days, clock: systemClock });
  }

  /** Dies at once and starts again on the same port. */
  async crashAndRestart(): Promise<void> {
    await this.#end('SIGKILL');
    const started = await launch(Number(new URL(this.url).port), this.#folder, this.#options, this.log);
    this.#child = started.child;
  }

  /** Nothing gets through any more, as on a network that has gone quiet: signaling and media stand still. */
  freeze(): void {
    for (const { pid } of processTree(this.#child.pid!)) process.kill(pid, 'SIGSTOP');
  }

  /** Goes on after {@link freeze}. */
  thaw(): void {
    for (const { pid } of processTree(this.#child.pid!)) process.kill(pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.thaw();
    await this.#end('SIGTERM');
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const insist = setTimeout(() => child.kill('SIGKILL'), 3_000);
    child.kill(signal);
    await ended;
    clearTimeout(insist);
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
  const child = spawn(process.execPath, [join(projectRoot, 'src/server/cli.ts'), ...args], {
    env: { PATH: process.env.PATH, HOME: folder, HOLDFAST_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const match = /listening on (http:\S+)$/u.exec(line);
      if (match?.[1]) resolve(match[1]);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The call server ended at once (${code}): ${log.join('\n')}`)));
  });
  return { child, url, log };
}
