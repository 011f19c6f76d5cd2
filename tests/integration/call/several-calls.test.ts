/** Several calls at once, by ear: of all calls of a phone one is spoken in, the others are silent. */
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer } from '../server/harness.ts';
import { launchBrowser, type PhonePage } from './browser.ts';
import { hear, signInThree, type ThreePeople } from './three-people.ts';

let browser: Browser;
let clearing: AsyncDisposableStack;
let people: ThreePeople;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  clearing = new AsyncDisposableStack();
  const server = await startTestServer({ limits: { callsPerPerson: 2 } });
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
