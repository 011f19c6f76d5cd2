import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestClient } from './client.ts';
import { startTestServer, type TestServer } from './harness.ts';
import { dtlsParameters, microphone, rtpCapabilities } from './parameters.ts';

let server: TestServer;
let clients: TestClient[] = [];

beforeAll(async () => {
  server = await startTestServer({
    times: { echoAnswersMs: 50, ringTimeoutMs: 10_000, ringGraceMs: 100, peerGraceMs: 300 },
  });
});
afterAll(() => server.close());
afterEach(() => {
  for (const client of clients) client.close();
  clients = [];
});

let people = 0;
/** A person nobody has called yet, so that tests do not meet. */
async function person(
  name: string,
  options: Parameters<typeof TestClient.connect>[2] = {},
): Promise<{ id: string; client: TestClient }> {
  people += 1;
  const id = `${name}-${people}`;
  return { id, client: await device(id, options) };
}
async function device(id: string, options: Parameters<typeof TestClient.connect>[2] = {}): Promise<TestClient> {
  const client = await TestClient.connect(server, id, options);
  clients.push(client);
  return client;
}

/** Two people in a call, both with an open microphone. */
async function call() {
  const [ada, bob] = [await person('ada'), await person('bob')];
  const invited = await ada.client.request('call.invite', { to: bob.id, rtpCapabilities });
  const { sessionId } = await bob.client.next('call.ringing');
  const joined = await bob.client.request('session.join', { sessionId, rtpCapabilities });
  const adaProducer = await ada.client.request('producer.create', microphone(invited.send.id));
  const bobProducer = await bob.client.request('producer.create', microphone(joined.send.id));
  const adaConsumer = (await ada.client.next('consumer.created')).consumer;
  const bobConsumer = (await bob.client.next('consumer.created')).consumer;
  await bob.client.request('call.accept', { sessionId });
  await ada.client.next('call.accepted');
  return { ada, bob, sessionId, invited, joined, adaProducer, bobProducer, adaConsumer, bobConsumer };
}

describe('a call', () => {
  it('rings, is joined by both while it rings, is accepted and ends for both when one leaves', async () => {
    const { ada, bob, sessionId, invited, joined, adaConsumer, bobConsumer, adaProducer } = await call();
    expect(invited).toMatchObject({ phase: 'ringing', startedAt: null, peers: [], consumers: [] });
    expect(joined).toMatchObject({ sessionId, phase: 'ringing', peers: [{ answered: true, person: { id: ada.id } }] });
    expect(bobConsumer).toMatchObject({
      producerId: adaProducer.producerId,
      peerId: invited.peerId,
      source: 'microphone',
    });
    expect(adaConsumer.paused).toBe(false);
    await ada.client.request('session.leave', { sessionId });
    expect(await bob.client.next('session.ended')).toEqual({ sessionId, reason: 'peer-hung-up' });
  });

  it('to the echo is answered by itself, with the own voice as what the echo says', async () => {
    const ada = await person('ada');
    const joined = await ada.client.request('call.invite', { to: 'echo', rtpCapabilities });
    const [echo] = joined.peers;
    expect(echo).toMatchObject({ person: { id: 'echo', name: 'Echo' }, answered: false });
    await ada.client.request('transport.connect', { transportId: joined.send.id, dtlsParameters });
    const { producerId } = await ada.client.request('producer.create', microphone(joined.send.id));
    const { consumer } = await ada.client.next('consumer.created');
    expect(consumer).toMatchObject({ producerId, peerId: echo?.peerId, kind: 'audio', paused: false });
    expect(await ada.client.next('call.accepted')).toMatchObject({ peerId: echo?.peerId });
    await ada.client.request('session.leave', { sessionId: joined.sessionId });
  });
});
