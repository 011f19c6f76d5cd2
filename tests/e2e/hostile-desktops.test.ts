import { voices } from '../sound/voice.ts';
import { connect } from './support/calls.ts';
import { callNotifications, trayMenu } from './support/desktop-checks.ts';
import { chooseElectron } from './support/electron.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

/**
 * What can be the matter, by the names that the stand-in for Electron has for it (tests/electron-stand-in/src/hostile.ts).
 * The keyring is locked in a test of its own.
 */
const hostilities = [
  'late-events',
  'no-ready-to-show',
  'notifications-fail',
  'no-shortcuts',
  'no-tray',
  'portal-shortcuts',
  'lost-events',
  'wayland',
];
const all = [...hostilities, 'keyring-locked'];

/** One call is enough for what is the matter with both sides of it. */
const machines: [ada: string[], grace: string[]][] = [
  ...Array.from({ length: hostilities.length / 2 }, (_, pair): [string[], string[]] => [
    [hostilities[pair * 2]!],
    [hostilities[pair * 2 + 1]!],
  ]),
  [all, all],
];

test.skip(() => chooseElectron().kind !== 'stand-in', 'Only the stand-in can be made hostile.');

/** Something outside the window that shows the call and controls it. */
type Surface = {
  isThere: () => Promise<boolean>;
  mute: () => Promise<unknown>;
  unmute: () => Promise<unknown>;
  bringBack: () => Promise<unknown>;
  hangUp: () => Promise<unknown>;
};

/** What is left to a person on such a machine, in the order in which it is used. */
function surfacesLeft(app: HoldfastApp, hostile: readonly string[]): Surface[] {
  const { tray, notifications } = app.desktop;
  const isMuted = () => expect.poll(() => trayMenu(app)).toContain('Unmute');
  const press = (label: string) => async () => {
    await expect.poll(() => labels(app)).toContain(label);
    notifications.press(label);
  };
  const inMini = (label: string) => async () =>
    (await app.miniWindow()).getByRole('button', { name: label, exact: true }).click();
  const ctl = (verb: string) => async () => expect((await app.runAgain(['ctl', verb])).code).toBe(0);
  const menu: Surface = {
    isThere: async () => (await trayMenu(app)).includes('Hang up'),
    mute: () => tray.click('Mute'),
    unmute: async () => {
      await isMuted();
      await tray.click('Unmute');
    },
    bringBack: () => tray.click('Return to call'),
    hangUp: () => tray.click('Hang up'),
  };
  const notification: Surface = {
    isThere: async () => labels(app).includes('Hang up'),
    mute: press('Mute'),
    unmute: press('Unmute'),
    bringBack: async () => notifications.click(callNotifications(app)[0]!.id),
    hangUp: press('Hang up'),
  };
  const mini: Surface = {
    isThere: () => app.miniWindowVisible(),
    mute: inMini('Mute'),
    unmute: inMini('Unmute'),
    bringBack: inMini('Return to call'),
    hangUp: inMini('Hang up'),
  };
  const terminal: Surface = {
    isThere: () => Promise.resolve(true),
    mute: ctl('mute'),
    unmute: ctl('unmute'),
    bringBack: ctl('show'),
    hangUp: ctl('hang-up'),
  };
  return [
    ...(hostile.includes('no-tray') ? [] : [menu]),
    ...(hostile.includes('notifications-fail') ? [] : [notification]),
    mini,
    terminal,
  ];
}

const labels = (app: HoldfastApp) => callNotifications(app).flatMap(({ actions }) => actions.map(({ label }) => label));

/** A person leaves the window, is muted, heard again and back by what is left; yields what is left. */
async function leavesAndComesBack(
  app: HoldfastApp,
  hostile: readonly string[],
  other: HoldfastApp,
): Promise<Surface[]> {
  const surfaces = surfacesLeft(app, hostile);
  const [first, second = first, third = first] = surfaces as [Surface, ...Surface[]];
  await app.closeWindow();
  await expect.poll(() => app.windowVisible(), { message: 'the window is out of sight' }).toBe(false);
  for (const surface of surfaces) await expect.poll(() => surface.isThere()).toBe(true);
  if (hostile.includes('no-tray')) expect(await app.desktop.tray.items()).toEqual([]);
  await first.mute();
  await hearsNothing(other);
  await second.unmute();
  await third.bringBack();
  await expect.poll(() => app.windowVisible(), { message: 'the window is back' }).toBe(true);
  await expect(app.button('Mute')).toBeVisible();
  return surfaces;
}

for (const [ofAda, ofGrace] of machines) {
  const name = ofAda === all ? 'all at once' : `${ofAda.join()} against ${ofGrace.join()}`;
  test(`a call is left, muted, come back to and hung up whatever the desktop does: ${name}`, async ({ launchApp }) => {
    const on = (hostile: string[]) => ({ HOLDFAST_STAND_IN: hostile.join(',') });
    const [ada, grace] = await Promise.all([
      launchApp({ name: 'Ada Lovelace', env: on(ofAda) }),
      launchApp({ name: 'Grace Hopper', env: on(ofGrace) }),
    ]);
    await ada.microphone.say(voices.ada);
    await grace.microphone.hush();
    await connect(ada, grace);
    await hears(grace, voices.ada);
    await leavesAndComesBack(ada, ofAda, grace);
    await hears(grace, voices.ada);
    await ada.microphone.hush();
    await grace.microphone.say(voices.grace);
    await hears(ada, voices.grace);
    const left = await leavesAndComesBack(grace, ofGrace, ada);
    await hears(ada, voices.grace);
    await grace.closeWindow();
    await left.at(-2)!.hangUp();
    await ada.callEnded('Grace Hopper hung up.');
  });
}

test('an account in a keyring that is locked at the start signs in once it is unlocked', async ({
  launchApp,
  server,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace', signIn: false });
  await ada.window.getByLabel('Server').fill(server.url);
  await ada.window.getByLabel('Your name').fill('Ada Lovelace');
  await ada.window.getByLabel('Access token').fill(await server.token('ada', 'Ada Lovelace'));
  await ada.button('Sign in').click();
  await ada.signedIn();
  await ada.quit();
  const env = { HOLDFAST_STAND_IN: 'keyring-locked' };
  const again = await launchApp({ name: 'Ada Lovelace', signIn: false, ...ada.machine, env });
  await again.signedIn();
  expect(await again.log()).not.toContain('could not be opened');
});
