import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer } from '../server/harness.ts';
import { launchBrowser, type PhonePage } from './browser.ts';
import { accept, adaTone, hearEachOther, ring, signInTwo } from './two-people.ts';

let browser: Browser;
let clearing: AsyncDisposableStack;
let ada: PhonePage;
let bob: PhonePage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  clearing = new AsyncDisposableStack();
  const server = await startTestServer();
  clearing.defer(() => server.close());
  ({ ada, bob } = await signInTwo(browser, server));
  for (const { page } of [ada, bob]) clearing.defer(() => page.close());
});
afterEach(() => clearing.disposeAsync());

async function talk(): Promise<void> {
  await ring({ ada, bob });
  await accept({ ada, bob });
  await hearEachOther({ ada, bob });
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
    await ring({ ada, bob });
    expect(await bob.page.evaluate(() => window.page.microphoneOpened())).toBe(0);
    expect((await bob.listen()).level).toBeLessThan(0.001);
    await bob.accept();
    await hearEachOther({ ada, bob });
    const {
      calls: [call],
    } = await ada.phase('connected');
    expect(call?.snapshot).toMatchObject({ peer: { id: 'bob', name: 'Bob' }, microphone: 'on', held: false });
    expect(Math.abs((call?.snapshot.startedAt ?? 0) - Date.now())).toBeLessThan(20_000);

    await ada.page.evaluate(() => window.page.phone.hangUp());
    await bob.ended('peer-hung-up');
    expect((await ada.ended('hung-up')).ended).toMatchObject({ peer: { id: 'bob' } });
  });

  it('is silent at the other side while muted', async () => {
    await talk();
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    await ada.until((state) => state.calls[0]?.snapshot.microphone === 'muted');
    await bob.untilSilent();
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await ada.until((state) => state.calls[0]?.snapshot.microphone === 'on');
    await bob.untilHears(adaTone);
  });

  it('is silent on both sides while held', async () => {
    await talk();
    await ada.page.evaluate(() => window.page.phone.setHeld(true));
    await ada.until((state) => state.calls[0]?.snapshot.held === true);
    await bob.until((state) => state.calls[0]?.snapshot.peerHeld === true);
    await Promise.all([ada.untilSilent(), bob.untilSilent()]);
    await ada.page.evaluate(() => window.page.phone.setHeld(false));
    await hearEachOther({ ada, bob });
    expect((await bob.state()).calls[0]?.snapshot.peerHeld).toBe(false);
  });

  it('shows the camera to the other side until it is stopped', async () => {
    await talk();
    await ada.page.evaluate(() => window.page.phone.setCamera(true));
    await ada.until((state) => state.calls[0]?.snapshot.camera === true);
    await bob.until((state) => state.calls[0]?.snapshot.peerVideo === true);
    await expect.poll(() => framesSeenBy(bob), { timeout: 10_000 }).toBeGreaterThan(0);
    await ada.page.evaluate(() => window.page.phone.setCamera(false));
    await bob.until((state) => state.calls[0]?.snapshot.peerVideo === false);
  });

  it('can be declined, and cancelled', async () => {
    await ring({ ada, bob });
    await bob.page.evaluate(() => window.page.phone.decline());
    await ada.ended('declined');
    await ring({ ada, bob });
    await ada.page.evaluate(() => window.page.phone.hangUp());
    await bob.ended('cancelled');
  });

  it('with Echo returns the own voice', async () => {
    await ada.call('echo');
    await ada.phase('ringing-out');
    await ada.phase('connected');
    await ada.untilHears(adaTone);
  });
});
