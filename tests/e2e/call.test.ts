import { voices } from '../sound/voice.ts';
import { adaAndGrace, adaHeardByGrace, connect } from './support/calls.ts';
import { showsNoCall } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';

test('two people call, hear each other, and hanging up on one side ends both', async ({ launchApp }) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await grace.microphone.say(voices.grace);
  await ada.microphone.hush();
  await hears(ada, voices.grace);

  await ada.hangUp();
  await ada.callEnded();
  await grace.callEnded('Ada Lovelace hung up.');
  await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
  await hearsNothing(ada);
});

test('both speak at once and each hears the other', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await connect(ada, grace);
  await ada.microphone.say(voices.ada);
  await grace.microphone.say(voices.grace);
  // Echo cancellation takes some seconds to learn that neither is an echo of the other.
  await Promise.all([hears(grace, voices.ada, { timeout: 40_000 }), hears(ada, voices.grace, { timeout: 40_000 })]);
});

test('Mute in the window silences and Unmute brings the voice back', async ({ launchApp }) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await ada.button('Mute').click();
  await expect(ada.button('Unmute')).toBeVisible();
  await hearsNothing(grace);
  await ada.button('Unmute').click();
  await hears(grace, voices.ada);
});

test('a held call is silent both ways until it is resumed', async ({ launchApp }) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await grace.button('Hold').click();
  await expect(grace.button('Resume')).toBeVisible();
  await hearsNothing(grace);
  await expect(ada.window.getByText('Grace Hopper put you on hold.')).toBeVisible();
  await grace.button('Resume').click();
  await hears(grace, voices.ada);
});

test('a speaker chosen in Devices is the one that is heard, until another one is chosen', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  const headset = await ada.sound.addSpeaker('headset', 'Headset');
  await grace.microphone.say(voices.grace);
  await connect(ada, grace);
  await hears(ada, voices.grace);
  await hearsNothing(ada, { speaker: headset });

  await ada.button('Devices').click();
  const choice = ada.window.getByLabel('Speaker', { exact: true });
  await choice.selectOption('Headset');
  await hears(ada, voices.grace, { speaker: headset });
  await hearsNothing(ada);

  await choice.selectOption('System default');
  await hears(ada, voices.grace);
  await hearsNothing(ada, { speaker: headset });
});

test('call after call works, and each leaves nothing behind', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await grace.microphone.hush();
  for (const [caller, callee] of [
    [ada, grace],
    [grace, ada],
    [ada, grace],
  ] as const) {
    await connect(caller, callee);
    await hears(grace, voices.ada);
    await caller.hangUp();
    await Promise.all([caller.callEnded(), callee.callEnded()]);
    await Promise.all([showsNoCall(caller), showsNoCall(callee)]);
  }
});

test('video is seen at the other side, and the display stays on while it is in sight', async ({ launchApp }) => {
  const [ada, grace] = await Promise.all([
    // Chromium's own camera, which shows a test picture; its microphone beeps.
    launchApp({ name: 'Ada Lovelace', args: ['--use-fake-device-for-media-stream'] }),
    launchApp({ name: 'Grace Hopper' }),
  ]);
  await connect(ada, grace);
  expect(grace.desktop.inhibitors.keepsDisplayOn).toBe(false);
  await ada.button('Start video').click();
  const picture = grace.window.getByLabel('Video of Ada Lovelace');
  await expect(picture).toBeVisible();
  await expect
    .poll(() => picture.evaluate((video) => (video instanceof HTMLVideoElement ? video.videoWidth : -1)))
    .toBeGreaterThan(0);
  await expect.poll(() => grace.desktop.inhibitors.keepsDisplayOn).toBe(true);
  await grace.closeWindow();
  await expect.poll(() => grace.desktop.inhibitors.keepsDisplayOn).toBe(false);
  expect(grace.desktop.inhibitors.keepsAwake).toBe(true);
  await grace.desktop.tray.click('Return to call');
  await ada.button('Stop video').click();
  await expect(picture).toBeHidden();
  await expect.poll(() => grace.desktop.inhibitors.keepsDisplayOn).toBe(false);
});
