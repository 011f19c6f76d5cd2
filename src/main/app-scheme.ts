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

/**
 * Must run before the app is ready. `secure` is what gives the pages getUserMedia. `stream` has an audio element ask for
 * the parts of a file that it needs, as it does over HTTP; without it Chromium waits for all of it, and takes another way
 * to go back to the beginning (electron/electron#38749).
 */
export function registerAppScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: appScheme, privileges }]);
}

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
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
      return answer(await readFile(file), request.headers.get('range'), {
        'Content-Type': type,
        'Content-Security-Policy': contentSecurityPolicy,
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-cache',
        'Accept-Ranges': 'bytes',
      });
    } catch (cause) {
      log.error(`The page ${request.url.slice(0, 200)} could not be read.`, cause);
      return new Response('Not found', { status: 404 });
    }
  });
}

/** The whole of `content`, or of its bytes those that `range` asks for (RFC 9110, 14.2). */
function answer(content: Uint8Array<ArrayBuffer>, range: string | null, headers: Record<string, string>): Response {
  const part = range === null ? null : readRange(range, content.length);
  if (part === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${content.length}` } });
  }
  const body = part === null ? content : content.subarray(part.first, part.last + 1);
  const length = { 'Content-Length': String(body.length) };
  if (part === null) return new Response(body, { headers: { ...headers, ...length } });
  const which = { 'Content-Range': `bytes ${part.first}-${part.last}/${content.length}` };
  return new Response(body, { status: 206, headers: { ...headers, ...length, ...which } });
}

/** Both ends included; `null` for what is no single range of bytes, which may be answered with everything. */
function readRange(range: string, size: number): { first: number; last: number } | 'unsatisfiable' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/u.exec(range) ?? [];
  if (from === '' && to === '') return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (from !== '' && to !== '' && Number(to) < first) return null;
  return first > last ? 'unsatisfiable' : { first, last };
}
