import { voices } from '../sound/voice.ts';
import { isAlive } from '../support/processes.ts';
import { adaAndGrace, adaHeardByGrace, connect } from './support/calls.ts';
import { callNotifications, showsCallInBackground, showsNoCall, trayIcon, trayMenu } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears, hearsNothing } from './support/hearing.ts';
import { remoteIceUfrags, watchConnections } from './support/peer-statistics.ts';

test('a page that begins anew and a renderer that is killed come back into the call; one that is refused to go elsewhere never leaves it', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await ada.window.evaluate(() => window.location.assign('https://example.com/'));
  await expect.poll(() => ada.log()).toContain('Refused to navigate to https://example.com/');
  expect((await trayMenu(ada))[0]).toContain('Connected');
  // Not by the test runner, which would take the end of the refused navigation for that of this one.
  await ada.window.evaluate(() => Object.assign(globalThis, { before: true }));
  await ada.inMainWindow((window) => window?.webContents.reload());
  await expect.poll(() => ada.window.evaluate(() => 'before' in globalThis).catch(() => true)).toBe(false);
  await ada.inCallWith('Grace Hopper');
  await hears(grace, voices.ada);

  await ada.killRenderer();
  await ada.freshWindow();
  await hears(grace, voices.ada);
  await ada.inCallWith('Grace Hopper');
  await ada.hangUp();
  await grace.callEnded('Ada Lovelace hung up.');
  await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
});

test('a killed renderer comes back into both of two calls: the active one is heard, the held one is silent', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  const alan = await launchApp({ name: 'Alan Turing' });
  await ada.microphone.say(voices.ada);
  await connect(grace, ada);
  await hears(grace, voices.ada);
  await alan.call('Ada Lovelace');
  await ada.button('Hold and accept').click();
  await alan.inCallWith('Ada Lovelace');
  await hears(alan, voices.ada);
  await hearsNothing(grace);

  await ada.killRenderer();
  await ada.freshWindow();
  await ada.inCallWith('Alan Turing');
  await hears(alan, voices.ada);
  await hearsNothing(grace);
  await ada.button('Swap: Grace Hopper').click();
  await hears(grace, voices.ada);
  await hearsNothing(alan);

  await ada.hangUp();
  await grace.callEnded('Ada Lovelace hung up.');
  await ada.hangUp();
  await alan.callEnded('Ada Lovelace hung up.');
  await Promise.all([showsNoCall(ada), showsNoCall(grace), showsNoCall(alan)]);
});

test('a renderer killed while muted and hidden says Reconnecting, and comes back muted and hidden', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Grace Hopper');
  ada.desktop.notifications.press('Mute');
  await hearsNothing(grace);

  await ada.killRenderer();
  await expect
    .poll(() =>
      ada.desktop.notifications.events.some(
        (event) => event.type !== 'closed' && event.notification.body.startsWith('Reconnecting…'),
      ),
    )
    .toBe(true);
  await expect.poll(async () => (await trayMenu(ada))[0]).toMatch(/Connected · Muted/u);
  expect(await ada.windowVisible()).toBe(false);
  await hearsNothing(grace);
  await ada.desktop.tray.click('Unmute');
  await hears(grace, voices.ada);
  expect(ada.desktop.tray.registered).toBe(1);
});

test('three deaths within a minute end the call, and release everything', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await connect(ada, grace);
  for (let death = 1; death <= 3; death += 1) {
    await ada.killRenderer();
    await ada.freshWindow();
    if (death < 3) await ada.inCallWith('Grace Hopper');
  }
  await grace.callEnded();
  await showsNoCall(ada);
  await ada.signedIn();
});

test('a hang-up that a hung renderer ignores ends the call all the same', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await connect(ada, grace);
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Grace Hopper');
  await ada.hangRenderer();
  ada.desktop.notifications.press('Hang up');
  await grace.callEnded();
  await showsNoCall(ada);
});

test('a hung renderer is replaced, and the new one is back in the call', async ({ launchApp }) => {
  const [ada, grace] = await adaHeardByGrace(launchApp);
  await ada.hangRenderer();
  await expect.poll(async () => (await trayMenu(ada))[0], { timeout: 20_000 }).toContain('Reconnecting…');
  await ada.freshWindow();
  await ada.inCallWith('Grace Hopper');
  await hears(grace, voices.ada);
  await ada.hangUp();
  await grace.callEnded('Ada Lovelace hung up.');
});

test('a renderer that is killed while its phone rings goes on ringing, and the call can be accepted', async ({
  launchApp,
}) => {
  const [ada, grace] = await Promise.all([
    launchApp({ name: 'Ada Lovelace' }),
    launchApp({ name: 'Grace Hopper', args: ['--hidden'] }),
  ]);
  await ada.call('Grace Hopper');
  await expect.poll(() => callNotifications(grace).length).toBe(1);
  await grace.killRenderer();
  await grace.freshWindow();
  await expect.poll(() => trayMenu(grace)).toEqual(expect.arrayContaining(['Accept', 'Decline']));
  await grace.desktop.tray.click('Accept');
  await ada.inCallWith('Grace Hopper');
});

test('a server that dies and is started again takes no call with it', async ({ launchApp, server }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await grace.microphone.say(voices.grace);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Grace Hopper');
  await server.crashAndRestart();
  await expect.poll(async () => (await trayMenu(ada))[0], { timeout: 30_000 }).toContain('Connected');
  await hears(grace, voices.ada);
  await hears(ada, voices.grace);
  await ada.desktop.tray.click('Hang up');
  await grace.callEnded('Ada Lovelace hung up.');
  await Promise.all([showsNoCall(ada), showsNoCall(grace)]);
});

test('while nothing gets through, window, tray and notification say Reconnecting, and then the call is back', async ({
  launchApp,
  server,
}) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await grace.microphone.say(voices.grace);
  await connect(ada, grace);
  await hears(grace, voices.ada, { timeout: 40_000 });
  await ada.closeWindow();
  await showsCallInBackground(ada, 'Grace Hopper');
  const iconWhileConnected = await trayIcon(ada);

  server.freeze();
  await expect.poll(async () => (await trayMenu(ada))[0], { timeout: 15_000 }).toContain('Reconnecting…');
  expect(await trayIcon(ada)).not.toBe(iconWhileConnected);
  await expect.poll(() => callNotifications(ada)[0]?.body).toContain('Reconnecting…');
  await expect(grace.window.getByText('Reconnecting…', { exact: true })).toBeVisible();

  server.thaw();
  await expect.poll(async () => (await trayMenu(ada))[0], { timeout: 20_000 }).toContain('Connected');
  await hears(grace, voices.ada, { timeout: 40_000 });
  await grace.inCallWith('Ada Lovelace');
});

test.describe('killed main process', () => {
  test('leaves no process and nothing on the desktop; the next start returns to the call', async ({ launchApp }) => {
    const [ada, grace] = await adaAndGrace(launchApp);
    await ada.microphone.say(voices.ada);
    await connect(ada, grace);
    await hears(grace, voices.ada);
    await ada.closeWindow();
    await showsCallInBackground(ada, 'Grace Hopper');
    const processes = ada.killMain();
    await expect.poll(() => processes.filter(isAlive).map(({ command }) => command)).toEqual([]);
    await expect.poll(() => ada.desktop.inhibitors.held).toEqual([]);
    await expect.poll(() => ada.desktop.tray.items()).toEqual([]);

    const again = await launchApp({ name: 'Ada Lovelace', ...ada.machine });
    await again.inCallWith('Grace Hopper');
    await hears(grace, voices.ada);
    expect(callNotifications(again)).toEqual([]);
    await again.hangUp();
    await grace.callEnded('Ada Lovelace hung up.');
    await showsNoCall(again);
  });
});

test('a laptop that sleeps and wakes is in its call', async ({ launchApp }) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await watchConnections(ada);
  await ada.microphone.say(voices.ada);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  const before = await remoteIceUfrags(ada.window);
  ada.desktop.login.suspend();
  ada.desktop.login.resume();
  // Who has slept may be in another network: both directions look for a new path.
  await expect
    .poll(async () => (await remoteIceUfrags(ada.window)).filter((ufrag) => before.includes(ufrag)))
    .toEqual([]);
  expect(await remoteIceUfrags(ada.window)).toHaveLength(before.length);
  await ada.inCallWith('Grace Hopper');
  await hears(grace, voices.ada);
});

test('a microphone that is unplugged is replaced by the next one, and taken again when it is back', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  const headset = await ada.sound.addMicrophone('headset', 'Headset');
  await ada.microphone.say(voices.ada);
  await headset.say(voices.linus);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  await ada.microphone.unplug();
  await hears(grace, voices.linus);
  await expect(ada.button('Hang up')).toBeVisible();
  await ada.microphone.plug();
  await hears(grace, voices.ada);
});

test('without any microphone the call goes on listening only, says so, and takes the first that is plugged in', async ({
  launchApp,
}) => {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.unplug();
  await grace.microphone.say(voices.grace);
  await connect(ada, grace);
  await hears(ada, voices.grace);
  const problem = ada.window.getByText("No microphone was found. Others can't hear you.");
  await expect(problem).toBeVisible();
  await ada.microphone.plug();
  await ada.microphone.say(voices.ada);
  await grace.microphone.hush();
  await hears(grace, voices.ada);
  await expect(problem).toBeHidden();
});
