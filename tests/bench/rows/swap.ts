/** Two calls, of which the held one is returned to: press → sound, at who presses and at who was held. */

import type { Browser } from 'playwright';
import { launchBrowser } from '../../integration/call/browser.ts';
import { Ear } from '../desktop/ear.ts';
import { distantServer } from '../distant-server.ts';
import { pause, roundTrips } from '../network.ts';
import { type Measure, type Row, rowOf } from '../row.ts';

/** Until a swap has settled and the silence before the next is one, ms. */
const settleMs = 800;

async function swaps(browser: Browser, roundTripMs: number, name: string, count: number): Promise<Row[]> {
  await using clearing = new AsyncDisposableStack();
  const { server, way } = await distantServer(clearing, roundTripMs);
  const open = async (person: string) => {
    const account = { server: way.signaling.url, token: await server.token(person) };
    const ear = await Ear.open(browser, { ...account, mediaPort: way.media.port });
    clearing.defer(() => ear.close());
    return ear;
  };
  const [ada, bob, carol] = [await open('ada'), await open('bob'), await open('carol')];
  await ada.call('bob');
  const withBob = await ada.inCallWith('bob');
  await bob.steadySound();
  await ada.call('carol');
  const withCarol = await ada.inCallWith('carol');
  await carol.steadySound();
  // What Ada hears from then on is Bob.
  await carol.setMuted(true);
  const [atAda, atBob]: [number[], number[]] = [[], []];
  // The first warms up and does not count.
  for (let sample = 0; sample <= count; sample += 1) {
    await pause(settleMs);
    const pressed = await ada.swap(withBob);
    const [heardByAda, heardByBob] = await Promise.all([ada.sound(pressed), bob.sound(pressed)]);
    if (sample > 0) {
      atAda.push(heardByAda - pressed);
      atBob.push(heardByBob - pressed);
    }
    await bob.steadySound();
    const back = await ada.swap(withCarol);
    await Promise.all([ada.silence(back), bob.silence(back)]);
  }
  const target = { ours: roundTripMs + 60 };
  return [
    rowOf({ name: `${name}, heard by who swaps`, unit: 'ms', ours: atAda, target }),
    rowOf({ name: `${name}, heard by who was held`, unit: 'ms', ours: atBob, target }),
  ];
}

export const measure: Measure = async (context) => {
  const count = context.samples(15);
  const browser = await launchBrowser();
  try {
    for (const roundTripMs of roundTrips) {
      const name = `swap → sound of the call returned to, round trip ${roundTripMs} ms`;
      await context.attempt(name, () => swaps(browser, roundTripMs, name, count));
    }
  } finally {
    await browser.close();
  }
  return [];
};
