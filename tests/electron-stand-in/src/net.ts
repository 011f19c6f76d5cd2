import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Schemes } from './schemes.ts';
import { StrictObject } from './strict.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain',
};

/** Electron's `net`, with the URLs that Node's own fetch does not know: files, and schemes of the app. */
export class Net extends StrictObject {
  readonly #schemes: Schemes;

  constructor(schemes: Schemes) {
    super('net');
    this.#schemes = schemes;
  }

  async fetch(
    input: string | Request,
    init?: RequestInit & { bypassCustomProtocolHandlers?: boolean },
  ): Promise<Response> {
    const request = new Request(input, init);
    const scheme = new URL(request.url).protocol.slice(0, -1);
    if (!init?.bypassCustomProtocolHandlers && this.#schemes.isHandled(scheme)) {
      return (await this.#schemes.fetch(request)) ?? Response.error();
    }
    if (scheme !== 'file') return fetch(request);
    const path = fileURLToPath(request.url);
    try {
      const body = await readFile(path);
      return new Response(body, { headers: { 'content-type': types[extname(path)] ?? 'application/octet-stream' } });
    } catch (error) {
      throw new Error('net::ERR_FILE_NOT_FOUND', { cause: error });
    }
  }
}
