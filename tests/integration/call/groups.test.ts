/** A call of three, by ear: who hears whom. */
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
  const server = await startTestServer();
  clearing.defer(() => server.close());
  people = await signInThree(browser, server);
  for (const { page } of Object.values(people)) clearing.defer(() => page.close());
});
afterEach(() => clearing.disposeAsync());

const everybody = { ada: ['bob', 'carol'], bob: ['ada', 'carol'], carol: ['ada', 'bob'] } as const;

/** Rings a person into the call that this phone speaks in. */
const add = (phone: PhonePage, personId: string) =>
  phone.page.evaluate((id) => {
    const { group, state } = window.page.phone;
    group.invite(state.getState().activeCallId ?? '', [id]);
  }, personId);

/** Ada and Bob are in a call, to which Ada adds Carol. */
async function threeInOneCall(): Promise<void> {
  const { ada, bob, carol } = people;
  await ada.call('bob');
  await bob.phase('ringing-in');
  await bob.accept();
  await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });
  await add(ada, 'carol');
  await carol.phase('ringing-in');
  // Nobody hears who has not accepted, and who rings hears nobody.
  await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });
  await carol.accept();
  await hear(people, everybody);
}

describe('a third person in a call of two', () => {
  it('makes it a group: each hears both others; who mutes or holds is not heard, and who holds hears nobody', async () => {
    await threeInOneCall();
    const { ada, bob, carol } = people;
    for (const phone of [ada, bob, carol]) {
      const { calls } = await phone.until(({ calls: [call] }) => call?.participants.length === 3);
      expect(calls[0]?.snapshot).toMatchObject({ kind: 'group', participants: 3, peer: null });
    }

    await bob.page.evaluate(() => window.page.phone.setMuted(true));
    await hear(people, { ada: ['carol'], bob: ['ada', 'carol'], carol: ['ada'] });
    await bob.page.evaluate(() => window.page.phone.setMuted(false));
    await hear(people, everybody);

    await carol.page.evaluate(() => window.page.phone.setHeld(true));
    await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });
    await carol.page.evaluate(() => window.page.phone.setHeld(false));
    await hear(people, everybody);
  });
});
