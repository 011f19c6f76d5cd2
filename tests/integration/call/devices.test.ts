import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Microphone, SoundCard } from '../../sound/sound-card.ts';
import { voices } from '../../sound/voice.ts';
import { startTestServer } from '../server/harness.ts';
import { launchBrowserWith, type PhonePage } from './browser.ts';
import { callBetween } from './two-people.ts';

let clearing: AsyncDisposableStack;
let desk: Microphone;
let headset: Microphone;
let ada: PhonePage;
let bob: PhonePage;

/** Ada speaks into the sound card's microphones; Bob listens. */
beforeEach(async () => {
  clearing = new AsyncDisposableStack();
  const card = await SoundCard.start();
  clearing.defer(() => card.stop());
  desk = card.microphone;
  headset = await card.addMicrophone('headset', 'Headset');
  await desk.say(voices.ada);
  await headset.say(voices.grace);
  const server = await startTestServer();
  clearing.defer(() => server.close());
  const browser = await launchBrowserWith(card.environment);
  clearing.defer(() => browser.close());
  // Bob's tone is far above what Ada says: at her pitch, echo cancellation would take her voice for his.
  ({ ada, bob } = await callBetween(browser, server, { ada: { frequency: null }, bob: { frequency: 3_000 } }));
});
afterEach(() => clearing.disposeAsync());

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
    const {
      devices,
      calls: [call],
    } = await ada.state();
    expect(devices.microphones.map(({ label }) => label)).toContain(desk.description);
    expect(call?.otherMicrophone).toBeNull();
  });

  it('are replaced by the next best when unplugged, and used again when they return', async () => {
    await choose('Headset');
    await hearsHeadset();
    await headset.unplug();
    await hearsDesk();
    const moved = await ada.until(({ calls: [call] }) => call?.otherMicrophone !== null);
    expect(moved.calls[0]?.snapshot).toMatchObject({ phase: 'connected', microphone: 'on' });
    await headset.plug();
    await hearsHeadset();
    await ada.until(({ calls: [call] }) => call?.otherMicrophone === null);
  });

  it("move on when the system's default is unplugged", async () => {
    await hearsDesk();
    await desk.unplug();
    await hearsHeadset();
    expect((await ada.state()).calls[0]?.snapshot.microphone).toBe('on');
  });
});
