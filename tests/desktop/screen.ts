/** A screen that nobody sits at: an X server of its own with a window manager. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { endChild } from '../support/processes.ts';

const run = promisify(execFile);
const startTimeoutMs = 10_000;

export class Screen implements AsyncDisposable {
  readonly display: string;
  readonly #server: ChildProcess;
  readonly #windowManager: ChildProcess;

  private constructor(display: string, server: ChildProcess, windowManager: ChildProcess) {
    this.display = display;
    this.#server = server;
    this.#windowManager = windowManager;
  }

  static async start({ width, height }: { width: number; height: number }): Promise<Screen> {
    // The server itself looks for a free number and writes it to this descriptor.
    const server = spawn(
      'Xvfb',
      ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    );
    const announced = server.stdio[3];
    if (!announced) throw new Error('Xvfb has no pipe to say its number in');
    const number = await Promise.race([
      once(announced, 'data').then(([data]) => String(data).trim()),
      once(server, 'exit').then(() => ''),
      delay(startTimeoutMs, '', { ref: false }),
    ]);
    if (number === '') {
      server.kill('SIGKILL');
      throw new Error('Xvfb did not start: is another one using all displays, or /tmp/.X11-unix not writable?');
    }
    const display = `:${number}`;
    const windowManager = spawn('openbox', [], { env: { ...process.env, DISPLAY: display }, stdio: 'ignore' });
    return new Screen(display, server, windowManager);
  }

  /** What a program needs in its environment to be on this screen. */
  get environment(): { DISPLAY: string } {
    return { DISPLAY: this.display };
  }

  /** A picture of the whole screen, as PNG. */
  async picture(file: string): Promise<void> {
    await run('import', ['-display', this.display, '-window', 'root', file]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of [this.#windowManager, this.#server]) await endChild(child);
  }
}
