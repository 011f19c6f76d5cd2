import type { WebContents as ElectronWebContents } from 'electron';
import type { CdpResult } from './cdp.ts';
import { LoadError } from './failures.ts';
import type { PageSession } from './page-session.ts';
import { PreventableEvent } from './strict.ts';
import type { WebContents, WebContentsHost } from './web-contents.ts';

type WindowOpenHandler = Parameters<ElectronWebContents['setWindowOpenHandler']>[0];

/** Where a page is and where it goes: what main loads, what the page asks for, and who is asked whether it may. */
export class Navigation {
  url = '';
  isLoading = false;
  windowOpenHandler: WindowOpenHandler | undefined;
  readonly #contents: WebContents;
  readonly #host: Pick<WebContentsHost, 'chromium' | 'schemes' | 'permissions'>;
  readonly #onNavigated: () => void;
  /** A navigation that main asked for is on its way: nobody is asked whether it may happen. */
  #own = false;
  /** The page itself has asked for another one. */
  #leaving = false;

  /** @param onNavigated Another document has come. */
  constructor(
    contents: WebContents,
    host: Pick<WebContentsHost, 'chromium' | 'schemes' | 'permissions'>,
    onNavigated: () => void,
  ) {
    this.#contents = contents;
    this.#host = host;
    this.#onNavigated = onNavigated;
  }

  /** The page is about to give way to another, which has been decided. */
  get isUnderWay(): boolean {
    return this.#own || this.#leaving;
  }

  /** Resolves when what `start` begins to load has loaded. @throws LoadError */
  load(url: string, start: (page: PageSession) => Promise<CdpResult>): Promise<void> {
    const contents = this.#contents;
    return new Promise((resolve, reject) => {
      const settle = (outcome: () => void) => () => {
        contents.off('did-finish-load', finished).off('destroyed', destroyed);
        outcome();
      };
      const failed = (text: string) => {
        this.#own = false;
        const error = new LoadError(text, url);
        const pid = contents.getProcessId();
        contents.emit('did-fail-load', new PreventableEvent(), error.errno, error.code, url, true, pid, 1);
        settle(() => reject(error))();
      };
      const finished = settle(resolve);
      const destroyed = settle(() => reject(new LoadError('ERR_FAILED', url)));
      contents._page
        .then(async (page) => {
          this.#own = true;
          contents.on('did-finish-load', finished).on('destroyed', destroyed);
          // Chromium does not even begin with what is no address.
          const { errorText } = (URL.canParse(url) ? await start(page) : { errorText: 'ERR_INVALID_URL' }) ?? {};
          if (errorText) failed(errorText);
        })
        .catch(reject);
    });
  }

  /**
   * Tells the app, asks it where it is to be asked, and has Chromium know what the document may do. That a navigation starts
   * is told before anybody is asked, so also of one that is refused.
   */
  async mayNavigate(pageUrl: string, redirected: boolean): Promise<boolean> {
    const { schemes, permissions } = this.#host;
    if (schemes.isBlankPage(pageUrl)) return true;
    const contents = this.#contents;
    if (contents.isDestroyed()) return false;
    const url = schemes.toApp(pageUrl);
    if (!redirected) this.#emit('did-start-navigation', url, true);
    if (redirected && this.#emit('will-redirect', url, true)) return this.#refused(url);
    if (!redirected && !this.#own) {
      if (this.#emit('will-frame-navigate', url, true) || this.#emit('will-navigate', url, true)) {
        return this.#refused(url);
      }
    }
    const chromium = await this.#host.chromium();
    await permissions.prepare(chromium.browser, contents, url, pageUrl);
    return true;
  }

  /** As {@link mayNavigate}, of a frame in the page. */
  mayNavigateFrame(pageUrl: string): boolean {
    if (this.#contents.isDestroyed()) return false;
    const url = this.#host.schemes.toApp(pageUrl);
    this.#emit('did-start-navigation', url, false);
    return !this.#emit('will-frame-navigate', url, false);
  }

  #refused(url: string): false {
    const contents = this.#contents;
    if (contents.isDestroyed()) return false;
    const { code, errno } = new LoadError('ERR_ABORTED', url);
    const pid = contents.getProcessId();
    contents.emit('did-fail-provisional-load', new PreventableEvent(), errno, code, url, true, pid, 1);
    return false;
  }

  /** Whether a listener has prevented it. */
  #emit(name: string, url: string, isMainFrame: boolean, isSameDocument = false): boolean {
    const contents = this.#contents;
    if (contents.isDestroyed()) return true;
    const frame = isMainFrame ? contents.mainFrame : null;
    const details = { url, isSameDocument, isMainFrame, frame, initiator: contents.mainFrame };
    const event = Object.assign(new PreventableEvent(), details);
    contents.emit(name, event, url, isSameDocument, isMainFrame, contents.getProcessId(), 1);
    return event.defaultPrevented;
  }

  /** A protocol event of the page. */
  onEvent(method: string, params: CdpResult): void {
    const contents = this.#contents;
    switch (method) {
      case 'Page.frameNavigated':
        if (params.frame.parentId === undefined) this.#navigated(params.frame);
        break;
      case 'Page.navigatedWithinDocument':
        if (params.frameId !== contents._targetId) break;
        this.#emit('did-start-navigation', this.#host.schemes.toApp(params.url), true, true);
        this.url = this.#host.schemes.toApp(params.url);
        contents.emit('did-navigate-in-page', new PreventableEvent(), this.url, true, contents.getProcessId(), 1);
        break;
      case 'Page.frameRequestedNavigation':
        this.#leaving = params.frameId === contents._targetId;
        break;
      case 'Page.loadEventFired':
        if (!this.url) break;
        this.isLoading = false;
        contents.emit('did-frame-finish-load', new PreventableEvent(), true, contents.getProcessId(), 1);
        contents.emit('did-finish-load', new PreventableEvent());
        contents.emit('did-stop-loading', new PreventableEvent());
        break;
      case 'Page.windowOpen':
        this.onWindowOpen(params.url, params.windowName, '');
        break;
    }
  }

  /** The page wants another window, which it does not get. */
  onWindowOpen(url: string, frameName: string, features: string): void {
    const details = {
      url: this.#host.schemes.toApp(url),
      frameName,
      features,
      disposition: 'foreground-tab' as const,
      referrer: { url: this.url, policy: 'strict-origin-when-cross-origin' as const },
    };
    const answer = this.windowOpenHandler?.(details) ?? { action: 'deny' };
    if (answer.action === 'allow') {
      console.error(`not implemented by the stand-in: setWindowOpenHandler allow, of ${details.url}`);
    }
  }

  #navigated(frame: CdpResult): void {
    const { schemes } = this.#host;
    const url = schemes.toApp(frame.url + (frame.urlFragment ?? ''));
    if (schemes.isBlankPage(frame.url) || (url === 'about:blank' && !this.#own)) return;
    this.#own = false;
    this.#leaving = false;
    this.isLoading = true;
    this.url = url;
    this.#onNavigated();
    this.#contents.emit('did-start-loading', new PreventableEvent());
    this.#contents.emit(
      'did-frame-navigate',
      new PreventableEvent(),
      url,
      200,
      'OK',
      true,
      this.#contents.getProcessId(),
      1,
    );
    this.#contents.emit('did-navigate', new PreventableEvent(), url, 200, 'OK');
  }
}
