/** Pages for tests and benchmarks with nothing but one script of ours in them, served on loopback. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright';
import { build } from 'vite';

export type PageOptions = {
  /** As the app is built: minified, without what libraries do for developers. */
  production?: boolean;
};

export type ServedPage = { url: string; close(): void };

const bundles = new Map<string, Promise<string>>();

/** A page's script with all that it imports, bundled once a process. */
function bundled(entry: string, production: boolean): Promise<string> {
  const key = `${entry} ${production}`;
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const made = bundle(entry, production);
  bundles.set(key, made);
  return made;
}

async function bundle(entry: string, production: boolean): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry, formats: ['iife'], name: 'page' },
      ...(production ? {} : { minify: false }),
    },
    define: { 'process.env.NODE_ENV': production ? '"production"' : '"test"' },
  });
  const [result] = Array.isArray(output) ? output : [output];
  if (result === undefined || !('output' in result)) throw new Error(`${entry} was not bundled`);
  return result.output[0].code;
}

/** Serves an empty page with this script: a secure context, of the same network as the call server. */
export async function servePage(entry: URL, { production = false }: PageOptions = {}): Promise<ServedPage> {
  const script = (await bundled(fileURLToPath(entry), production)).replaceAll('</script', '<\\/script');
  const server = createServer((request, response) => {
    // No icon, and no complaint about it.
    response.statusCode = request.url?.startsWith('/index.html') ? 200 : 204;
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>phone</title><script>${script}</script>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/index.html`, close: () => server.close() };
}

/** Opens such a page. With `PAGE_LOG` in the environment, what it writes to its console is shown. */
export async function openPage(browser: Browser, entry: URL, options?: PageOptions): Promise<Page> {
  const served = await servePage(entry, options);
  try {
    const page = await browser.newPage();
    if (process.env.PAGE_LOG) page.on('console', (message) => console.log(Date.now(), message.text()));
    await page.goto(served.url);
    return page;
  } finally {
    served.close();
  }
}

/** For an installation that nobody else is. */
export const newDeviceId = () => `device-${Math.random().toString(36).slice(2, 12)}`;
