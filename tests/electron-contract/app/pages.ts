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
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** Half a second of silence, 8000 samples of 8 bits a second. https://www.rfc-editor.org/rfc/rfc2361 */
function tone(): Buffer<ArrayBuffer> {
  const samples = 4_000;
  const wave = Buffer.alloc(44 + samples, 0x80);
  wave.write('RIFF', 0);
  wave.writeUInt32LE(36 + samples, 4);
  wave.write('WAVEfmt ', 8);
  wave.writeUInt32LE(16, 16);
  wave.writeUInt16LE(1, 20);
  wave.writeUInt16LE(1, 22);
  wave.writeUInt32LE(8_000, 24);
  wave.writeUInt32LE(8_000, 28);
  wave.writeUInt16LE(1, 32);
  wave.writeUInt16LE(8, 34);
  wave.write('data', 36);
  wave.writeUInt32LE(samples, 40);
  return wave;
}

/** As a player asks: for all, or from one byte to another. */
function answerInParts(whole: Buffer<ArrayBuffer>, range: string | null): Response {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  const headers = { 'Content-Type': 'audio/wav', 'Accept-Ranges': 'bytes' };
  if (first === undefined) return new Response(whole, { headers: { ...headers, 'Content-Length': `${whole.length}` } });
  const end = last ? Number(last) : whole.length - 1;
  const part = whole.subarray(Number(first), end + 1);
  const partly = { 'Content-Length': `${part.length}`, 'Content-Range': `bytes ${first}-${end}/${whole.length}` };
  return new Response(part, { status: 206, headers: { ...headers, ...partly } });
}

export function servePages(protocol: Pick<Protocol, 'handle'>): void {
  protocol.handle(scheme, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/echo') {
      const { method, url } = request;
      return Response.json({ method, url, body: await request.text(), headers: Object.fromEntries(request.headers) });
    }
    if (pathname === '/throws') throw new Error('thrown on purpose');
    if (pathname === '/tone.wav') return answerInParts(tone(), request.headers.get('range'));
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
