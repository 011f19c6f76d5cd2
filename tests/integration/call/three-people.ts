/** Ada, Bob and Carol, each with a phone in a page of one browser and a tone that can be told from those of the others. */
import type { Browser } from 'playwright';
import type { TestServer } from '../server/harness.ts';
import { PhonePage } from './browser.ts';
import { adaTone, bobTone } from './two-people.ts';

/** Of the tones that are their microphones, Hz; none is a multiple of another but by two, of which a codec leaves nothing. */
export const tones = { ada: adaTone, bob: bobTone, carol: 1_300 } as const;
export type Name = keyof typeof tones;
export type ThreePeople = Record<Name, PhonePage>;

const names = Object.keys(tones) as Name[];

/** All signed in. */
export async function signInThree(browser: Browser, server: TestServer): Promise<ThreePeople> {
  const open = async (name: Name) => {
    const phone = await PhonePage.open(browser, { frequency: tones[name], deviceId: `device-of-${name}` });
    const title = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    await phone.signIn(server.url, await server.token(name, title));
    return phone;
  };
  const [ada, bob, carol] = await Promise.all([open('ada'), open('bob'), open('carol')]);
  return { ada, bob, carol };
}

/** Waits until each hears these and nobody else of the three. */
export async function hear(people: ThreePeople, heard: Partial<Record<Name, readonly Name[]>>): Promise<void> {
  const all = Object.values(tones);
  await Promise.all(
    names.flatMap((name) => {
      const others = heard[name];
      return others === undefined
        ? []
        : [
            people[name].untilHearsOf(
              all,
              others.map((other) => tones[other]),
            ),
          ];
    }),
  );
}
