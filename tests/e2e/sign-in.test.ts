import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './support/fixtures.ts';
import type { HoldfastApp } from './support/holdfast-app.ts';

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
  await ada.end();
  const again = await launchApp({
    name: 'Ada Lovelace',
    signIn: false,
    desktop: ada.desktop,
    sound: ada.sound,
    userDataDir: ada.userDataDir,
  });
  await again.signedIn();
});

test('a wrong token and an unreachable server each say what to do', async ({ launchApp, server }) => {
  const ada = await launchApp({ name: 'Ada Lovelace', signIn: false });
  await fillIn(ada, { server: server.url, name: 'Ada', token: 'not.a.token' });
  await expect(ada.window.getByText('The server did not accept the access token.')).toBeVisible();
  const nobody = 'http://127.0.0.1:9';
  await fillIn(ada, { server: nobody, name: 'Ada', token: await server.token('ada', 'Ada') });
  await expect(ada.window.getByText("The server can't be reached.")).toBeVisible({ timeout: 20_000 });
  await fillIn(ada, { server: server.url, name: 'Ada', token: await server.token('ada', 'Ada') });
  await ada.signedIn();
});

test('a corrupt settings file is set aside, said once, and the app works', async ({ launchApp }) => {
  const ada = await launchApp({ name: 'Ada Lovelace' });
  await ada.end();
  await writeFile(join(ada.userDataDir, 'settings.json'), '{"version": 1, "sounds": ');
  const options = { name: 'Ada Lovelace', desktop: ada.desktop, sound: ada.sound, userDataDir: ada.userDataDir };
  const again = await launchApp(options);
  await expect(again.window.getByText('Your settings could not be read')).toBeVisible();
  await again.end();
  const third = await launchApp(options);
  await expect(third.window.getByText('Your settings could not be read')).toBeHidden();
});
