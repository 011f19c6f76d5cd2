import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';
import type { BrowserWindow, Rectangle } from 'electron';
import type { Desktop } from '../../desktop/desktop.ts';
import type { Recording } from '../../sound/recording.ts';
import type { Microphone, SoundCard } from '../../sound/sound-card.ts';
import type { Finished } from '../../support/finished.ts';
import { endAll, hasEnded, isAlive, type ProcessRef, processTree } from '../../support/processes.ts';
import { projectRoot } from './electron.ts';
import type { Person } from './person.ts';
import { type AppPlace, appEnvironment, patienceMs, removeTemporary, runElectron } from './started-electron.ts';

export type HoldfastAppOptions = AppPlace & {
  person: Person;
  /** What the command line says beside the folder of data. */
  args: string[];
};

/** One copy of the app, with the desktop and the sound card of the person who uses it. */
export class HoldfastApp {
  readonly person: Person;
  readonly desktop: Desktop;
  readonly sound: SoundCard;
  readonly userDataDir: string;
  readonly electron: ElectronApplication;
  /** What main has written to its console. */
  readonly output: string[] = [];
  /** Uncaught errors of pages. */
  readonly pageErrors: string[] = [];
  window: Page;
  readonly #process: ChildProcess;
  readonly #environment: Record<string, string>;

  private constructor(options: HoldfastAppOptions, electron: ElectronApplication, environment: Record<string, string>) {
    this.person = options.person;
    this.desktop = options.desktop;
    this.sound = options.sound;
    this.userDataDir = options.userDataDir;
    this.electron = electron;
    this.#environment = environment;
    // Until the first window is there, nobody asks.
    this.window = undefined as unknown as Page;
    this.#process = electron.process();
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.output.push(text));
    }
    electron.on('window', (page) => {
      page.on('pageerror', (error) => this.pageErrors.push(`${page.url()}: ${error.stack ?? error.message}`));
      page.on('console', (message) => {
        if (message.type() === 'error') this.output.push(`[page] ${message.text()}\n`);
      });
    });
  }

  static async launch(options: HoldfastAppOptions): Promise<HoldfastApp> {
    const environment = await appEnvironment(options);
    const electron = await _electron
      .launch({
        args: ['.', ...options.args, '--user-data-dir', options.userDataDir],
        cwd: projectRoot,
        env: environment,
        timeout: 30_000,
      })
      .catch(async (error: unknown) => {
        await removeTemporary(environment);
        throw error;
      });
    const app = new HoldfastApp(options, electron, environment);
    try {
      app.window = await electron.firstWindow({ timeout: 30_000 });
      return app;
    } catch (error) {
      await app.end();
      throw new Error(`The app opened no window. It said: ${app.output.join('')}`, { cause: error });
    }
  }

  get speaker(): Recording {
    return this.sound.speaker;
  }

  get microphone(): Microphone {
    return this.sound.microphone;
  }

  /** What another copy is to be started with that takes this one's place. */
  get machine(): Pick<HoldfastAppOptions, 'desktop' | 'sound' | 'userDataDir'> {
    const { desktop, sound, userDataDir } = this;
    return { desktop, sound, userDataDir };
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** This copy and all processes it has started. */
  processes(): ProcessRef[] {
    return processTree(this.pid);
  }

  // ---- What a person does in the window ----------------------------------------------------------------------------

  button(name: string): Locator {
    return this.window.getByRole('button', { name, exact: true });
  }

  async signedIn(): Promise<void> {
    await expect(this.window.getByRole('list', { name: 'People' })).toBeVisible({ timeout: 20_000 });
  }

  async call(name: string): Promise<void> {
    await this.button(`Call ${name}`).first().click();
  }

  async accept(): Promise<void> {
    await this.button('Accept').click();
  }

  async hangUp(): Promise<void> {
    await this.button('Hang up').click();
  }

  /** The in-call screen says that the call is up. */
  async inCallWith(name: string): Promise<void> {
    await expect(this.window.getByRole('heading', { name, exact: true })).toBeVisible({ timeout: 20_000 });
    await expect(this.window.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 });
  }

  /** The window says that the call is over; with the reason, if it was not this person's own wish. */
  async callEnded(reason?: string): Promise<void> {
    await expect(this.window.getByText('Call ended', { exact: true })).toBeVisible({ timeout: 15_000 });
    if (reason !== undefined) await expect(this.window.getByText(reason)).toBeVisible();
  }

  // ---- What a person does to the window ----------------------------------------------------------------------------

  /** Runs this in the main process, with the main window if there is one. */
  async inMainWindow<T, A = undefined>(
    act: (window: BrowserWindow | undefined, argument: A) => T | Promise<T>,
    argument?: A,
  ): Promise<T> {
    const window = await this.electron.evaluateHandle(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().includes('index.html')),
    );
    return window.evaluate(act as (window: BrowserWindow | undefined, argument: unknown) => T | Promise<T>, argument);
  }

  /** The close button of the main window. */
  async closeWindow(): Promise<void> {
    await this.inMainWindow((window) => window?.close());
  }

  async minimizeWindow(): Promise<void> {
    await this.inMainWindow((window) => window?.minimize());
  }

  async setBounds(bounds: Rectangle): Promise<void> {
    await this.inMainWindow((window, place) => window?.setBounds(place), bounds);
  }

  /** Whether a person can see the main window. */
  windowVisible(): Promise<boolean> {
    return this.inMainWindow((window) => window?.isVisible() === true && !window.isMinimized());
  }

  /** Whether the main window is in the task bar and nowhere else. */
  windowMinimized(): Promise<boolean> {
    return this.inMainWindow((window) => window?.isMinimized() === true);
  }

  /** Whether a mini window is open and can be seen. */
  miniWindowVisible(): Promise<boolean> {
    return this.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some(
        (window) => window.webContents.getURL().includes('mini.html') && window.isVisible(),
      ),
    );
  }

  async miniWindow(): Promise<Page> {
    const find = () => this.electron.windows().find((page) => !page.isClosed() && page.url().includes('mini.html'));
    await expect.poll(() => this.miniWindowVisible()).toBe(true);
    // Playwright hears of a new page a moment later than the app.
    await expect.poll(() => find() !== undefined).toBe(true);
    const page = find();
    if (!page) throw new Error('The mini window closed while it was looked for');
    return page;
  }

  /** The newest main window: after a renderer's death it is another one. */
  async freshWindow(): Promise<Page> {
    const current = () =>
      this.electron.windows().findLast((page) => !page.isClosed() && page.url().includes('index.html'));
    await expect.poll(() => current() !== undefined && current() !== this.window, { timeout: 15_000 }).toBe(true);
    this.window = current()!;
    return this.window;
  }

  /** As `kill -9` does to the renderer of the main window. */
  async killRenderer(): Promise<void> {
    const pid = await this.inMainWindow((window) => window?.webContents.getOSProcessId());
    if (!pid) throw new Error('The main window has no renderer');
    process.kill(pid, 'SIGKILL');
  }

  /** Sends the main window's renderer into an endless loop. Resolves once it no longer answers. */
  async hangRenderer(): Promise<void> {
    const { window } = this;
    void window
      .evaluate(() => {
        for (;;);
      })
      .catch(() => undefined);
    const answers = () => window.evaluate(() => true).catch(() => true);
    await expect.poll(() => Promise.race([answers(), delay(500, false)])).toBe(false);
  }

  /**
   * Electron's native question boxes are answered by this from now on, or by nobody when they have no such button. What
   * was asked can be read also when the app has ended.
   */
  async answerDialogs(button: string): Promise<() => string[]> {
    await this.electron.evaluate(({ dialog }, label) => {
      dialog.showMessageBox = ((...args: unknown[]) => {
        const options = args.at(-1) as Electron.MessageBoxOptions;
        process.stdout.write(`[asked] ${options.message}\n`);
        const response = (options.buttons ?? []).indexOf(label);
        return response < 0 ? new Promise(() => {}) : Promise.resolve({ response, checkboxChecked: false });
      }) as typeof dialog.showMessageBox;
    }, button);
    return () => Array.from(this.output.join('').matchAll(/^\[asked\] (.*)$/gmu), ([, question]) => question ?? '');
  }

  /** Starts the app once more as this person, on the same data: a second copy, or `ctl`. Resolves when that has ended. */
  runAgain(args: string[]): Promise<Finished> {
    return runElectron([...args, '--user-data-dir', this.userDataDir], this.#environment);
  }

  // ---- The end -----------------------------------------------------------------------------------------------------

  /** As a person quits it without a call: what it has to keep is kept. */
  async quit(): Promise<void> {
    await this.electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await this.ended();
  }

  /** No process of this copy is alive, and all that it has said is in {@link output}. */
  async ended(timeout = 10_000): Promise<void> {
    await expect.poll(() => this.#known().filter(isAlive), { timeout }).toEqual([]);
    await expect.poll(() => this.#process.stdout?.readableEnded).toBe(true);
  }

  /** As `kill -9` does to the main process alone. */
  killMain(): ProcessRef[] {
    const all = this.processes();
    process.kill(this.pid, 'SIGKILL');
    return all;
  }

  /** Ends it, one way or another, within {@link patienceMs} and a bit. */
  async end(): Promise<void> {
    const processes = this.#known();
    const asked = this.electron.evaluate(({ app }) => app.exit(0)).catch(() => undefined);
    await Promise.race([asked, delay(patienceMs, undefined, { ref: false })]);
    await endAll(processes, patienceMs);
    await removeTemporary(this.#environment);
  }

  /** The app's own log files. */
  async log(): Promise<string> {
    return readFile(join(this.userDataDir, 'logs/main.log'), 'utf8').catch(() => '');
  }

  #known(): ProcessRef[] {
    // Once it has ended, its id may be somebody else's.
    const now = hasEnded(this.#process) ? [] : processTree(this.pid);
    this.#everSeen = [...this.#everSeen.filter(isAlive), ...now];
    return this.#everSeen;
  }
  #everSeen: ProcessRef[] = [];
}
