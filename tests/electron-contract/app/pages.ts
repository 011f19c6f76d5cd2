/** The pages of the app: served by a scheme of their own, as the product serves its own. */
import type { Protocol } from 'electron';

export const scheme = 'contract-app';
export const origin = `${scheme}://app`;

const html = (title: string, body = '') => `<!doctype html><meta charset="utf-8"><title>${title}</title>${body}`;

const scripts: Record<string, string> = {
  '/first.js': 'globalThis.seenByTheFirstScript = typeof contract;',
};

const pages: Record<string, string> = {
  '/index.html': html('Contract page', '<h1>Contract</h1>'),
  '/other.html': html('Other page'),
  '/frame.html': html('Page with a frame', '<iframe src="/inner.html" allow="microphone"></iframe>'),
  '/inner.html': html('Inner page'),
  '/script.html': html('Page with a script', '<script src="/first.js"></script>'),
  '/inline.html': html('Page with an inline script', '<script>globalThis.inlineRan = true</script>'),
};

/** As the product's own: https://www.electronjs.org/docs/latest/api/protocol#protocolregisterschemesasprivilegedcustomschemes */
export function registerScheme(protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

export function servePages(protocol: Pick<Protocol, 'handle'>): void {
  protocol.handle(scheme, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/echo') {
      const { method, url } = request;
      return Response.json({ method, url, body: await request.text(), headers: Object.fromEntries(request.headers) });
    }
    if (pathname === '/throws') throw new Error('thrown on purpose');
    const script = scripts[pathname];
    const body = script ?? pages[pathname];
    if (body === undefined) return new Response('Not found', { status: 404 });
    return new Response(body, {
      headers: {
        'Content-Type': script === undefined ? 'text/html; charset=utf-8' : 'text/javascript',
        'Content-Security-Policy': "default-src 'self'; script-src 'self'; connect-src 'self' http: ws:",
      },
    });
  });
}
