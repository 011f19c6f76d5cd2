import { callMethod, plain } from '../desktop/bus-object.ts';
import { voices } from '../sound/voice.ts';
import { adaHeardByGrace } from './support/calls.ts';
import {
  callNotifications,
  ongoingNotification,
  showsCallInBackground,
  showsNoCall,
  trayIcon,
  trayMenu,
} from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

/** Ada speaks, in a call with Grace, with her window closed. */
async function adaInBackground(
  launchApp: Parameters<typeof adaHeardByGrace>[0],
): Promise<{ ada: HoldfastApp; grace: HoldfastApp }> {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Grace Hopper');
  return { ada, grace };
}

test('Mute on the notification silences the other side, and tray and window agree; Unmute from the tray; Hang up on the notification', async ({
  launchApp,
}) => {
  const { ada, grace } = await adaInBackground(launchApp);
  const before = await ongoingNotification(ada, ['Mute', 'Hang up']);
  const iconWhileOn = await trayIcon(ada);

  ada.desktop.notifications.press('Mute');
  await hearsNothing(grace);
  const muted = await ongoingNotification(ada, ['Unmute', 'Hang up']);
  expect(muted.id).toBe(before.id);
  expect(muted.body).toMatch(/ · Muted$/m);
  expect(await trayMenu(ada)).toContain('Unmute');
  expect(await trayIcon(ada)).not.toBe(iconWhileOn);
  await ada.desktop.tray.click('Return to call');
  await expect(ada.button('Unmute')).toBeVisible();

  await ada.desktop.tray.click('Unmute');
  await hears(grace, voices.ada);
  await expect(ada.button('Mute')).toBeVisible();
  expect(await trayMenu(ada)).toContain('Mute');
  expect(await trayIcon(ada)).toBe(iconWhileOn);

  await ada.closeWindow();
  await ongoingNotification(ada, ['Mute', 'Hang up']);
  ada.desktop.notifications.press('Hang up');
  await grace.callEnded('Ada Lovelace hung up.');
  await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
  await hearsNothing(grace);
});

test('nothing is rebuilt while nothing changes; a tray host that restarts shows the item again, once; Hang up in its menu', async ({
  launchApp,
}) => {
  const { ada, grace } = await adaInBackground(launchApp);
  const count = () => [
    ada.desktop.tray.signals.LayoutUpdated ?? 0,
    ada.desktop.tray.signals.NewIcon ?? 0,
    ada.desktop.notifications.events.length,
  ];
  const before = count();
  await grace.speaker.next(5_000);
  expect(count()).toEqual(before);
  expect(callNotifications(ada)).toHaveLength(1);

  await ada.desktop.tray.restart();
  await expect.poll(() => trayMenu(ada)).toContain('Hang up');
  expect(await ada.desktop.tray.items()).toHaveLength(1);
  await ada.desktop.tray.click('Hang up');
  await grace.callEnded('Ada Lovelace hung up.');
  await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
  await hearsNothing(grace);
});

test('the mini window shows the microphone and controls the call', async ({ launchApp }) => {
  const { ada, grace } = await adaInBackground(launchApp);
  const mini = await ada.miniWindow();
  await expect(mini.getByText('Grace Hopper')).toBeVisible();
  await expect(mini).toHaveTitle('Holdfast call');
  expect(
    await ada.electron.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().includes('mini.html'));
      return [window?.isAlwaysOnTop(), window?.getTitle()];
    }),
  ).toEqual([true, 'Holdfast call']);

  await mini.getByRole('button', { name: 'Mute', exact: true }).click();
  await expect(mini.getByRole('button', { name: 'Unmute', exact: true })).toBeVisible();
  await hearsNothing(grace);
  await mini.getByRole('button', { name: 'Unmute', exact: true }).click();
  await hears(grace, voices.ada);

  await mini.getByRole('button', { name: 'Return to call', exact: true }).click();
  await expect.poll(() => ada.windowVisible()).toBe(true);
  await expect.poll(() => ada.miniWindowVisible()).toBe(false);

  await ada.closeWindow();
  await (await ada.miniWindow()).getByRole('button', { name: 'Hang up', exact: true }).click();
  await grace.callEnded('Ada Lovelace hung up.');
  await showsNoCall(ada);
});

test('holdfast ctl and an object on the session bus control the running copy', async ({ launchApp }) => {
  const { ada, grace } = await adaInBackground(launchApp);
  const ctl = (verb: string) => ada.runAgain(['ctl', verb]);
  expect(await ctl('status')).toMatchObject({ code: 0, stdout: expect.stringContaining('Grace Hopper · Connected') });
  expect(await ctl('mute')).toMatchObject({ code: 0, stdout: expect.stringContaining('Muted') });
  await hearsNothing(grace);
  expect(await ctl('toggle-mute')).toMatchObject({ code: 0 });
  await hears(grace, voices.ada);
  expect(await ctl('accept')).toMatchObject({ code: 1 });

  const bus = await ada.desktop.sessionBus.connect();
  const name = 'app.holdfast.Holdfast';
  const ask = (method: string) => callMethod(bus, name, '/app/holdfast/Holdfast', name, method);
  const status = async () => plain((await ask('Status'))[0]);
  expect(await status()).toMatchObject({ Phase: 'connected', PeerName: 'Grace Hopper', Microphone: 'on' });
  await ask('Mute');
  expect(await status()).toMatchObject({ Microphone: 'muted' });
  await hearsNothing(grace);
  await expect(ask('Accept')).rejects.toThrow('does not apply');
  await ask('HangUp');
  await grace.callEnded('Ada Lovelace hung up.');
  expect(await status()).toEqual({});
  await expect(ask('Mute')).rejects.toThrow('There is no call.');
  expect(await ctl('status')).toMatchObject({ code: 0, stdout: 'No call\n' });
  await showsNoCall(ada);

  await grace.call('Ada Lovelace');
  await expect.poll(() => callNotifications(ada).map(({ title }) => title)).toEqual(['Grace Hopper is calling']);
  expect(await ctl('accept')).toMatchObject({ code: 0 });
  await grace.inCallWith('Ada Lovelace');
  expect(await ctl('hang-up')).toMatchObject({ code: 0 });
  await grace.callEnded('Ada Lovelace hung up.');
});

test('actions for somebody else’s notification, and for a call that has ended, change nothing', async ({
  launchApp,
}) => {
  const { ada, grace } = await adaInBackground(launchApp);
  ada.desktop.notifications.press('Mute');
  const { id } = await ongoingNotification(ada, ['Unmute', 'Hang up']);
  for (const key of ['unmute', 'hang-up', 'default', 'nonsense']) ada.desktop.notifications.sendAction(id + 500, key);
  ada.desktop.notifications.sendAction(id, 'nonsense');
  // What came before has been handled by the time that something else of the desktop's has been done.
  expect(await ada.runAgain(['ctl', 'status'])).toMatchObject({ stdout: expect.stringContaining('Muted') as unknown });
  expect(await ada.windowVisible()).toBe(false);
  await staysMutedWith(ada, grace);

  await ada.closeWindow();
  await ongoingNotification(ada, ['Unmute', 'Hang up']);
  ada.desktop.notifications.press('Hang up');
  await grace.callEnded();
  await showsNoCall(ada);
  await grace.call('Ada Lovelace');
  await expect.poll(() => callNotifications(ada).map(({ title }) => title)).toEqual(['Grace Hopper is calling']);
  ada.desktop.notifications.press('Accept');
  await grace.inCallWith('Ada Lovelace');
  // Muted until the other side can hear her.
  await expect.poll(() => trayMenu(ada)).toContain('Mute');
  await ada.desktop.tray.click('Mute');
  await expect.poll(() => trayMenu(ada)).toContain('Unmute');
  for (const key of ['unmute', 'hang-up']) ada.desktop.notifications.sendAction(id, key);
  await staysMutedWith(ada, grace);
});

/** Back in her window, which comes after all that was sent before, Ada is muted and in her call. */
async function staysMutedWith(ada: HoldfastApp, peer: HoldfastApp): Promise<void> {
  await ada.desktop.tray.click('Return to call');
  await expect.poll(() => ada.windowVisible()).toBe(true);
  await ada.inCallWith(peer.person.name);
  await expect(ada.button('Unmute')).toBeVisible();
  await peer.inCallWith(ada.person.name);
}

test('a notification daemon that restarts or answers slowly ends with one notification that is right, one that hangs delays nothing', async ({
  launchApp,
}) => {
  const { ada, grace } = await adaInBackground(launchApp);
  await ada.desktop.notifications.restart();
  await ongoingNotification(ada, ['Mute', 'Hang up']);

  ada.desktop.notifications.answerDelayMs = 700;
  for (const label of ['Mute', 'Unmute', 'Mute']) {
    await ada.desktop.tray.click(label);
    await expect.poll(() => trayMenu(ada)).not.toContain(label);
  }
  await ongoingNotification(ada, ['Unmute', 'Hang up']);

  ada.desktop.notifications.answerDelayMs = 60_000;
  await ada.desktop.tray.click('Unmute');
  await hears(grace, voices.ada);
  expect(await trayMenu(ada)).toContain('Mute');
  await ada.desktop.tray.click('Return to call');
  await expect(ada.button('Mute')).toBeVisible();
  await ada.button('Mute').click();
  await hearsNothing(grace);
  await ada.hangUp();
  await grace.callEnded('Ada Lovelace hung up.');
  await expect.poll(() => ada.desktop.inhibitors.held).toEqual([]);
});
