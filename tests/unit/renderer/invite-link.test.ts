import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInvite } from '../../../src/renderer/state/invite-link.ts';
import { cleanName } from '../../../src/shared/display-name.ts';
import { account } from '../../../src/shared/ipc.ts';

const link = (fields: Record<string, string>) => `holdfast://signin?${new URLSearchParams(fields)}`;
const whole = { server: 'https://calls.example.com', name: 'Ada Lovelace', token: 'abc.def' };

describe('an invite link', () => {
  test('gives server, name and token', () => {
    expect(parseInvite(link(whole))).toEqual(whole);
    expect(parseInvite(`  ${link(whole)}\n`)).toEqual(whole);
    expect(parseInvite(link(whole).replace('signin?', 'signin/?').replace('holdfast', 'HOLDFAST'))).toEqual(whole);
  });

  test.each(['server', 'name', 'token'] as const)('without %s is none', (field) => {
    const { [field]: _, ...rest } = whole;
    expect(parseInvite(link(rest))).toBeNull();
    expect(parseInvite(link({ ...whole, [field]: ' ' }))).toBeNull();
  });

  test.each([
    ['another scheme', link(whole).replace('holdfast:', 'https:')],
    ['another action', link(whole).replace('signin', 'call')],
    ['an action that begins alike', link(whole).replace('signin', 'signinx')],
    ['a server that is a script', link({ ...whole, server: 'javascript:alert(1)' })],
    ['a server that is a file', link({ ...whole, server: 'file:///etc/passwd' })],
    ['a token beyond its limit', link({ ...whole, token: 'x'.repeat(8_193) })],
    ['a megabyte', link({ ...whole, name: 'x'.repeat(1_000_000) })],
    ['nothing in front of its fields', `&${new URLSearchParams(whole)}`],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(parseInvite(text)).toBeNull();
  });

  test('cleans the name', () => {
    expect(parseInvite(link({ ...whole, name: 'Ada\u202e\u0000Lovelace' }))?.name).toBe('Ada Lovelace');
  });

  // Of plain parts: fast-check's own characters and addresses take a second to prepare.
  const texts = (maxLength: number) =>
    fc
      .array(fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0x10ffff })), { maxLength })
      .map((points) => String.fromCodePoint(...points).toWellFormed());

  test('any account survives being put into a link', () => {
    const servers = fc
      .tuple(
        fc.constantFrom('http', 'https'),
        fc.constantFrom('calls.example.com', 'localhost', '127.0.0.1', '[::1]', 'a-b.c', 'bücher.example'),
        fc.constantFrom('', ':1', ':65535'),
        fc.constantFrom('', '/', '/a+b/%20', '/?server=x&name=y', '/#token=%26&=+', '/ä?ö=ü'),
      )
      .map(([scheme, host, port, rest]) => `${scheme}://${host}${port}${rest}`);
    const accounts = fc.record({
      server: servers.filter((url) => account.shape.server.safeParse(url).success),
      name: texts(60).filter((name) => name.trim() !== ''),
      token: fc.stringMatching(/^[\w.~+/=-]{1,200}$/),
    });
    fc.assert(
      fc.property(accounts, (wanted) => {
        expect(parseInvite(link(wanted))).toEqual({ ...wanted, name: cleanName(wanted.name.trim()) });
      }),
    );
  });

  test('any text at all is an account or nothing', () => {
    const pasted = fc.oneof(
      texts(60),
      texts(60).map((rest) => `holdfast://signin?${rest}`),
    );
    fc.assert(
      fc.property(pasted, (text) => {
        const parsed = parseInvite(text);
        expect(parsed === null || account.safeParse(parsed).success).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
