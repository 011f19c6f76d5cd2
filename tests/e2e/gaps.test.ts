/**
 * Sound that must go on without a gap that a listener would notice. Each listens for seconds to every 5 ms of it, so that these run
 * with nothing beside them: `npm test -- gaps`.
 */
import { voices } from '../sound/voice.ts';
import { adaHeardByGrace } from './support/calls.ts';
import { callNotifications, ownInhibitors, showsCallInBackground } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsThroughout } from './support/hearing.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

test('closing the window hides it: the call goes on for 20 s without a gap, and the desktop shows it', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);

  await hearsThroughout(grace, 20_000, {
    act: () => ada.closeWindow(),
    undo: () => ada.desktop.tray.click('Return to call'),
  });
  await ada.closeWindow();
  await expect.poll(() => ada.windowVisible()).toBe(false);
  const notification = await showsCallInBackground(ada, 'Grace Hopper');
  expect(notification.hints).toMatchObject({ category: 'call.ongoing', resident: true });

  // Where the window is in sight, the notification is not.
  ada.desktop.notifications.click(notification.id);
  await expect.poll(() => ada.windowVisible()).toBe(true);
  await expect.poll(() => callNotifications(ada)).toEqual([]);
  await expect(ada.button('Hang up')).toBeVisible();
});

test('minimizing does not silence the microphone', async ({ launchApp }) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await hearsThroughout(grace, 5_000, {
    act: () => ada.minimizeWindow(),
    undo: () => ada.desktop.tray.click('Return to call'),
  });
  await ada.minimizeWindow();
  await showsCallInBackground(ada, 'Grace Hopper');
});

/** As a Linux desktop tells it, and as Electron does on Windows and macOS. */
async function lockScreen(app: HoldfastApp, locked: boolean): Promise<void> {
  if (locked) app.desktop.login.lock();
  else app.desktop.login.unlock();
  await app.electron.evaluate(
    ({ powerMonitor }, event) => void powerMonitor.emit(event),
    locked ? 'lock-screen' : 'unlock-screen',
  );
}

test('locking the screen changes nothing: the other side hears, and the desktop shows the call', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await ada.closeWindow();
  const notification = await showsCallInBackground(ada, 'Grace Hopper');
  const inhibitors = ownInhibitors(ada);
  const changesNothing = async () => {
    expect(await showsCallInBackground(ada, 'Grace Hopper')).toEqual(notification);
    expect(ownInhibitors(ada)).toEqual(inhibitors);
    expect(ada.desktop.tray.registered).toBe(1);
    expect(await ada.windowVisible()).toBe(false);
  };

  await hearsThroughout(grace, 5_000, {
    act: () => lockScreen(ada, true),
    undo: () => lockScreen(ada, false),
  });
  await changesNothing();
  await lockScreen(ada, false);
  await hears(grace, voices.ada);
  await changesNothing();
});

test('the page freeze event does not end the call', async ({ launchApp }) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  const dispatch = (type: string) =>
    ada.window.evaluate((name) => {
      document.dispatchEvent(new Event(name));
    }, type);
  await hearsThroughout(grace, 3_000, { act: () => dispatch('freeze'), undo: () => dispatch('resume') });
});
