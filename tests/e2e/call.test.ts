import { voices } from '../sound/voice.ts';
import { adaAndGrace, connect } from './support/calls.ts';
import { showsNoCall } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';

test('two people call, hear each other, and hanging up on one side ends both', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await connect(ada, grace);
  await hears(grace, voices.ada);
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
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  await ada.button('Mute').click();
  await expect(ada.button('Unmute')).toBeVisible();
  await hearsNothing(grace);
  await ada.button('Unmute').click();
  await hears(grace, voices.ada);
});

test('a held call is silent both ways until it is resumed', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  await grace.button('Hold').click();
  await expect(grace.button('Resume')).toBeVisible();
  await hearsNothing(grace);
  await expect(ada.window.getByText('Grace Hopper put you on hold.')).toBeVisible();
  await grace.button('Resume').click();
  await hears(grace, voices.ada);
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
