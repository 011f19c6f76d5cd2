/** The main job, as two people would do it. */
import { expect } from '@playwright/test';
import { ring } from '../../tests/e2e/support/calls.ts';
import {
  ongoingNotification,
  showsCallInBackground,
  showsNoCall,
  trayMenu,
} from '../../tests/e2e/support/desktop-checks.ts';
import { hears, hearsNothing } from '../../tests/e2e/support/hearing.ts';
import type { HoldfastApp } from '../../tests/e2e/support/holdfast-app.ts';
import { dominantFrequency, gaps, silentAfter } from '../../tests/sound/analysis.ts';
import { type Voice, voices } from '../../tests/sound/voice.ts';
import type { Cast } from './cast.ts';
import type { Stage, Story } from './story.ts';

/** How long the call is listened to while its window is closed, ms. */
const backgroundMs = 10_000;
/** A hole in the sound that a listener would call an interruption, ms. The end-to-end tests are stricter. */
const interruptionMs = 1_000;

async function hearsVoice(scene: Stage, listener: HoldfastApp, voice: Voice): Promise<void> {
  await hears(listener, voice);
  const hz = dominantFrequency(await listener.speaker.next(500));
  const tones = `${Math.min(...voice.tones)}–${Math.max(...voice.tones)} Hz`;
  scene.heard(`${listener.person.name} hears ${Math.round(hz ?? 0)} Hz: ${voice.name} speaks in tones of ${tones}`);
}

/** Plays all scenes in order. @throws at the first that does not go as told. */
export async function play(story: Story, { ada, grace }: Cast): Promise<void> {
  await story.scene('Ada calls Grace, and Grace’s window rings', async (scene) => {
    await ada.microphone.say(voices.ada);
    await grace.microphone.say(voices.grace);
    await ring(ada, grace);
    scene.seen('Ada’s window: “Calling Grace Hopper…”');
    scene.seen('Grace’s window: “Ada Lovelace is calling”, Accept, Decline');
    await scene.picture('Ringing', (path) => grace.window.screenshot({ path }));
  });

  await story.scene('Grace accepts, and each hears the other', async (scene) => {
    await grace.accept();
    await Promise.all([ada.inCallWith('Grace Hopper'), grace.inCallWith('Ada Lovelace')]);
    scene.seen('both windows: “Connected”');
    await hearsVoice(scene, grace, voices.ada);
    await hearsVoice(scene, ada, voices.grace);
    await scene.picture('In a call', (path) => ada.window.screenshot({ path }));
  });

  await story.scene('Ada closes her window, and the call goes on', async (scene) => {
    const from = grace.speaker.position;
    await ada.closeWindow();
    await expect.poll(() => ada.windowVisible()).toBe(false);
    scene.seen('Ada’s window is gone, the mini window is there');
    const mini = await ada.miniWindow();
    await scene.picture('The mini window', (path) => mini.screenshot({ path }));
    const { title, body, actions } = await showsCallInBackground(ada, 'Grace Hopper');
    const buttons = actions.filter(({ key }) => key !== 'default').map(({ label }) => `[${label}]`);
    scene.shown(`notification: “${title}”, “${body}” ${buttons.join(' ')}`);
    scene.shown(`tray menu: ${(await trayMenu(ada)).join(', ')}`);
    scene.shown('the computer is kept from sleeping');
    await grace.speaker.next(backgroundMs);
    const holes = gaps(grace.speaker.from(from), 20).map(({ ms }) => Math.round(ms));
    const longestMs = Math.max(0, ...holes);
    scene.heard(`Grace heard Ada for ${backgroundMs / 1_000} s more; the longest hole in it: ${longestMs} ms`);
    if (longestMs > interruptionMs) throw new Error(`Ada was interrupted for ${longestMs} ms`);
  });

  await story.scene('Ada presses Mute on the notification', async (scene) => {
    const before = await ongoingNotification(ada, ['Mute', 'Hang up']);
    const pressed = grace.speaker.position;
    ada.desktop.notifications.press('Mute');
    await hearsNothing(grace);
    const silentMs = silentAfter(grace.speaker.from(pressed), 500);
    scene.heard(`Grace hears nothing from ${Math.round(silentMs ?? 0)} ms after the press on`);
    const muted = await ongoingNotification(ada, ['Unmute', 'Hang up']);
    expect(muted.id, 'the notification is the same one').toBe(before.id);
    scene.shown(`the same notification: “${muted.body}” [Unmute] [Hang up]`);
    await expect.poll(() => trayMenu(ada)).toContain('Unmute');
    scene.shown(`tray menu: ${(await trayMenu(ada)).join(', ')}`);
    await hearsVoice(scene, ada, voices.grace);
  });

  await story.scene('Ada clicks the notification and is back in her call', async (scene) => {
    ada.desktop.notifications.click((await ongoingNotification(ada, ['Unmute', 'Hang up'])).id);
    await expect.poll(() => ada.windowVisible()).toBe(true);
    await expect(ada.button('Unmute')).toBeVisible();
    scene.seen('Ada’s window is back and says that she is muted');
    await scene.picture('Back and muted', (path) => ada.window.screenshot({ path }));
    await ada.button('Unmute').click();
    await hearsVoice(scene, grace, voices.ada);
  });

  await story.scene('Ada hangs up from the tray', async (scene) => {
    await ada.desktop.tray.click('Hang up');
    await grace.callEnded('Ada Lovelace hung up.');
    scene.seen('Grace’s window: “Call ended”, “Ada Lovelace hung up.”');
    await scene.picture('Call ended', (path) => grace.window.screenshot({ path }));
    await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
    scene.shown('no notification is left, the tray is idle, both computers may sleep again');
    await Promise.all([hearsNothing(ada), hearsNothing(grace)]);
    scene.heard('silence on both sides');
  });
}
