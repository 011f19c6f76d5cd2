import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from '@playwright/test';
import { WebSocket } from 'ws';
import type { Desktop } from '../../desktop/desktop.ts';
import type { SoundCard } from '../../sound/sound-card.ts';
import { endAll, hasEnded, type ProcessRef, processTree } from '../../support/processes.ts';
import { electronExecutable, projectRoot, switchesOfUser } from './electron.ts';
import { type AppPlace, appEnvironment, patienceMs, removeTemporary } from './started-electron.ts';

/** How long main may take to answer, ms. */
const answerMs = 20_000;

type PlainAppOptions = AppPlace & { args: string[] };

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
    const environment = await appEnvironment(options);
    const args = ['--inspect=0', ...switchesOfUser(), '.', ...options.args, '--user-data-dir', options.userDataDir];
    const child = spawn(electronExecutable(), args, { cwd: projectRoot, env: environment });
    try {
      await once(child, 'spawn');
    } catch (error) {
      await removeTemporary(environment);
      throw error;
    }
    return new PlainApp(child, options, environment);
  }

  /**
   * Runs a function of this source in the main process with the `electron` module, and gives its JSON result.
   * @throws what the function throws; or when no answer comes within {@link answerMs}.
   */
  async inMain<T>(source: string): Promise<T> {
    const inspector = () => /Debugger listening on (ws:\S+)/u.exec(this.output.join(''))?.[1];
    await expect.poll(inspector, { message: 'the inspector of the main process', timeout: 20_000 }).toBeDefined();
    const socket = new WebSocket(inspector()!);
    const limit = setTimeout(() => socket.terminate(), answerMs);
    try {
      const electron = "process.getBuiltinModule('module').createRequire(process.cwd() + '/')('electron')";
      const expression = `(async () => JSON.stringify(await (${source})(${electron})))()`;
      const params = { expression, awaitPromise: true, returnByValue: true };
      const answer = await new Promise<string>((resolve, reject) => {
        socket.once('open', () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params })));
        socket.once('error', reject);
        socket.once('close', () => reject(new Error(`Main gave no answer. It said: ${this.output.join('')}`)));
        socket.on('message', (data) => {
          const text = String(data);
          if ((JSON.parse(text) as { id?: number }).id === 1) resolve(text);
        });
      });
      const { result } = JSON.parse(answer) as {
        result: { result: { value?: string }; exceptionDetails?: { exception?: { description?: string } } };
      };
      if (result.exceptionDetails) throw new Error(`In main: ${result.exceptionDetails.exception?.description}`);
      return JSON.parse(result.result.value ?? 'null') as T;
    } finally {
      clearTimeout(limit);
      socket.terminate();
    }
  }

  async stop(): Promise<void> {
    if (!hasEnded(this.#process)) this.#processes = processTree(this.#process.pid!);
    this.#process.kill('SIGTERM');
    await endAll(this.#processes, patienceMs);
    await removeTemporary(this.#environment);
  }
}
