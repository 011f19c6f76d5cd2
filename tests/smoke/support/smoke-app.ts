/** A copy of the app on whatever system this is: with Chromium's own devices, and without a desktop that tests look at. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type ElectronApplication, expect, type Locator, type Page } from '@playwright/test';
import type { MenuItemConstructorOptions, Notification } from 'electron';
import { electronExecutable, projectRoot, switchesOfUser } from '../../e2e/support/electron.ts';
import { type Finished, finished } from '../../support/finished.ts';
import { endChild, hasEnded } from '../../support/processes.ts';

/** A microphone that beeps and a camera; the app's own permissions are asked all the same. */
const fakeDevices = '--use-fake-device-for-media-stream';

/** How long a start may take that is to end by itself, ms. */
const limits = { limitMs: 30_000 };

/** How long the app may take to end when a test is over, ms. */
const patienceMs = 4_000;

declare global {
  /** In main: what the app has asked the desktop to show. */
  var shownOfTest: { menu: MenuItemConstructorOptions[]; notifications: Notification[] } | undefined;
}

export class SmokeApp implements AsyncDisposable {
  readonly electron: ElectronApplication;
  readonly window: Page;
  readonly userDataDir: string;
  /** Policies of the content that a page has run into, and what it threw. */
  readonly complaints: string[] = [];
  readonly #process: ChildProcess;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(electron: ElectronApplication, window: Page, userDataDir: string, env: NodeJS.ProcessEnv) {
    this.electron = electron;
    this.window = window;
    this.userDataDir = userDataDir;
    this.#process = electron.process();
    this.#environment = env;
    const watch = (page: Page) => {
      page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
      page.on('console', (message) => {
        if (/Content.Security.Policy/iu.test(message.text())) this.complaints.push(message.text());
      });
    };
    watch(window);
    electron.on('window', watch);
  }

  /** @param env beside the machine's own. */
  static async launch(given: { args: string[]; userDataDir: string; env: Record<string, string> }): Promise<SmokeApp> {
    const { userDataDir } = given;
    await mkdir(userDataDir, { recursive: true });
    const env = { ...ofThisMachine(), ...given.env };
    const electron = await _electron.launch({
      args: ['.', fakeDevices, ...given.args, '--user-data-dir', userDataDir],
      cwd: projectRoot,
      env,
      timeout: 60_000,
    });
    await electron.evaluate(recordWhatIsShown);
    return new SmokeApp(electron, await electron.firstWindow({ timeout: 60_000 }), userDataDir, env);
  }

  button(name: string): Locator {
    return this.window.getByRole('button', { name, exact: true });
  }

  async signedIn(): Promise<void> {
    await expect(this.window.getByRole('list', { name: 'People' })).toBeVisible({ timeout: 30_000 });
  }

  /** Energy of all sound that has come in so far: https://w3c.github.io/webrtc-stats/#dom-rtcinboundrtpstreamstats-totalaudioenergy */
  heardEnergy(): Promise<number> {
    return this.window.evaluate(async () => {
      let energy = 0;
      for (const connection of globalThis.connectionsOfTest ?? []) {
        for (const report of (await connection.getStats()).values()) {
          if (report.type === 'inbound-rtp' && report.kind === 'audio') energy += report.totalAudioEnergy ?? 0;
        }
      }
      return energy;
    });
  }

  /** Labels of the menu that the tray was given last. */
  trayMenu(): Promise<string[]> {
    return this.electron.evaluate(() => globalThis.shownOfTest?.menu.map(({ label }) => label ?? '') ?? []);
  }

  /** Chooses an entry of it. Not waited for: Quit ends the app before it could answer. */
  chooseInTray(label: string): void {
    void this.electron
      .evaluate((_electron, wanted) => {
        const entry = globalThis.shownOfTest?.menu.find((each) => each.label === wanted);
        (entry?.click as (() => void) | undefined)?.();
      }, label)
      .catch(() => undefined);
  }

  /** Title and buttons of the notification that was shown last and not closed, `null` when there is none. */
  notification(): Promise<{ title: string; buttons: string[] } | null> {
    return this.electron.evaluate(() => {
      const last = globalThis.shownOfTest?.notifications.at(-1);
      return last === undefined ? null : { title: last.title, buttons: last.actions.map(({ text }) => text ?? '') };
    });
  }

  async pressOnNotification(button: string): Promise<void> {
    await this.electron.evaluate((_electron, wanted) => {
      const last = globalThis.shownOfTest?.notifications.at(-1);
      const index = last?.actions.findIndex(({ text }) => text === wanted) ?? -1;
      last?.emit('action', {}, index);
    }, button);
  }

  /** Closes the main window as its close button does. */
  async closeWindow(): Promise<void> {
    await this.electron.evaluate(({ BrowserWindow }) => {
      for (const each of BrowserWindow.getAllWindows())
        if (each.webContents.getURL().includes('index.html')) each.close();
    });
  }

  windowVisible(): Promise<boolean> {
    return this.#anyVisible('index.html');
  }

  miniWindowVisible(): Promise<boolean> {
    return this.#anyVisible('mini.html');
  }

  #anyVisible(file: string): Promise<boolean> {
    return this.electron.evaluate(
      ({ BrowserWindow }, name) =>
        BrowserWindow.getAllWindows().some(
          (each) => each.webContents.getURL().includes(name) && each.isVisible() && !each.isMinimized(),
        ),
      file,
    );
  }

  /** Starts the app once more on the same data, until that has ended. */
  runAgain(args: string[], userDataDir = this.userDataDir): Promise<Finished> {
    return runApp([...args, '--user-data-dir', userDataDir], this.#environment);
  }

  /** Runs an installed launcher. @param file without a display in its environment. */
  launcher(file: string, args: string[]): Promise<Finished> {
    const { DISPLAY: _x11, WAYLAND_DISPLAY: _wayland, ...env } = this.#environment;
    const all = [...args, '--user-data-dir', this.userDataDir];
    // A batch file is no program: https://nodejs.org/api/child_process.html#spawning-bat-and-cmd-files-on-windows
    return process.platform === 'win32'
      ? finished(spawn('cmd.exe', ['/d', '/c', file, ...all], { env }), limits)
      : finished(spawn(file, all, { env }), limits);
  }

  /** The code that the app ended with. */
  async ended(): Promise<number | null> {
    await expect.poll(() => hasEnded(this.#process), { timeout: 15_000 }).toBe(true);
    return this.#process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (hasEnded(this.#process)) return;
    // The answer may get lost with the process.
    const asked = this.electron.evaluate(({ app }) => app.exit(0)).catch(() => undefined);
    await Promise.race([asked, delay(patienceMs, undefined, { ref: false })]);
    await endChild(this.#process);
  }
}

/** Starts the app with Electron, until that has ended. @param env instead of the machine's own. */
export function runApp(args: string[], env: NodeJS.ProcessEnv): Promise<Finished> {
  const child = spawn(electronExecutable(), ['.', ...args, ...switchesOfUser()], { cwd: projectRoot, env });
  return finished(child, limits);
}

/** In main. What is shown is kept instead: whether the system shows it depends on who is logged in where this runs. */
function recordWhatIsShown({
  Menu,
  Notification: Class,
  systemPreferences,
}: typeof Electron.CrossProcessExports): void {
  const shown: NonNullable<typeof globalThis.shownOfTest> = { menu: [], notifications: [] };
  globalThis.shownOfTest = shown;
  const build = Menu.buildFromTemplate.bind(Menu);
  Menu.buildFromTemplate = (template) => {
    // The tray's: the application menu has no entry of this name at its top.
    if (template.some(({ id }) => id === 'quit')) shown.menu = template as MenuItemConstructorOptions[];
    return build(template);
  };
  Class.isSupported = () => true;
  Class.prototype.show = function (this: Notification) {
    shown.notifications.push(this);
  };
  Class.prototype.close = function (this: Notification) {
    shown.notifications = shown.notifications.filter((each) => each !== this);
  };
  // macOS would ask whoever sits there.
  if (process.platform === 'darwin') systemPreferences.askForMediaAccess = async () => true;
}

/** Whether windows are kept away from who sits here, if anybody does. */
export const ownScreen = process.platform === 'linux' && process.env.HOLDFAST_SCREEN !== 'given';

/** Of the machine's own environment all but its screen and, on Linux, its bus, which would get a tray icon of the test. */
export function ofThisMachine(): Record<string, string> {
  const left = ownScreen ? /^(DBUS_|DISPLAY$|WAYLAND_DISPLAY$|XDG_SESSION_TYPE$)/u : /^DBUS_/u;
  const given = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(given.filter(([name]) => !left.test(name)));
}

export const launcherIn = (folder: string): string =>
  join(folder, process.platform === 'win32' ? 'windows/holdfast.cmd' : 'unix/holdfast');
