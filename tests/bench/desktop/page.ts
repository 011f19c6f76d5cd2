import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';

const scripts = new Map<string, Promise<string>>();

/** A script of this folder with all that it imports, bundled once a process. */
export function bundled(entry: string): Promise<string> {
  const known = scripts.get(entry);
  if (known) return known;
  const script = bundle(entry);
  scripts.set(entry, script);
  return script;
}

async function bundle(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL(entry, import.meta.url)), formats: ['iife'], name: 'page' },
    },
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const [result] = Array.isArray(output) ? output : [output];
  if (result === undefined || !('output' in result)) throw new Error(`${entry} was not bundled`);
  return result.output[0].code;
}

export type ServedPage = { url: string; close(): void };

/** Serves a page with nothing but this script, on loopback: a secure context in the network of the call server. */
export async function serve(entry: string): Promise<ServedPage> {
  const script = (await bundled(entry)).replaceAll('</script', '<\\/script');
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>bench</title><script>${script}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/index.html`, close: () => server.close() };
}

export async function openPage(browser: Browser, entry: string): Promise<Page> {
  const served = await serve(entry);
  const page = await browser.newPage();
  await page.goto(served.url);
  served.close();
  return page;
}
