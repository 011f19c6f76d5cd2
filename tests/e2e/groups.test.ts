import { expect, test } from './support/fixtures.ts';

test('a session is started from the lists, and those who are rung are seen to ring, to come and to leave', async ({
  launchApp,
}, testInfo) => {
  test.slow();
  const [ada, grace, alan] = await Promise.all([
    launchApp({ name: 'Ada Lovelace' }),
    launchApp({ name: 'Grace Hopper' }),
    launchApp({ name: 'Alan Turing' }),
  ]);
  await ada.button('New session').click();
  const dialog = ada.window.getByRole('dialog', { name: 'New session' });
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Weekly planning');
  await dialog.getByRole('checkbox', { name: 'Grace Hopper' }).check();
  await dialog.getByRole('checkbox', { name: 'Alan Turing' }).check();
  await dialog.getByRole('button', { name: 'Start session' }).click();

  const tile = (app: typeof ada, name: string) =>
    app.window.getByRole('list', { name: 'People in the call' }).getByRole('listitem').filter({ hasText: name });
  await expect(tile(ada, 'Grace Hopper')).toContainText('Ringing…');
  await expect(tile(ada, 'Alan Turing')).toContainText('Ringing…');
  await grace.accept();
  await expect(tile(ada, 'Grace Hopper')).not.toContainText('Ringing…');
  await alan.button('Decline').click();
  await expect(tile(ada, 'Alan Turing')).toContainText('Declined');
  await ada.button('Ring again: Alan Turing').click();
  await alan.accept();
  for (const app of [ada, grace, alan]) {
    await expect(app.window.getByRole('heading', { name: 'Weekly planning' })).toBeVisible();
    await expect(app.window.getByText('3 people')).toBeVisible();
  }

  await grace.button('Raise hand').click();
  await expect(tile(ada, 'Grace Hopper')).toContainText('Hand raised, next to speak');
  await alan.button('Mute').click();
  await expect(tile(ada, 'Alan Turing')).toContainText('Muted');
  await ada.window.screenshot({ path: testInfo.outputPath('group.png') });

  await alan.button('Leave').click();
  await expect(ada.window.getByText('2 people')).toBeVisible();
  await ada.window.getByRole('button', { name: 'Participants' }).click();
  await ada.button('End for all').click();
  await ada.window.getByRole('alertdialog').getByRole('button', { name: 'End for all' }).click();
  await expect(grace.window.getByRole('status').filter({ hasText: 'Call ended' })).toBeVisible();
  await expect(ada.button('Leave')).toBeHidden();
});
