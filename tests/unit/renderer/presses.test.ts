/** No press lands on a control that it was not meant for: in the real layout, by pointer, keys and assistive technology. */
import type { BrowserContextOptions, Locator, Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import type { CallPhase, CallSnapshot } from '../../../src/shared/call.ts';
import { narrow, previewOfScreens } from './support/preview-page.ts';

const preview = previewOfScreens();

/** A scene in which nothing is new, and what becomes new stays so until `settle`. */
async function open(scene: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await preview.open(scene, options);
  await page.evaluate(() => {
    window.held = true;
  });
  return page;
}

type Spot = { x: number; y: number };

async function middleOf(control: Locator): Promise<Spot> {
  const { x, y, width, height } = (await control.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}

/** One click of the mouse, the `n`th of a row of quick ones. Unlike a `Locator`'s, it does not wait for what is there. */
async function click(page: Page, { x, y }: Spot, n = 1): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down({ clickCount: n });
  await page.mouse.up({ clickCount: n });
}

const asked = (page: Page) => page.evaluate(() => window.phone.asked);
const commands = (page: Page) => page.evaluate(() => window.commands);
const settle = (page: Page) => page.evaluate(() => window.settle());
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The call goes over to another phase, as main or the phone says. */
async function turn(page: Page, change: Partial<CallSnapshot>): Promise<void> {
  await page.evaluate((to) => {
    if (location.hash.startsWith('#mini:')) {
      window.mini.setState(({ calls: [call] }) => ({ calls: [{ ...call!, ...to }] }));
      return;
    }
    const call = window.phone.state.getState().calls[0]!;
    window.phone.show({ ...call, snapshot: { ...call.snapshot, ...to } });
  }, change);
}

const answered = { phase: 'connecting', startedAt: 1_700_000_000_000 } as const;

describe.each([
  ['the main window', 'incoming', asked, ['accept']],
  ['the main window, narrow', 'incoming', asked, ['accept']],
  ['the mini window', 'mini:incoming', commands, 'accept'],
] as const)('in %s', (where, scene, heard, accepted) => {
  const options = where.includes('narrow') ? { viewport: narrow } : {};

  test('the second click of a double click on Accept does nothing, however slow it is', async () => {
    const page = await open(scene, options);
    const accept = await middleOf(button(page, 'Accept'));
    await click(page, accept, 1);
    await turn(page, answered);
    await button(page, 'Hang up').waitFor();
    await click(page, accept, 2);
    await settle(page);
    await click(page, accept, 3);
    expect(await heard(page)).toEqual([accepted]);
  });

  test('no part of Accept is where Hang up will be, and Accept is on the left', async () => {
    const page = await open(scene, options);
    const accept = (await button(page, 'Accept').boundingBox())!;
    const decline = (await button(page, 'Decline').boundingBox())!;
    expect(accept.x + accept.width).toBeLessThanOrEqual(decline.x);
    await turn(page, answered);
    const hangUp = (await button(page, 'Hang up').boundingBox())!;
    expect(accept.x + accept.width).toBeLessThanOrEqual(hangUp.x);
  });

  test('a press right after controls have changed does nothing, one a moment later does', async () => {
    const page = await open(scene, options);
    await turn(page, answered);
    const hangUp = await middleOf(button(page, 'Hang up'));
    await click(page, hangUp);
    await button(page, 'Hang up').focus();
    await button(page, 'Hang up').evaluate((control: HTMLElement) => control.click());
    expect(await heard(page)).toEqual([]);
    await settle(page);
    await click(page, hangUp);
    expect(await heard(page)).toHaveLength(1);
  });

  test('a press that began on one control does not end on another', async () => {
    const page = await open(scene, options);
    const decline = await middleOf(button(page, 'Decline'));
    await page.mouse.move(decline.x, decline.y);
    await page.mouse.down();
    await turn(page, answered);
    await button(page, 'Hang up').waitFor();
    await settle(page);
    await page.mouse.up();
    expect(await heard(page)).toEqual([]);
  });

  test('assistive technology that presses twice presses once', async () => {
    const page = await open(scene, options);
    const accept = await button(page, 'Accept').elementHandle();
    await accept!.evaluate((control: HTMLElement) => control.click());
    await turn(page, answered);
    await button(page, 'Hang up').waitFor();
    await accept!.evaluate((control: HTMLElement) => control.click());
    for (const control of await page.getByRole('button').elementHandles()) {
      await control.evaluate((element: HTMLElement) => element.click());
    }
    expect(await heard(page)).toEqual([accepted]);
  });

  test.each(['Enter', ' '])('%s pressed twice on Accept accepts and no more', async (key) => {
    const page = await open(scene, options);
    await button(page, 'Accept').focus();
    await settle(page);
    await page.keyboard.press(key);
    await turn(page, answered);
    await button(page, 'Hang up').waitFor();
    await page.keyboard.press(key);
    expect(await heard(page)).toEqual([accepted]);
  });
});

test('Mute pressed twice quickly mutes and unmutes', async () => {
  for (const scene of ['in-call', 'mini:in-call']) {
    const page = await open(scene);
    const mute = await middleOf(button(page, 'Mute'));
    await click(page, mute, 1);
    await turn(page, { microphone: 'muted' });
    await button(page, 'Unmute').waitFor();
    await click(page, mute, 2);
    const heard = scene === 'in-call' ? await asked(page) : await commands(page);
    expect(heard).toEqual(
      scene === 'in-call'
        ? [
            ['setMuted', true],
            ['setMuted', false],
          ]
        : ['mute', 'unmute'],
    );
  }
});

test('a key that is held on Accept does not press what comes after it', async () => {
  const page = await open('mini:incoming');
  await button(page, 'Accept').focus();
  await settle(page);
  await page.keyboard.down('Enter');
  await turn(page, answered);
  await button(page, 'Mute').focus();
  await settle(page);
  await page.keyboard.down('Enter');
  await page.keyboard.up('Enter');
  expect(await commands(page)).toEqual(['accept']);
});

test('a key pressed right after the page has moved the focus presses nothing', async () => {
  const page = await open('in-call');
  for (const key of ['Enter', ' ']) {
    // As a screen does that follows what the user has pressed.
    await button(page, 'Hang up').focus();
    await page.keyboard.press(key);
    expect(await asked(page)).toEqual([]);
    await button(page, 'Mute').focus();
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await asked(page)).toEqual([['setCamera', true]]);
});

test('a second click does not return to the call where the pressed button has gone', async () => {
  const page = await open('mini:ringing-out');
  const cancel = await middleOf(button(page, 'Cancel'));
  await click(page, cancel, 1);
  await page.evaluate(() => window.mini.setState({ calls: [] }));
  await turnedTo(page, 'ringing-in');
  await click(page, cancel, 2);
  expect(await commands(page)).toEqual(['hang-up']);
});

/** Another call comes to the mini window. */
async function turnedTo(page: Page, phase: CallPhase): Promise<void> {
  await page.evaluate((to) => {
    const call = {
      callId: 'call-2',
      kind: 'direct',
      phase: to,
      title: 'X',
      peer: null,
      startedAt: null,
    } as CallSnapshot;
    const rest = { microphone: 'on', camera: false, peerVideo: false, held: false, peerHeld: false } as const;
    window.mini.setState({ calls: [{ ...call, ...rest }], activeCallId: call.callId });
  }, phase);
  await page.getByRole('heading', { name: 'X' }).waitFor();
}

test('a window that appears under the pointer takes no press that was meant for what it covers', async () => {
  const page = await open('mini:in-call');
  await page.evaluate(() => {
    window.setVisible(false);
    window.setVisible(true);
  });
  const hangUp = await middleOf(button(page, 'Hang up'));
  await click(page, hangUp);
  expect(await commands(page)).toEqual([]);
  await settle(page);
  await click(page, hangUp);
  expect(await commands(page)).toEqual(['hang-up']);
});

describe('in the lists', () => {
  test('a person who moves under the pointer is not called', async () => {
    const page = await open('people');
    const grace = await middleOf(button(page, 'Call Grace Hopper'));
    // Somebody signs in who comes before all others.
    await page.evaluate(() => {
      const { people } = window.phone.state.getState();
      window.phone.state.setState({ people: [{ id: 'a', name: 'Abel', presence: 'online' }, ...people] });
    });
    await page.getByRole('listitem', { name: 'Abel' }).waitFor();
    await click(page, grace);
    expect(await asked(page)).toEqual([]);
    await settle(page);
    await button(page, 'Call Grace Hopper').click();
    expect(await asked(page)).toEqual([['call', 'grace']]);
  });

  test('a double click on a person does not reach the call that covers the list', async () => {
    const page = await open('in-call', { viewport: narrow });
    const hangUp = await middleOf(button(page, 'Hang up'));
    await page.keyboard.press('Escape');
    await page.getByRole('list', { name: 'People' }).waitFor();
    await settle(page);
    // The tabs are where the call's controls will be.
    await button(page, 'Return to call')
      .or(page.getByRole('button', { name: /Return to call/ }))
      .click();
    await click(page, hangUp, 2);
    await click(page, hangUp);
    expect(await asked(page)).toEqual([]);
    await settle(page);
    await click(page, hangUp);
    expect(await asked(page)).toEqual([['hangUp']]);
  });

  test('scrolling makes nothing unpressable', async () => {
    const page = await open('people-crowd');
    await page.getByRole('list', { name: 'People' }).evaluate((list) => {
      list.scrollTop = 300;
      return new Promise((resolve) => list.addEventListener('scroll', resolve, { once: true }));
    });
    await page.getByRole('button', { name: 'Settings' }).hover();
    expect(await page.locator('[aria-disabled=true]').count()).toBe(0);
  });
});
