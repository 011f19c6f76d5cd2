/** What the mini window makes of a group, and of calls beside the one that it shows. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from 'vitest';
import type { CallSnapshot } from '../../../src/shared/call.ts';
import { aCall, aGroup, callsOf } from '../support/call-snapshot.ts';
import { previewOfScreens } from './support/preview-page.ts';

const { newPage, show } = previewOfScreens();

/** As large as the window is, always. */
const viewport = { width: 320, height: 180 };
const ring = aCall({
  callId: 'ring',
  phase: 'ringing-in',
  startedAt: null,
  title: 'Alan',
  peer: { id: 'alan', name: 'Alan' },
});
const held = aCall({ callId: 'held', held: true });

async function mini(active: CallSnapshot, ...others: CallSnapshot[]): Promise<Page> {
  const page = await newPage({ viewport });
  await show(page, 'mini:in-call');
  await page.evaluate((calls) => window.mini.setState(calls), callsOf(active, ...others));
  await page.evaluate(() => window.settle());
  return page;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const commands = (page: Page) => page.evaluate(() => window.commands);

test('a group has its title, how many are in it and who speaks', async () => {
  const page = await mini(aGroup({ speaker: 'Grace', participants: 12 }));
  await page.getByRole('heading', { name: 'Standup' }).waitFor();
  await page.getByText('12 people', { exact: true }).waitFor();
  await page.getByText('Grace speaks', { exact: true }).waitFor();
});

test('the hand is raised and lowered, and stays in its place', async () => {
  const page = await mini(aGroup());
  const before = await button(page, 'Raise hand').boundingBox();
  await button(page, 'Raise hand').click();
  await page.evaluate((calls) => window.mini.setState(calls), callsOf(aGroup({ hand: true })));
  expect(await button(page, 'Lower hand').boundingBox()).toEqual(before);
  // The same control under another name: it need not settle.
  await button(page, 'Lower hand').click();
  expect(await commands(page)).toEqual(['raise-hand', 'lower-hand']);
});

test('between two people there is no hand to raise and nobody to be counted', async () => {
  const page = await mini(aCall());
  expect(await button(page, 'Raise hand').count()).toBe(0);
  expect(await page.getByText('people').count()).toBe(0);
});

test('the hand that appears when a third one comes answers no press that was meant for what was there', async () => {
  const page = await mini(aCall());
  await page.evaluate((calls) => window.mini.setState(calls), callsOf(aGroup()));
  await button(page, 'Raise hand').waitFor();
  expect(await button(page, 'Raise hand').getAttribute('aria-disabled')).toBe('true');
  await page.evaluate(() => window.settle());
  expect(await button(page, 'Raise hand').getAttribute('aria-disabled')).toBeNull();
});

test('calls that wait are counted, and one that rings in is named', async () => {
  const waiting = await mini(aGroup({ speaker: 'Grace' }), held);
  await waiting.getByText('Grace speaks · 1 on hold', { exact: true }).waitFor();
  const recorded = await mini(aCall({ recording: true, encrypted: true }));
  await recorded.getByText('Recording · Encrypted', { exact: true }).waitFor();
  const ringing = await mini(aCall(), ring, held);
  await ringing.getByText('Alan is calling · 1 on hold', { exact: true }).waitFor();
});

test('a group that rings says who invites', async () => {
  const page = await mini(aGroup({ phase: 'ringing-in', startedAt: null, peer: { id: 'grace', name: 'Grace' } }));
  await page.getByRole('heading', { name: 'Grace is calling' }).waitFor();
  await page.getByText('Standup', { exact: true }).waitFor();
  await page.getByText('Grace is calling', { exact: true }).waitFor();
});

const long = 'Wolfeschlegelsteinhausenbergerdorff von und zu der Langen Reihe der vielen Namen';
test.each<[string, CallSnapshot[]]>([
  ['a group', [aGroup({ speaker: long, participants: 100, title: long, microphone: 'unavailable' }), held]],
  ['a group in trouble', [aGroup({ phase: 'reconnecting', trouble: 'other', participants: 100, recording: true })]],
  ['a group on hold', [aGroup({ held: true, hand: true }), ring]],
  ['two that ring', [aGroup({ phase: 'ringing-in', startedAt: null, title: long }), ring]],
  ['a call with a ring beside it', [aCall(), ring]],
])('%s fits into the window, and is accessible in light and dark', async (_what, [active, ...others]) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await mini(active!, ...others);
    await page.emulateMedia({ colorScheme });
    expect(
      await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]),
    ).toEqual([320, 180]);
    for (const each of await page.getByRole('button').all()) {
      const { x, y, width, height } = (await each.boundingBox())!;
      expect(x + width).toBeLessThanOrEqual(320 - 8);
      expect(y + height).toBeLessThanOrEqual(180 - 8);
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
    const controls = (await page.getByRole('button').first().boundingBox())!;
    for (const line of await page.locator('h1, p').all()) {
      const { y, height } = (await line.boundingBox())!;
      expect(y + height).toBeLessThanOrEqual(controls.y);
    }
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
});
