import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';
import { RefusingServer } from './support/refusing-server.ts';

/** A port that no program is given by chance, and none of those that Chromium refuses to connect to. */
const nobodyListens = 'http://127.0.0.1:2';

async function fillIn(app: HoldfastApp, account: { server: string; name: string; token: string }): Promise<void> {
  await app.window.getByLabel('Server').fill(account.server);
  await app.window.getByLabel('Your name').fill(account.name);
  await app.window.getByLabel('Access token').fill(account.token);
  await app.button('Sign in').click();
}

test('a person signs in by hand once; the next start remembers', async ({ launchApp, server }) => {
  const ada = await launchApp({ name: 'Ada Lovelace', signIn: false });
  await fillIn(ada, { server: server.url, name: 'Ada Lovelace', token: await server.token('ada', 'Ada Lovelace') });
  await ada.signedIn();
  await ada.quit();
  const again = await launchApp({ name: 'Ada Lovelace', signIn: false, ...ada.machine });
  await again.signedIn();
});

test('whoever is not let in reads what is wrong and what to do, and can mend it at once', async ({
  launchApp,
  server,
}) => {
  const ada = await launchApp({ name: 'Ada Lovelace', signIn: false });
  const otherVersion = await RefusingServer.start('version-mismatch');
  const token = await server.token('ada', 'Ada');
  const refusals = [
    {
      server: nobodyListens,
      token,
      title: "The server can't be reached.",
      advice: 'Check the address and your network, then try again.',
    },
    {
      server: server.url,
      token: 'not.a.token',
      title: 'The server did not accept the access token.',
      advice: 'Check that all of it was pasted. Ask your administrator for a new access token, then paste it here.',
    },
    {
      server: server.url,
      token: await server.token('ada', 'Ada', { days: -1 }),
      title: 'The access token has expired.',
      advice: 'Ask your administrator for a new access token, then paste it here.',
    },
    {
      server: server.url,
      token: await server.token('ada', 'Ada', { of: 'another-server' }),
      title: 'The access token is for another server.',
      advice: 'Check the server address, or paste the token for this one.',
    },
    {
      server: otherVersion.url,
      token,
      title: 'This version of Holdfast does not fit the server.',
      advice: 'Install the newest Holdfast. If you have it, ask your administrator to update the server.',
    },
  ];
  try {
    for (const { title, advice, ...account } of refusals) {
      await test.step(title, async () => {
        await fillIn(ada, { ...account, name: 'Ada' });
        const notice = ada.window.getByRole('alert').filter({ has: ada.window.getByText(title, { exact: true }) });
        await expect(notice).toBeVisible();
        await expect(notice.getByText(advice, { exact: true })).toBeVisible();
      });
    }
  } finally {
    await otherVersion.stop();
  }
  await fillIn(ada, { server: server.url, name: 'Ada', token });
  await ada.signedIn();
});

test('a corrupt settings file is set aside, said once, and the app works', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.end();
  await writeFile(join(ada.userDataDir, 'settings.json'), '{"version": 1, "sounds": ');
  const options = { name: 'Ada Lovelace', ...ada.machine };
  const again = await launchApp(options);
  await expect(again.window.getByText('Your settings could not be read')).toBeVisible();
  await again.end();
  const third = await launchApp(options);
  await expect(third.window.getByText('Your settings could not be read')).toBeHidden();
});
