import { voices } from '../sound/voice.ts';
import { adaAndGrace } from './support/calls.ts';
import { callNotifications, showsNoCall, trayMenu } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';
import { hears } from './support/hearing.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

/** The app runs with its window out of sight, as after start at login. */
const hidden = ['--hidden'];

async function incomingNotification(app: HoldfastApp, from: string): Promise<void> {
  await expect
    .poll(() =>
      callNotifications(app).map(({ title, hints, actions }) => [
        title,
        hints.category,
        actions.map((each) => each.label),
      ]),
    )
    .toEqual([[`${from} is calling`, 'call.incoming', expect.arrayContaining(['Accept', 'Decline'])]]);
}

test('a call is accepted from the notification while the window is hidden, and both hear each other', async ({
  launchApp,
}) => {
  const [ada, grace] = await Promise.all([
    launchApp({ name: 'Ada Lovelace' }),
    launchApp({ name: 'Grace Hopper', args: hidden }),
  ]);
  await ada.microphone.say(voices.ada);
  await ada.call('Grace Hopper');
  await incomingNotification(grace, 'Ada Lovelace');
  await expect.poll(() => trayMenu(grace)).toEqual(expect.arrayContaining(['Accept', 'Decline']));
  grace.desktop.notifications.press('Accept');
  await ada.inCallWith('Grace Hopper');
  await hears(grace, voices.ada);
});

for (const where of ['the window', 'the mini window']) {
  test(`a double click on Accept in ${where} accepts, and does not hang up`, async ({ launchApp }) => {
    const [ada, grace] = await Promise.all([
      launchApp({ name: 'Ada Lovelace' }),
      launchApp({ name: 'Grace Hopper', args: where === 'the window' ? [] : hidden }),
    ]);
    await ada.call('Grace Hopper');
    const page = where === 'the window' ? grace.window : await grace.miniWindow();
    const accept = page.getByRole('button', { name: 'Accept' });
    await expect(accept).toBeEnabled();
    const { x, y, width, height } = (await accept.boundingBox())!;
    const said = await page.evaluateHandle(() => {
      const texts: string[] = [];
      const look = () => texts.push(document.body.textContent);
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      return texts;
    });
    await page.mouse.move(x + width - 4, y + height / 2);
    await page.mouse.down({ clickCount: 1 });
    await page.mouse.up({ clickCount: 1 });
    await expect(page.getByRole('button', { name: 'Hang up' })).toBeVisible();
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await ada.inCallWith('Grace Hopper');
    await expect(page.getByText('Connected')).toBeVisible();
    // Neither held, nor muted at any moment, nor another window in front.
    await expect(page.getByRole('button', { name: 'Mute', exact: true })).toBeEnabled();
    const texts = await said.jsonValue();
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => /Muted|Unmute/.test(text))).toEqual([]);
    expect(await grace.miniWindowVisible()).toBe(where === 'the mini window');
  });
}

test('two devices of one person both ring; the first to accept gets the call, the other stops', async ({
  launchApp,
}) => {
  test.slow();
  const [ada, grace] = await adaAndGrace(launchApp);
  const laptop = await launchApp({ name: 'Grace Hopper' });
  await ada.call('Grace Hopper');
  await expect(grace.button('Accept')).toBeVisible();
  await expect(laptop.button('Accept')).toBeVisible();
  await laptop.accept();
  await ada.inCallWith('Grace Hopper');
  await expect(grace.button('Accept')).toBeHidden();
  await showsNoCall(grace);
});

test('declining from the tray while the window is hidden ends the call and not the app; a call that is missed then is on tray and launcher until the window is seen', async ({
  launchApp,
}) => {
  const [ada, grace] = await Promise.all([
    launchApp({ name: 'Ada Lovelace' }),
    launchApp({ name: 'Grace Hopper', args: hidden }),
  ]);
  const toolTip = () => grace.desktop.tray.item().then((item) => item.toolTip, String);
  const idle = (await grace.desktop.tray.item()).icon;
  await ada.call('Grace Hopper');
  await incomingNotification(grace, 'Ada Lovelace');
  await grace.desktop.tray.click('Decline');
  await ada.callEnded('Grace Hopper declined.');
  await showsNoCall(grace);
  expect((await grace.desktop.tray.item()).icon).toBe(idle);

  await ada.button('Call again').click();
  await incomingNotification(grace, 'Ada Lovelace');
  await ada.button('Cancel').click();
  await expect.poll(toolTip).toContain('1 missed call');
  expect((await grace.desktop.tray.item()).icon).not.toBe(idle);
  await expect.poll(() => grace.desktop.launcher.badges.map(({ count }) => count)).toEqual([1]);
  await grace.desktop.tray.click('Open Holdfast');
  await expect.poll(toolTip).not.toContain('missed');
  await expect.poll(() => grace.desktop.launcher.badges).toEqual([]);
});

test('a hostile name is plain text in window, tray and notification', async ({ launchApp }) => {
  const name = `<b>Eve</b> & "co" \u202Eevil\u0007 😀 ${'x'.repeat(10_000)}`;
  const [eve, grace] = await Promise.all([
    launchApp({ name: 'Eve', id: 'eve' }),
    launchApp({ name: 'Grace Hopper', args: hidden }),
  ]);
  await eve.end();
  const hostile = await launchApp({ name, id: 'eve' });
  await hostile.call('Grace Hopper');
  await expect.poll(() => callNotifications(grace).length).toBe(1);
  const { title } = callNotifications(grace)[0]!;
  expect(title).toMatch(/^<b>Eve<\/b> & "co" evil 😀 x+… is calling$/u);
  expect(Array.from(title).length).toBeLessThanOrEqual(80 + ' is calling'.length);
  grace.desktop.notifications.press('Accept');
  await expect.poll(() => trayMenu(grace)).toContain('Return to call');
  await grace.desktop.tray.click('Return to call');
  await expect(grace.window.getByRole('heading', { name: '<b>Eve</b> & "co" evil' })).toBeVisible();
  await expect(grace.window.locator('b')).toHaveCount(0);
  const inTray = (await trayMenu(grace))[0] ?? '';
  expect(inTray).toContain('<b>Eve</b> & "co" evil');
  await grace.closeWindow();
  await expect.poll(() => callNotifications(grace).length).toBe(1);
  // Bodies are markup for this daemon.
  expect(callNotifications(grace)[0]!.body).not.toMatch(/<(?!\/?$)/u);
});

test('what was answered on another device is not missed on the hidden one', async ({ launchApp }) => {
  const [ada, phone, laptop] = await Promise.all([
    launchApp({ name: 'Ada Lovelace' }),
    launchApp({ name: 'Grace Hopper', args: hidden }),
    launchApp({ name: 'Grace Hopper' }),
  ]);
  await ada.call('Grace Hopper');
  await incomingNotification(phone, 'Ada Lovelace');
  await laptop.accept();
  await ada.inCallWith('Grace Hopper');
  await showsNoCall(phone);
  expect((await phone.desktop.tray.item()).toolTip).toBe('Holdfast');
  expect(phone.desktop.launcher.badges).toEqual([]);
  expect(phone.desktop.notifications.open).toEqual([]);
});
