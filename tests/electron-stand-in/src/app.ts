import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { App as ElectronApp } from 'electron';
import type { Chromium } from './chromium.ts';
import { CommandLine } from './command-line.ts';
import { SingleInstanceLock } from './single-instance.ts';
import { conversionFailure, PreventableEvent, StrictEmitter } from './strict.ts';

/** What the app's package.json and the way it was started say about it. */
export interface AppIdentity {
  name: string;
  version: string;
  path: string;
  packaged: boolean;
  desktopName: string;
}

export interface AppHost {
  identity: AppIdentity;
  args: readonly string[];
  /** Windows that can be asked to close. */
  windows(): { close(): void; destroy(): void }[];
  /** Shows a number on the app's icon in the dock; `false` where that cannot be. */
  showBadge(count: number): boolean;
  /** Last words before the process ends: what the app holds on the desktop is given back. */
  release(): void;
}

type PathName = Parameters<ElectronApp['setPath']>[0];

const userFolders: Partial<Record<PathName, string>> = {
  desktop: 'Desktop',
  documents: 'Documents',
  downloads: 'Downloads',
  music: 'Music',
  pictures: 'Pictures',
  videos: 'Videos',
};

/** Node's own: while an app runs, `process.exit` is `app.exit`. */
const endProcess = process.exit.bind(process);

/** Electron's `app`. */
export class App extends StrictEmitter {
  readonly commandLine: ElectronApp['commandLine'];
  readonly _switches: CommandLine;
  readonly #host: AppHost;
  readonly #paths = new Map<string, string>();
  readonly #lock = new SingleInstanceLock();
  readonly #ready = Promise.withResolvers<void>();
  readonly #chromium = Promise.withResolvers<Chromium>();
  #name: string;
  #version: string;
  #isReady = false;
  #quitting = false;
  #exiting = false;
  #badgeCount = 0;

  constructor(host: AppHost) {
    // Members that Electron has on other systems only.
    super('app', {
      absent: [
        'dock',
        'setUserTasks',
        'setJumpList',
        'getJumpListSettings',
        'setActivationPolicy',
        'isInApplicationsFolder',
      ],
    });
    this.setMaxListeners(0);
    this.#host = host;
    this.#name = host.identity.name;
    this.#version = host.identity.version;
    this._switches = new CommandLine(host.args);
    this.commandLine = this._switches as unknown as ElectronApp['commandLine'];
    this.#chromium.promise.catch(() => {});
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // An app that listens itself takes the signal over, as with Electron.
      process.on(signal, () => {
        if (process.listenerCount(signal) === 1) this.quit();
      });
    }
  }

  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
  }

  get isPackaged(): boolean {
    return this.#host.identity.packaged;
  }

  get badgeCount(): number {
    return this.#badgeCount;
  }

  set badgeCount(count: number) {
    this.setBadgeCount(count);
  }

  setBadgeCount(count = 0): boolean {
    this.#badgeCount = count;
    return this.#host.showBadge(count);
  }

  getBadgeCount(): number {
    return this.#badgeCount;
  }

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  getVersion(): string {
    return this.#version;
  }

  getAppPath(): string {
    return this.#host.identity.path;
  }

  getLocale(): string {
    return this.getSystemLocale();
  }

  getSystemLocale(): string {
    return (process.env.LC_ALL || process.env.LANG || 'en-US')
      .replace(/\..*$/, '')
      .replace('_', '-')
      .replace(/^C$/, 'en-US');
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getSystemLocale()];
  }

  getPath(name: PathName): string {
    const set = this.#paths.get(name);
    if (set) return set;
    const config = process.env.XDG_CONFIG_HOME || join(homedir(), '.config');
    switch (name) {
      case 'home':
        return homedir();
      case 'appData':
        return config;
      case 'temp':
        return tmpdir();
      case 'exe':
      case 'module':
        return process.execPath;
      case 'assets':
        return dirname(process.execPath);
      case 'userData': {
        const given = this._switches.getSwitchValue('user-data-dir');
        return given ? resolve(given) : join(this.getPath('appData'), this.#name);
      }
      case 'sessionData':
        return this.getPath('userData');
      case 'logs':
        return join(this.getPath('userData'), 'logs');
      case 'crashDumps':
        return join(this.getPath('userData'), 'Crashpad');
      default: {
        const folder = userFolders[name];
        if (!folder) throw new Error(`Failed to get '${name}' path`);
        return join(homedir(), folder);
      }
    }
  }

  setPath(name: PathName, path: string): void {
    if (typeof path !== 'string') throw conversionFailure(1, path);
    if (!this.#isPathName(name)) throw new Error(`Failed to set path: ${name}`);
    if (resolve(path) !== path.replace(/(?<=.)\/$/, '')) throw new Error('Path must be absolute');
    this.#paths.set(name, path);
  }

  #isPathName(name: PathName): boolean {
    try {
      return this.getPath(name) !== '';
    } catch {
      return false;
    }
  }

  setAppLogsPath(path?: string): void {
    this.#paths.set('logs', path ?? join(this.getPath('userData'), 'logs'));
    mkdirSync(this.getPath('logs'), { recursive: true });
  }

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const own = { argv: process.argv, cwd: process.cwd(), additionalData: additionalData ?? {} };
    mkdirSync(this.getPath('userData'), { recursive: true });
    return this.#lock.request(this.getPath('userData'), own, ({ argv, cwd, additionalData }) => {
      this.whenReady().then(() => this.emit('second-instance', new PreventableEvent(), argv, cwd, additionalData));
    });
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock.held;
  }

  releaseSingleInstanceLock(): void {
    this.#lock.release();
  }

  quit(): void {
    if (this.#quitting || this.#exiting) return;
    const event = new PreventableEvent();
    this.emit('before-quit', event);
    if (event.defaultPrevented) return;
    this.#quitting = true;
    const windows = this.#host.windows();
    if (windows.length === 0) this._allWindowsClosed();
    // The last one to go ends it in _allWindowsClosed; one that stays stops it in _closeCancelled.
    for (const window of windows) if (this.#quitting) window.close();
  }

  /** Before the app runs the process ends at once; then the code that called goes on to its end. */
  exit(code = 0): void {
    if (this.#exiting) return;
    if (!this.#isReady) endProcess(code);
    this.#exiting = true;
    for (const window of this.#host.windows()) window.destroy();
    this.#end(code);
  }

  relaunch(options: { args?: string[]; execPath?: string } = {}): void {
    this.once('quit', () => {
      spawn(options.execPath ?? process.execPath, options.args ?? process.argv.slice(1), {
        detached: true,
        stdio: 'ignore',
      }).unref();
    });
  }

  focus(): void {
    const [window] = this.#host.windows() as { focus?(): void }[];
    window?.focus?.();
  }

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  disableHardwareAcceleration(): void {
    this._switches.appendSwitch('disable-gpu');
  }

  /** Does nothing on Linux. */
  setAppUserModelId(): void {}

  /** Does nothing on Linux. */
  setLoginItemSettings(): void {}

  getLoginItemSettings(): ReturnType<ElectronApp['getLoginItemSettings']> {
    return {
      openAtLogin: false,
      openAsHidden: false,
      wasOpenedAtLogin: false,
      wasOpenedAsHidden: false,
      restoreState: false,
      executableWillLaunchAtLogin: false,
      launchItems: [],
      status: 'not-registered',
    } as ReturnType<ElectronApp['getLoginItemSettings']>;
  }

  /** Refused, as by Electron where no desktop file of the app is installed. */
  setAsDefaultProtocolClient(): boolean {
    return false;
  }

  removeAsDefaultProtocolClient(): boolean {
    return false;
  }

  isDefaultProtocolClient(): boolean {
    return false;
  }

  /** Chromium, once it runs. */
  _chromium(): Promise<Chromium> {
    return this.#chromium.promise;
  }

  _started(chromium: Chromium): void {
    this.#chromium.resolve(chromium);
    this.#isReady = true;
    process.exit = ((code?: number) => this.exit(code)) as typeof process.exit;
    this.#ready.resolve();
    this.emit('will-finish-launching');
    this.emit('ready', new PreventableEvent(), {});
  }

  /** A window stays that was asked to close: nothing is quit. */
  _closeCancelled(): void {
    this.#quitting = false;
  }

  _allWindowsClosed(): void {
    if (this.#exiting) return;
    if (!this.#quitting) {
      if (this.listenerCount('window-all-closed') === 0) this.quit();
      else this.emit('window-all-closed');
      return;
    }
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) {
      this.#quitting = false;
      return;
    }
    this.#exiting = true;
    this.#end(0);
  }

  #end(code: number): void {
    this.emit('quit', new PreventableEvent(), code);
    this.#host.release();
    setImmediate(() => endProcess(code));
  }
}
