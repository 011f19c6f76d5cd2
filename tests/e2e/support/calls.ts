import { expect } from '@playwright/test';
import { voices } from '../../sound/voice.ts';
import { hears } from './hearing.ts';
import type { HoldfastApp } from './holdfast-app.ts';

type Launch = (options: { name: string }) => Promise<HoldfastApp>;

/** Ada and Grace, signed in, each on a machine of her own. */
export async function adaAndGrace(launchApp: Launch): Promise<[HoldfastApp, HoldfastApp]> {
  return Promise.all([launchApp({ name: 'Ada Lovelace' }), launchApp({ name: 'Grace Hopper' })]);
}

/** Ada and Grace in a call in which Ada speaks and Grace hears her. */
export async function adaHeardByGrace(launchApp: Launch): Promise<[HoldfastApp, HoldfastApp]> {
  const [ada, grace] = await adaAndGrace(launchApp);
  await ada.microphone.say(voices.ada);
  await connect(ada, grace);
  await hears(grace, voices.ada);
  return [ada, grace];
}

/** One calls, the other accepts in the window, and both windows say that they are connected. */
export async function connect(caller: HoldfastApp, callee: HoldfastApp): Promise<void> {
  await ring(caller, callee);
  await callee.accept();
  await Promise.all([caller.inCallWith(callee.person.name), callee.inCallWith(caller.person.name)]);
}

/** One calls, and the other's window rings. */
export async function ring(caller: HoldfastApp, callee: HoldfastApp): Promise<void> {
  await caller.call(callee.person.name);
  await expect(caller.window.getByRole('heading', { name: `Calling ${callee.person.name}…` })).toBeVisible();
  await expect(callee.window.getByRole('heading', { name: `${caller.person.name} is calling` })).toBeVisible();
}
