import { resolve } from 'node:path';
import { setTimeout as setTimeoutPromise } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as Electron from 'electron';
import type { WebContents as ElectronWebContents, WebFrameMain as ElectronWebFrameMain, Session } from 'electron';
import type { CdpResult } from './cdp.ts';
import type { Chromium } from './chromium.ts';
import { goneReasons, killProcess, LoadError } from './failures.ts';
import { dispatchIpc } from './ipc-dispatch.ts';
import type { IpcMain } from './ipc-main.ts';
import { makeCloneCodec } from './page/clone-codec.ts';
import type { FromPage, UnhandledKey } from './page/preload-world.ts';
import { PageSession } from './page-session.ts';
import type { Permissions } from './permissions.ts';
import type { Schemes } from './schemes.ts';
import { type Part, PreventableEvent, StrictEmitter, whole } from './strict.ts';
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
}

const codec = makeCloneCodec();
/** How long a page that is closed may take, ms. */
const closePatienceMs = 500;

/** Electron's `webContents`: one page of Chromium's. */
export class WebContents extends StrictEmitter implements Part<Electron.WebContents> {
  static readonly #all = new Map<number, WebContents>();
  static #lastId = 0;

  readonly id: number;
  readonly mainFrame: ElectronWebFrameMain;
  readonly #host: WebContentsHost;
  readonly #options: WebContentsOptions;
  readonly #page: Promise<PageSession>;
  readonly #firstUrl = Promise.withResolvers<string>();
  #targetId: string | undefined;
  #x11Window: number | undefined;
  #url = '';
  #title = '';
  #pid = 0;
  #loading = false;
  /** A navigation that main asked for is on its way: nobody is asked whether it may happen. */
  #ownNavigation = false;
  /** The page itself has asked for another one. */
  #leaving = false;
  #destroyed = false;
  #crashed = false;
  #emulatesColors = false;
  #backgroundThrottling: boolean;
  #windowOpenHandler: Parameters<ElectronWebContents['setWindowOpenHandler']>[0] | undefined;

  static all(): WebContents[] {
    return [...WebContents.#all.values()];
  }

  constructor(host: WebContentsHost, options: WebContentsOptions) {
    super('webContents');
    this.setMaxListeners(0);
    this.id = ++WebContents.#lastId;
    this.#host = host;
    this.#options = options;
    this.#backgroundThrottling = options.backgroundThrottling;
    this.mainFrame = whole<ElectronWebFrameMain>(new WebFrameMain(this, this.id));
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

  get _targetId(): string | undefined {
    return this.#targetId;
  }

  getURL(): string {
    return this.#url;
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
    return this.#loading;
  }

  async loadURL(url: string): Promise<void> {
    this.#firstUrl.resolve(url);
    const target = this.#host.schemes.toPage(url);
    return this.#load(url, (page) => page.send('Page.navigate', { url: target }));
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
    this.#load(this.#url, (page) => page.send('Page.reload')).catch(() => {});
  }

  send(channel: string, ...args: unknown[]): void {
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
    this.#page.then((page) => page.post('Emulation.setFocusEmulationEnabled', { enabled: !allowed })).catch(() => {});
  }

  getBackgroundThrottling(): boolean {
    return this.#backgroundThrottling;
  }

  setWindowOpenHandler(handler: Parameters<ElectronWebContents['setWindowOpenHandler']>[0]): void {
    this.#windowOpenHandler = handler;
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

  _destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    WebContents.#all.delete(this.id);
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
    this.#loading = false;
    this.emit('render-process-gone', new PreventableEvent(), { reason, exitCode });
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
        message: (message) => this.#onMessage(message),
        process: (pid) => {
          this.#pid = pid;
        },
        mayUnload: () => this.#destroyed || this.#ownNavigation || this.#leaving || this.#options.userCloses(),
        mayNavigate: (url, redirected) => this.#mayNavigate(url, redirected),
      },
    );
    // Before it loads anything else: by this title its window is known among the others.
    const display = this.#host.display();
    if (display) this.#x11Window = await waitForWindow(display, title);
    this.#emulateColorScheme(page);
    if (!this.#backgroundThrottling) page.post('Emulation.setFocusEmulationEnabled', { enabled: true });
    return page;
  }

  #load(url: string, start: (page: PageSession) => Promise<CdpResult>): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => () => {
        this.off('did-finish-load', finished).off('destroyed', destroyed);
        outcome();
      };
      const failed = (text: string) => {
        this.#ownNavigation = false;
        const error = new LoadError(text, url);
        this.emit('did-fail-load', new PreventableEvent(), error.errno, error.code, url, true, this.#pid, 1);
        settle(() => reject(error))();
      };
      const finished = settle(resolve);
      const destroyed = settle(() => reject(new LoadError('ERR_FAILED', url)));
      this.#page
        .then(async (page) => {
          this.#ownNavigation = true;
          this.on('did-finish-load', finished).on('destroyed', destroyed);
          const { errorText } = (await start(page)) ?? {};
          if (errorText) failed(errorText);
        })
        .catch(reject);
    });
  }

  async #mayNavigate(pageUrl: string, redirected: boolean): Promise<boolean> {
    if (this.#host.schemes.isBlankPage(pageUrl)) return true;
    const url = this.#host.schemes.toApp(pageUrl);
    const frame = this.mainFrame;
    const details = { url, isSameDocument: false, isMainFrame: true, frame, initiator: frame };
    if (redirected || !this.#ownNavigation) {
      const event = Object.assign(new PreventableEvent(), details);
      this.emit(redirected ? 'will-redirect' : 'will-navigate', event, url, false, true);
      if (event.defaultPrevented) return false;
    }
    if (!redirected) {
      this.emit('did-start-navigation', Object.assign(new PreventableEvent(), details), url, false, true, this.#pid, 1);
    }
    const chromium = await this.#host.chromium();
    await this.#host.permissions.prepare(chromium.browser, this, url, pageUrl);
    return true;
  }

  #onEvent(method: string, params: CdpResult): void {
    switch (method) {
      case 'Page.frameNavigated':
        if (params.frame.parentId === undefined) this.#onNavigated(params.frame);
        break;
      case 'Page.navigatedWithinDocument':
        if (params.frameId !== this.#targetId) break;
        this.#url = this.#host.schemes.toApp(params.url);
        this.emit('did-navigate-in-page', new PreventableEvent(), this.#url, true, this.getProcessId(), 1);
        break;
      case 'Page.frameRequestedNavigation':
        this.#leaving = params.frameId === this.#targetId;
        break;
      case 'Page.domContentEventFired':
        if (!this.#url) break;
        // Chromium asks before it closes only for pages that somebody has used.
        if (this.#x11Window) this.executeJavaScript('', true).catch(() => {});
        this.emit('dom-ready', new PreventableEvent());
        break;
      case 'Page.loadEventFired':
        if (!this.#url) break;
        this.#loading = false;
        this.emit('did-frame-finish-load', new PreventableEvent(), true, this.getProcessId(), 1);
        this.emit('did-finish-load', new PreventableEvent());
        break;
      case 'Page.windowOpen':
        this.#onWindowOpen(params.url, params.windowName, '');
        break;
      case 'Runtime.consoleAPICalled':
        this.#onConsole(params);
        break;
    }
  }

  #onNavigated(frame: CdpResult): void {
    const url = this.#host.schemes.toApp(frame.url + (frame.urlFragment ?? ''));
    if (this.#host.schemes.isBlankPage(frame.url) || (url === 'about:blank' && !this.#ownNavigation)) return;
    this.#ownNavigation = false;
    this.#leaving = false;
    this.#crashed = false;
    this.#loading = true;
    this.#url = url;
    this.emit('did-start-loading', new PreventableEvent());
    this.emit('did-navigate', new PreventableEvent(), url, 200, 'OK');
  }

  #onTitle(title: string): void {
    this.#title = title;
    this.emit('page-title-updated', new PreventableEvent(), title, true);
  }

  #onWindowOpen(url: string, frameName: string, features: string): void {
    const details = {
      url: this.#host.schemes.toApp(url),
      frameName,
      features,
      disposition: 'foreground-tab' as const,
      referrer: { url: this.#url, policy: 'strict-origin-when-cross-origin' as const },
    };
    const answer = this.#windowOpenHandler?.(details) ?? { action: 'deny' };
    if (answer.action === 'allow') {
      console.error(`not implemented by the stand-in: setWindowOpenHandler allow, of ${details.url}`);
    }
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

  async #onMessage(message: FromPage): Promise<void> {
    if (message.kind === 'title') {
      this.#onTitle(message.title);
      return;
    }
    if (message.kind === 'key') {
      this.#host.onKey(this, message);
      return;
    }
    if (message.kind === 'open') {
      this.#onWindowOpen(message.url, message.frameName, message.features);
      return;
    }
    this.#url = this.#host.schemes.toApp(message.url);
    const page = await this.#page;
    if (message.kind === 'permission') {
      const chromium = await this.#host.chromium();
      const { permission, details } = message;
      const granted = await this.#host.permissions.decide(
        chromium.browser,
        this,
        this.#url,
        message.url,
        permission,
        details,
      );
      page.tell({ kind: 'reply', id: message.id, value: codec.encode(granted) });
      return;
    }
    await dispatchIpc(this.#host.ipcMain, this, message, (reply) => page.tell(reply));
  }
}
