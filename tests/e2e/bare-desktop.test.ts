import { voices } from '../sound/voice.ts';
import { connect } from './support/calls.ts';
import { callNotifications, showsCallInBackground, showsNoCall } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears } from './support/hearing.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

/** Ada's machine lacks something: her call has to work all the same. */
async function callWorks(ada: HoldfastApp, grace: HoldfastApp): Promise<void> {
  await ada.microphone.say(voices.ada);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  await ada.button('Mute').click();
  await expect(ada.button('Unmute')).toBeVisible();
  await ada.button('Unmute').click();
}

async function endsWell(ada: HoldfastApp, grace: HoldfastApp): Promise<void> {
  await hears(grace, voices.ada);
  expect(await ada.runAgain(['ctl', 'hang-up'])).toMatchObject({ code: 0 });
  await grace.callEnded('Ada Lovelace hung up.');
}

test('without any session bus the call works, and closing leaves a window to come back to', async ({ launchApp }) => {
  const [ada, grace] = await Promise.all([
    launchApp({
      name: 'Ada Lovelace',
      desktop: { notifications: false, tray: false, inhibitors: false },
      env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' },
    }),
    launchApp({ name: 'Grace Hopper' }),
  ]);
  await callWorks(ada, grace);
  await ada.closeWindow();
  // No tray can be seen: the window is in the task bar.
  await expect.poll(() => ada.windowMinimized()).toBe(true);
  await endsWell(ada, grace);
});

test('without a notification daemon the call works and shows in the tray', async ({ launchApp }) => {
  const [ada, grace] = await Promise.all([
    launchApp({ name: 'Ada Lovelace', desktop: { notifications: false } }),
    launchApp({ name: 'Grace Hopper' }),
  ]);
  await callWorks(ada, grace);
  await ada.closeWindow();
  await expect.poll(() => ada.desktop.tray.menu().catch(String)).toContain('Hang up');
  await endsWell(ada, grace);
});

test('a notification daemon that comes up during the call gets the notification', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace', desktop: { notifications: false } });
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.closeWindow();
  await expect.poll(() => ada.desktop.tray.menu().catch(String)).toContain('Hang up');
  await ada.desktop.notifications.start();
  await expect.poll(() => callNotifications(ada).map(({ title }) => title), { timeout: 15_000 }).toEqual(['Echo']);
});

test('without a tray host closing minimizes, and the notification controls the call', async ({ launchApp }) => {
  const [ada, grace] = await Promise.all([
    launchApp({ name: 'Ada Lovelace', desktop: { tray: false } }),
    launchApp({ name: 'Grace Hopper' }),
  ]);
  await callWorks(ada, grace);
  await ada.closeWindow();
  await expect.poll(() => ada.windowMinimized()).toBe(true);
  await expect.poll(() => callNotifications(ada).length).toBe(1);
  ada.desktop.notifications.press('Hang up');
  await grace.callEnded('Ada Lovelace hung up.');
});

test('a tray host that registers and vanishes makes closing minimize from then on', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Echo');
  await ada.desktop.tray.click('Return to call');
  await expect.poll(() => ada.windowVisible()).toBe(true);
  ada.desktop.tray.setHostRegistered(false);
  await expect(async () => {
    await ada.closeWindow();
    expect(await ada.windowMinimized()).toBe(true);
  }).toPass({ timeout: 5_000 });
});

test('a window that is hidden when the panel vanishes is minimized, and comes back from there', async ({
  launchApp,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Echo');
  expect(await ada.windowMinimized()).toBe(false);
  ada.desktop.tray.setHostRegistered(false);
  await expect.poll(() => ada.windowMinimized(), { timeout: 15_000 }).toBe(true);
  ada.desktop.notifications.click((await showsCallInBackground(ada, 'Echo')).id);
  await expect.poll(() => ada.windowVisible()).toBe(true);
});

test('on a desktop of the freedesktop kind sleep is held back in a call and released after', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace', desktop: { inhibitors: { kind: 'freedesktop' } } });
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await expect.poll(() => ada.desktop.inhibitors.keepsAwake).toBe(true);
  expect(ada.desktop.inhibitors.keepsDisplayOn).toBe(false);
  await ada.hangUp();
  await showsNoCall(ada);
});

test('a notification daemon without buttons still shows the call', async ({ launchApp }) => {
  const ada = await launchApp({
    name: 'Ada Lovelace',
    desktop: { notifications: { capabilities: ['body'] } },
  });
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.closeWindow();
  await expect.poll(() => callNotifications(ada).map(({ title, actions }) => [title, actions])).toEqual([['Echo', []]]);
});
