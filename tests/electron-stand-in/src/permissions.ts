import type { CdpSession } from './cdp.ts';
import { originOf } from './web-frame-main.ts';

// biome-ignore lint/suspicious/noExplicitAny: Electron's handlers differ in their details by permission
type Handler = (...args: any[]) => unknown;

/** Chromium's own name for each permission of Electron's that the browser keeps a state of. */
const descriptors: readonly { electron: string; details: Record<string, unknown>; chromium: string }[] = [
  { electron: 'media', details: { mediaType: 'audio' }, chromium: 'microphone' },
  { electron: 'media', details: { mediaType: 'video' }, chromium: 'camera' },
  { electron: 'notifications', details: {}, chromium: 'notifications' },
  { electron: 'geolocation', details: {}, chromium: 'geolocation' },
  { electron: 'midiSysex', details: {}, chromium: 'midi' },
  { electron: 'clipboard-read', details: {}, chromium: 'clipboard-read' },
  { electron: 'clipboard-sanitized-write', details: {}, chromium: 'clipboard-write' },
  { electron: 'speaker-selection', details: {}, chromium: 'speaker-selection' },
];

/**
 * Who may do what: the app's two handlers, and Chromium told of what they say. Without handlers everything is granted, as
 * by Electron. Chromium refuses whatever the handlers did not grant, so a page gets nothing past them.
 */
export class Permissions {
  #request: Handler | null = null;
  #check: Handler | null = null;

  setRequestHandler(handler: Handler | null): void {
    this.#request = handler;
  }

  setCheckHandler(handler: Handler | null): void {
    this.#check = handler;
  }

  check(webContents: unknown, permission: string, origin: string, details: Record<string, unknown>): boolean {
    if (!this.#check) return true;
    return Boolean(this.#check(webContents, permission, `${origin}/`, details));
  }

  /** Asks the app. Rejects never: a handler that throws refuses. */
  request(webContents: unknown, permission: string, url: string, details: Record<string, unknown>): Promise<boolean> {
    const handler = this.#request;
    if (!handler) return Promise.resolve(true);
    const all = { requestingUrl: url, isMainFrame: true, securityOrigin: `${originOf(url)}/`, ...details };
    return new Promise((resolve) => {
      try {
        handler(webContents, permission, (granted: boolean) => resolve(granted), all);
      } catch (error) {
        console.error(error);
        resolve(false);
      }
    });
  }

  /** Tells Chromium what the check handler says, before a document of `url` is there to ask. */
  async prepare(browser: CdpSession, webContents: unknown, url: string, pageUrl: string): Promise<void> {
    const origin = originOf(url);
    const pageOrigin = originOf(pageUrl);
    if (pageOrigin === 'null') return;
    await Promise.allSettled(
      descriptors.map(({ electron, details, chromium }) => {
        const common = { requestingUrl: url, isMainFrame: true, securityOrigin: `${origin}/` };
        const granted = this.check(webContents, electron, origin, { ...common, ...details });
        return this.#tell(browser, chromium, pageOrigin, granted);
      }),
    );
  }

  /** Decides a question of a page and tells Chromium the answer. */
  async decide(
    browser: CdpSession,
    webContents: unknown,
    url: string,
    pageUrl: string,
    permission: string,
    details: Record<string, unknown>,
  ): Promise<boolean> {
    const granted = await this.request(webContents, permission, url, details);
    const types = Array.isArray(details.mediaTypes) ? details.mediaTypes : undefined;
    const affected = descriptors.filter(
      (entry) => entry.electron === permission && (!types || types.includes(entry.details.mediaType)),
    );
    const told = affected.map(({ chromium }) => this.#tell(browser, chromium, originOf(pageUrl), granted));
    await Promise.allSettled(told);
    return granted;
  }

  #tell(browser: CdpSession, name: string, origin: string, granted: boolean): Promise<unknown> {
    return browser.send('Browser.setPermission', {
      permission: { name },
      setting: granted ? 'granted' : 'denied',
      origin,
    });
  }
}
