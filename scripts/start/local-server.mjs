/** The call server on this machine, for people who have no other: shared by all copies started from this folder. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment, nodeExecutable, root } from '../environment.mjs';
import { startChild } from '../setup/children.mjs';
import { readJson, writeJson } from '../setup/files.mjs';
import { holdLock, isRunning } from '../setup/lock.mjs';
import { run, tail } from '../setup/run.mjs';
import { SetupError } from '../setup/step.mjs';

const cli = join(root, 'src/server/main/cli.ts');
const readyLine = /^Holdfast call server listening on (http:\/\/\S+)$/;
const defaultPort = 4400;
const startTimeoutMs = 30_000;

export class LocalServer {
  /** @param {string} homeDir Where the server's data, and who uses it, are kept. */
  constructor(homeDir) {
    this.dataDir = join(homeDir, 'server');
    this.record = join(homeDir, 'server.json');
    this.lock = join(homeDir, 'server.lock');
    this.usersDir = join(homeDir, 'users');
  }

  /**
   * Address of a running server of this folder, started by whomever; otherwise starts one.
   * @param {number | null} port `null`: the default port, or any free one when that is taken.
   * @returns {Promise<{ url: string, child: ReturnType<typeof startChild> | null }>} `child` is `null` for a server that
   *   another command started.
   */
  async find(port) {
    this.#register();
    // Two commands that start together share the server that the first of them starts.
    return holdLock(async () => {
      const known = readJson(this.record);
      if (known !== null && (await isAlive(known))) return { url: known.url, child: null };
      const started = await this.#start(port ?? defaultPort, port === null);
      writeJson(this.record, { url: started.url, pid: started.child.child.pid });
      return started;
    }, this.lock);
  }

  /** A signed token for a person of this server. */
  async token(id, name) {
    const { code, output } = await run(nodeExecutable, [cli, 'token', id, '--name', name, '--data', this.dataDir], {
      env: environment(),
    });
    const token = output.trim().split('\n').at(-1) ?? '';
    if (code === 0 && token !== '') return token;
    throw new SetupError({
      step: 'making a token for the local call server',
      why: tail(output),
      todo: `delete ${this.dataDir} for a fresh start, then run the same command again`,
    });
  }

  /** Resolves when no other command uses this server any more. */
  async unused() {
    while (this.#others().length > 0) await sleep(500);
  }

  hasOtherUsers() {
    return this.#others().length > 0;
  }

  unregister() {
    rmSync(this.#place(process.pid), { force: true });
  }

  #place(pid) {
    return join(this.usersDir, `${pid}.json`);
  }

  #register() {
    mkdirSync(this.usersDir, { recursive: true });
    writeJson(this.#place(process.pid), { pid: process.pid });
  }

  #others() {
    const pids = readdirSync(this.usersDir)
      .map((name) => Number(basename(name, '.json')))
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
    for (const pid of pids) if (!isRunning(pid)) rmSync(this.#place(pid), { force: true });
    return pids.filter(isRunning);
  }

  async #start(port, elsewhereIfTaken) {
    const args = [cli, '--port', String(port), '--listen', '127.0.0.1', '--data', this.dataDir];
    const child = startChild(nodeExecutable, args, {
      cwd: root,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    const keep = (text) => {
      log = (log + text).slice(-20_000);
    };
    child.child.stderr.setEncoding('utf8').on('data', keep);
    const lines = createInterface({ input: child.child.stdout });
    const url = await Promise.race([
      new Promise((resolve) => {
        lines.on('line', (line) => {
          keep(`${line}\n`);
          const match = readyLine.exec(line);
          if (match) resolve(match[1]);
        });
      }),
      child.ended.then(() => null),
      sleep(startTimeoutMs, null, { ref: false }),
    ]);
    if (url !== null) return { url, child };
    await child.end();
    if (elsewhereIfTaken && log.includes('EADDRINUSE')) return this.#start(0, false);
    throw new SetupError({
      step: 'starting the local call server',
      why: tail(log, 12) || 'it said nothing',
      todo: 'choose another port with: npm start -- --port 0',
    });
  }
}

async function isAlive({ pid, url }) {
  if (!isRunning(pid)) return false;
  try {
    const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(2_000) });
    return answer.ok;
  } catch {
    return false;
  }
}
