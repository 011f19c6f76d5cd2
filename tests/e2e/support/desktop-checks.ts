import { expect } from '@playwright/test';
import type { Inhibitor } from '../../desktop/inhibitors.ts';
import type { ShownNotification } from '../../desktop/notification-daemon.ts';
import type { HoldfastApp } from './holdfast-app.ts';

/** Labels of the tray menu, disabled ones in parentheses; what went wrong when there is no menu. */
export const trayMenu = ({ desktop }: Pick<HoldfastApp, 'desktop'>): Promise<string[]> =>
  desktop.tray.menu().catch((error: unknown) => [String(error)]);

/** The tray's picture, `null` when there is no tray item. */
export const trayIcon = ({ desktop }: HoldfastApp): Promise<string | null> =>
  desktop.tray.item().then(
    ({ icon }) => icon,
    () => null,
  );

/** Notifications of the call that are on the screen. */
export const callNotifications = ({ desktop }: Pick<HoldfastApp, 'desktop'>): ShownNotification[] =>
  desktop.notifications.open.filter(({ hints }) => String(hints.category).startsWith('call.'));

/** What the app holds through Electron, which always gives this reason. Chromium may hold more of its own while it plays. */
export const ownInhibitors = ({ desktop }: Pick<HoldfastApp, 'desktop'>): Inhibitor[] =>
  desktop.inhibitors.held.filter(({ reason }) => reason === 'Electron');

/** The one notification of the ongoing call, once it offers these actions. */
export async function ongoingNotification(app: HoldfastApp, actions: string[]): Promise<ShownNotification> {
  await expect
    .poll(() => callNotifications(app).map(labels), { message: 'the ongoing notification' })
    .toEqual([actions]);
  return callNotifications(app)[0]!;
}

/** What its buttons say; the click on the notification itself is no button. */
const labels = ({ actions }: ShownNotification) =>
  actions.filter(({ key }) => key !== 'default').map(({ label }) => label);

/** The desktop of a person in a call whose window is out of sight. */
export async function showsCallInBackground(app: HoldfastApp, peerName: string): Promise<ShownNotification> {
  await ongoingNotification(app, ['Mute', 'Hang up']);
  // Mute is offered while the microphone is still on its way, too. At the first close the body goes on with a word about that.
  await expect
    .poll(() => callNotifications(app).map(({ title, body }) => `${title}: ${body}`), { message: 'what it says' })
    .toEqual([expect.stringMatching(new RegExp(`^${peerName}: In a call since \\d\\d:\\d\\d(\n|$)`, 'u'))]);
  await expect.poll(() => trayMenu(app)).toEqual(expect.arrayContaining(['Return to call', 'Mute', 'Hang up']));
  await expect
    .poll(async () => (await trayMenu(app))[0], { message: 'the heading of the tray menu' })
    .toMatch(new RegExp(`^\\(${peerName} · Connected`, 'u'));
  await expect.poll(() => ownInhibitors(app).length, { message: 'sleep is held back' }).toBe(1);
  expect(app.desktop.inhibitors.keepsAwake).toBe(true);
  return callNotifications(app)[0]!;
}

/** Nothing of a call is left on the desktop: no notification, an idle tray, no inhibitor. */
export async function showsNoCall(app: HoldfastApp): Promise<void> {
  await expect
    .poll(() => callNotifications(app).map(({ title }) => title), { message: 'call notifications' })
    .toEqual([]);
  await expect.poll(() => app.desktop.inhibitors.held, { message: 'inhibitors' }).toEqual([]);
  await expect.poll(() => trayMenu(app), { message: 'tray menu' }).toEqual(['Open Holdfast', 'Quit']);
  await expect.poll(() => app.miniWindowVisible(), { message: 'mini window' }).toBe(false);
}
