import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './harness.ts';

const path = '/join/AbCdEfGhIjKlMnOpQrStU_';
const lines: string[] = [];
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({}, { logger: pino({ level: 'debug' }, { write: (line) => lines.push(line) }) });
});
afterAll(() => server.close());

const ask = (to: string, init?: RequestInit) =>
  fetch(`${server.url}${to}`, { signal: AbortSignal.timeout(10_000), ...init });

describe('the page that a session’s link leads to', () => {
  it('is there for every session, with the strictest of rules', async () => {
    const response = await ask(`${path}?muted=1`);
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('Open Holdfast');
    expect(text).not.toContain('AbCdEfGhIjKlMnOpQrStU_');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('only is read', async () => {
    expect((await ask(path, { method: 'POST' })).status).toBe(404);
    expect((await ask(path, { method: 'HEAD' })).status).toBe(200);
    expect((await ask('/join/')).status).toBe(404);
    expect((await ask(`${path}/../../etc/passwd`)).status).toBe(404);
  });

  it('leaves no trace in the log', async () => {
    await ask(`${path}?link=a-token-in-the-wrong-place`);
    expect(lines.join('')).not.toMatch(/join|a-token/);
  });
});
