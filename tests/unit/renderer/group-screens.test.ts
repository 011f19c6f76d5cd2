/** The screen of a call of many. With `HOLDFAST_PICTURES=FOLDER` it leaves a picture of each size and look there. */
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { groups } from './support/groups.ts';
import { previewOfScreens } from './support/preview-page.ts';
import { scenes } from './support/scenes.ts';

const { newPage, show } = previewOfScreens();

const viewports = [
  { width: 360, height: 640 },
  { width: 900, height: 640 },
  { width: 1_440, height: 900 },
];
const names = Object.keys(groups);
const folder = process.env.HOLDFAST_PICTURES;

async function picture(page: Page, name: string): Promise<void> {
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe.each(['light', 'dark'] as const)('every group in %s', (colorScheme) => {
  test.each(viewports)('keeps to its window of %o', { timeout: 120_000 }, async (viewport) => {
    const page = await newPage({ colorScheme, viewport });
    for (const name of names) {
      await show(page, `group:${name}`);
      await picture(page, `${name}-${viewport.width}-${colorScheme}`);
      const places = await page.evaluate(() => {
        const tiles = [...document.querySelectorAll('[data-tile]')].map((tile) => tile.getBoundingClientRect());
        const row = document.querySelector('[role=group]')!.getBoundingClientRect();
        const spilled = tiles.filter(({ left, right, bottom }) => left < 0 || right > innerWidth || bottom > row.top);
        return { tiles: tiles.length, spilled: spilled.length };
      });
      expect(places.spilled, name).toBe(0);
      expect(places.tiles, name).toBeGreaterThan(0);
    }
  });

  test('is accessible', { timeout: 120_000 }, async () => {
    const page = await newPage({ colorScheme });
    const found: string[] = [];
    for (const name of names) {
      await show(page, `group:${name}`);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      for (const { id, nodes } of violations) found.push(`${name}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }
    expect(found).toEqual([]);
  });
});

describe('of a hundred people whose levels change', () => {
  /** What React writes to the page, counted where its own tools would listen. */
  const countCommits = (page: Page) =>
    page.addInitScript(() => {
      window.commits = 0;
      Object.assign(window, {
        __REACT_DEVTOOLS_GLOBAL_HOOK__: {
          supportsFiber: true,
          inject: () => 1,
          checkDCE() {},
          onCommitFiberUnmount() {},
          onCommitFiberRoot() {
            window.commits += 1;
          },
        },
      });
    });

  test('React draws nothing, and each tile is told its own', async () => {
    const page = await newPage();
    await countCommits(page);
    await show(page, 'group:100');
    const before = await page.evaluate(() => window.commits);
    expect(before).toBeGreaterThan(0);
    await page.evaluate(() => {
      for (let time = 0; time < 30; time += 1) {
        window.changeCall(({ participants }) => ({
          participants: participants.map((each, n) => ({ ...each, level: ((n + time) % 10) / 10 })),
        }));
      }
    });
    expect(await page.evaluate(() => window.commits)).toBe(before);
    const levels = await page
      .getByRole('list', { name: 'People in the call' })
      .getByRole('listitem')
      .evaluateAll((tiles) =>
        tiles.map((tile) => tile.querySelector<HTMLElement>('[style*="--level"]')?.style.getPropertyValue('--level')),
      );
    expect(levels.length).toBeGreaterThan(8);
    expect(levels).toEqual(levels.map((_, n) => (((n + 29) % 10) / 10).toFixed(2)));
  });

  test('one who begins to speak changes no tile but their own', async () => {
    const page = await newPage();
    await show(page, 'group:100');
    const changed = await page.evaluate(async () => {
      const tiles = [...document.querySelectorAll('[data-tile]')];
      const records: MutationRecord[] = [];
      const observer = new MutationObserver((found) => records.push(...found));
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      window.changeCall(({ participants }) => ({
        participants: participants.map((each, n) => ({ ...each, speaking: n === 5, level: n === 5 ? 0.7 : 0 })),
      }));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      records.push(...observer.takeRecords());
      return [...new Set(records.map(({ target }) => tiles.findIndex((tile) => tile.contains(target))))].sort();
    });
    // Whoever spoke before, and whoever does now.
    expect(changed).toEqual([1, 5]);
  });
});

test.skipIf(folder === undefined)('pictures of several calls', { timeout: 120_000 }, async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of viewports) {
      const page = await newPage({ colorScheme, viewport });
      for (const name of Object.keys(scenes).filter((scene) =>
        /call.*(held|second|two)|^two|^call-|dialog|panel/.test(scene),
      )) {
        await show(page, name);
        await picture(page, `${name}-${viewport.width}-${colorScheme}`);
      }
    }
  }
});

describe('somebody in a group', () => {
  const tile = (page: Page, name: string) =>
    page.getByRole('list', { name: 'People in the call' }).getByRole('listitem').filter({ hasText: name });

  test('is muted, speaks, waits to speak, is lost or on hold by a word, not by a colour alone', async () => {
    const page = await newPage();
    await show(page, 'group:9');
    expect(await tile(page, 'You').textContent()).not.toContain('Muted');
    await tile(page, 'Grace Hopper').getByText('Speaking', { exact: true }).waitFor({ state: 'attached' });
    await tile(page, 'Alan Turing').getByText('Muted', { exact: true }).waitFor({ state: 'attached' });
    await tile(page, 'Katherine Johnson').getByText('Hand raised, number 2 in line').waitFor({ state: 'attached' });
    await tile(page, 'Donald Knuth').getByText('Hand raised, next to speak').waitFor({ state: 'attached' });
    await tile(page, 'Edsger Dijkstra').getByText('Reconnecting…', { exact: true }).waitFor();
    await tile(page, 'Margaret Hamilton').getByText('On hold', { exact: true }).waitFor();
  });

  test('who was rung is shown with what became of it', async () => {
    const page = await newPage();
    await show(page, 'group:ringing');
    await tile(page, 'Barbara Liskov').getByText('Ringing…', { exact: true }).waitFor();
    await tile(page, 'Donald Knuth').getByText('Declined', { exact: true }).waitFor();
  });

  test('beyond what fits is on the next page', async () => {
    const page = await newPage();
    await show(page, 'group:25');
    const names = () => page.getByRole('list', { name: 'People in the call' }).getByRole('listitem').count();
    expect(await names()).toBe(16);
    expect(await page.getByRole('button', { name: 'Previous page' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('2 of 2', { exact: true }).waitFor();
    expect(await names()).toBe(9);
    await page.getByRole('button', { name: 'Previous page' }).click();
    expect(await names()).toBe(16);
  });

  test('who comes is read out', async () => {
    const page = await newPage();
    await show(page, 'group:3');
    await page.evaluate(() => {
      const one = window.phone.state.getState().calls[0]!.participants[1]!;
      const who = { ...one, participantId: 'new', person: { id: 'new', name: 'Annie Easley' } };
      window.changeCall(({ participants }) => ({ participants: [...participants, who] }));
    });
    await page.locator('[aria-live=polite]').getByText('Annie Easley joined.').waitFor({ state: 'attached' });
  });
});
