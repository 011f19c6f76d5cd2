import { voices } from '../sound/voice.ts';
import { isAlive } from '../support/processes.ts';
import { adaAndGrace, connect, ring } from './support/calls.ts';
import { callNotifications, showsNoCall } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';

test('declining ends the call for the caller, who learns it; cancelling stops the ringing', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ring(ada, grace);
  await grace.button('Decline').click();
  await ada.callEnded('Grace Hopper declined.');
  await Promise.all([showsNoCall(ada), showsNoCall(grace)]);

  await ada.button('Call again').click();
  await expect(grace.button('Accept')).toBeVisible();
  await ada.button('Cancel').click();
  await expect(grace.button('Accept')).toBeHidden();
  await expect(ada.button('Cancel')).toBeHidden();
  await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
});

test.describe('nobody answers', () => {
  test.use({ serverOptions: { ringTimeoutMs: 3_000 } });

  test('the call ends by itself on both sides, and each is told why', async ({ launchApp }) => {
    const [ada, grace] = await adaAndGrace(launchApp);
    await ring(ada, grace);
    await ada.callEnded('No answer.');
    await expect(grace.window.getByText('Missed call', { exact: true })).toBeVisible();
    await expect(grace.button('Accept')).toBeHidden();
    await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
  });
});

test('calling somebody who is being called says that they are busy, and it rings on', async ({ launchApp }) => {
  test.slow();
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await ring(ada, grace);
  const linus = await launchApp({ name: 'Linus Torvalds' });
  await linus.call('Grace Hopper');
  await linus.callEnded('Grace Hopper is in another call.');
  await showsNoCall(linus);
  await grace.button('Accept').click();
  await hears(grace, voices.ada);
});

test('the caller’s app is killed while it rings: the ringing stops within the ring grace time', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ring(ada, grace);
  ada.killMain();
  // 5 s of grace for a caller who may be back.
  await expect(grace.button('Accept')).toBeHidden({ timeout: 10_000 });
  await showsNoCall(grace);
});

test.describe('the callee’s app is killed in a call', () => {
  test.use({ serverOptions: { graceMs: 4_000 } });

  test('a person whose window is hidden is told that the call was lost', async ({ launchApp }) => {
    const [ada, grace] = await adaAndGrace(launchApp);
    await connect(ada, grace);
    await ada.closeWindow();
    await expect.poll(() => callNotifications(ada).map(({ title }) => title)).toEqual(['Grace Hopper']);
    grace.killMain();
    await expect
      .poll(() => ada.desktop.notifications.open.map(({ title, body }) => `${title}: ${body}`), { timeout: 30_000 })
      .toContain('Call ended: Grace Hopper lost the connection.');
    await expect.poll(() => ada.desktop.inhibitors.held).toEqual([]);
  });

  test('the other side ends after the grace time, and nothing of the dead app is left', async ({ launchApp }) => {
    const [ada, grace] = await adaAndGrace(launchApp);
    await grace.microphone.say(voices.grace);
    await connect(ada, grace);
    await hears(ada, voices.grace);
    await grace.closeWindow();
    await expect.poll(() => callNotifications(grace).length).toBe(1);
    const processes = grace.killMain();
    await ada.callEnded('Grace Hopper lost the connection.');
    await hearsNothing(ada);
    await showsNoCall(ada);
    // Nothing of a dead process holds the machine awake or sits in the tray.
    await expect.poll(() => processes.filter(isAlive)).toEqual([]);
    await expect.poll(() => grace.desktop.inhibitors.held).toEqual([]);
    await expect.poll(() => grace.desktop.tray.items()).toEqual([]);
  });
});
