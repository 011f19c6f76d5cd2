import { describe, expect, it } from 'vitest';
import { StartError } from '../../../src/server/errors.ts';
import { parseCommand } from '../../../src/server/main/options.ts';
import { isKnownOrigin, isLoopback } from '../../../src/server/transport/http.ts';

const parse = (line: string, env: Record<string, string> = {}) => parseCommand(line.split(' ').filter(Boolean), env);

describe('the command line of the server', () => {
  it('serves on loopback port 4400 unless told otherwise', () => {
    expect(parse('')).toMatchObject({
      kind: 'serve',
      tokenKey: null,
      configuration: { signaling: { listen: '127.0.0.1', port: 4_400 }, media: { announce: null, port: null } },
    });
  });

  it('takes every flag', () => {
    const line =
      'serve --port 0 --listen 10.0.0.1 --announce calls.example --rtc-port 41000 --workers 2 --data /d --name N --server-id s --ring-timeout-ms 900 --grace-ms 800';
    expect(parse(line, { HOLDFAST_SECRET: 's' })).toMatchObject({
      dataFolder: '/d',
      tokenKey: { kind: 'secret', secret: 's' },
      configuration: {
        name: 'N',
        serverId: 's',
        signaling: { port: 0, listen: '10.0.0.1' },
        media: { announce: 'calls.example', port: 41_000, workers: 2 },
        calls: { ringTimeoutMs: 900, graceMs: 800, ringGraceMs: 800 },
      },
    });
  });

  it('keeps the grace of a ringing call at 5 s when that of a live one is longer', () => {
    expect(parse('--grace-ms 60000')).toMatchObject({
      configuration: { calls: { graceMs: 60_000, ringGraceMs: 5_000 } },
    });
  });

  it('only looks at the configuration when asked to', () => {
    expect(parse('--check-config').kind).toBe('check-config');
  });

  it('prints tokens', () => {
    expect(parse('token ada --data /d --days 3')).toMatchObject({
      kind: 'token',
      person: { id: 'ada', name: 'ada' },
      days: 3,
    });
  });

  it.each(['https://id.example/keys', 'http://127.0.0.1:8080/keys', 'http://[::1]/keys'])(
    'takes keys from %s',
    (url) => {
      expect(parse(`--jwks-url ${url}`)).toMatchObject({ tokenKey: { kind: 'jwks', url } });
    },
  );

  it('takes keys before a secret', () => {
    expect(parse('', { HOLDFAST_JWKS_URL: 'https://id.example/keys', HOLDFAST_SECRET: 's' })).toMatchObject({
      tokenKey: { kind: 'jwks', url: 'https://id.example/keys' },
    });
  });

  it.each([
    ['--port 70000', '--port'],
    ['--port x', '--port'],
    ['--workers 0', '--workers'],
    ['--nonsense', 'nonsense'],
    ['fly', 'no command "fly"'],
    ['serve ada', 'no argument'],
    ['token', 'Usage'],
    ['token a b', 'Usage'],
    ['--days 3', 'token command'],
    ['--jwks-url ftp://x', '--jwks-url: jwksUrl'],
    ['--jwks-url http://id.example/keys', 'https'],
    ['--log-level loud', '--log-level'],
    ['--grace-ms=-1', '--grace-ms: calls.graceMs'],
    ['--config /nowhere/at-all.json', '/nowhere/at-all.json cannot be read'],
  ])('refuses "%s" with exit code 2', (line, message) => {
    const run = () => parse(line);
    expect(run).toThrow(StartError);
    expect(run).toThrow(message);
    try {
      run();
    } catch (error) {
      expect((error as StartError).exitCode).toBe(2);
    }
  });
});

describe('addresses', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is this machine', (host) =>
    expect(isLoopback(host)).toBe(true),
  );
  it.each(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example', 'example.org'])('%s is not only this machine', (host) =>
    expect(isLoopback(host)).toBe(false),
  );

  it.each([undefined, 'holdfast-app://app', 'http://localhost:5173', 'http://127.0.0.1:8080', 'https://[::1]:1'])(
    'pages from %s may connect',
    (origin) => expect(isKnownOrigin(origin)).toBe(true),
  );
  it.each([
    'null',
    'https://example.org',
    'http://localhost.example.org',
    'http://app.localhost:5173',
    'http://x.holdfast-app.localhost',
    'holdfast-app://other',
    'file://',
  ])('pages from %s may not', (origin) => expect(isKnownOrigin(origin)).toBe(false));
});
