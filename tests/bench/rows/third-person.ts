/** A third person is rung into a call of two and accepts: the longest gap that the first two hear, against the same time before. */

import type { Browser } from 'playwright';
import { launchBrowser } from '../../integration/call/browser.ts';
import { Ear } from '../desktop/ear.ts';
import { distantServer } from '../distant-server.ts';
import { pause, roundTrips } from '../network.ts';
import { type Measure, rowOf } from '../row.ts';

/** How long is listened, ms: the third person is in the call after a part of it. */
const listenMs = 2_500;
/** No packet lasts longer, ms. */
const packetMs = 20;

async function additions(
  browser: Browser,
  roundTripMs: number,
  count: number,
): Promise<{ ours: number[]; baseline: number[] }> {
  await using clearing = new AsyncDisposableStack();
  const { server, way } = await distantServer(clearing, roundTripMs);
  const open = async (person: string, speaks = true) => {
    const account = { server: way.signaling.url, token: await server.token(person) };
    const ear = await Ear.open(browser, { ...account, mediaPort: way.media.port, speaks });
    clearing.defer(() => ear.close());
    return ear;
  };
  // What the third one said would be heard in the gaps of the first two.
  const [ada, bob, carol] = [await open('ada'), await open('bob'), await open('carol', false)];
  const longestGap = async (from: number): Promise<number> => {
    await pause(Math.max(0, from + listenMs + 100 - Date.now()));
    const heard = await Promise.all([ada, bob].map((ear) => ear.gaps(from, from + listenMs, packetMs)));
    return Math.max(0, ...heard.flat());
  };
  const [ours, baseline]: [number[], number[]] = [[], []];
  // The first warms up and does not count.
  for (let sample = 0; sample <= count; sample += 1) {
    await ada.call('bob');
    await Promise.all([ada.steadySound(), bob.steadySound()]);
    const without = await longestGap(Date.now());
    const added = await ada.invite('carol');
    await Promise.all([ada, bob, carol].map((ear) => ear.among(3)));
    const during = await longestGap(added);
    if (sample > 0) {
      baseline.push(without);
      ours.push(during);
    }
    for (const ear of [carol, bob, ada]) await ear.hangUp();
  }
  return { ours, baseline };
}

export const measure: Measure = async (context) => {
  const count = context.samples(15);
  const browser = await launchBrowser();
  try {
    for (const roundTripMs of roundTrips) {
      const name = `third person added → longest gap for the first two, round trip ${roundTripMs} ms`;
      await context.attempt(name, async () => {
        const { ours, baseline } = await additions(browser, roundTripMs, count);
        return rowOf({ name, unit: 'ms', ours, baseline, target: { ours: 60 } });
      });
    }
  } finally {
    await browser.close();
  }
  return [];
};
