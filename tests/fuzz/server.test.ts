import { once } from 'node:events';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import WebSocket from 'ws';
import { errorCodes, protocolVersion } from '../../src/shared/protocol.ts';
import { launchBrowser, type PhonePage } from '../integration/call/browser.ts';
import { callBetween, hearEachOther } from '../integration/call/two-people.ts';
import { TestClient } from '../integration/server/client.ts';
import { startTestServer, type TestServer } from '../integration/server/harness.ts';
import { microphone } from '../integration/server/parameters.ts';
import { type FuzzMessage, fuzzMessage } from './messages.ts';

const total = 10_000;
/** Connections at once; each is closed after some 20 bad messages and opened anew. */
const attackers = 8;
const reserved = ['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'];

const clearing = new AsyncDisposableStack();
let server: TestServer;
let ada: PhonePage;
let bob: PhonePage;
let foreign: string[];

/** Two people in a call of their own, in a real browser. */
beforeAll(async () => {
  server = await startTestServer({
    media: { workers: 2 },
    calls: { graceMs: 1_000, ringGraceMs: 200 },
    limits: { sessions: 100 },
  });
  clearing.defer(() => server.close());
  const browser = await launchBrowser();
  clearing.defer(() => browser.close());
  ({ ada, bob } = await callBetween(browser, server));
  await hearEachOther({ ada, bob });
  for (const phone of [ada, bob]) await phone.watchPhases();
  foreign = [(await ada.state()).calls[0]?.snapshot.callId ?? '', 'ada', 'bob'];
});
afterAll(() => clearing.disposeAsync());

async function expectCallUndisturbed(): Promise<void> {
  const [callId] = foreign;
  for (const phone of [ada, bob]) {
    const {
      calls: [call],
      connection,
    } = await phone.state();
    expect({ callId: call?.snapshot.callId, phase: call?.snapshot.phase, connection: connection.status }).toEqual({
      callId,
      phase: 'connected',
      connection: 'online',
    });
    expect(await phone.phases()).not.toContain('none');
  }
  await hearEachOther({ ada, bob });
}

/** A client that is in a call with the echo, so that some of its ids are real. */
async function attacker(index: number) {
  const client = await TestClient.connect(server, `mallory-${index}`);
  const joined = await client.invite('echo');
  const { publicationId } = await client.request('publication.create', microphone(joined));
  const [{ invitationId } = { invitationId: '' }] = joined.invitations;
  const own = {
    sessionId: joined.sessionId,
    invitationId,
    send: joined.send.id,
    receive: joined.receive.id,
    publicationId,
  };
  return { client, arbitrary: fuzzMessage({ own, foreign }) };
}

type Outcome = 'refused' | 'done' | 'closed';

async function send(client: TestClient, { method, values }: FuzzMessage): Promise<Outcome> {
  if (client.disconnected) return 'closed';
  try {
    const reply = await client.raw(method, ...values);
    if ('ok' in reply) return 'done';
    const { code, message } = reply.error;
    if (!errorCodes.includes(code) || code === 'internal' || typeof message !== 'string') {
      throw new Error(`Answered with ${JSON.stringify(reply)}`);
    }
    return 'refused';
  } catch (error) {
    if (client.disconnected && client.unclaimed('closing').length > 0) return 'closed';
    throw new Error(`${method} ${JSON.stringify(values).slice(0, 500)}: ${error}`, { cause: error });
  }
}

/** What is made with the seed; a failure names it. */
async function withSeed(run: (seed: number) => Promise<void>): Promise<void> {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000_000);
  try {
    await run(seed);
  } catch (error) {
    throw new Error(`With FUZZ_SEED=${seed}: ${error}`, { cause: error });
  }
}

it(`answers ${total} malformed messages with typed errors while a call goes on undisturbed`, async () => {
  const counts = { refused: 0, done: 0, closed: 0 };
  let round = 0;
  const work = async (index: number, seed: number): Promise<void> => {
    while (counts.refused < total) {
      const { client, arbitrary } = await attacker(index);
      round += 1;
      const messages = fc
        .sample(arbitrary, { numRuns: 40, seed: seed + round })
        .filter(({ method }) => !reserved.includes(method));
      const outcomes = await Promise.all(messages.map((message) => send(client, message)));
      for (const outcome of outcomes) counts[outcome] += 1;
      if (!client.disconnected) await client.raw('session.leave', { sessionId: 'none' }).catch(() => {});
      client.close();
    }
  };
  await withSeed(async (seed) => {
    await Promise.all(Array.from({ length: attackers }, (_, index) => work(index, seed)));
  });
  expect(counts.refused).toBeGreaterThanOrEqual(total);
  await expectCallUndisturbed();
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  expect(server.workerPids()).toHaveLength(2);
}, 60_000);

it('outlives frames that are no messages at all', async () => {
  const token = await server.token('mallory');
  const auth = `40${JSON.stringify({ token, protocol: protocolVersion, deviceId: 'device-of-mallory' })}`;
  const frame = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ maxLength: 100 }).map((text) => `42${text}`),
    fc.constantFrom(
      '42["connect",{}]',
      '451-["a",{"_placeholder":true,"num":0}]',
      '459999-["a"]',
      '42[]',
      '42{}',
      '43',
      '41',
      '1',
      '5',
    ),
    fc.constant(`42["session.start",${'['.repeat(200_000)}`),
    fc.constant(`421["session.start",${'['.repeat(100_000)}${']'.repeat(100_000)}]`),
    fc.constant(`42${JSON.stringify(['session.leave', 'x'.repeat(1_100_000)])}`),
  );
  await withSeed(async (seed) => {
    for (const frames of fc.sample(fc.array(frame, { minLength: 1, maxLength: 6 }), { numRuns: 150, seed })) {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
      const welcomed = new Promise<void>((resolve, reject) => {
        socket.on('message', (data) => {
          if (String(data).startsWith('42["welcome"')) resolve();
          if (String(data).startsWith('44')) reject(new Error(`The sign-in was refused: ${data}`));
        });
      });
      await once(socket, 'open');
      socket.on('error', () => {});
      socket.send(auth);
      await welcomed;
      for (const data of frames) if (socket.readyState === WebSocket.OPEN) socket.send(data);
      await new Promise((resolve) => setTimeout(resolve, 5));
      socket.terminate();
    }
  });
  await expectCallUndisturbed();
});
