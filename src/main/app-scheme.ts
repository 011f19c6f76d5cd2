/** The app's own pages: served by a scheme of their own, which makes them a secure origin without a web server. */
import { readFile } from 'node:fs/promises';
import { extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Protocol } from 'electron';
import type { Log } from './ongoing-call/ports.ts';

export const appScheme = 'holdfast-app';
const appHost = 'app';
export const mainPage = `${appScheme}://${appHost}/index.html`;
export const miniPage = `${appScheme}://${appHost}/mini.html`;

/** Whether `url` is one of the app's own. Node gives a scheme of our own no `origin`, so its parts are compared. */
export function isAppUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return protocol === `${appScheme}:` && host === appHost;
}

/** Must run before the app is ready. `secure` is what gives the pages getUserMedia. */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // The accessible parts of the interface put the width of a hidden scroll bar into a style element.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self' blob: mediastream:",
  "worker-src 'self'",
  // The person chooses the call server.
  "connect-src 'self' http: https: ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wasm': 'application/wasm',
};

/** The file that `url` names inside `root`, or `null` where it names none or one outside. */
export function resolveAppFile(root: string, url: string): string | null {
  if (!isAppUrl(url)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(url).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const file = resolve(join(root, path));
  const inside = relative(root, file);
  if (inside === '' || isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) return null;
  return file;
}

/** Answers requests for the app's own pages with the files below `root`; once the app is ready. */
export function serveAppScheme(protocol: Pick<Protocol, 'handle'>, root: string, log: Log): void {
  protocol.handle(appScheme, async (request) => {
    const file = request.method === 'GET' ? resolveAppFile(root, request.url) : null;
    const type = file === null ? undefined : contentTypes[extname(file)];
    if (file === null || type === undefined) {
      log.warn(`Refused ${request.method} ${request.url.slice(0, 200)}: not a page of this app.`);
      return new Response('Forbidden', { status: 403 });
    }
    try {
      return new Response(new Uint8Array(await readFile(file)), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': contentSecurityPolicy,
          'X-Content-Type-Options': 'nosniff',
          'Cache-Control': 'no-cache',
        },
      });
    } catch (cause) {
      log.error(`The page ${request.url.slice(0, 200)} could not be read.`, cause);
      return new Response('Not found', { status: 404 });
    }
  });
}
