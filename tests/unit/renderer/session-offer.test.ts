import { expect, test } from 'vitest';
import { previewOfScreens } from './support/preview-page.ts';
import { link } from './support/scenes.ts';

const { newPage, open } = previewOfScreens();

const asked = (page: Awaited<ReturnType<typeof newPage>>) =>
  page.evaluate(() => (window as unknown as { phone: { asked: unknown[] } }).phone.asked);

test('a link to a session is joined by its button, and says what others will hear', async () => {
  const page = await open('people-link');
  const notice = page.getByRole('note', { name: '' }).filter({ hasText: 'Join the call at calls.example.com?' });
  await notice.getByText('Your microphone will be muted.').waitFor();
  await notice.getByRole('button', { name: 'Join' }).click();
  expect(await asked(page)).toEqual([['join', link, link.settings]]);
  await notice.waitFor({ state: 'detached' });
});

test.each([
  ['people-link-elsewhere', 'That link is for calls.example.com.'],
  ['sign-in-link', 'Sign in to calls.example.com first.'],
])('one that cannot be joined by now says why: %s', async (scene, text) => {
  const page = await open(scene);
  await page.getByText(text).waitFor();
  expect(await page.getByRole('button', { name: 'Join' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByText(text).waitFor({ state: 'detached' });
  expect(await asked(page)).toEqual([]);
});
