/** What the screens show and what pressing their controls asks for. */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { describe, expect, test } from 'vitest';
import { narrow, previewOfScreens, wide } from './support/preview-page.ts';
import { scenes } from './support/scenes.ts';

const { newPage, show, open } = previewOfScreens();

describe('every screen', () => {
  const names = Object.keys(scenes);
  const minis = [
    'incoming',
    'ringing-out',
    'in-call',
    'in-call-muted',
    'in-call-held',
    'in-call-held-by-peer',
    'in-call-microphone-problem',
    'in-call-reconnecting',
    'in-call-lost-there',
    'in-call-arabic',
  ];
  const checked = [...names, ...minis.map((name) => `mini:${name}`)];

  // Every screen in one of the two looks: they share all but the colours.
  test.each([
    ['light', wide, checked.filter((_, index) => index % 2 === 0)],
    ['dark', narrow, checked.filter((_, index) => index % 2 === 1)],
  ] as const)('is accessible in %s', { timeout: 120_000 }, async (colorScheme, viewport, half) => {
    const page = await newPage({ colorScheme, viewport });
    const violations: string[] = [];
    for (const scene of half) {
      await show(page, scene);
      const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      for (const { id, nodes } of found) violations.push(`${scene}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    }
    expect(violations).toEqual([]);
  });

  test('fits: nothing is wider than the window, and the controls are in it', { timeout: 60_000 }, async () => {
    const page = await newPage({ viewport: narrow });
    for (const scene of names) {
      await show(page, scene);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, scene).toBeLessThanOrEqual(narrow.width);
      const group = page.getByRole('group', { name: 'Call controls' });
      if (!(await group.isVisible())) continue;
      const rows = new Set<number>();
      for (const button of await group.getByRole('button').all()) {
        const box = (await button.boundingBox())!;
        rows.add(box.y);
        expect(box.y + box.height, scene).toBeLessThanOrEqual(narrow.height);
        expect(Math.min(box.width, box.height), scene).toBeGreaterThanOrEqual(44);
      }
      expect(rows.size, scene).toBe(1);
    }
  });
});

test.each([
  ['ended', ['Call ended', 'Grace Hopper hung up.']],
  ['ended-own-wish', ['Call ended']],
  ['ended-declined-here', ['Call ended']],
  ['ended-missed', ['Missed call']],
])('%s says what there is to say of the end', async (scene, said) => {
  const page = await open(scene);
  const status = page.getByRole('status').filter({ hasText: said[0]! });
  expect(await status.getByRole('paragraph').allTextContents()).toEqual(said);
});

test('nothing moves while the state of a call changes', async () => {
  const page = await newPage();
  const boxes = async (scene: string) => {
    await show(page, scene);
    const places = [];
    for (const name of [/^(Mute|Unmute)$/, /video$/, /^(Hold|Resume)$/, 'Devices', 'Hang up']) {
      places.push(await page.getByRole('group', { name: 'Call controls' }).getByRole('button', { name }).boundingBox());
    }
    return places;
  };
  const before = await boxes('in-call');
  for (const scene of ['connecting', 'in-call-muted', 'in-call-reconnecting', 'in-call-held', 'in-call-video']) {
    expect(await boxes(scene), scene).toEqual(before);
  }
});

test('the timer counts, and shows the right time after the window was hidden', async () => {
  const page = await open('in-call');
  const timer = page.getByRole('timer', { name: 'Call duration' });
  await timer.getByText('2:05').waitFor();
  await page.evaluate(() => window.advance(1_000));
  await timer.getByText('2:06').waitFor();
  await page.evaluate(() => {
    window.setVisible(false);
    window.advance(60_000);
  });
  expect(await timer.textContent()).toBe('2:06');
  await page.evaluate(() => window.setVisible(true));
  await timer.getByText('3:06').waitFor();
});

describe('a hidden window', () => {
  test('draws nothing, and shows how things are when it is seen again', async () => {
    const page = await open('in-call');
    const mutations = await page.evaluate(async () => {
      let count = 0;
      /** What there was to draw has been drawn. */
      const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const observer = new MutationObserver((records) => {
        count += records.length;
      });
      window.setVisible(false);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      const call = window.phone.state.getState().calls[0]!;
      for (const phase of ['reconnecting', 'connected', 'reconnecting'] as const) {
        const snapshot = { ...call.snapshot, phase, microphone: 'muted' as const };
        // Call after call.
        window.phone.show(null);
        window.phone.show({ ...call, snapshot });
        await drawn();
      }
      window.phone.show(null);
      await drawn();
      window.phone.show({ ...call, snapshot: { ...call.snapshot, phase: 'reconnecting', microphone: 'muted' } });
      await drawn();
      count += observer.takeRecords().length;
      observer.disconnect();
      return count;
    });
    expect(mutations).toBe(0);
    expect(await page.getByRole('status').textContent()).toBe('Connected');
    await page.evaluate(() => window.setVisible(true));
    await page.getByText('Reconnecting…', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Unmute' }).waitFor();
  });

  test('measures no level and decodes no video', async () => {
    const page = await open('in-call-devices');
    const listening = () => page.evaluate(() => window.phone.levels.size);
    // On the stage and in the panel.
    expect(await listening()).toBe(4);
    await page.evaluate(() => window.setVisible(false));
    expect(await listening()).toBe(0);
    await page.evaluate(() => window.setVisible(true));
    expect(await listening()).toBe(4);

    await show(page, 'in-call-video');
    const showing = () =>
      page.evaluate(() => [...document.querySelectorAll('video')].map(({ srcObject }) => srcObject !== null));
    expect(await showing()).toEqual([true, true]);
    await page.evaluate(() => window.setVisible(false));
    expect(await showing()).toEqual([false, false]);
  });
});

describe('keys in a call', () => {
  const asked = (page: Page) => page.evaluate(() => window.phone.asked);

  test('M, V and Ctrl+Shift+H do what the buttons do', async () => {
    const page = await open('in-call');
    for (const key of ['m', 'v', 'Control+Shift+H']) await page.keyboard.press(key);
    expect(await asked(page)).toEqual([['setMuted', true], ['setCamera', true], ['hangUp']]);
  });

  test('Space talks while it is held, and no longer', async () => {
    const page = await open('in-call-muted');
    await page.keyboard.down(' ');
    expect(await asked(page)).toEqual([['setMuted', false]]);
    await page.keyboard.up(' ');
    expect(await asked(page)).toEqual([
      ['setMuted', false],
      ['setMuted', true],
    ]);
  });

  test('Space let go of in another window mutes too', async () => {
    const page = await open('in-call-muted');
    await page.keyboard.down(' ');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    expect(await asked(page)).toEqual([
      ['setMuted', false],
      ['setMuted', true],
    ]);
  });

  test('letters typed into the search are letters', async () => {
    const page = await open('in-call');
    await page.getByRole('textbox', { name: 'Search people or enter an address' }).pressSequentially('mv m');
    expect(await asked(page)).toEqual([]);
  });

  test('Escape leads to the lists, and a button back to the call', async () => {
    const page = await open('in-call', { viewport: narrow });
    await page.keyboard.press('Escape');
    await page.getByRole('list', { name: 'People' }).waitFor();
    await page.getByRole('button', { name: /Return to call/ }).click();
    await page.getByRole('heading', { name: 'Grace Hopper' }).waitFor();
  });
});

describe('people', () => {
  test('a row has the name of its person and a button that calls', async () => {
    const page = await open('people');
    const row = page.getByRole('list', { name: 'People' }).getByRole('listitem', { name: 'Grace Hopper' });
    await row.getByRole('button', { name: 'Call Grace Hopper' }).click();
    expect(await page.evaluate(() => window.phone.asked)).toEqual([['call', 'grace']]);
  });

  test('the list is walked by arrow keys', async () => {
    const page = await open('people');
    await page.getByRole('textbox').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Echo' }).waitFor();
  });

  test('an address that nobody has can be called', async () => {
    const page = await open('people');
    await page.getByRole('textbox').fill('mary@example.com');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.phone.asked)).toEqual([['call', 'mary@example.com']]);
  });
});

test('a name with markup is text', async () => {
  const page = await open('in-call');
  await page.evaluate(() => {
    const call = window.phone.state.getState().calls[0]!;
    const title = '<img src=x onerror=alert(1)> & <b>bold</b>';
    window.phone.show({ ...call, snapshot: { ...call.snapshot, title } });
  });
  await page.getByRole('heading', { name: '<img src=x onerror=alert(1)> & <b>bold</b>' }).waitFor();
  expect(await page.locator('main img, main b').count()).toBe(0);
});

describe('signing in', () => {
  test('asks for server, name and token', async () => {
    const page = await open('first-run');
    await page.getByLabel('Server').fill('https://calls.example.com');
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Access token').fill('secret');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.phone.asked)).toEqual([
      ['signIn', { server: 'https://calls.example.com', token: 'secret' }],
    ]);
  });

  test('what is wrong is said at the field, which has the focus', async () => {
    const page = await open('first-run');
    await page.getByLabel('Server').fill('https://calls.example.com');
    await page.getByRole('button', { name: 'Sign in' }).click();
    const name = page.getByLabel('Your name');
    expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    await page.getByText('Your name is missing.').waitFor();
  });
});

describe('settings', () => {
  test('a shortcut is recorded, and a refused one is shown', async () => {
    const page = await open('settings');
    await page.getByRole('button', { name: 'Change' }).click();
    await page.keyboard.press('m');
    expect(await page.getByLabel('Press the keys to use').inputValue()).toContain('with another key');
    await page.keyboard.press('Alt+Shift+F7');
    expect(await page.getByRole('group', { name: 'Mute shortcut' }).locator('kbd').allTextContents()).toEqual([
      'Alt',
      'Shift',
      'F7',
    ]);
    await page.getByRole('button', { name: 'Turn off' }).click();
    await page.getByRole('group', { name: 'Mute shortcut' }).getByText('Off', { exact: true }).waitFor();
    expect(await page.evaluate(() => window.desktop.settingsNow.muteShortcut)).toBeNull();
    await show(page, 'settings-refused');
    await page.getByText('Another program uses these keys').waitFor();
  });

  test('a shortcut that turns out to be refused when a call begins is shown, too', async () => {
    const page = await open('settings-in-call');
    const refused = page.getByText('Another program uses these keys');
    expect(await refused.count()).toBe(0);
    await page.evaluate(() => {
      const call = window.phone.state.getState().calls[0]!;
      window.phone.show(null);
      window.desktop.infoNow = { ...window.desktop.infoNow, muteShortcutRegistered: false };
      window.phone.show({ ...call, snapshot: { ...call.snapshot, phase: 'ringing-out' } });
    });
    await page.getByRole('heading', { name: /^Calling/ }).waitFor({ state: 'attached' });
    await page.evaluate(() => {
      const call = window.phone.state.getState().calls[0]!;
      window.phone.show({ ...call, snapshot: { ...call.snapshot, phase: 'connected' } });
    });
    await refused.waitFor();
  });

  test('the mini window and the notification appear when it was chosen that they do', async () => {
    const page = await open('settings');
    const mini = page.getByRole('combobox', { name: 'Mini window' });
    const notification = page.getByRole('combobox', { name: 'Notification in a call' });
    expect([await mini.inputValue(), await notification.inputValue()]).toEqual(['hidden', 'hidden']);
    await mini.selectOption('Never');
    await notification.selectOption('When it is not in front');
    expect(await page.evaluate(() => window.desktop.settingsNow)).toMatchObject({
      miniWindow: 'never',
      notification: 'not-in-front',
    });
  });

  test('a device that is chosen is used', async () => {
    const page = await open('settings');
    await page.getByLabel('Microphone', { exact: true }).selectOption('USB headset');
    expect(await page.evaluate(() => window.phone.asked)).toEqual([['chooseMicrophone', 'mic-2']]);
  });

  test('the microphone is opened for a test only when asked to', async () => {
    const page = await open('settings');
    const listening = () => page.evaluate(() => window.phone.levels.size);
    expect(await listening()).toBe(0);
    await page.getByRole('button', { name: 'Test microphone' }).click();
    expect(await listening()).toBe(1);
    await page.getByRole('button', { name: 'Stop test' }).click();
    expect(await listening()).toBe(0);
  });
});

describe('the mini window', () => {
  test('mutes, hangs up and returns', async () => {
    const page = await open('mini:in-call');
    for (const name of ['Mute', 'Hang up', 'Return to call']) await page.getByRole('button', { name }).click();
    await page.getByRole('heading', { name: 'Grace Hopper' }).dblclick();
    expect(await page.evaluate(() => window.commands)).toEqual(['mute', 'hang-up', 'return', 'return']);
  });

  test('two quick presses of Mute are no wish to return', async () => {
    const page = await open('mini:in-call');
    await page.getByRole('button', { name: 'Mute' }).dblclick();
    expect(await page.evaluate(() => window.commands)).toEqual(['mute', 'mute']);
  });

  test('answers and declines a call that rings', async () => {
    const page = await open('mini:incoming');
    await page.getByRole('heading', { name: 'Grace Hopper is calling' }).waitFor();
    for (const name of ['Accept', 'Decline']) await page.getByRole('button', { name }).click();
    expect(await page.evaluate(() => window.commands)).toEqual(['accept', 'decline']);
  });

  test('says in words how the microphone is', async () => {
    const page = await open('mini:in-call');
    await page.getByText('Microphone on').waitFor();
    await show(page, 'mini:in-call-muted');
    await page.getByText('Muted', { exact: true }).waitFor();
    await show(page, 'mini:in-call-microphone-problem');
    await page.getByText('No microphone').waitFor();
    await show(page, 'mini:ringing-out');
    await page.getByText('Microphone on').waitFor();
    // Closed until somebody accepts.
    await show(page, 'mini:incoming');
    expect(await page.getByText('Microphone on').count()).toBe(0);
  });

  test('hears a double click on who is called, which is no place to drag it by', async () => {
    const page = await open('mini:in-call');
    const region = (locator: Locator) =>
      locator.evaluate((element) => getComputedStyle(element).getPropertyValue('-webkit-app-region'));
    const heading = page.getByRole('heading', { name: 'Grace Hopper' });
    expect(await region(page.getByRole('main'))).toBe('drag');
    expect(await region(heading.locator('..'))).toBe('no-drag');
    for (const button of await page.getByRole('button').all()) expect(await region(button)).toBe('no-drag');
  });
});
