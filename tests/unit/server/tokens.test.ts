import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { issueToken, TokenVerifier } from '../../../src/server/auth/tokens.ts';
import type { RequestError } from '../../../src/server/errors.ts';
import { ManualClock } from '../support/manual-clock.ts';

const clock = new ManualClock();
const secret = 'a secret of 32 characters or more than that';
const serverId = 'server-1';
const now = Math.floor(clock.now() / 1_000);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

type Claims = { sub?: unknown; name?: unknown; aud?: string | string[]; exp?: number; nbf?: number };

const sign = (claims: Claims, key = secret, alg = 'HS256'): Promise<string> =>
  new SignJWT({ sub: 'ada', name: 'Ada', aud: serverId, exp: now + 60, ...claims } as Record<string, unknown>)
    .setProtectedHeader({ alg })
    .sign(bytes(key));

const unsigned = (claims: Claims): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: 'ada', aud: serverId, exp: now + 60, ...claims })}.`;
};

const verify = (token: string) => new TokenVerifier({ kind: 'secret', secret }, serverId, clock).verify(token);
const codeOf = (token: string): Promise<string> =>
  verify(token).then(
    () => 'none',
    (error: RequestError) => error.code,
  );

describe('a token', () => {
  it('that was issued here says who it speaks for', async () => {
    const token = await issueToken({ id: 'ada', name: 'Ada Lovelace' }, { secret, serverId, days: 1, clock });
    expect(await verify(token)).toEqual({ id: 'ada', name: 'Ada Lovelace' });
  });

  it.each(['auth0|507f1f77bcf86cd799439011', 'ada@example.org'])('may name %s', async (sub) => {
    expect(await verify(await sign({ sub }))).toMatchObject({ id: sub });
  });

  const refused: [string, () => string | Promise<string>, string][] = [
    ['is missing', () => '', 'token-missing'],
    ['is blank', () => '  ', 'token-missing'],
    ['is no token', () => 'abc', 'token-invalid'],
    ['has three parts of nonsense', () => 'a.b.c', 'token-invalid'],
    ['has expired', () => sign({ exp: now - 1 }), 'token-expired'],
    ['never expires', () => sign({ exp: undefined } as never), 'token-invalid'],
    ['is not valid yet', () => sign({ nbf: now + 60 }), 'token-invalid'],
    ['is for another server', () => sign({ aud: 'server-2' }), 'token-other-server'],
    ['is for another server and signed there', () => sign({ aud: 'server-2' }, 'x'.repeat(40)), 'token-other-server'],
    ['has a wrong signature', () => sign({}, 'x'.repeat(40)), 'token-invalid'],
    ['is unsigned', () => unsigned({}), 'token-invalid'],
    ['is signed with another algorithm', () => sign({}, secret.repeat(2), 'HS512'), 'token-invalid'],
    ['names nobody', () => sign({ sub: undefined }), 'token-invalid'],
    ['names a number', () => sign({ sub: 7 }), 'token-invalid'],
    ['names an id that is none', () => sign({ sub: 'a b/<c>' }), 'token-invalid'],
    ['pretends to be the echo', () => sign({ sub: 'echo' }), 'token-invalid'],
  ];
  it.each(refused)('that %s is refused', async (_, make, code) => {
    expect(await codeOf(await make())).toBe(code);
  });

  it('for several servers is good for each', async () => {
    expect(await codeOf(await sign({ aud: ['server-2', serverId] }))).toBe('none');
  });

  it.each([
    ['markup stays text', '<b>Ada</b>', '<b>Ada</b>'],
    ['bidi and control characters go', 'Ada\u202e\u0007Lovelace', 'Ada Lovelace'],
    ['10,000 characters are cut', 'A'.repeat(10_000), `${'A'.repeat(79)}…`],
    ['a missing one is the id', undefined, 'ada'],
    ['one of another type is the id', 42, 'ada'],
  ])('has a name that can be shown: %s', async (_, name, shown) => {
    expect(await verify(await sign({ name }))).toEqual({ id: 'ada', name: shown });
  });

  it.each(['', 'echo', 'a b', 'x'.repeat(65)])('is not issued for the id "%s"', async (id) => {
    await expect(issueToken({ id, name: 'N' }, { secret, serverId, days: 1, clock })).rejects.toThrow('cannot be');
  });

  it('says no more than its code when it is refused', async () => {
    const error = await verify(await sign({}, 'x'.repeat(40))).catch((refusal: RequestError) => refusal);
    expect((error as RequestError).toProtocol()).toEqual({
      code: 'token-invalid',
      message: 'This token is not valid here.',
    });
  });
});

describe('tokens of an operator', () => {
  /** An HTTP server of the test's own, gone after it if not before. */
  async function serve(answer: () => string) {
    const http = createServer((_, response) => response.end(answer()));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const close = () => new Promise<void>((resolve) => http.close(() => resolve()));
    onTestFinished(close);
    return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/jwks.json`, close };
  }

  async function operator() {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    const { url } = await serve(() => JSON.stringify({ keys: [jwk] }));
    const verifier = new TokenVerifier({ kind: 'jwks', url }, serverId, clock);
    const token = new SignJWT({ sub: 'ada', name: 'Ada', aud: serverId, exp: now + 60 }).setProtectedHeader({
      alg: 'ES256',
      kid: 'k1',
    });
    return { verifier, jwk, token: await token.sign(privateKey) };
  }

  it('are checked with the published keys', async () => {
    const { verifier, token } = await operator();
    expect(await verifier.verify(token)).toEqual({ id: 'ada', name: 'Ada' });
  });

  it('cannot be made with the public key as a secret', async () => {
    const { verifier, jwk } = await operator();
    await expect(verifier.verify(await sign({}, JSON.stringify(jwk)))).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('cannot be checked while the keys cannot be had, and that is not the token’s fault', async () => {
    const { token } = await operator();
    const { url, close } = await serve(() => '');
    await close();
    const verifier = new TokenVerifier({ kind: 'jwks', url }, serverId, clock);
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'internal' });
  });
});
