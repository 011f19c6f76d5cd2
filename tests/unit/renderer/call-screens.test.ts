/** What the screens say of a call, and what they offer in each of its states. */
import type { Locator, Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { narrow, previewOfScreens } from './support/preview-page.ts';

const { newPage, show, open } = previewOfScreens();

const asked = (page: Page) => page.evaluate(() => window.phone.asked);
const commands = (page: Page) => page.evaluate(() => window.commands);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function boxOf(locator: Locator) {
  return (await locator.boundingBox())!;
}

describe('on hold, the mini window', () => {
  test('says that nobody hears, and offers to resume', async () => {
    const page = await open('mini:in-call-held');
    await page.getByText('On hold: nobody hears or sees you.').waitFor();
    expect(await page.getByText('Microphone on').count()).toBe(0);
    await button(page, 'Resume').click();
    expect(await commands(page)).toEqual(['resume']);
  });

  test('says who has put whom on hold', async () => {
    const page = await open('mini:in-call-held-by-peer');
    await page.getByText('They put you on hold.').waitFor();
    expect(await page.getByText('Microphone on').count()).toBe(0);
    expect(await button(page, 'Resume').count()).toBe(0);
    await button(page, 'Mute').waitFor();
  });
});

describe('without a microphone', () => {
  test.each(['in-call-microphone-problem', 'mini:in-call-microphone-problem'])(
    'there is nothing to unmute: %s',
    async (scene) => {
      const page = await open(scene);
      await page.getByText('No microphone', { exact: true }).waitFor();
      expect(await button(page, 'Unmute').count()).toBe(0);
      const mute = button(page, 'Mute');
      expect(await mute.isDisabled()).toBe(true);
      expect(await mute.getAttribute('title')).toBe("No microphone: others can't hear you.");
      await mute.click({ force: true });
      await page.keyboard.press('m');
      expect(scene.startsWith('mini:') ? await commands(page) : await asked(page)).toEqual([]);
    },
  );

  test('it is tried again from the notice', async () => {
    const page = await open('in-call-microphone-problem');
    await button(page, 'Try again').click();
    expect(await asked(page)).toEqual([['retryMicrophone']]);
  });
});

describe('in a call somebody else can be called: the call is held for it', () => {
  test('from the list', async () => {
    const page = await open('in-call');
    await button(page, 'Call Alan Turing').click();
    expect(await asked(page)).toEqual([['call', 'alan']]);
  });

  test('by an address', async () => {
    const page = await open('in-call');
    await page.getByRole('textbox').fill('mary@example.com');
    await button(page, 'Call mary@example.com').click();
    expect(await asked(page)).toEqual([['call', 'mary@example.com']]);
  });
});

describe('a call on hold', () => {
  test('is above the stage, is returned to, or is ended', async () => {
    const page = await open('two-calls');
    const call = page.getByRole('list', { name: 'Calls on hold' }).getByRole('listitem', { name: 'Alan Turing' });
    await call.getByText('On hold', { exact: true }).waitFor();
    expect(await call.getByRole('timer').textContent()).toBe('3:45');
    await call.getByRole('button', { name: 'Swap' }).click();
    await call.getByRole('button', { name: 'Hang up: Alan Turing' }).click();
    expect(await asked(page)).toEqual([
      ['swap', 'held'],
      ['hangUp', 'held'],
    ]);
  });

  test('does not take the place of anything of the call that goes on', async () => {
    const page = await open('in-call', { viewport: narrow });
    const row = page.getByRole('group', { name: 'Call controls' });
    const before = await boxOf(row);
    await show(page, 'two-calls');
    expect(await boxOf(row)).toEqual(before);
  });
});

describe.each(['call-second-rings', 'call-second-rings-in-lists'])('a second call rings: %s', (scene) => {
  test.each([
    ['Hold and accept', 'holdAndAccept'],
    ['End and accept', 'endAndAccept'],
    ['Decline', 'decline'],
  ])('%s', async (name, action) => {
    const page = await open(scene, { viewport: narrow });
    const prompt = page.getByRole('region', { name: 'Katherine Johnson is calling' });
    await prompt.getByText('You are in a call with Grace Hopper').waitFor();
    await prompt.getByRole('button', { name, exact: true }).click();
    expect(await asked(page)).toEqual([[action, 'second']]);
  });

  test('and leaves the controls of the call that goes on free', async () => {
    const page = await open('call-second-rings', { viewport: narrow });
    await button(page, 'Mute').click();
    expect(await asked(page)).toEqual([['setMuted', true]]);
  });
});

test('the prompt of a second call answers no press that was meant for what it covers', async () => {
  const page = await open('in-call', { viewport: narrow });
  await page.evaluate(() => {
    window.held = true;
    const { calls } = window.phone.state.getState();
    const snapshot = { ...calls[0]!.snapshot, callId: 'second' as never, phase: 'ringing-in' as const };
    window.phone.state.setState({ calls: [...calls, { ...calls[0]!, snapshot }] });
  });
  await button(page, 'Hold and accept').click({ force: true });
  expect(await asked(page)).toEqual([]);
  await page.evaluate(() => window.settle());
  await button(page, 'Hold and accept').click();
  expect(await asked(page)).toEqual([['holdAndAccept', 'second']]);
});

test('letters typed in a list of choices choose there, and neither unmute nor start the camera', async () => {
  const page = await open('in-call-muted');
  await button(page, 'Devices').click();
  const microphone = page.getByLabel('Microphone', { exact: true });
  await microphone.focus();
  await page.keyboard.press('m');
  await page.keyboard.press('v');
  expect(await asked(page)).toEqual([]);
});

test.each(['in-call-reconnecting', 'mini:in-call-reconnecting'])('a lost connection turns: %s', async (scene) => {
  const page = await open(scene);
  const status = page.getByRole('status').filter({ hasText: 'Reconnecting…' });
  await status.locator('svg').waitFor();
  const colour = (of: Locator) => of.evaluate((element) => getComputedStyle(element).color);
  expect(await colour(status)).not.toBe(await colour(page.getByRole('timer', { name: 'Call duration' })));
});

test('the stage and the mini window say whose connection is away', async () => {
  const page = await open('in-call-lost-there');
  await page.getByRole('status').filter({ hasText: "Reconnecting…Grace Hopper's connection" }).waitFor();
  const mini = await open('mini:in-call-lost-there');
  await mini.getByText("Grace Hopper's connection", { exact: true }).waitFor();
});

test.each([
  ['incoming-long-name', 'is calling', 'Incoming call'],
  ['mini:incoming-long-name', 'is calling', 'Incoming call'],
  ['ringing-out', 'Calling', 'Calling…'],
])('what is going on is said once, and the name has its line for itself: %s', async (scene, named, line) => {
  const page = await open(scene);
  const heading = page.getByRole('heading', { name: named, level: 1 }).filter({ visible: true });
  const name = await heading.textContent();
  expect(name).not.toContain(named);
  expect(await heading.getAttribute('aria-label')).toContain(name);
  await page.getByText(line, { exact: true }).waitFor();
});

describe('who is heard', () => {
  test('the other one has a ring that grows, and the own microphone shows that it hears', async () => {
    const page = await open('in-call', { reducedMotion: 'no-preference' });
    const ring = page.getByRole('region', { name: 'Call' }).locator('[style*="--level"]').first();
    const grown = () =>
      ring.evaluate((element) => {
        for (const animation of element.getAnimations({ subtree: true })) animation.finish();
        return new DOMMatrix(getComputedStyle(element, '::after').transform).a;
      });
    await page.evaluate(() => window.phone.sound('speaker', 0));
    const silent = await grown();
    await page.evaluate(() => {
      window.phone.sound('speaker', 0.6);
      window.phone.sound('microphone', 0.5);
    });
    expect(await grown()).toBeGreaterThan(silent);
    const meter = page.getByRole('meter', { name: 'Your microphone' });
    expect(await meter.getAttribute('aria-valuenow')).toBe('50');
  });

  test('nothing says that the microphone is heard while the connection is away', async () => {
    const page = await open('in-call-video-reconnecting');
    await page.getByText('Reconnecting…', { exact: true }).waitFor();
    expect(await page.getByRole('meter', { name: 'Your microphone' }).count()).toBe(0);
  });

  test('a muted microphone is not listened to', async () => {
    const page = await open('in-call-muted');
    expect(await page.getByRole('meter', { name: 'Your microphone' }).count()).toBe(0);
    expect(await page.evaluate(() => [...window.phone.levels].map(({ of }) => of))).toEqual(['speaker']);
  });
});

test('the devices do not cover whom one talks to', async () => {
  for (const viewport of [undefined, narrow]) {
    const page = await open('in-call-devices', viewport && { viewport });
    const face = await boxOf(page.getByRole('region', { name: 'Call' }).getByText('GH', { exact: true }));
    const panel = await boxOf(page.getByRole('dialog', { name: 'Devices' }));
    expect(panel.y).toBeGreaterThanOrEqual(face.y + face.height);
  }
});

describe('settings', () => {
  test('have the stage to themselves', async () => {
    const page = await open('settings');
    expect(await page.getByText('Choose someone to call').isVisible()).toBe(false);
    expect(await page.getByText('Online', { exact: true }).count()).toBe(0);
    const { width } = await boxOf(page.getByRole('region', { name: 'Settings', exact: true }));
    expect(width).toBeGreaterThan(800);
  });

  test('stand beside a call, and make room when one comes', async () => {
    const page = await open('settings');
    await page.evaluate(async () => {
      const { phone } = window;
      const peer = { id: 'grace', name: 'Grace Hopper' };
      const snapshot = { callId: 'c', phase: 'ringing-in', title: peer.name, peer, startedAt: null, microphone: 'on' };
      const rest = { camera: false, peerVideo: false, held: false, peerHeld: false };
      phone.show({
        snapshot: { ...snapshot, ...rest } as never,
        participants: [],
        floor: null,
        invitations: [],
        locked: false,
        mutedBy: null,
        transfer: null,
        leavesAt: null,
        me: null as never,
        microphoneProblem: null,
        otherMicrophone: null,
        localVideo: null,
        peerVideo: null,
      });
    });
    await button(page, 'Accept').click();
    expect(await asked(page)).toEqual([['accept']]);
    await page.getByRole('region', { name: 'Settings', exact: true }).waitFor();
  });
});

describe('what there is to read', () => {
  test('is put away one by one', async () => {
    const page = await open('people-notices');
    const notices = page.getByRole('note');
    expect(await notices.count()).toBe(3);
    await notices.filter({ hasText: 'Your saved account' }).getByRole('button', { name: 'Dismiss' }).click();
    expect(await notices.count()).toBe(2);
    await notices.filter({ hasText: 'That invite' }).getByRole('button', { name: 'Dismiss' }).click();
    expect(await notices.allTextContents()).toEqual(['Holdfast had a problem and has returned to your call.']);
  });

  test('of a call that could not be made stands where it was asked for', async () => {
    const page = await open('call-problem');
    const alert = page.getByRole('alert');
    const field = await boxOf(page.getByRole('textbox'));
    const below = (await boxOf(alert)).y - (field.y + field.height);
    expect(below).toBeGreaterThanOrEqual(0);
    expect(below).toBeLessThan(16);
    await show(page, 'person-call-problem');
    await page.getByRole('region', { name: 'Call' }).getByRole('alert').waitFor();
    expect(await alert.count()).toBe(1);
  });
});

describe('missed calls', () => {
  test('are all there, and called back', async () => {
    const page = await newPage();
    await show(page, 'missed-calls');
    const list = page.getByRole('list', { name: '3 missed calls' });
    expect(await list.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^Grace Hopper2 calls · \d\d:\d\d$/),
      expect.stringMatching(/^Alan Turing\d\d:\d\d$/),
    ]);
    await button(page, 'Call Alan Turing back').click();
    expect(await asked(page)).toEqual([['call', 'alan']]);
  });

  test('go when they are put away', async () => {
    const page = await open('missed-calls');
    await button(page, 'Dismiss').click();
    await page.getByText('missed call').waitFor({ state: 'detached' });
  });
});
