import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { electronExecutable, projectRoot, switchesOfUser } from '../../e2e/support/electron.ts';
import { appEnvironment, patienceMs, removeTemporary } from '../../e2e/support/started-electron.ts';
import { endAll, hasEnded, processTree } from '../../support/processes.ts';
import type { Seat } from './stage.ts';

/** The app, or the window with nothing in it. */
export type WhichApp = { kind: 'holdfast'; args: string[] } | { kind: 'empty'; page?: string };

const emptyApp = join(projectRoot, 'tests/bench/desktop/empty-app');

/** Somebody could be called, and it has been drawn. */
const readyToDial = `new Promise((resolve) => {
  const look = () => {
    if (!document.querySelector('button[aria-label^="Call "]')) return false;
    requestAnimationFrame(() => resolve(Date.now()));
    return true;
  };
  if (!look()) {
    const observer = new MutationObserver(() => look() && observer.disconnect());
    observer.observe(document, { childList: true, subtree: true, attributes: true });
  }
})`;

/** An Electron that was started without any test runner around it. Only Chromium's debugging port is open. */
export class StartedApp {
  readonly pid: number;
  /** ms since the epoch. */
  readonly startedAt: number;
  readonly #child: ChildProcess;
  readonly #environment: Record<string, string>;
  #output = '';

  private constructor(child: ChildProcess, startedAt: number, environment: Record<string, string>) {
    this.#environment = environment;
    this.#child = child;
    this.pid = child.pid ?? 0;
    this.startedAt = startedAt;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output += text;
      });
    }
  }

  static async start(which: WhichApp, seat: Seat, userDataDir: string): Promise<StartedApp> {
    const app = which.kind === 'holdfast' ? ['.', ...which.args, '--user-data-dir', userDataDir] : [emptyApp];
    const page: Record<string, string> =
      which.kind === 'empty' && which.page !== undefined ? { BENCH_PAGE: which.page } : {};
    // Not faster for what was compiled at an earlier start: https://nodejs.org/api/module.html#module-compile-cache
    const own = { ...seat.env, NODE_DISABLE_COMPILE_CACHE: '1', BENCH_USER_DATA: userDataDir, ...page };
    const env = await appEnvironment({ ...seat, userDataDir, env: own });
    const startedAt = Date.now();
    const child = spawn(electronExecutable(), [...app, ...switchesOfUser(), '--remote-debugging-port=0'], {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new StartedApp(child, startedAt, env);
  }

  /** When its window could be used, ms since the epoch. @throws when that does not come within 30 s. */
  async readyAt(): Promise<number> {
    const giveUpAt = Date.now() + 30_000;
    let url: string | undefined;
    while (url === undefined) {
      url = /DevTools listening on (ws:\S+)/u.exec(this.#output)?.[1];
      if (Date.now() > giveUpAt) throw new Error(`The app opened no debugging port. It said: ${this.#output}`);
      await delay(2);
    }
    const socket = new WebSocket(url);
    const limit = setTimeout(() => socket.terminate(), giveUpAt - Date.now());
    try {
      return await new Promise<number>((resolve, reject) => {
        socket.once('error', reject);
        socket.once('close', () => reject(new Error(`The window was never ready. The app said: ${this.#output}`)));
        socket.once('open', () => askWindow(socket, resolve));
      });
    } finally {
      clearTimeout(limit);
      socket.terminate();
    }
  }

  async stop(): Promise<void> {
    const runs = !hasEnded(this.#child);
    const processes = runs ? processTree(this.pid) : [];
    if (runs) this.#child.kill('SIGTERM');
    await endAll(processes, patienceMs);
    await removeTemporary(this.#environment);
  }
}

type Incoming = {
  id?: number;
  method?: string;
  params?: { targetInfo?: { targetId: string; type: string; url: string }; sessionId?: string };
  result?: { sessionId?: string; result?: { value?: unknown } };
};

/** Has the first window with a page say when it is ready (Chrome DevTools Protocol). */
function askWindow(socket: WebSocket, ready: (at: number) => void): void {
  let lastId = 0;
  let attached = false;
  const send = (method: string, params: object, sessionId?: string) => {
    lastId += 1;
    socket.send(JSON.stringify({ id: lastId, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
  };
  const ask = (sessionId: string) =>
    send('Runtime.evaluate', { expression: readyToDial, awaitPromise: true, returnByValue: true }, sessionId);
  let session = '';
  socket.on('message', (data) => {
    const { method, params, result, id } = JSON.parse(String(data)) as Incoming;
    const target = params?.targetInfo;
    if (method?.startsWith('Target.target') && target && !attached) {
      if (target.type !== 'page' || !target.url.includes('index.html')) return;
      attached = true;
      send('Target.attachToTarget', { targetId: target.targetId, flatten: true });
    } else if (result?.sessionId !== undefined) {
      session = result.sessionId;
      ask(session);
    } else if (typeof result?.result?.value === 'number') {
      ready(result.result.value);
    } else if (id !== undefined && session !== '') {
      // The page was replaced while it was asked.
      ask(session);
    }
  });
  send('Target.setDiscoverTargets', { discover: true });
}
