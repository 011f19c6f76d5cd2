import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from '../errors.ts';
import { joinPageResponse, joinPath } from './join-page.ts';

/** The server's plain HTTP: a health check, and the page that a session's link leads to. Everything else is signaling. */
export function createHttp(health: () => Record<string, unknown>): Server {
  const http = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads && joinPath.test(path)) {
      response.writeHead(200, joinPageResponse.headers);
      response.end(joinPageResponse.body);
      return;
    }
    const found = reads && path === '/healthz';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(`${JSON.stringify(found ? health() : { error: 'not found' })}\n`);
  });
  http.headersTimeout = 10_000;
  http.requestTimeout = 30_000;
  return http;
}

/** @throws StartError when the port cannot be had. */
export async function listen(http: Server, port: number, host: string): Promise<AddressInfo> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    http.listen(port, host, resolve);
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new StartError('The server has no network address.', 1);
  return address;
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): StartError {
  const problems: Record<string, string> = {
    EADDRINUSE: `Port ${port} is in use: another server may be running. Stop it, or choose another with --port.`,
    EACCES: `Port ${port} may not be used by this account. Choose one above 1023 with --port.`,
    EADDRNOTAVAIL: `${host} is no address of this machine. Choose another with --listen.`,
    ENOTFOUND: `The host name ${host} is not known. Give an address with --listen.`,
  };
  const message = problems[error.code ?? ''] ?? `The server cannot listen on ${host}:${port}: ${error.message}`;
  return new StartError(message, 1, { cause: error });
}

/** Whether only this machine can reach that address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * The app's own pages, pages served from this machine, and clients that are no browser. The token is what authorises.
 *
 * Names below `localhost` are not this machine's for sure: that they lead to it is advice to whoever resolves them
 * (RFC 6761, 6.3), and one that asks its DNS gets what that says. Nothing of Holdfast is served there.
 */
export function isKnownOrigin(origin: string | undefined): boolean {
  if (origin === undefined || origin === 'holdfast-app://app') return true;
  return /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(origin);
}
