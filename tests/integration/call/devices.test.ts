import type { Browser } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Microphone, SoundCard } from '../../sound/sound-card.ts';
import { voices } from '../../sound/voice.ts';
import { startTestServer, type TestServer } from '../server/harness.ts';
import { launchBrowserWith, PhonePage } from './browser.ts';

let card: SoundCard;
let desk: Microphone;
let headset: Microphone;
let browser: Browser;
let server: TestServer;
let ada: PhonePage;
let bob: PhonePage;

/** Ada speaks into the sound card's microphones; Bob listens. */
beforeEach(async () => {
  card = await SoundCard.start();
  desk = card.microphone;
  headset = await card.addMicrophone('headset', 'Headset');
  await desk.say(voices.ada);
  await headset.say(voices.grace);
  server = await startTestServer();
  browser = await launchBrowserWith(card.environment);
  ada = await PhonePage.open(browser, { frequency: null });
  bob = await PhonePage.open(browser, { frequency: 300 });
  await ada.signIn(server.url, await server.token('ada', 'Ada'));
  await bob.signIn(server.url, await server.token('bob', 'Bob'));
  await ada.page.evaluate(() => window.page.phone.call('bob'));
  await bob.until(({ call }) => call?.snapshot.phase === 'ringing-in');
  await bob.page.evaluate(() => window.page.phone.accept());
  await ada.until(({ call }) => call?.snapshot.phase === 'connected');
});
afterEach(async () => {
  await browser.close();
  await server.close();
  await card.stop();
});

const hearsDesk = () => bob.untilHearsBetween(400, 720);
const hearsHeadset = () => bob.untilHearsBetween(980, 1_410);
const choose = async (label: string) => {
  const { devices } = await ada.until(({ devices: { microphones } }) =>
    microphones.some((each) => each.label === label),
  );
  const id = devices.microphones.find((each) => each.label === label)?.id ?? null;
  await ada.page.evaluate((deviceId) => window.page.phone.chooseMicrophone(deviceId), id);
};

describe('microphones of the machine in a call', () => {
  it("are named, the system's default is used, and another can be chosen", async () => {
    await hearsDesk();
    await choose('Headset');
    await hearsHeadset();
    const { devices, call } = await ada.state();
    expect(devices.microphones.map(({ label }) => label)).toContain(desk.description);
    expect(call?.movedToDevice).toBeNull();
  });

  it('are replaced by the next best when unplugged, and used again when they return', async () => {
    await choose('Headset');
    await hearsHeadset();
    await headset.unplug();
    await hearsDesk();
    const moved = await ada.until(({ call }) => call?.movedToDevice !== null);
    expect(moved.call?.snapshot).toMatchObject({ phase: 'connected', microphone: 'on' });
    await headset.plug();
    await hearsHeadset();
    await ada.until(({ call }) => call?.movedToDevice === null);
  });

  it("move on when the system's default is unplugged", async () => {
    await hearsDesk();
    await desk.unplug();
    await hearsHeadset();
    expect((await ada.state()).call?.snapshot.microphone).toBe('on');
  });
});
