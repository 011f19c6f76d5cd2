/** Several calls at once, by ear: of all calls of a phone one is spoken in, the others are silent. */
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../unit/support/temporary-folder.ts';
import { startTestServer, type TestServer } from '../server/harness.ts';
import { launchBrowser, PhonePage } from './browser.ts';
import { freeMediaPort } from './network.ts';
import { hear, signInThree, type ThreePeople, tones } from './three-people.ts';

let browser: Browser;
let clearing: AsyncDisposableStack;
let people: ThreePeople;
let server: TestServer;
let rtcPort: number;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  clearing = new AsyncDisposableStack();
  rtcPort = await freeMediaPort();
  server = await startTestServer(
    { limits: { callsPerPerson: 2 }, media: { port: rtcPort } },
    { dataFolder: temporaryFolder() },
  );
  clearing.defer(() => server.close());
  people = await signInThree(browser, server);
  for (const { page } of Object.values(people)) clearing.defer(() => page.close());
});
afterEach(() => clearing.disposeAsync());

/** Waits until a phone has a call with this person, and gives its id. */
async function callWith(phone: PhonePage, personId: string, phase: 'ringing-in' | 'connected'): Promise<string> {
  const isIt = ({ snapshot }: Awaited<ReturnType<PhonePage['state']>>['calls'][number]) =>
    snapshot.peer?.id === personId && snapshot.phase === phase;
  const { calls } = await phone.until((state) => state.calls.some(isIt));
  return calls.find(isIt)!.snapshot.callId;
}

/** Ada is in a call with Bob, and Carol rings. */
async function carolRingsIn(): Promise<{ withBob: string; withCarol: string }> {
  const { ada, bob, carol } = people;
  await ada.call('bob');
  await bob.phase('ringing-in');
  await bob.accept();
  await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });
  await carol.call('ada');
  const withCarol = await callWith(ada, 'carol', 'ringing-in');
  return { withBob: await callWith(ada, 'bob', 'connected'), withCarol };
}

const isHeld = (phone: PhonePage, callId: string) =>
  phone.until(({ calls }) => calls.some(({ snapshot }) => snapshot.callId === callId && snapshot.held));

describe('a second call', () => {
  it('is answered while the first is held, in silence; they are swapped, and the first goes on when the second ends', async () => {
    const { ada, bob, carol } = people;
    const { withBob, withCarol } = await carolRingsIn();
    // What rings disturbs nobody.
    await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });

    await ada.page.evaluate((callId) => window.page.phone.holdAndAccept(callId), withCarol);
    await callWith(carol, 'ada', 'connected');
    await hear(people, { ada: ['carol'], bob: [], carol: ['ada'] });
    await bob.until(({ calls: [call] }) => call?.snapshot.peerHeld === true);
    expect((await isHeld(ada, withBob)).activeCallId).toBe(withCarol);

    await ada.page.evaluate((callId) => window.page.phone.swap(callId), withBob);
    await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });
    await carol.until(({ calls: [call] }) => call?.snapshot.peerHeld === true);
    expect((await isHeld(ada, withCarol)).activeCallId).toBe(withBob);

    // Muted in one call is muted in that one.
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    await hear(people, { ada: ['bob'], bob: [], carol: [] });
    await ada.page.evaluate((callId) => window.page.phone.swap(callId), withCarol);
    await hear(people, { ada: ['carol'], bob: [], carol: ['ada'] });

    await carol.page.evaluate(() => window.page.phone.hangUp());
    await ada.until(({ calls }) => calls.length === 1);
    await ada.page.evaluate((callId) => window.page.phone.swap(callId), withBob);
    await hear(people, { ada: ['bob'], bob: [], carol: [] });
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });
  });

  it('is declined, and the first is not disturbed; it is answered at the end of the first', async () => {
    const { ada, bob, carol } = people;
    const { withCarol } = await carolRingsIn();
    await ada.page.evaluate((callId) => window.page.phone.decline(callId), withCarol);
    await carol.ended('declined');
    await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });

    await carol.call('ada');
    const again = await callWith(ada, 'carol', 'ringing-in');
    await ada.page.evaluate((callId) => window.page.phone.endAndAccept(callId), again);
    await bob.ended('peer-hung-up');
    await callWith(carol, 'ada', 'connected');
    await hear(people, { ada: ['carol'], bob: [], carol: ['ada'] });
    expect((await ada.state()).calls).toHaveLength(1);
  });
});

describe('two calls, one of which is held', () => {
  let withBob: string;
  let withCarol: string;
  beforeEach(async () => {
    ({ withBob, withCarol } = await carolRingsIn());
    await people.ada.page.evaluate((callId) => window.page.phone.holdAndAccept(callId), withCarol);
    await hear(people, { ada: ['carol'], bob: [], carol: ['ada'] });
  });

  /** As they were: heard in the one, silent in the other, and each can be returned to. */
  async function bothAreBack(): Promise<void> {
    await hear(people, { ada: ['carol'], bob: [], carol: ['ada'] });
    expect((await isHeld(people.ada, withBob)).activeCallId).toBe(withCarol);
    await people.ada.page.evaluate((callId) => window.page.phone.swap(callId), withBob);
    await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });
  }

  it('come back as they were in a fresh window', async () => {
    const { ada } = people;
    const { calls, activeCallId } = await ada.state();
    const snapshots = calls.map(({ snapshot }) => snapshot);
    const activeFirst = snapshots.toSorted((call) => (call.callId === activeCallId ? -1 : 1));
    await ada.page.close();
    people.ada = await PhonePage.open(browser, { frequency: tones.ada, deviceId: 'device-of-ada' });
    clearing.defer(() => people.ada.page.close());
    await people.ada.page.evaluate((resumed) => window.page.phone.resumeCalls(resumed), activeFirst);
    await people.ada.signIn(server.url, await server.token('ada', 'Ada'));
    await bothAreBack();
  });

  it('come back as they were when the server is started again', async () => {
    const { port, dataFolder } = server;
    await server.close();
    await people.ada.until(({ calls }) => calls.every(({ snapshot }) => snapshot.phase === 'reconnecting'));
    server = await startTestServer(
      { limits: { callsPerPerson: 2 }, signaling: { port }, media: { port: rtcPort } },
      { dataFolder },
    );
    clearing.defer(() => server.close());
    const isUp = ({ calls }: Awaited<ReturnType<PhonePage['state']>>) =>
      calls.length === 2 && calls.every(({ snapshot }) => snapshot.phase === 'connected');
    await people.ada.until(isUp, 30_000);
    await bothAreBack();
  });
});
