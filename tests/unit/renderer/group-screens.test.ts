/** The screen of a call of many. With `HOLDFAST_PICTURES=FOLDER` it leaves a picture of each size and look there. */
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { groups } from './support/groups.ts';
import { previewOfScreens } from './support/preview-page.ts';
import { scenes } from './support/scenes.ts';

const { newPage, show, open } = previewOfScreens();

const asked = (page: Page) => page.evaluate(() => window.phone.asked);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const callId = groups[2]!.call.snapshot.callId;

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
        const row = document.querySelector('[aria-label="Call controls"]')!.getBoundingClientRect();
        const spilled = tiles.filter(({ left, right, bottom }) => left < 0 || right > innerWidth || bottom > row.top);
        return { tiles: tiles.length, spilled: spilled.length };
      });
      expect(places.spilled, name).toBe(0);
      if (groups[name]!.call.participants.length > 1) expect(places.tiles, name).toBeGreaterThan(0);
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
        /held|second|two|new-session|add-people|transfer/.test(scene),
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

  test('who was rung is withdrawn or rung again from their tile', async () => {
    const page = await open('group:ringing');
    await tile(page, 'Barbara Liskov').getByText('Ringing…', { exact: true }).waitFor();
    await tile(page, 'Donald Knuth').getByText('Declined', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Withdraw: Barbara Liskov' }).click();
    await page.getByRole('button', { name: 'Ring again: Donald Knuth' }).click();
    expect(await asked(page)).toEqual([
      ['withdraw', callId, 'invitation-5'],
      ['invite', callId, ['person-6']],
    ]);
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

describe('the participants', () => {
  const row = (page: Page, name: string) =>
    page.getByRole('list', { name: 'Participants' }).getByRole('listitem', { name, exact: true });

  test('are a list: whoever waits to speak first, in their order, then oneself', async () => {
    const page = await open('group:panel');
    const names = await page
      .getByRole('list', { name: 'Participants' })
      .getByRole('listitem')
      .evaluateAll((rows) => rows.slice(0, 4).map((each) => each.getAttribute('aria-label')));
    expect(names).toEqual(['Donald Knuth', 'Katherine Johnson', 'Ada Lovelace', 'Grace Hopper']);
    await row(page, 'Alan Turing').getByText('Muted', { exact: true }).waitFor();
    await row(page, 'Grace Hopper').getByText('Speaking', { exact: true }).waitFor();
  });

  test('are searched by name', async () => {
    const page = await open('group:panel');
    await page.getByRole('textbox', { name: 'Search participants' }).fill('sparck');
    const found = page.getByRole('list', { name: 'Participants' }).getByRole('listitem');
    await expect.poll(() => found.count()).toBe(1);
    expect(await found.getAttribute('aria-label')).toBe('Karen Spärck Jones');
  });

  test('are muted, made hosts and have their hands lowered by a host', async () => {
    const page = await open('group:panel');
    await row(page, 'Katherine Johnson').hover();
    await button(page, 'Lower hand of Katherine Johnson').click();
    await button(page, 'Mute Katherine Johnson').click();
    await button(page, 'Make Katherine Johnson a host').click();
    expect(await asked(page)).toEqual([
      ['lowerHand', callId, 'participant-3'],
      ['muteParticipants', callId, ['participant-3']],
      ['setRole', callId, 'participant-3', 'host'],
    ]);
    // Nobody is unmuted by others.
    expect(await row(page, 'Alan Turing').getByRole('button', { name: /mute/i }).count()).toBe(0);
  });

  test.each([
    ['Remove Grace Hopper', 'Remove Grace Hopper', ['removeParticipant', callId, 'participant-1']],
    ['Mute everyone', 'Mute everyone', ['muteParticipants', callId, 'all']],
    ['End for all', 'End for all', ['endForAll', callId]],
  ])('%s asks first', async (name, confirm, action) => {
    const page = await open('group:panel');
    await button(page, name).click({ force: true });
    const dialog = page.getByRole('alertdialog');
    await page.evaluate(() => window.settle());
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await asked(page)).toEqual([]);
    await button(page, name).click({ force: true });
    await page.evaluate(() => window.settle());
    await dialog.getByRole('button', { name: confirm, exact: true }).click();
    expect(await asked(page)).toEqual([action]);
  });

  test('the session is locked and unlocked', async () => {
    const page = await open('group:panel');
    await button(page, 'Lock session').click();
    await page.evaluate(() => window.changeCall(() => ({ locked: true })));
    await page.getByText('Locked', { exact: true }).waitFor();
    await button(page, 'Unlock session').click();
    expect(await asked(page)).toEqual([
      ['lock', callId, true],
      ['lock', callId, false],
    ]);
  });

  test('whoever is no host can ask nothing of others', async () => {
    const page = await open('group:panel');
    await page.evaluate(() => window.changeCall(({ me }) => ({ me: { ...me, role: 'member' } })));
    await expect.poll(() => button(page, 'Mute everyone').count()).toBe(0);
    for (const name of [/^Mute .+/, /^Remove/, /a host$/, /^Lock/, 'End for all']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
    await button(page, 'Copy link').waitFor();
  });

  test('those who did not come are below, and rung again', async () => {
    const page = await open('group:panel');
    const missing = page.getByRole('list', { name: 'Not here' });
    await missing.getByRole('button', { name: /^Withdraw/ }).click();
    await missing.getByRole('button', { name: /^Ring again/ }).click();
    expect(await asked(page)).toEqual([
      ['withdraw', callId, 'invitation-26'],
      ['invite', callId, ['person-27']],
    ]);
  });
});

test('a hand is raised and lowered beside the row of controls, which stays where it was', async () => {
  const page = await open('in-call');
  const row = page.getByRole('group', { name: 'Call controls' });
  const before = await row.boundingBox();
  await show(page, 'group:9');
  expect(await row.boundingBox()).toEqual(before);
  await button(page, 'Raise hand').click();
  await page.evaluate(() => window.changeCall(({ me }) => ({ me: { ...me, hand: 1 } })));
  await button(page, 'Lower hand').click();
  expect(await asked(page)).toEqual([
    ['raiseHand', callId, true],
    ['raiseHand', callId, false],
  ]);
});

describe('a session', () => {
  test('is started with people, with a title, or with both, and with neither not at all', async () => {
    const page = await open('new-session');
    const dialog = page.getByRole('dialog', { name: 'New session' });
    const start = dialog.getByRole('button', { name: 'Start session' });
    expect(await start.isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Title' }).fill('  Standup ');
    await dialog.getByRole('textbox', { name: 'Search people' }).fill('turing');
    await dialog.getByRole('checkbox', { name: 'Alan Turing' }).check();
    await start.click();
    expect(await asked(page)).toEqual([['start', { people: ['alan'], title: 'Standup' }]]);
    await expect.poll(() => dialog.count()).toBe(0);
  });

  test('has a link that is copied at once, and made anew', async () => {
    const page = await open('group:link');
    const dialog = page.getByRole('dialog', { name: 'Link to Weekly planning' });
    const link = dialog.getByRole('textbox', { name: 'Link' });
    await expect.poll(() => link.inputValue()).toBe('https://calls.example.com/join/session#token');
    await dialog.getByText('Link copied').waitFor();
    await dialog.getByRole('button', { name: 'Make a new link' }).click();
    await dialog.getByText('The link of before does not work any more').waitFor();
    expect(await asked(page)).toEqual([
      ['link', callId, false],
      ['link', callId, true],
    ]);
  });

  test('alone, one is told what to do', async () => {
    const page = await open('group:1');
    await page.getByRole('heading', { name: 'You are the only one here' }).waitFor();
    await button(page, 'Add people').click();
    await page.getByRole('dialog', { name: 'Add people' }).waitFor();
  });
});

describe('a call of two', () => {
  const direct = 'call-1';

  test('gets more people', async () => {
    const page = await open('in-call-add-people');
    const dialog = page.getByRole('dialog', { name: 'Add people' });
    // Whoever is there is not offered, nor the voice that repeats.
    expect(await dialog.getByRole('checkbox').count()).toBe(2);
    await dialog.getByRole('checkbox', { name: 'Alan Turing' }).check();
    await dialog.getByRole('checkbox', { name: 'Katherine Johnson' }).check();
    await dialog.getByRole('button', { name: 'Ring 2 people' }).click();
    expect(await asked(page)).toEqual([['invite', direct, ['alan', 'katherine']]]);
  });

  test.each([
    ['Transfer now', ['transfer', direct, { personId: 'katherine' }]],
    ['Ask first', ['call', 'katherine']],
  ])('is handed on: %s', async (name, action) => {
    const page = await open('in-call-transfer');
    const dialog = page.getByRole('dialog', { name: 'Transfer Grace Hopper' });
    expect(await dialog.getByRole('button', { name }).isDisabled()).toBe(true);
    await dialog.getByRole('radio', { name: 'Katherine Johnson' }).check();
    await dialog.getByRole('button', { name }).click();
    expect(await asked(page)).toEqual([action]);
    await expect.poll(() => dialog.count()).toBe(0);
  });

  test('is handed on to a call that waits', async () => {
    const page = await open('in-call-transfer');
    await button(page, 'Transfer to Alan Turing').click();
    expect(await asked(page)).toEqual([['transfer', direct, { callId: 'held' }]]);
  });

  test('a dialog goes by Escape, which then leads nowhere else, and gives the focus back', async () => {
    const page = await open('in-call', { viewport: { width: 360, height: 640 } });
    await button(page, 'Add people').focus();
    await page.evaluate(() => window.settle());
    await page.keyboard.press('Enter');
    await page.evaluate(() => window.settle());
    await page.getByRole('dialog', { name: 'Add people' }).waitFor();
    // No key of the call.
    await page.keyboard.press('m');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await button(page, 'Add people').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await asked(page)).toEqual([]);
  });

  test('says what becomes of handing it on, until that was read', async () => {
    const page = await open('in-call-transferring');
    await page.getByText('Transferring the call to Alan Turing…').waitFor();
    await page.evaluate(() => {
      window.changeCall(({ transfer }) => ({ transfer: { ...transfer!, outcome: 'no-answer' } }));
    });
    await page.getByText('The call was not transferred to Alan Turing: no answer.').waitFor();
    await page.evaluate(() => window.settle());
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect.poll(() => page.getByText('not transferred').count()).toBe(0);
  });

  test('becomes one with a call on hold', async () => {
    const page = await open('two-calls');
    await button(page, 'Merge: Alan Turing').click();
    expect(await asked(page)).toEqual([['merge', 'held']]);
  });
});

test('a call that one is in on another device goes on here', async () => {
  const page = await open('call-elsewhere');
  await page.getByText('On another device you are in: Weekly planning').waitFor();
  await button(page, 'Continue here').click();
  expect(await asked(page)).toEqual([['continueHere', 'elsewhere-1']]);
});
