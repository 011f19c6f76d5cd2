import { adaAndGrace, connect, ring } from './support/calls.ts';
import { showsNoCall } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

const quit = (app: HoldfastApp) => app.electron.evaluate(({ app: electronApp }) => electronApp.quit());

/** Nothing of this person's app is left: no process, no tray item, no inhibitor, no notification. */
async function isGone(app: HoldfastApp): Promise<void> {
  await app.ended();
  await expect.poll(() => app.desktop.tray.items()).toEqual([]);
  await expect.poll(() => app.desktop.inhibitors.held).toEqual([]);
  await expect.poll(() => app.desktop.notifications.open).toEqual([]);
}

test('without a call Quit in the tray quits at once', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  const asked = await ada.answerDialogs('Stay');
  await ada.desktop.tray.click('Quit');
  await isGone(ada);
  expect(asked()).toEqual([]);
});

test('in a call Quit asks, and Stay keeps the call; a second Quit within 3 s quits', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  const asked = await ada.answerDialogs('Stay');
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.desktop.tray.click('Quit');
  await expect.poll(asked).toEqual(['You are in a call with Echo.']);
  await expect(ada.button('Hang up')).toBeEnabled();
  await quit(ada).catch(() => undefined);
  await isGone(ada);
  expect(asked()).toHaveLength(1);
});

test('in a call Quit asks, and Hang up and quit ends the call on both sides', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  const asked = await ada.answerDialogs('Hang up and quit');
  await connect(ada, grace);
  await ada.closeWindow();
  await expect.poll(() => ada.windowVisible()).toBe(false);
  await quit(ada).catch(() => undefined);
  await grace.callEnded('Ada Lovelace hung up.');
  await isGone(ada);
  expect(asked()).toEqual(['You are in a call with Grace Hopper.']);
});

test('a second Quit while it asks quits', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  // Nobody answers the question.
  const asked = await ada.answerDialogs('no such button');
  await connect(ada, grace);
  await quit(ada);
  await expect.poll(asked).toHaveLength(1);
  await quit(ada).catch(() => undefined);
  await grace.callEnded('Ada Lovelace hung up.');
  await isGone(ada);
  expect(asked()).toHaveLength(1);
});

test('when the system shuts down it never asks', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  const asked = await ada.answerDialogs('Stay');
  await connect(ada, grace);
  ada.desktop.login.shutdown();
  await grace.callEnded('Ada Lovelace hung up.');
  await isGone(ada);
  expect(asked()).toEqual([]);
});

test('a signal to end is obeyed without a question', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  const asked = await ada.answerDialogs('Stay');
  await connect(ada, grace);
  process.kill(ada.pid, 'SIGTERM');
  await grace.callEnded('Ada Lovelace hung up.');
  await isGone(ada);
  expect(asked()).toEqual([]);
});

test('the app can be quit while its renderer hangs', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  const asked = await ada.answerDialogs('Hang up and quit');
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.hangRenderer();
  await quit(ada).catch(() => undefined);
  await isGone(ada);
  expect(asked()).toEqual(['You are in a call with Echo.']);
});

for (const where of ['in sight', 'hidden']) {
  test(`an app that was quit while its renderer hung, its window ${where}, ends the call at its next start`, async ({
    launchApp,
  }) => {
    const [ada, grace] = await adaAndGrace(launchApp);
    await ada.answerDialogs('Hang up and quit');
    await connect(ada, grace);
    if (where === 'hidden') {
      await ada.closeWindow();
      await expect.poll(() => ada.windowVisible()).toBe(false);
    }
    await ada.hangRenderer();
    await quit(ada).catch(() => undefined);
    await isGone(ada);
    // The hang-up went unsaid, so that the server keeps her place for a while.
    await expect(grace.button('Hang up')).toBeVisible();

    const again = await launchApp({ name: 'Ada Lovelace', ...ada.machine });
    await expect(grace.window.getByText('Ada Lovelace hung up.')).toBeVisible({ timeout: 10_000 });
    await Promise.all([showsNoCall(again), showsNoCall(grace)]);
    await expect(again.button('Hang up')).toBeHidden();
    // The server knows it as well: she is not busy.
    await ring(grace, again);
  });
}

test('without a call closing the window quits', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.closeWindow().catch(() => undefined);
  await isGone(ada);
});

test('a call whose server is gone does not keep the app from quitting', async ({ launchApp, server }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.answerDialogs('Hang up and quit');
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  server.freeze();
  await ada.desktop.tray.click('Quit');
  await isGone(ada);
});
