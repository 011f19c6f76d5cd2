import { AxeBuilder } from '@axe-core/playwright';
import type { Page, TestInfo } from '@playwright/test';
import { ring } from './support/calls.ts';
import { expect, test } from './support/fixtures.ts';

/** Takes a picture, and finds what people with assistive technology would stumble over. */
async function look(page: Page, name: string, testInfo: TestInfo): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const path = testInfo.outputPath(`${name}-${colorScheme}.png`);
    await page.screenshot({ path });
    await testInfo.attach(`${name}, ${colorScheme}`, { path });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    // All screens are looked at, whatever one of them lacks.
    expect.soft(found, `${name}, ${colorScheme}`).toEqual([]);
  }
}

test('signing in is accessible, light and dark', async ({ launchApp }, testInfo) => {
  const ada = await launchApp({ name: 'Ada Lovelace', signIn: false });
  await expect(ada.button('Sign in')).toBeVisible();
  await look(ada.window, 'sign-in', testInfo);
});

test('people, ringing, a call and its end are accessible, light and dark', async ({ launchApp }, testInfo) => {
  test.slow();
  const [ada, grace] = await Promise.all([launchApp({ name: 'Ada Lovelace' }), launchApp({ name: 'Grace Hopper' })]);
  await look(ada.window, 'people', testInfo);
  await ring(ada, grace);
  await look(ada.window, 'ringing-out', testInfo);
  await look(grace.window, 'ringing-in', testInfo);
  await grace.accept();
  await Promise.all([ada.inCallWith('Grace Hopper'), grace.inCallWith('Ada Lovelace')]);
  await look(ada.window, 'in-call', testInfo);
  await ada.button('Mute').click();
  await look(ada.window, 'muted', testInfo);
  await ada.button('Devices').click();
  await expect(ada.window.getByLabel('Microphone', { exact: true })).toBeVisible();
  await look(ada.window, 'devices', testInfo);
  await ada.window.keyboard.press('Escape');
  await ada.closeWindow();
  await look(await ada.miniWindow(), 'mini', testInfo);
  await ada.desktop.tray.click('Return to call');
  await ada.hangUp();
  await look(grace.window, 'ended', testInfo);
  await ada.window.getByRole('button', { name: 'Settings' }).click();
  await look(ada.window, 'settings', testInfo);
});

test('at 360 px everything is there and nothing scrolls sideways', async ({ launchApp }, testInfo) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.window.setViewportSize({ width: 360, height: 520 });
  const overflow = () =>
    ada.window.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await overflow()).toBe(0);
  await look(ada.window, 'narrow-people', testInfo);
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  for (const name of ['Mute', 'Hang up', 'Start video', 'Hold', 'Devices']) {
    await expect(ada.button(name)).toBeInViewport({ ratio: 1 });
  }
  expect(await overflow()).toBe(0);
  await look(ada.window, 'narrow-call', testInfo);
});

test('a call can be made, muted and ended with the keyboard alone', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  const focused = () =>
    ada.window.evaluate(
      () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
    );
  await expect(async () => {
    for (let steps = 0; steps < 30 && (await focused()) !== 'Call Echo'; steps += 1)
      await ada.window.keyboard.press('Tab');
    expect(await focused()).toBe('Call Echo');
  }).toPass({ timeout: 10_000 });
  await ada.window.keyboard.press('Enter');
  await ada.inCallWith('Echo');
  await ada.window.keyboard.press('m');
  await expect(ada.button('Unmute')).toBeVisible();
  await ada.window.keyboard.press('m');
  await expect(ada.button('Mute')).toBeVisible();
  await ada.window.keyboard.press('Control+Shift+H');
  await ada.callEnded();
});
