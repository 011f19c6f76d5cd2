import { type ChildProcess, spawn } from 'node:child_process';
import { expect } from '@playwright/test';
import { WebSocket } from 'ws';
import type { Desktop } from '../../desktop/desktop.ts';
import type { SoundCard } from '../../sound/sound-card.ts';
import { electronExecutable, projectRoot } from './electron.ts';
import { appEnvironment, removeTemporary } from './holdfast-app.ts';
import { isAlive, killAll, type ProcessRef, processTree } from './processes.ts';

type PlainAppOptions = {
  args: string[];
  desktop: Desktop;
  sound: SoundCard;
  userDataDir: string;
};

/**
 * A copy of the app that was started as a person starts it: without Playwright, which adds switches against throttling
 * and tells every page that it is being looked at. Only Node's inspector is open, to press the window's close button.
 */
export class PlainApp {
  readonly desktop: Desktop;
  readonly sound: SoundCard;
  readonly output: string[] = [];
  readonly #process: ChildProcess;
  readonly #environment: Record<string, string>;
  #processes: ProcessRef[] = [];

  private constructor(child: ChildProcess, { desktop, sound }: PlainAppOptions, environment: Record<string, string>) {
    this.#environment = environment;
    this.#process = child;
    this.desktop = desktop;
    this.sound = sound;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.output.push(text));
    }
  }

  static async start(options: PlainAppOptions): Promise<PlainApp> {
    const environment = await appEnvironment({ ...options, env: {} });
    const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = ['--inspect=0', ...asRoot, '.', ...options.args, '--user-data-dir', options.userDataDir];
    const child = spawn(electronExecutable(), args, {
      cwd: projectRoot,
      env: environment,
    });
    return new PlainApp(child, options, environment);
  }

  /** Runs a function of this source in the main process with the `electron` module, and gives its JSON result. */
  async inMain<T>(source: string): Promise<T> {
    const inspector = () => /Debugger listening on (ws:\S+)/u.exec(this.output.join(''))?.[1];
    await expect.poll(inspector, { message: 'the inspector of the main process', timeout: 20_000 }).toBeDefined();
    const socket = new WebSocket(inspector()!);
    try {
      await new Promise((resolve, reject) => {
        socket.once('open', resolve);
        socket.once('error', reject);
      });
      const answer = new Promise<string>((resolve) => {
        socket.on('message', (data) => {
          const text = String(data);
          if ((JSON.parse(text) as { id?: number }).id === 1) resolve(text);
        });
      });
      const electron = "process.getBuiltinModule('module').createRequire(process.cwd() + '/')('electron')";
      const expression = `(async () => JSON.stringify(await (${source})(${electron})))()`;
      socket.send(
        JSON.stringify({
          id: 1,
          method: 'Runtime.evaluate',
          params: { expression, awaitPromise: true, returnByValue: true },
        }),
      );
      const { result } = JSON.parse(await answer) as {
        result: { result: { value?: string }; exceptionDetails?: { exception?: { description?: string } } };
      };
      if (result.exceptionDetails) throw new Error(`In main: ${result.exceptionDetails.exception?.description}`);
      return JSON.parse(result.result.value ?? 'null') as T;
    } finally {
      socket.close();
    }
  }

  async stop(): Promise<void> {
    const ended = this.#process.exitCode !== null || this.#process.signalCode !== null;
    if (!ended) this.#processes = processTree(this.#process.pid!);
    this.#process.kill('SIGTERM');
    const until = Date.now() + 4_000;
    while (this.#processes.some(isAlive) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    killAll(this.#processes);
    await removeTemporary(this.#environment);
  }
}
