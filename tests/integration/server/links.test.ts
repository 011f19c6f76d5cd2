import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { startTestServer, type TestServer } from './harness.ts';
import { rtpCapabilities } from './parameters.ts';
import { type Inhabitant, Town } from './town.ts';

const clock = new ManualClock();
const linkLifetimeMs = 3_600_000;
const lines: string[] = [];
let town: Town;
let other: TestServer;

beforeAll(async () => {
  const logger = pino({ level: 'debug' }, { write: (line) => lines.push(line) });
  const configuration = { calls: { linkLifetimeMs }, limits: { participants: 3 } };
  town = new Town(await startTestServer(configuration, { clock, logger }));
  other = await startTestServer();
});
afterAll(async () => {
  await town.server.close();
  await other.close();
});
afterEach(() => town.leave());

const join = ({ client }: Inhabitant, sessionId: string, link: string) =>
  client.request('session.join', { sessionId, link, rtpCapabilities });
const linkOf = async ({ client }: Inhabitant, sessionId: string, renew?: boolean) =>
  (await client.request('session.link', { sessionId, ...(renew === undefined ? {} : { renew }) })).token;

async function three() {
  return [await town.person('ada'), await town.person('bob'), await town.person('eve')] as const;
}

describe('a link to a session', () => {
  it('lets in whoever has it, and nobody without', async () => {
    const [ada, bob, eve] = await three();
    const { sessionId } = await town.group(ada, bob);
    const { token, expiresAt } = await ada.client.request('session.link', { sessionId });
    expect(expiresAt).toBeLessThanOrEqual(clock.now() + linkLifetimeMs);
    const without = eve.client.request('session.join', { sessionId, rtpCapabilities });
    await expect(without).rejects.toMatchObject({ code: 'session-not-found' });
    const joined = await join(eve, sessionId, token);
    expect(joined).toMatchObject({ sessionId, kind: 'group', phase: 'live' });
    for (const { client } of [ada, bob]) {
      await client.next(
        'participant.changed',
        ({ participant }) => participant.person.id === eve.id && participant.answered,
      );
    }
  });

  it('makes a direct call a group', async () => {
    const [ada, bob, eve] = await three();
    const { sessionId } = await town.talk(ada, bob);
    await join(eve, sessionId, await linkOf(bob, sessionId));
    for (const { client } of [ada, bob]) expect(await client.next('session.changed')).toMatchObject({ kind: 'group' });
  });

  it('lets one back in who has left', async () => {
    const [ada, bob, eve] = await three();
    const { sessionId } = await town.group(ada, bob);
    const link = await linkOf(ada, sessionId);
    await join(eve, sessionId, link);
    await eve.client.request('session.leave', { sessionId });
    await expect(join(eve, sessionId, link)).resolves.toMatchObject({ sessionId });
  });

  it('expires', async () => {
    const [ada, bob, eve] = await three();
    const { sessionId } = await town.group(ada, bob);
    const link = await linkOf(ada, sessionId);
    clock.advance(linkLifetimeMs);
    await expect(join(eve, sessionId, link)).rejects.toMatchObject({ code: 'link-expired' });
  });

  it('is ended by a new one, which only a host makes', async () => {
    const [ada, bob, eve] = await three();
    const { sessionId } = await town.group(ada, bob);
    const old = await linkOf(bob, sessionId);
    await expect(linkOf(bob, sessionId, true)).rejects.toMatchObject({ code: 'not-allowed' });
    const fresh = await linkOf(ada, sessionId, true);
    await expect(join(eve, sessionId, old)).rejects.toMatchObject({ code: 'link-invalid' });
    await expect(join(eve, sessionId, fresh)).resolves.toMatchObject({ sessionId });
    expect(await linkOf(bob, sessionId)).not.toBe(old);
  });

  it('of another session, of another server, or forged, changes nothing', async () => {
    const [ada, bob, eve] = await three();
    const carol = await town.person('carol');
    const { sessionId } = await town.group(ada, bob);
    const { sessionId: foreign } = await town.group(carol);
    const link = await linkOf(ada, sessionId);
    const elsewhere = new Town(other);
    const dan = await elsewhere.person('dan');
    const { sessionId: there } = await elsewhere.group(dan);
    const theirs = await linkOf(dan, there);
    elsewhere.leave();
    for (const [token, code] of [
      [await linkOf(carol, foreign), 'link-invalid'],
      [theirs, 'link-other-server'],
      [`${link.slice(0, -5)}AAAAA`, 'link-invalid'],
      ['nonsense', 'link-invalid'],
      [await town.server.token(eve.id), 'link-invalid'],
    ] as const) {
      await expect(join(eve, sessionId, token)).rejects.toMatchObject({ code });
    }
    const { state } = await ada.client.request('session.resume', { sessionId });
    expect(state.participants.map(({ person }) => person.id)).toEqual([ada.id, bob.id]);
  });

  it('to a session that is over says so', async () => {
    const [ada, , eve] = await three();
    const { sessionId } = await town.group(ada);
    const link = await linkOf(ada, sessionId);
    await ada.client.request('session.leave', { sessionId });
    await expect(join(eve, sessionId, link)).rejects.toMatchObject({ code: 'session-not-found' });
  });

  it('leads into no full session', async () => {
    const [ada, bob, eve] = await three();
    const carol = await town.person('carol');
    const { sessionId } = await town.group(ada, bob, carol);
    await expect(join(eve, sessionId, await linkOf(ada, sessionId))).rejects.toMatchObject({ code: 'session-full' });
    await carol.client.request('session.leave', { sessionId });
    await expect(join(eve, sessionId, await linkOf(ada, sessionId))).resolves.toMatchObject({ sessionId });
  });

  it('is given to nobody who is not in, ringing included', async () => {
    const [ada, bob, eve] = await three();
    const { sessionId } = await ada.client.invite(bob.id);
    await bob.client.next('invitation.ringing');
    await bob.client.request('session.join', { sessionId, rtpCapabilities });
    await expect(linkOf(bob, sessionId)).rejects.toMatchObject({ code: 'not-allowed' });
    await expect(linkOf(eve, sessionId)).rejects.toMatchObject({ code: 'session-not-found' });
  });

  it('is in no line of the log', async () => {
    const [ada, bob, eve] = await three();
    const { sessionId } = await town.group(ada, bob);
    const link = await linkOf(ada, sessionId);
    await join(eve, sessionId, link);
    await expect(join(bob, sessionId, `${link}x`)).rejects.toMatchObject({ code: 'link-invalid' });
    expect(lines.join('')).not.toContain(link.slice(-30));
    expect(lines.join('')).not.toContain(link.split('.')[1]);
  });
});
