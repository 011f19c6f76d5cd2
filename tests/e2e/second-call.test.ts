import { voices } from '../sound/voice.ts';
import { adaAndGrace, connect } from './support/calls.ts';
import { callNotifications, showsNoCall, trayIcon, trayMenu } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

/** What is on the screen of somebody in a call: titles, each with its buttons. */
const shown = (app: HoldfastApp) =>
  callNotifications(app)
    .map(({ title, actions }) =>
      [title, ...actions.filter(({ key }) => key !== 'default').map(({ label }) => label)].join(', '),
    )
    .sort();

test('a second call is held for, swapped and ended from the desktop, with the window closed; one hears at a time', async ({
  launchApp,
}) => {
  const [[ada, grace], alan] = await Promise.all([adaAndGrace(launchApp), launchApp({ name: 'Alan Turing' })]);
  await ada.microphone.say(voices.ada);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  await ada.closeWindow();
  await expect.poll(() => shown(ada)).toEqual(['Grace Hopper, Mute, Hang up']);
  const inCall = await trayIcon(ada);

  await alan.call('Ada Lovelace');
  await expect
    .poll(() => shown(ada))
    .toEqual(['Alan Turing is calling, Hold and accept, End and accept, Decline', 'Grace Hopper, Mute, Hang up']);
  await expect.poll(() => trayMenu(ada)).toContain('(Alan Turing · Incoming call)');
  expect(await trayIcon(ada)).toBe(inCall);
  await hears(grace, voices.ada);

  ada.desktop.notifications.press('Hold and accept');
  await alan.inCallWith('Ada Lovelace');
  await hears(alan, voices.ada);
  await hearsNothing(grace);
  await expect.poll(() => shown(ada)).toEqual(['Alan Turing, Mute, Hang up']);
  await expect.poll(() => callNotifications(ada)[0]?.body).toContain('1 on hold');
  await expect.poll(() => trayMenu(ada)).toEqual(expect.arrayContaining(['(Grace Hopper · On hold)', 'Swap']));
  expect(await trayIcon(ada)).toBe(inCall);

  await ada.desktop.tray.click('Swap');
  await hears(grace, voices.ada);
  await hearsNothing(alan);
  await expect.poll(() => shown(ada)).toEqual(['Grace Hopper, Mute, Hang up']);

  const ctl = (...words: string[]) => ada.runAgain(['ctl', ...words]);
  const listed = await ctl('calls');
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+ \* Grace Hopper · Connected/mu) });
  const [, alansCall] = /^(\S+) {3}Alan Turing · On hold/mu.exec(listed.stdout) ?? [];
  expect(await ctl('hang-up', alansCall ?? '')).toMatchObject({ code: 0 });
  await alan.callEnded('Ada Lovelace hung up.');
  await hears(grace, voices.ada);
  await expect.poll(() => trayMenu(ada)).not.toContain('Swap');

  ada.desktop.notifications.press('Hang up');
  await grace.callEnded('Ada Lovelace hung up.');
  await showsNoCall(ada);
});
