/** Ada and Bob, each with a phone in a page of one browser. */
import type { Browser } from 'playwright';
import type { TestServer } from '../server/harness.ts';
import { type PhoneOptions, PhonePage } from './browser.ts';

/** Of the tones that are their microphones, Hz. */
export const adaTone = 440;
export const bobTone = 880;

export type TwoPeople = { ada: PhonePage; bob: PhonePage };

export type TwoPeopleOptions = {
  ada?: Partial<PhoneOptions>;
  bob?: Partial<PhoneOptions>;
  /** Where Ada reaches the server, if not directly. */
  adaServer?: string;
};

/** Both signed in. */
export async function signInTwo(
  browser: Browser,
  server: TestServer,
  { ada: adaOptions, bob: bobOptions, adaServer = server.url }: TwoPeopleOptions = {},
): Promise<TwoPeople> {
  const [ada, bob] = await Promise.all([
    PhonePage.open(browser, { frequency: adaTone, ...adaOptions }),
    PhonePage.open(browser, { frequency: bobTone, ...bobOptions }),
  ]);
  await ada.signIn(adaServer, await server.token('ada', 'Ada'));
  await bob.signIn(server.url, await server.token('bob', 'Bob'));
  return { ada, bob };
}

/** Ada calls Bob, whose phone rings. */
export async function ring({ ada, bob }: TwoPeople): Promise<void> {
  await ada.call('bob');
  await bob.phase('ringing-in');
}

/** Bob accepts the call that rings. */
export async function accept({ ada, bob }: TwoPeople): Promise<void> {
  await bob.accept();
  await Promise.all([ada.phase('connected'), bob.phase('connected')]);
}

/** Both in a call with each other. */
export async function callBetween(
  browser: Browser,
  server: TestServer,
  options?: TwoPeopleOptions,
): Promise<TwoPeople> {
  const people = await signInTwo(browser, server, options);
  await ring(people);
  await accept(people);
  return people;
}

/** With the tones for microphones. */
export async function hearEachOther({ ada, bob }: TwoPeople): Promise<void> {
  await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
}
