import {
  callNotifications,
  ownInhibitors,
  showsCallInBackground,
  showsNoCall,
  trayMenu,
} from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';

test('the first close in a call says that the microphone stays on, the second does not, and what was dismissed stays away', async ({
  launchApp,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  const bodies = () => ada.desktop.notifications.open.map(({ body }) => body);
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.closeWindow();
  await expect.poll(bodies).toEqual([expect.stringContaining('your microphone is on')]);
  await ada.desktop.tray.click('Return to call');
  await expect.poll(() => ada.windowVisible()).toBe(true);
  await expect.poll(bodies).toEqual([]);
  await ada.closeWindow();
  await expect.poll(bodies).toEqual([expect.stringMatching(/^In a call since \d\d:\d\d$/)]);

  // Until something happens that matters.
  const notification = await showsCallInBackground(ada, 'Echo');
  const { events } = ada.desktop.notifications;
  ada.desktop.notifications.dismiss(notification.id);
  const upToThen = events.length;
  await ada.desktop.tray.click('Mute');
  await expect.poll(() => trayMenu(ada)).toContain('Unmute');
  await ada.speaker.next(1_000);
  expect(events.slice(upToThen)).toEqual([]);

  await ada.killRenderer();
  await expect.poll(() => callNotifications(ada).length).toBe(1);
});

test('quick hiding and showing, and fast muting, leave one of each', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.inMainWindow((window) => {
    for (let turn = 0; turn < 100; turn += 1) {
      window?.hide();
      window?.show();
    }
    window?.hide();
  });
  await showsCallInBackground(ada, 'Echo');
  for (let turn = 0; turn < 10; turn += 1) {
    await ada.desktop.tray.click(turn % 2 === 0 ? 'Mute' : 'Unmute');
    await expect.poll(() => trayMenu(ada)).toContain(turn % 2 === 0 ? 'Unmute' : 'Mute');
  }
  await showsCallInBackground(ada, 'Echo');
  expect(ada.desktop.tray.registered).toBe(1);
  expect(ownInhibitors(ada)).toHaveLength(1);
  const miniWindows = await ada.electron.evaluate(
    ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().filter((window) => window.webContents.getURL().includes('mini.html')).length,
  );
  expect(miniWindows).toBe(1);
  await ada.desktop.tray.click('Hang up');
  await showsNoCall(ada);
});

test('with the mini window switched off none appears', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.window.getByRole('button', { name: 'Settings', exact: true }).click();
  await ada.window.getByRole('combobox', { name: 'Mini window' }).selectOption('Never');
  await ada.window.getByRole('button', { name: 'People', exact: true }).click();
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Echo');
  // It is made at once and seen only when it has been drawn.
  expect(await ada.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('set to appear behind another program, mini window and notification are there while the window is open', async ({
  launchApp,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.window.getByRole('button', { name: 'Settings', exact: true }).click();
  for (const name of ['Mini window', 'Notification in a call']) {
    await ada.window.getByRole('combobox', { name }).selectOption('When it is not in front');
  }
  await ada.window.getByRole('button', { name: 'People', exact: true }).click();
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  expect(await ada.miniWindowVisible()).toBe(false);
  await ada.inMainWindow((window) => window?.blur());
  await expect.poll(() => ada.miniWindowVisible()).toBe(true);
  await showsCallInBackground(ada, 'Echo');
  expect(await ada.windowVisible()).toBe(true);
  await ada.inMainWindow((window) => window?.focus());
  await expect.poll(() => ada.miniWindowVisible()).toBe(false);
  await expect.poll(() => ada.desktop.notifications.open).toEqual([]);
});
