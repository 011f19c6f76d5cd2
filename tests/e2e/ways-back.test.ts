import { callMethod } from '../desktop/bus-object.ts';
import { showsCallInBackground } from './support/desktop-checks.ts';
import { expect, test } from './support/fixtures.ts';

test('tray, link, another copy, ctl, dock icon, session bus, notification and mini window each bring the call back', async ({
  launchApp,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.call('Echo');
  await ada.inCallWith('Echo');
  const bus = await ada.desktop.sessionBus.connect();
  const name = 'app.holdfast.Holdfast';
  const startAgain = async (args: string[]) => expect((await ada.runAgain(args)).code).toBe(0);
  const ways: Record<string, () => Promise<unknown>> = {
    'Return to call in the tray': () => ada.desktop.tray.click('Return to call'),
    'a click on the tray': () => ada.desktop.tray.activate(),
    'another copy': () => startAgain([]),
    'a link': () => startAgain(['holdfast://show']),
    'holdfast ctl show': () => startAgain(['ctl', 'show']),
    'the dock icon': () => ada.electron.evaluate(({ app }) => void app.emit('activate', {}, false)),
    'the object on the session bus': () => callMethod(bus, name, '/app/holdfast/Holdfast', name, 'Show'),
    'a click on the notification': async () =>
      ada.desktop.notifications.click((await showsCallInBackground(ada, 'Echo')).id),
    'the button of the mini window': async () =>
      (await ada.miniWindow()).getByRole('button', { name: 'Return to call' }).click(),
    'a double click on the mini window': async () => (await ada.miniWindow()).getByRole('heading').dblclick(),
  };
  for (const [way, go] of Object.entries(ways)) {
    await test.step(way, async () => {
      await ada.closeWindow();
      await expect.poll(() => ada.windowVisible()).toBe(false);
      await go();
      await expect.poll(() => ada.windowVisible()).toBe(true);
      await expect(ada.button('Hang up')).toBeVisible();
    });
  }
});
