import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CdpConnection, type CdpResult, type CdpSession } from './cdp.ts';
import type { CommandLine } from './command-line.ts';

/** Debian's own, without the script around it; else what is on the PATH. */
function findExecutable(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return ['/usr/lib/chromium/chromium', ...places].find((path) => existsSync(path));
}

/** Else the first window warns of the switches that the app and its tests need. */
const noWarnings = '--test-type';

/** What makes a browser of it, which Electron does not have. */
const withoutBrowser = [
  '--no-first-run',
  '--no-default-browser-check',
  '--no-startup-window',
  // Each is given its size later. One as tall as the screen, as a browser's first is, stays so under KWin.
  '--window-size=400,300',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  // For src/own-origins.ts.
  '--enable-unsafe-extension-debugging',
  '--disable-sync',
  '--disable-search-engine-choice-screen',
  '--disable-session-crashed-bubble',
  '--disable-infobars',
  noWarnings,
  '--disable-breakpad',
  '--password-store=basic',
  '--autoplay-policy=no-user-gesture-required',
];

/** Features of the browser around the page: Electron has no such permission prompts, upgrades or pickers. */
const unlikeElectron = [
  'LocalNetworkAccessChecks',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'Translate',
  'GlobalMediaControls',
];

export interface ChromiumOptions {
  commandLine: CommandLine;
  /** Chromium's profile; made when it is not there. */
  profile: string;
  /** `HOST ADDRESS` pairs: names that only this Chromium resolves. */
  hosts: readonly string[];
}

export interface WindowRequest {
  width: number;
  height: number;
  /** What the window shows before it loads anything: `--app` takes no `about:blank`. */
  blankPage: string;
}

export interface ChromiumWindow {
  targetId: string;
  session: CdpSession;
}

/** Chromium as a child process. Emits `exit` when it is gone. */
export class Chromium extends EventEmitter {
  readonly headless: boolean;
  readonly #options: ChromiumOptions;
  readonly #process: ChildProcess;
  readonly #connection: CdpConnection;
  #opening: Promise<unknown> = Promise.resolve();

  static async start(options: ChromiumOptions): Promise<Chromium> {
    const chromium = new Chromium(options);
    chromium.browser.on('Target.attachedToTarget', (event) => chromium.#onAttached(event));
    await Promise.all([
      chromium.browser.send('Target.setDiscoverTargets', { discover: true }),
      chromium.browser.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: true,
        flatten: true,
        filter: [{ type: 'page' }],
      }),
    ]);
    return chromium;
  }

  private constructor(options: ChromiumOptions) {
    super();
    this.#options = options;
    const { commandLine } = options;
    this.headless = commandLine.hasSwitch('headless') || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
    commandLine.appendSwitch('disable-features', unlikeElectron.join(','));
    commandLine.appendSwitch('host-resolver-rules', options.hosts.map((pair) => `MAP ${pair}`).join(','));
    const debuggingPort = commandLine.getSwitchValue('remote-debugging-port');
    const args = [
      ...withoutBrowser,
      `--user-data-dir=${options.profile}`,
      '--remote-debugging-pipe',
      ...(debuggingPort === '' ? [] : [`--remote-debugging-port=${debuggingPort}`]),
      ...(this.headless ? ['--headless=new'] : []),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...commandLine.toChromium(),
    ];
    const executable = findExecutable();
    if (!executable) throw new Error('electron (stand-in): no Chromium on the PATH. Its Debian package is `chromium`.');
    mkdirSync(options.profile, { recursive: true });
    this.#process = spawn(executable, args, {
      stdio: ['ignore', 'inherit', 'pipe', 'pipe', 'pipe'],
      // The system's sleep and shutdown are the main process's business; a browser would end by itself.
      env: { ...process.env, DBUS_SYSTEM_BUS_ADDRESS: 'disabled:' },
    });
    this.#process.on('exit', () => this.emit('exit'));
    this.#process.stderr?.on('data', (chunk: Buffer) => this.#log(chunk));
    const [, , , output, input] = this.#process.stdio;
    this.#connection = new CdpConnection(output as Writable, input as Readable);
  }

  get profile(): string {
    return this.#options.profile;
  }

  get browser(): CdpSession {
    return this.#connection.browser;
  }

  /** Opens an empty window without browser chrome; its page waits until `session` says `Runtime.runIfWaitingForDebugger`. */
  openWindow({ blankPage, ...bounds }: WindowRequest): Promise<ChromiumWindow> {
    const opened = this.#opening.then(async () => {
      const window = new Promise<ChromiumWindow>((resolve) => this.once('window', resolve));
      if (this.headless)
        await this.browser.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...bounds });
      else this.#tellRunningInstance([`--app=${blankPage}`, noWarnings]);
      return window;
    });
    this.#opening = opened.catch(() => {});
    return opened;
  }

  /**
   * A page that nobody here asked for is a popup that got past the scripts in its opener: it goes at once, and the opener
   * hears of it by `Page.windowOpen`.
   */
  #onAttached({ sessionId, targetInfo }: CdpResult): void {
    const session = this.#connection.session(sessionId);
    if (targetInfo.openerId === undefined) {
      this.emit('window', { targetId: targetInfo.targetId, session });
      return;
    }
    session.post('Fetch.enable');
    // It shares its opener's process, which stands still as long as it waits.
    session.post('Runtime.runIfWaitingForDebugger');
    this.browser.post('Target.closeTarget', { targetId: targetInfo.targetId });
  }

  close(): void {
    this.#process.kill('SIGTERM');
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** What a second `chromium --app=URL` says to the first (chrome/browser/process_singleton_posix.cc), without its start-up time. */
  #tellRunningInstance(args: readonly string[]): void {
    const socket = connect(readlinkSync(join(this.#options.profile, 'SingletonSocket')));
    socket.on('error', (error) =>
      console.error('electron (stand-in): Chromium does not open a window:', error.message),
    );
    socket.end(['START', process.cwd(), 'chromium', ...args].join('\0'));
    socket.resume();
  }

  /** Playwright waits for this line; the rest is of interest only when asked for. */
  #log(chunk: Buffer): void {
    const text = chunk.toString();
    const listening = /DevTools listening on ws:\S+/.exec(text);
    if (process.env.ELECTRON_ENABLE_LOGGING) process.stderr.write(text);
    else if (listening) process.stderr.write(`${listening[0]}\n`);
  }
}
