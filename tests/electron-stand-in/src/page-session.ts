import { randomUUID } from 'node:crypto';
import type { CdpParams, CdpResult, CdpSession } from './cdp.ts';
import type { ChromiumWindow } from './chromium.ts';
import type { FromPage, ToPage } from './page/preload-world.ts';
import { rendererScripts } from './page/scripts.ts';
import { blankPath } from './schemes.ts';

export interface PageOptions {
  preload: string | undefined;
  /** The page is in a window that a person can close. */
  onDisplay: boolean;
}

/** What a page's owner hears of it. */
export interface PageEvents {
  /** Name and parameters of a protocol event. */
  event(method: string, params: CdpResult): void;
  /** `reply` answers the document that it came from. */
  message(message: FromPage, reply: (message: ToPage) => void): void;
  /** The window's close button was pressed, or the page is about to give way to another; `false` keeps it. */
  mayUnload(): boolean;
  /** The process that the page runs in. */
  process(pid: number): void;
  /** A document is about to load into the main frame; `false` blocks it. */
  mayNavigate(url: string, redirected: boolean): Promise<boolean>;
  /** The same for a frame in the page. */
  mayNavigateFrame(url: string): boolean;
}

const events = [
  'Page.frameRequestedNavigation',
  'Page.frameNavigated',
  'Page.navigatedWithinDocument',
  'Page.domContentEventFired',
  'Page.loadEventFired',
  'Page.lifecycleEvent',
  'Page.frameStartedLoading',
  'Page.frameStoppedLoading',
  'Page.windowOpen',
  'Runtime.consoleAPICalled',
  'Inspector.targetReloadedAfterCrash',
];

/** One Chromium page, made into a renderer of Electron's: its isolated world, its preload script, its IPC. */
export class PageSession {
  readonly targetId: string;
  readonly #session: CdpSession;
  readonly #world = 'Electron Isolated Context';
  readonly #binding = `electron-${randomUUID()}`;
  readonly #receive = `electron-${randomUUID()}`;
  /** The isolated world of the document that is there now. */
  #context: string | undefined;

  /** Takes over a page that waits for its debugger, and lets it go. */
  static async start(window: ChromiumWindow, options: PageOptions, owner: PageEvents): Promise<PageSession> {
    const page = new PageSession(window, owner);
    await page.#prepare(options);
    return page;
  }

  private constructor({ targetId, session }: ChromiumWindow, owner: PageEvents) {
    this.targetId = targetId;
    this.#session = session;
    for (const method of events) session.on(method, (params) => owner.event(method, params));
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === this.#world && context.auxData.frameId === targetId) this.#context = context.uniqueId;
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }) => {
      if (executionContextUniqueId === this.#context) this.#context = undefined;
    });
    session.on('Runtime.executionContextsCleared', () => {
      this.#context = undefined;
    });
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId: contextId }) => {
      if (name !== this.#binding) return;
      owner.message(JSON.parse(payload) as FromPage, (reply) => this.#tellWorld({ contextId }, reply));
    });
    session.on('Page.javascriptDialogOpening', ({ type }) => {
      if (type === 'beforeunload') this.post('Page.handleJavaScriptDialog', { accept: owner.mayUnload() });
    });
    session.on('Network.requestWillBeSent', ({ requestId }) => {
      const pid = Number(/^(\d+)\.\d+$/.exec(requestId)?.[1]);
      if (!pid) return;
      owner.process(pid);
      this.post('Network.disable');
    });
    session.on('Fetch.requestPaused', async ({ requestId, frameId, request, redirectedRequestId }) => {
      const isMain = frameId === targetId;
      if (isMain) this.#watchProcess();
      const url = request.url + (request.urlFragment ?? '');
      const allowed = isMain ? await owner.mayNavigate(url, Boolean(redirectedRequestId)) : owner.mayNavigateFrame(url);
      if (allowed) session.post('Fetch.continueRequest', { requestId });
      else session.post('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
    });
  }

  send(method: string, params?: CdpParams): Promise<CdpResult> {
    return this.#session.send(method, params);
  }

  post(method: string, params?: CdpParams): void {
    this.#session.post(method, params);
  }

  /**
   * Has the owner told of the renderer's process id. The protocol has no word for it, but Chromium puts it into the names
   * of the requests that a page makes (`PID.N`), be it only for its icon.
   */
  #watchProcess(): void {
    this.post('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
  }

  /** Tells the isolated world; a page without one (none loaded yet, or gone) hears nothing, as by Electron. */
  tell(message: ToPage): void {
    if (this.#context) this.#tellWorld({ uniqueContextId: this.#context }, message);
  }

  /** A world that is gone meanwhile hears nothing. */
  #tellWorld(world: { contextId: number } | { uniqueContextId: string }, message: ToPage): void {
    const expression = `globalThis[${JSON.stringify(this.#receive)}]?.(${JSON.stringify(JSON.stringify(message))})`;
    this.send('Runtime.evaluate', { expression, ...world, silent: true }).catch(() => {});
  }

  async #prepare({ preload, onDisplay }: PageOptions): Promise<void> {
    const options = {
      binding: this.#binding,
      meeting: `electron-${randomUUID()}`,
      receive: this.#receive,
      run: `electron-${randomUUID()}`,
      onDisplay,
      blankPath,
      process: {
        versions: { ...process.versions } as Record<string, string>,
        platform: process.platform,
        arch: process.arch,
        argv: [],
      },
    };
    const ready = [
      this.send('Page.enable'),
      this.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      this.send('Runtime.enable'),
      this.send('Runtime.addBinding', { name: this.#binding, executionContextName: this.#world }),
      ...rendererScripts(this.#world, options, preload).map((script) =>
        this.send('Page.addScriptToEvaluateOnNewDocument', { ...script }),
      ),
      this.send('Fetch.enable', { patterns: [{ urlPattern: '*', resourceType: 'Document' }] }),
      this.send('Runtime.runIfWaitingForDebugger'),
    ];
    await Promise.all(ready);
  }
}
