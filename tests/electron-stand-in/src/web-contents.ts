import { resolve } from 'node:path';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as Electron from 'electron';
import type { WebContents as ElectronWebContents, WebFrameMain as ElectronWebFrameMain, Session } from 'electron';
import type { CdpResult } from './cdp.ts';
import type { Chromium } from './chromium.ts';
import { goneReasons, killProcess } from './failures.ts';
import { HangWatch } from './hang-watch.ts';
import { dispatchIpc } from './ipc-dispatch.ts';
import type { IpcMain } from './ipc-main.ts';
import { Navigation } from './navigation.ts';
import { makeCloneCodec } from './page/clone-codec.ts';
import type { FromPage, ToPage, UnhandledKey } from './page/preload-world.ts';
import { PageSession } from './page-session.ts';
import type { Permissions } from './permissions.ts';
import type { Schemes } from './schemes.ts';
import { conversionFailure, type Part, PreventableEvent, StrictEmitter, whole } from './strict.ts';
import { WebFrameMain } from './web-frame-main.ts';
import type { X11Display } from './x11/display.ts';
import { waitForWindow } from './x11/windows.ts';

/** What web contents need of everything else. */
export interface WebContentsHost {
  chromium(): Promise<Chromium>;
  ipcMain: IpcMain;
  schemes: Schemes;
  permissions: Permissions;
  session(): Session;
  onContents(contents: WebContents): void;
  /** A key was pressed in the page, which did nothing with it. */
  onKey(contents: WebContents, key: UnhandledKey): void;
  /** The X11 display that windows are on, if they are. */
  display(): X11Display | undefined;
  colorScheme(): 'light' | 'dark' | undefined;
  /** The renderer process is gone. */
  onGone(contents: WebContents, details: { reason: string; exitCode: number }): void;
}

export interface WebContentsOptions {
  width: number;
  height: number;
  preload: string | undefined;
  backgroundThrottling: boolean;
  /** The user closes the window; whether it goes. */
  userCloses(): boolean;
  /** Closes the window that this is the content of, without asking. */
  close(): void;
  /** Whether the window is the one that a person works in. */
  isInFront(): boolean;
  /** The window is born hidden: until it is shown or hidden, its page counts as visible (`paintWhenInitiallyHidden`). */
  bornHidden: boolean;
}

const codec = makeCloneCodec();
/** How long a page that is closed may take, ms. */
const closePatienceMs = 500;
/** After so long, ms, what has loaded counts as painted. */
const paintPatienceMs = 300;

/** Electron's `webContents`: one page of Chromium's. */
export class WebContents extends StrictEmitter implements Part<Electron.WebContents> {
  static readonly #all = new Map<number, WebContents>();
  static #lastId = 0;

  readonly id: number;
  readonly mainFrame: ElectronWebFrameMain;
  readonly #host: WebContentsHost;
  readonly #options: WebContentsOptions;
  readonly #page: Promise<PageSession>;
  readonly #navigation: Navigation;
  readonly #firstUrl = Promise.withResolvers<string>();
  readonly #hangWatch: HangWatch;
  #targetId: string | undefined;
  #x11Window: number | undefined;
  #title = '';
  #pid = 0;
  #destroyed = false;
  #crashed = false;
  /** How many documents there have been: a frame is of one. */
  #documents = 0;
  #painted = false;
  #emulatesColors = false;
  /** Nobody has shown or hidden the window yet that was born hidden. */
  #newborn: boolean;
  #backgroundThrottling: boolean;

  static all(): WebContents[] {
    return [...WebContents.#all.values()];
  }

  constructor(host: WebContentsHost, options: WebContentsOptions) {
    super('webContents', { mortal: true });
    this.setMaxListeners(0);
    this.id = ++WebContents.#lastId;
    this.#host = host;
    this.#options = options;
    this.#backgroundThrottling = options.backgroundThrottling;
    this.#newborn = options.bornHidden;
    this.mainFrame = whole<ElectronWebFrameMain>(new WebFrameMain(this, this.id));
    this.#navigation = new Navigation(this, host, () => {
      this.#crashed = false;
      this.#documents++;
    });
    this.#hangWatch = new HangWatch({
      mayHang: () => !this.#destroyed && !this.#crashed && options.isInFront(),
      answer: () => this.#answer(),
      tell: (name) => {
        if (!this.#destroyed) this.emit(name);
      },
    });
    WebContents.#all.set(this.id, this);
    host.onContents(this);
    this.#page = this.#open();
    this.#page.catch((error) => {
      if (!this.#destroyed) console.error('electron (stand-in): a window could not be opened:', error);
    });
  }

  get session(): Session {
    return this.#host.session();
  }

  /** Chromium's page, once it is there. */
  get _page(): Promise<PageSession> {
    return this.#page;
  }

  /** The window on the X11 display, once it is there. */
  get _x11Window(): number | undefined {
    return this.#x11Window;
  }

  /** Of which document a frame is now. */
  get _document(): number {
    return this.#documents;
  }

  get _targetId(): string | undefined {
    return this.#targetId;
  }

  getURL(): string {
    return this.#navigation.url;
  }

  getTitle(): string {
    return this.#title;
  }

  getOSProcessId(): number {
    return this.#pid;
  }

  getProcessId(): number {
    return this.#pid;
  }

  getType(): ReturnType<ElectronWebContents['getType']> {
    return 'window';
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isCrashed(): boolean {
    return this.#crashed;
  }

  isLoading(): boolean {
    return this.#navigation.isLoading;
  }

  async loadURL(url: string): Promise<void> {
    if (typeof url !== 'string') throw conversionFailure(0, url);
    this.#firstUrl.resolve(url);
    const target = this.#host.schemes.toPage(url);
    const known = this.#host.chromium().then((chromium) => this.#host.schemes.introduce(chromium, url));
    known.catch((error) => console.error('electron (stand-in):', error));
    return this.#navigation.load(url, async (page) => {
      await known;
      return page.send('Page.navigate', { url: target });
    });
  }

  loadFile(
    path: string,
    options: { query?: Record<string, string>; search?: string; hash?: string } = {},
  ): Promise<void> {
    const url = pathToFileURL(resolve(path));
    url.search = options.search ?? new URLSearchParams(options.query).toString();
    url.hash = options.hash ?? '';
    return this.loadURL(url.href);
  }

  reload(): void {
    this.#navigation.load(this.#navigation.url, (page) => page.send('Page.reload')).catch(() => {});
  }

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    const message = { kind: 'message' as const, channel, args: codec.encode(args) };
    this.#page.then((page) => page.tell(message)).catch(() => {});
  }

  async executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    const page = await this.#page;
    const { result, exceptionDetails } = await page.send('Runtime.evaluate', {
      expression: code,
      userGesture,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Applies at once. Off means what it means in Electron: the page counts as visible, and nothing slows it down. */
  setBackgroundThrottling(allowed: boolean): void {
    this.#backgroundThrottling = allowed;
    this.#applyThrottling();
  }

  getBackgroundThrottling(): boolean {
    return this.#backgroundThrottling;
  }

  setWindowOpenHandler(handler: Parameters<ElectronWebContents['setWindowOpenHandler']>[0]): void {
    this.#navigation.windowOpenHandler = handler;
  }

  /** As `kill -SEGV` to the renderer. */
  forcefullyCrashRenderer(): void {
    this.#page.then((page) => page.post('Page.crash')).catch(() => {});
  }

  focus(): void {
    this.#page.then((page) => page.post('Page.bringToFront')).catch(() => {});
  }

  close(): void {
    this.#options.close();
  }

  /** The window is shown or hidden: from now on its page is as visible as it is. */
  _isBorn(): void {
    if (!this.#newborn) return;
    this.#newborn = false;
    this.#applyThrottling();
  }

  /** Resolves when the page lets go of its window: at once unless it hangs, then when it answers again. */
  async _mayClose(): Promise<void> {
    if (this.#crashed || this.#navigation.url === '') return;
    await Promise.race([this.#answer(), new Promise((resolve) => this.once('_gone', resolve))]);
  }

  _destroy(): void {
    if (this.#destroyed) return;
    WebContents.#all.delete(this.id);
    this.#destroyed = true;
    this.#hangWatch.stop();
    this.emit('_gone');
    Promise.all([this.#host.chromium(), this.#page])
      .then(([chromium, page]) => this.#closePage(chromium, page))
      .catch(() => {});
    this.emit('destroyed');
  }

  /** Chromium asks a page before it closes it, and one that hangs does not answer: its process is ended. */
  async #closePage(chromium: Chromium, page: PageSession): Promise<void> {
    const { targetId } = page;
    const hangs = setTimeout(() => killProcess(this.#pid), closePatienceMs);
    chromium.browser.on('Target.targetDestroyed', ({ targetId: gone }) => {
      if (gone === targetId) clearTimeout(hangs);
    });
    await chromium.browser.send('Target.closeTarget', { targetId });
  }

  /** The renderer process is gone. */
  _gone(reason: string, exitCode: number): void {
    if (this.#destroyed || this.#crashed) return;
    this.#crashed = true;
    this.#navigation.isLoading = false;
    this.emit('_gone');
    this.emit('render-process-gone', new PreventableEvent(), { reason, exitCode });
    this.#host.onGone(this, { reason, exitCode });
  }

  /** What the app has said about light and dark, since it has last changed. */
  _updateColorScheme(): void {
    this.#page.then((page) => this.#emulateColorScheme(page)).catch(() => {});
  }

  #emulateColorScheme(page: PageSession): void {
    const scheme = this.#host.colorScheme();
    if (!scheme && !this.#emulatesColors) return;
    this.#emulatesColors = true;
    page.post('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme ?? '' }] });
  }

  /** The size of the page itself; windows of a headless Chromium have a browser's bars and smallest width. */
  async _setSize(width: number, height: number): Promise<void> {
    const [chromium, page] = await Promise.all([this.#host.chromium(), this.#page]);
    if (!chromium.headless) return;
    await page.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 0, mobile: false });
  }

  async #open(): Promise<PageSession> {
    const chromium = await this.#host.chromium();
    const { width, height } = this.#options;
    // A real window is opened on the origin that it is to show; who loads nothing at once gets an empty one.
    const firstUrl = chromium.headless ? '' : await Promise.race([this.#firstUrl.promise, setTimeoutPromise(50, '')]);
    // Rules that come while the first page loads end its load: its window would never get its title.
    if (firstUrl) await this.#host.schemes.introduce(chromium, firstUrl);
    const title = `electron-window-${this.id}`;
    const blankPage = this.#host.schemes.blankPageFor(firstUrl, title);
    const window = await chromium.openWindow({ width, height, blankPage });
    this.#targetId = window.targetId;
    chromium.browser.on('Target.targetCrashed', ({ targetId, status, errorCode }) => {
      if (targetId === window.targetId) this._gone(goneReasons[status] ?? 'crashed', errorCode);
    });
    chromium.browser.on('Target.targetDestroyed', ({ targetId }) => {
      if (targetId === window.targetId && !this.#destroyed) this.#options.close();
    });
    const page = await PageSession.start(
      window,
      { preload: this.#options.preload, onDisplay: !chromium.headless },
      {
        event: (method, params) => this.#onEvent(method, params),
        message: (message, reply) => this.#onMessage(message, reply),
        process: (pid) => {
          this.#pid = pid;
        },
        mayNavigateFrame: (url) => this.#navigation.mayNavigateFrame(url),
        mayUnload: () => this.#destroyed || this.#navigation.isUnderWay || this.#options.userCloses(),
        mayNavigate: (url, redirected) => this.#navigation.mayNavigate(url, redirected),
      },
    );
    // Before it loads anything else: by this title its window is known among the others.
    const display = this.#host.display();
    if (display) this.#x11Window = await waitForWindow(display, title);
    this.#emulateColorScheme(page);
    this.#emulateFocus(page);
    return page;
  }

  #applyThrottling(): void {
    this.#page.then((page) => this.#emulateFocus(page)).catch(() => {});
  }

  #emulateFocus(page: PageSession): void {
    const enabled = !this.#backgroundThrottling || this.#newborn;
    page.post('Emulation.setFocusEmulationEnabled', { enabled });
  }

  #onEvent(method: string, params: CdpResult): void {
    if (this.#destroyed) return;
    switch (method) {
      case 'Page.lifecycleEvent':
        if (params.name === 'firstPaint' && this.#navigation.url) this.#onPainted();
        break;
      case 'Page.loadEventFired':
        // An empty page is never painted here, but it is by Electron.
        if (this.#navigation.url) setTimeout(() => this.#onPainted(), paintPatienceMs).unref();
        this.#navigation.onEvent(method, params);
        break;
      case 'Page.domContentEventFired':
        if (!this.#navigation.url) break;
        // Chromium asks before it closes only for pages that somebody has used.
        if (this.#x11Window) this.executeJavaScript('', true).catch(() => {});
        this.emit('dom-ready', new PreventableEvent());
        break;
      case 'Runtime.consoleAPICalled':
        this.#onConsole(params);
        break;
      default:
        this.#navigation.onEvent(method, params);
    }
  }

  #onPainted(): void {
    if (this.#painted || this.#destroyed) return;
    this.#painted = true;
    this.emit('_first-paint');
  }

  /** Resolves when the renderer does something it is asked for, never while it hangs. */
  async #answer(): Promise<void> {
    const page = await this.#page;
    await page.send('Runtime.evaluate', { expression: '0' }).catch(() => {});
  }

  #onConsole({ type, args }: CdpResult): void {
    const message = args.map((arg: CdpResult) => arg.value ?? arg.description ?? arg.type).join(' ');
    const level = type === 'error' ? 'error' : type === 'warning' ? 'warning' : type === 'debug' ? 'debug' : 'info';
    const event = Object.assign(new PreventableEvent(), {
      message,
      level,
      lineNumber: 0,
      sourceId: '',
      frame: this.mainFrame,
    });
    this.emit('console-message', event, ['debug', 'info', 'warning', 'error'].indexOf(level), message, 0, '');
  }

  async #onMessage(message: FromPage, reply: (message: ToPage) => void): Promise<void> {
    if (this.#destroyed) return;
    if (message.kind === 'title') {
      this.#title = message.title;
      this.emit('page-title-updated', new PreventableEvent(), message.title, true);
      return;
    }
    if (message.kind === 'key') {
      this.#host.onKey(this, message);
      return;
    }
    if (message.kind === 'close') {
      this.#options.userCloses();
      return;
    }
    if (message.kind === 'open') {
      this.#navigation.onWindowOpen(message.url, message.frameName, message.features);
      return;
    }
    const url = this.#host.schemes.toApp(message.url);
    if (message.kind === 'permission') {
      const { browser } = await this.#host.chromium();
      const { permission, isMainFrame, details } = message;
      const asked = { ...details, isMainFrame };
      const granted = await this.#host.permissions.decide(browser, this, url, message.url, permission, asked);
      reply({ kind: 'reply', id: message.id, value: codec.encode(granted) });
      return;
    }
    this.#navigation.url = url;
    const document = this.#documents;
    const frame = this.mainFrame;
    const sender = {
      contents: this as unknown as ElectronWebContents,
      // Whoever looks late finds no frame: it is gone with its document.
      frame: () => (this.#destroyed || this.#documents !== document ? null : frame),
      processId: this.#pid,
    };
    dispatchIpc(this.#host.ipcMain, sender, message, reply);
  }
}
