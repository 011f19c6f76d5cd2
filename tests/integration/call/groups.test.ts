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

/** The call with this person alone that goes on at this phone. */
async function callWith(phone: PhonePage, personId: string): Promise<string> {
  const isIt = ({ snapshot }: Awaited<ReturnType<PhonePage['state']>>['calls'][number]) =>
    snapshot.peer?.id === personId && snapshot.phase === 'connected';
  const { calls } = await phone.until((state) => state.calls.some(isIt));
  return calls.find(isIt)!.snapshot.callId;
}

/** Ada is in a call with Bob, which she holds, and in one with Carol. */
async function twoCalls(): Promise<{ withBob: string; withCarol: string }> {
  const { ada, bob, carol } = people;
  await ada.call('bob');
  await bob.phase('ringing-in');
  await bob.accept();
  const withBob = await callWith(ada, 'bob');
  await ada.call('carol');
  await carol.phase('ringing-in');
  await carol.accept();
  const withCarol = await callWith(ada, 'carol');
  await hear(people, { ada: ['carol'], bob: [], carol: ['ada'] });
  return { withBob, withCarol };
}

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

  it('may leave, as each of the others: the rest go on, and the last one is alone in it and rings one of them back', async () => {
    await threeInOneCall();
    const { ada, bob, carol } = people;
    await ada.page.evaluate(() => window.page.phone.hangUp());
    await ada.ended('hung-up');
    await hear(people, { ada: [], bob: ['carol'], carol: ['bob'] });
    await bob.page.evaluate(() => window.page.phone.hangUp());
    await hear(people, { ada: [], bob: [], carol: [] });
    expect((await carol.state()).calls[0]?.snapshot).toMatchObject({ phase: 'connected', participants: 1 });
    await add(carol, 'ada');
    await ada.phase('ringing-in');
    await ada.accept();
    await hear(people, { ada: ['carol'], bob: [], carol: ['ada'] });
  });
});

describe('a host', () => {
  it('mutes one, who is heard again by their own wish, and removes one, who hears nobody and is heard by nobody', async () => {
    const { ada, bob, carol } = people;
    await ada.page.evaluate(() => window.page.phone.group.start({ people: ['bob', 'carol'], title: 'Stand-up' }));
    for (const phone of [bob, carol]) {
      await phone.phase('ringing-in');
      await phone.accept();
    }
    await hear(people, everybody);
    const { calls } = await ada.until(({ calls: [call] }) => call?.participants.length === 3);
    expect(calls[0]?.snapshot).toMatchObject({ kind: 'group', title: 'Stand-up' });
    const { callId } = calls[0]!.snapshot;
    const idOf = (personId: string) =>
      calls[0]!.participants.find(({ person }) => person.id === personId)?.participantId ?? '';
    const about = (personId: string) => [callId, idOf(personId)] as const;

    await ada.page.evaluate(([call, who]) => window.page.phone.group.muteParticipants(call, [who]), about('bob'));
    await hear(people, { ada: ['carol'], bob: ['ada', 'carol'], carol: ['ada'] });
    await bob.until(({ calls: [call] }) => call?.snapshot.microphone === 'muted');
    await bob.page.evaluate(() => window.page.phone.setMuted(false));
    await hear(people, everybody);

    await ada.page.evaluate(([call, who]) => window.page.phone.group.removeParticipant(call, who), about('carol'));
    await carol.ended('removed');
    await hear(people, { ada: ['bob'], bob: ['ada'], carol: [] });

    await ada.page.evaluate((call) => window.page.phone.group.endForAll(call), callId);
    await bob.ended('ended-by-host');
    await hear(people, { ada: [], bob: [], carol: [] });
  });
});

describe('two calls', () => {
  it('are merged: the people of both hear each other', async () => {
    const { ada } = people;
    const { withBob, withCarol } = await twoCalls();
    await ada.page.evaluate((callId) => window.page.phone.group.merge(callId), withBob);
    await hear(people, everybody);
    const { calls } = await ada.until((state) => state.calls.length === 1);
    expect(calls[0]?.snapshot).toMatchObject({ callId: withCarol, kind: 'group', participants: 3 });
  });

  it('are handed to each other: the two whom Ada has talked to talk, and Ada is out of both', async () => {
    const { ada, bob, carol } = people;
    const { withBob, withCarol } = await twoCalls();
    await ada.page.evaluate(([from, to]) => window.page.phone.group.transfer(from, { callId: to }), [
      withBob,
      withCarol,
    ] as const);
    await hear(people, { ada: [], bob: ['carol'], carol: ['bob'] });
    await ada.until(({ calls }) => calls.length === 0);
    await bob.until(({ calls: [call] }) => call?.snapshot.peer?.id === 'carol');
    await carol.until(({ calls: [call] }) => call?.snapshot.peer?.id === 'bob');
  });
});
