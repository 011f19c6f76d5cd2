import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../server/harness.ts';
import { launchBrowser, PhonePage } from './browser.ts';

const adaTone = 440;
const bobTone = 880;

let browser: Browser;
let server: TestServer;
let ada: PhonePage;
let bob: PhonePage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  server = await startTestServer();
  [ada, bob] = await Promise.all([
    PhonePage.open(browser, { frequency: adaTone }),
    PhonePage.open(browser, { frequency: bobTone }),
  ]);
  await ada.signIn(server.url, await server.token('ada', 'Ada'));
  await bob.signIn(server.url, await server.token('bob', 'Bob'));
});
afterEach(async () => {
  await Promise.all([ada.page.close(), bob.page.close()]);
  await server.close();
});

const phase = (phone: PhonePage, wanted: string, timeoutMs?: number) =>
  phone
    .until((state) => state.call?.snapshot.phase === wanted, timeoutMs)
    .catch((error: Error) => {
      throw new Error(`${wanted}: ${error.message}`);
    });

async function callBob(): Promise<void> {
  await ada.until(({ people }) => people.some(({ id, presence }) => id === 'bob' && presence === 'online'));
  await ada.page.evaluate(() => window.page.phone.call('bob'));
  await phase(bob, 'ringing-in');
}

async function talk(): Promise<void> {
  await callBob();
  await bob.page.evaluate(() => window.page.phone.accept());
  await Promise.all([phase(ada, 'connected'), phase(bob, 'connected')]);
  await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
}

/** Pictures of the peer's camera that the page has decoded. */
const framesSeenBy = (phone: PhonePage): Promise<number> =>
  phone.page.evaluate(async () => {
    const stats = await window.page.phone.session?.link?.getStats();
    let frames = 0;
    for (const entry of stats?.receive?.values() ?? []) {
      if (entry.type === 'inbound-rtp' && entry.kind === 'video') frames += entry.framesDecoded ?? 0;
    }
    return frames;
  });

describe('a call between two', () => {
  it('lets each hear the other once accepted, and ends for both', async () => {
    await callBob();
    expect(await bob.page.evaluate(() => window.page.microphoneOpened())).toBe(0);
    expect((await bob.listen()).level).toBeLessThan(0.001);
    await bob.page.evaluate(() => window.page.phone.accept());
    await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
    const { call } = await phase(ada, 'connected');
    expect(call?.snapshot).toMatchObject({ peer: { id: 'bob', name: 'Bob' }, microphone: 'on', held: false });
    expect(Math.abs((call?.snapshot.startedAt ?? 0) - Date.now())).toBeLessThan(20_000);

    await ada.page.evaluate(() => window.page.phone.hangUp());
    expect((await bob.until((state) => state.call === null)).ended?.reason).toBe('peer-hung-up');
    expect((await ada.state()).ended).toMatchObject({ peer: { id: 'bob' }, reason: 'hung-up' });
  });

  it('is silent at the other side while muted', async () => {
    await talk();
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    await ada.until((state) => state.call?.snapshot.microphone === 'muted');
    await bob.untilSilent();
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await ada.until((state) => state.call?.snapshot.microphone === 'on');
    await bob.untilHears(adaTone);
  });

  it('is silent on both sides while held', async () => {
    await talk();
    await ada.page.evaluate(() => window.page.phone.setHeld(true));
    await ada.until((state) => state.call?.snapshot.held === true);
    await bob.until((state) => state.call?.snapshot.peerHeld === true);
    await Promise.all([ada.untilSilent(), bob.untilSilent()]);
    await ada.page.evaluate(() => window.page.phone.setHeld(false));
    await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
    expect((await bob.state()).call?.snapshot.peerHeld).toBe(false);
  });

  it('shows the camera to the other side until it is stopped', async () => {
    await talk();
    await ada.page.evaluate(() => window.page.phone.setCamera(true));
    await ada.until((state) => state.call?.snapshot.camera === true);
    await bob.until((state) => state.call?.snapshot.peerVideo === true);
    await expect.poll(() => framesSeenBy(bob), { timeout: 10_000 }).toBeGreaterThan(0);
    await ada.page.evaluate(() => window.page.phone.setCamera(false));
    await bob.until((state) => state.call?.snapshot.peerVideo === false);
  });

  it('can be declined, and cancelled', async () => {
    await callBob();
    await bob.page.evaluate(() => window.page.phone.decline());
    expect((await ada.until((state) => state.call === null)).ended?.reason).toBe('declined');
    await ada.page.evaluate(() => window.page.phone.call('bob'));
    await phase(bob, 'ringing-in');
    await ada.page.evaluate(() => window.page.phone.hangUp());
    expect((await bob.until((state) => state.call === null)).ended?.reason).toBe('cancelled');
  });

  it('with Echo returns the own voice', async () => {
    await ada.page.evaluate(() => window.page.phone.call('echo'));
    await phase(ada, 'ringing-out');
    await phase(ada, 'connected');
    await ada.untilHears(adaTone);
  });
});
