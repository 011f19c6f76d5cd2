import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { SessionLinks } from '../../../src/server/auth/session-links.ts';
import { issueToken } from '../../../src/server/auth/tokens.ts';
import { ManualClock } from '../support/manual-clock.ts';

const lifetimeMs = 3_600_000;
const key = Buffer.alloc(32, 7).toString('base64url');
const otherKey = Buffer.alloc(32, 8).toString('base64url');

function server({ serverId = 'here', clock = new ManualClock(), secret = key } = {}) {
  return { clock, links: new SessionLinks({ key: secret, serverId, clock, lifetimeMs }) };
}

describe('a link token', () => {
  it('is good for its session, and says of which generation it is', async () => {
    const { links, clock } = server();
    const { token, expiresAt } = await links.issue('session-a', 3);
    expect(await links.generationOf(token, 'session-a')).toBe(3);
    expect(clock.now() + lifetimeMs - expiresAt).toBeLessThan(1_000);
    expect(expiresAt).toBeLessThanOrEqual(clock.now() + lifetimeMs);
  });

  it('is as short as a link should be', async () => {
    const { token } = await server({ serverId: 'x'.repeat(36) }).links.issue('x'.repeat(22), 1);
    expect(token).toMatch(/^[\w.-]{1,400}$/);
  });

  it('is good for no other session', async () => {
    const { links } = server();
    const { token } = await links.issue('session-a', 1);
    await expect(links.generationOf(token, 'session-b')).rejects.toMatchObject({ code: 'link-invalid' });
  });

  it('expires', async () => {
    const { links, clock } = server();
    const { token } = await links.issue('session-a', 1);
    clock.advance(lifetimeMs - 1_000);
    await expect(links.generationOf(token, 'session-a')).resolves.toBe(1);
    clock.advance(1_000);
    await expect(links.generationOf(token, 'session-a')).rejects.toMatchObject({ code: 'link-expired' });
  });

  it.each([
    ['another key', { serverId: 'there', secret: otherKey }],
    ['the same key, copied with its folder', { serverId: 'there', secret: key }],
  ])('of another server with %s is told apart', async (_, theirs) => {
    const { token } = await server(theirs).links.issue('session-a', 1);
    await expect(server().links.generationOf(token, 'session-a')).rejects.toMatchObject({ code: 'link-other-server' });
  });

  const claims = { session: 'session-a', generation: 1 };
  const header = { alg: 'HS256', typ: 'holdfast-link+jwt' };
  const forged = async (change: object, init: { header?: object; secret?: string; days?: number } = {}) =>
    new SignJWT({ ...claims, ...change })
      .setProtectedHeader({ ...header, ...init.header })
      .setAudience('here')
      .setExpirationTime(new Date(new ManualClock().now() + (init.days ?? 1) * 86_400_000))
      .sign(Buffer.from(init.secret ?? otherKey, 'base64url'));

  it.each<[string, () => Promise<string> | string]>([
    ['nothing', () => ''],
    ['no token', () => 'not.a.token'],
    ['a megabyte', () => 'x'.repeat(1_000_000)],
    ['signed by somebody else', () => forged({})],
    ['signed by nobody', () => new UnsecuredJWT(claims).setAudience('here').setExpirationTime('1d').encode()],
    ['signed by us for something else', () => forged({}, { secret: key, header: { typ: 'JWT' } })],
    ['signed by us, of no session', () => forged({ session: 7 }, { secret: key })],
    ['signed by us, of no generation', () => forged({ generation: undefined }, { secret: key })],
    [
      'that signs a person in',
      () =>
        issueToken(
          { id: 'ada', name: 'Ada' },
          {
            secret: Buffer.from(key, 'base64url').toString('latin1'),
            serverId: 'here',
            days: 1,
            clock: new ManualClock(),
          },
        ),
    ],
    ['with another end', async () => `${(await server().links.issue('session-a', 1)).token.slice(0, -4)}AAAA`],
  ])('%s is refused', async (_, make) => {
    const { links } = server();
    await expect(links.generationOf(await make(), 'session-a')).rejects.toMatchObject({ code: 'link-invalid' });
  });

  it('is never in the words of its refusal', async () => {
    const { links } = server();
    const token = await forged({});
    const refusal: unknown = await links.generationOf(token, 'session-a').catch((error: unknown) => error);
    expect(JSON.stringify((refusal as { toProtocol(): unknown }).toProtocol())).not.toContain(token.slice(0, 20));
  });
});
