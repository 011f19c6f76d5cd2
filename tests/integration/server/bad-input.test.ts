import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { maxMessageBytes } from '../../../src/shared/protocol.ts';
import { createSessionId } from '../../../src/shared/session-id.ts';
import { ManualClock } from '../../unit/support/manual-clock.ts';
import { callOf } from './client.ts';
import { startTestServer } from './harness.ts';
import { rtpCapabilities } from './parameters.ts';
import { Town } from './town.ts';

let town: Town;

/** Time stands still: a machine that is slow gets no more requests allowed than one that is fast. */
beforeAll(async () => {
  town = new Town(await startTestServer({}, { clock: new ManualClock() }));
});
afterAll(() => town.server.close());
afterEach(() => town.leave());

const codeOf = (reply: unknown): string => (reply as { error?: { code: string } }).error?.code ?? 'none';

describe('a message that is none', () => {
  it.each<[string, unknown[], string]>([
    ['no.such.method', [{}], 'unknown-method'],
    ['constructor', [{}], 'unknown-method'],
    ['__proto__', [{}], 'unknown-method'],
    ['welcome', [{}], 'unknown-method'],
    ['session.start', [], 'bad-request'],
    ['session.start', [null], 'bad-request'],
    ['session.start', [{ ...callOf('bob'), rtpCapabilities: undefined }], 'bad-request'],
    ['session.start', [callOf('<script>')], 'bad-request'],
    ['session.start', [callOf('bob', 'guess-me')], 'bad-request'],
    ['session.start', [{ ...callOf('bob'), invitations: [{ invitationId: '1', to: 'bob' }] }], 'bad-request'],
    ['invitation.create', [{ sessionId: 'x', invitations: [] }], 'bad-request'],
    ['session.leave', [{ sessionId: 7 }], 'bad-request'],
    ['session.leave', [{ sessionId: 'x'.repeat(65) }], 'bad-request'],
    ['session.leave', [{ sessionId: 'x' }, { sessionId: 'x' }], 'bad-request'],
    ['session.leave', [Buffer.from('binary')], 'bad-request'],
    ['publication.pause', [{ publicationId: 'x' }], 'bad-request'],
    ['subscription.resume', [{ sessionId: 'x', subscriptionIds: [] }], 'bad-request'],
    ['subscription.resume', [{ sessionId: 'x', subscriptionIds: { length: { toString: false } } }], 'bad-request'],
  ])('%s %j is refused and the connection kept', async (name, values, code) => {
    const { client } = await town.person('ada');
    expect(codeOf(await client.raw(name, ...values))).toBe(code);
    expect(codeOf(await client.raw('session.leave', { sessionId: 'none' }))).toBe('session-not-found');
  });

  it.each([100, 1_000])('with %d invitations is refused and rings nobody', async (count) => {
    const [ada, bob] = [await town.person('ada'), await town.person('bob')];
    const invitations = Array.from({ length: count }, () => ({ invitationId: createSessionId(), to: bob.id }));
    expect(codeOf(await ada.client.raw('session.start', { ...callOf(bob.id), invitations }))).toBe('bad-request');
    const { sessionId } = await ada.client.invite('echo');
    expect(codeOf(await ada.client.raw('invitation.create', { sessionId, invitations }))).toBe('bad-request');
    await bob.client.raw('session.leave', { sessionId: 'none' });
    expect(bob.client.unclaimed('invitation.ringing')).toEqual([]);
  });

  it.each([maxMessageBytes + 1, 300_000, 1_000_000])(
    'of %d bytes is too large, and the connection kept',
    async (size) => {
      const { client } = await town.person('ada');
      expect(codeOf(await client.raw('session.leave', { sessionId: 'x'.repeat(size) }))).toBe('too-large');
      expect(codeOf(await client.raw('session.leave', { sessionId: 'none' }))).toBe('session-not-found');
    },
  );

  it('of 64 KiB is not too large', async () => {
    const { client } = await town.person('ada');
    const request = { sessionId: 'none', padding: 'x'.repeat(maxMessageBytes - 100) };
    expect(codeOf(await client.raw('session.leave', request))).toBe('session-not-found');
  });

  it('without a way to answer it is counted all the same', async () => {
    const { client } = await town.person('ada');
    for (let count = 0; count < 21; count += 1) client.socket.emit('nonsense', {});
    expect(await client.next('closing')).toMatchObject({ reason: 'bad-requests' });
  });
});

describe('bad requests', () => {
  it('close the connection after 20 in 10 s, with a reason; the call has its grace', async () => {
    const { ada, bob, sessionId } = await town.call();
    for (let count = 0; count < 20; count += 1)
      expect(codeOf(await ada.client.raw('nonsense', {}))).toBe('unknown-method');
    expect(ada.client.disconnected).toBe(false);
    expect(codeOf(await ada.client.raw('nonsense', {}))).toBe('unknown-method');
    expect(await ada.client.next('closing')).toMatchObject({
      reason: 'bad-requests',
      error: { code: 'unknown-method' },
    });
    await expect.poll(() => ada.client.disconnected).toBe(true);
    await bob.client.next('participant.changed', ({ participant }) => participant.connection === 'lost');
    const back = await town.device(ada.id, { deviceId: ada.client.deviceId });
    await expect(back.request('session.resume', { sessionId })).resolves.toMatchObject({ state: { phase: 'live' } });
  });

  it('that are only refused do not close it', async () => {
    const { client } = await town.person('ada');
    for (let count = 0; count < 30; count += 1) {
      expect(codeOf(await client.raw('session.leave', { sessionId: 'none' }))).toBe('session-not-found');
    }
    expect(client.disconnected).toBe(false);
  });

  it('in a flood are cut off', async () => {
    const { client } = await town.person('ada');
    const replies = Array.from({ length: 400 }, () =>
      client.raw('session.leave', { sessionId: 'none' }).then(codeOf, () => 'gone'),
    );
    expect(new Set(await Promise.all(replies))).toEqual(new Set(['session-not-found', 'rate-limited', 'gone']));
    expect(await client.next('closing')).toMatchObject({ error: { code: 'rate-limited' } });
  });

  it('cannot ring somebody without end', async () => {
    const [ada, bob] = [await town.person('ada'), await town.person('bob')];
    const desk = await town.device(ada.id);
    const codes: string[] = [];
    for (let count = 0; count < 20 && !codes.includes('rate-limited'); count += 1) {
      const sessionId = createSessionId();
      codes.push(codeOf(await ada.client.raw('session.start', callOf(bob.id, sessionId))));
      await ada.client.raw('session.leave', { sessionId });
    }
    expect(codes.at(-1)).toBe('rate-limited');
    // A few times anybody may.
    expect(codes.length).toBeGreaterThan(5);
    expect(codeOf(await desk.raw('session.start', callOf(bob.id)))).toBe('rate-limited');
    expect(codeOf(await ada.client.raw('session.start', callOf('echo')))).toBe('none');
  });
});

it('asking for somebody else’s session, or signing in with a bad token, is logged without the token', async () => {
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line) => lines.push(line) });
  const own = new Town(await startTestServer({}, { logger }));
  try {
    const { sessionId } = await own.call();
    const eve = await own.person('eve');
    await expect(eve.client.request('session.join', { sessionId, rtpCapabilities })).rejects.toMatchObject({
      code: 'session-not-found',
    });
    const stolen = `${await own.server.token('ada')}x`;
    await expect(own.device('ada', { auth: { token: stolen } })).rejects.toMatchObject({ code: 'token-invalid' });
    const warnings = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 40);
    expect(warnings).toContainEqual(
      expect.objectContaining({ person: eve.id, event: 'session.join', code: 'session-not-found' }),
    );
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'token-invalid', msg: 'a sign-in was refused' }));
    expect(lines.join('')).not.toContain(stolen.slice(0, 30));
  } finally {
    own.leave();
    await own.server.close();
  }
});
