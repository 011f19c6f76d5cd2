import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { CustomScheme } from 'electron';
import type { Chromium } from './chromium.ts';
import { OwnOrigins } from './own-origins.ts';
import { NotImplemented } from './strict.ts';
import { originOf } from './web-frame-main.ts';

export type SchemeHandler = (request: Request) => Response | Promise<Response>;

/** Ends the address of pages whose scheme is not `secure`: nothing that Chromium trusts. */
const insecure = 'insecure';
/** The page that a new window shows before it loads anything. */
const blankHost = 'blank.electron.localhost';
export const blankPath = '/electron-blank-page';

/**
 * The app's own schemes. Chromium learns new schemes only at compile time, so a page of `scheme://host/path` lives at
 * `http://host.scheme.localhost/path`: a secure context with an origin that is the same at every start, without mixed
 * content rules, as Electron's `secure` schemes are. Chromium resolves these names to a server in this process; main
 * never sees them, as every URL is translated on its way in and out.
 */
export class Schemes {
  readonly #registered = new Map<string, CustomScheme>();
  readonly #handlers = new Map<string, SchemeHandler>();
  readonly #origins = new OwnOrigins();
  #server: Server | undefined;

  register(schemes: readonly CustomScheme[]): void {
    for (const scheme of schemes) {
      // Pages of others have no host, no origin and no relative URLs.
      if (!scheme.privileges?.standard) throw new NotImplemented(`the scheme ${scheme.scheme}, which is not standard`);
      this.#registered.set(scheme.scheme, scheme);
    }
  }

  handle(scheme: string, handler: SchemeHandler): void {
    if (this.#handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    this.#handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!this.#handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  /** Answers a request for one of the app's own URLs, `undefined` for any other. */
  async fetch(request: Request): Promise<Response | undefined> {
    return this.#handlers.get(new URL(request.url).protocol.slice(0, -1))?.(request);
  }

  /** The URL in Chromium of one that main uses. */
  toPage(url: string): string {
    const [, scheme, host, rest] = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url) ?? [];
    const { privileges } = (scheme && this.#registered.get(scheme.toLowerCase())) || {};
    if (!scheme || !privileges) return url;
    return `http://${host}.${scheme.toLowerCase()}.${privileges.secure ? 'localhost' : insecure}${rest || '/'}`;
  }

  /** Has servers know pages of this URL's origin by it. Nothing to do for schemes that Chromium knows. */
  async introduce(chromium: Chromium, url: string): Promise<void> {
    const page = this.toPage(url);
    if (page !== url) await this.#origins.tell(chromium, { page: new URL(page).origin, app: originOf(url) });
  }

  /** The URL that main knows for one in Chromium. */
  toApp(url: string): string {
    const [, host, scheme, rest] =
      /^http:\/\/([^/?#]*)\.([^./?#]+)\.(?:localhost|insecure)(?=[/?#]|$)(.*)$/s.exec(url) ?? [];
    if (this.isBlankPage(url)) return 'about:blank';
    if (host !== undefined && scheme && this.#registered.has(scheme)) return `${scheme}://${host}${rest}`;
    return url;
  }

  /**
   * An empty page with a title, to open a window with. It has the origin that `url` has: a page of another one would get
   * an address bar.
   */
  blankPageFor(url: string, title: string): string {
    const page = this.toPage(url);
    return new URL(`${blankPath}?${title}`, page === url ? `http://${blankHost}` : page).href;
  }

  isBlankPage(url: string): boolean {
    return /\.(?:localhost|insecure)\/electron-blank-page\?/.test(url);
  }

  /** Starts serving; returns the `HOST ADDRESS` pairs for Chromium's resolver. */
  async listen(): Promise<string[]> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => {
        console.error(error);
        fail(response);
      });
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
    server.unref();
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const own = [...this.#registered.keys()].flatMap((scheme) => [
      `*.${scheme}.localhost:80`,
      `*.${scheme}.${insecure}:80`,
    ]);
    return [...own, `${blankHost}:80`].map((host) => `${host} ${address}`);
  }

  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const pageUrl = `http://${incoming.headers.host}${incoming.url}`;
    if (incoming.url?.startsWith(blankPath)) {
      const title = incoming.url.slice(blankPath.length + 1);
      outgoing.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>${title}</title>`);
      return;
    }
    if (incoming.url === '/favicon.ico') {
      // Asked for by browsers only, never by Electron.
      outgoing.writeHead(204).end();
      return;
    }
    const { privileges } = this.#registered.get(new URL(this.toApp(pageUrl)).protocol.slice(0, -1)) ?? {};
    if (!privileges?.supportFetchAPI && incoming.headers['sec-fetch-dest'] === 'empty') {
      fail(outgoing);
      return;
    }
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const request = new Request(this.toApp(pageUrl), {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
        (values ?? []).map((value): [string, string] => [name, name === 'origin' ? this.#originOf(value) : value]),
      ),
      ...(hasBody ? { body: Readable.toWeb(incoming) as BodyInit, duplex: 'half' } : {}),
    } as RequestInit);
    const response = await this.fetch(request);
    if (!response) {
      fail(outgoing);
      return;
    }
    outgoing.statusCode = response.status;
    for (const [name, value] of response.headers) outgoing.appendHeader(name, this.#schemesInPolicy(name, value));
    if (!response.body) {
      outgoing.end();
      return;
    }
    Readable.fromWeb(response.body as ReadableStream)
      .on('error', () => outgoing.destroy())
      .pipe(outgoing);
  }

  #originOf(page: string): string {
    const url = this.toApp(`${page}/`);
    return url === `${page}/` ? page : originOf(url);
  }

  /** A policy that names an own scheme (`script-src holdfast-app:`) goes on meaning that scheme. */
  #schemesInPolicy(header: string, value: string): string {
    if (!header.startsWith('content-security-policy')) return value;
    let policy = value;
    for (const scheme of this.#registered.keys()) {
      policy = policy
        .replaceAll(new RegExp(`(?<=[\\s;,])${scheme}://([^\\s;,/]+)`, 'g'), `http://$1.${scheme}.localhost`)
        .replaceAll(new RegExp(`(?<=[\\s;,])${scheme}:(?=[\\s;,]|$)`, 'g'), `http://*.${scheme}.localhost`);
    }
    return policy;
  }
}

/** The request fails as a whole. Chromium asks again after a mere closed connection, but not after an answer that is none. */
function fail(outgoing: ServerResponse): void {
  if (outgoing.headersSent) outgoing.destroy();
  else outgoing.socket?.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n');
}
