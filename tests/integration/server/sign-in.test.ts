import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../../../src/server/auth/tokens.ts';
import { systemClock } from '../../../src/server/clock.ts';
import { protocolVersion } from '../../../src/shared/protocol.ts';
import { TestClient } from './client.ts';
import { startTestServer, testSecret } from './harness.ts';
import { Town } from './town.ts';

let town: Town;

beforeAll(async () => {
  town = new Town(await startTestServer({ limits: { devicesPerPerson: 2 }, name: 'Test hall' }));
});
afterAll(() => town.server.close());
afterEach(() => town.leave());

const refusal = (auth: object) =>
  TestClient.connect(town.server, 'ada', { auth }).then(
    () => 'none',
    (error: { code?: string }) => error.code,
  );

describe('signing in', () => {
  it('is welcomed with people, capabilities and what the server is', async () => {
    const bob = await town.person('bob', { name: 'Bob' });
    const client = await town.device('ada', { name: '<i>Ada\u202e</i>' });
    expect(client.welcome).toMatchObject({
      you: { id: 'ada', name: '<i>Ada </i>' },
      server: { name: 'Test hall' },
      people: [
        { id: 'echo', name: 'Echo', presence: 'online' },
        { id: bob.id, name: 'Bob', presence: 'online' },
      ],
      rtpCapabilities: { codecs: expect.arrayContaining([expect.objectContaining({ mimeType: 'audio/opus' })]) },
      sessions: [],
      ringing: [],
    });
  });

  it('is refused without a token that is good here and now', async () => {
    const { serverId } = town.server;
    const forged = await issueToken(
      { id: 'ada', name: 'A' },
      { secret: 'x'.repeat(40), serverId, days: 1, clock: systemClock },
    );
    const expired = await issueToken(
      { id: 'ada', name: 'A' },
      { secret: testSecret, serverId, days: 1, clock: { ...systemClock, now: () => Date.now() - 2 * 86_400_000 } },
    );
    const elsewhere = await issueToken(
      { id: 'ada', name: 'A' },
      { secret: testSecret, serverId: 'other', days: 1, clock: systemClock },
    );
    expect(await refusal({ token: '' })).toBe('token-missing');
    expect(await refusal({ token: undefined })).toBe('token-missing');
    expect(await refusal({ token: { not: 'text' } })).toBe('token-missing');
    expect(await refusal({ token: 'abc' })).toBe('token-invalid');
    expect(await refusal({ token: forged })).toBe('token-invalid');
    expect(await refusal({ token: expired })).toBe('token-expired');
    expect(await refusal({ token: elsewhere })).toBe('token-other-server');
  });

  it('is refused for another version, and for what is no sign-in', async () => {
    expect(await refusal({ protocol: protocolVersion + 1 })).toBe('version-mismatch');
    expect(await refusal({ protocol: protocolVersion - 1 })).toBe('version-mismatch');
    expect(await refusal({ protocol: protocolVersion + 1, deviceId: { of: 'another version' } })).toBe(
      'version-mismatch',
    );
    expect(await refusal({ protocol: 'one' })).toBe('bad-request');
    expect(await refusal({ deviceId: 'short' })).toBe('bad-request');
    expect(await refusal({ deviceId: { length: { toString: false } } })).toBe('bad-request');
  });

  it('is refused on more devices than one person may have, and free again afterwards', async () => {
    const bob = await town.person('bob');
    const second = await town.device(bob.id);
    await expect(town.device(bob.id)).rejects.toMatchObject({ code: 'limit-reached' });
    const watcher = await town.person('eve');
    second.close();
    bob.client.close();
    await watcher.client.next('people.changed', ({ person }) => person.id === bob.id && person.presence === 'offline');
    await expect(town.device(bob.id)).resolves.toBeDefined();
  });

  it('again from the same device closes the former connection and says why', async () => {
    const { id, client } = await town.person('ada');
    await town.device(id, { deviceId: client.deviceId });
    expect(await client.next('closing')).toMatchObject({ reason: 'replaced' });
    await expect.poll(() => client.disconnected).toBe(true);
  });

  it('is not possible from a page of somebody else', async () => {
    const token = await town.server.token('ada');
    const from = (origin: string) =>
      new Promise<string>((resolve) => {
        const socket = io(town.server.url, {
          auth: { token, protocol: protocolVersion, deviceId: 'device-of-a-page' },
          transports: ['websocket'],
          extraHeaders: { origin },
          reconnection: false,
          forceNew: true,
        });
        const done = (result: string): void => {
          socket.disconnect();
          resolve(result);
        };
        socket.once('connect', () => done('connected'));
        socket.once('connect_error', () => done('refused'));
      });
    expect(await from('https://example.org')).toBe('refused');
    expect(await from('holdfast-app://app')).toBe('connected');
    expect(await from('http://localhost:5173')).toBe('connected');
  });
});

describe('plain HTTP', () => {
  it('answers the health check and nothing else', async () => {
    const health = await fetch(`${town.server.url}/healthz`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok', workers: 1 });
    expect((await fetch(`${town.server.url}/`)).status).toBe(404);
    expect((await fetch(`${town.server.url}/healthz`, { method: 'POST' })).status).toBe(404);
  });
});
