/** Accept → first audio, in both directions, in a call that rings. */

import type { Browser } from 'playwright';
import { launchBrowser, PhonePage } from '../../integration/call/browser.ts';
import { distantServer } from '../distant-server.ts';
import { roundTrips } from '../network.ts';
import { type Measure, rowOf } from '../row.ts';

/** When the page hears its first packet, ms since the epoch. @throws when none comes. */
const firstAudio = (phone: PhonePage): Promise<number> =>
  phone.page.evaluate(async () => {
    const { phone: own } = window.page;
    const giveUpAt = performance.now() + 15_000;
    while ((own.session?.link?.lastAudio().size ?? 0) === 0) {
      if (performance.now() > giveUpAt) throw new Error('No audio came within 15 s');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return performance.timeOrigin + performance.now();
  });

async function answers(
  browser: Browser,
  roundTripMs: number,
  samples: number,
): Promise<{ callee: number[]; caller: number[] }> {
  await using clearing = new AsyncDisposableStack();
  const { server, way } = await distantServer(clearing, roundTripMs);
  const open = async (name: string) => {
    const phone = await PhonePage.open(browser, { frequency: 440, mediaPort: way.media.port });
    clearing.defer(() => phone.page.close());
    await phone.signIn(way.signaling.url, await server.token(name));
    return phone;
  };
  const [caller, callee] = [await open('caller'), await open('callee')];
  const connected = (phone: PhonePage) =>
    phone.page.waitForFunction(() => window.page.phone.session?.link?.state === 'connected', null, { polling: 20 });
  const [atCallee, atCaller]: [number[], number[]] = [[], []];
  // The first warms up and does not count.
  for (let sample = 0; sample <= samples; sample += 1) {
    await caller.until(({ calls: [call] }) => call === undefined);
    await caller.call('callee');
    await callee.phase('ringing-in');
    // Nobody answers before a second ring has begun.
    await Promise.all([connected(caller), connected(callee)]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const [heardByCaller, heardByCallee, accepted] = await Promise.all([
      firstAudio(caller),
      firstAudio(callee),
      callee.page.evaluate(() => {
        const now = performance.timeOrigin + performance.now();
        window.page.phone.accept();
        return now;
      }),
    ]);
    atCallee.push(heardByCallee - accepted);
    atCaller.push(heardByCaller - accepted);
    await callee.page.evaluate(() => window.page.phone.hangUp());
    await caller.until(({ calls: [call] }) => call === undefined);
  }
  return { callee: atCallee.slice(1), caller: atCaller.slice(1) };
}

export const measure: Measure = async (context) => {
  const samples = context.samples(15);
  const browser = await launchBrowser();
  try {
    for (const roundTripMs of roundTrips) {
      const name = `accept → first audio, round trip ${roundTripMs} ms`;
      const target = { ours: roundTripMs + 40 };
      await context.attempt(name, async () => {
        const { callee, caller } = await answers(browser, roundTripMs, samples);
        return [
          rowOf({ name: `${name}, heard by who accepts`, unit: 'ms', ours: callee, target }),
          rowOf({ name: `${name}, heard by the caller`, unit: 'ms', ours: caller, target }),
        ];
      });
    }
  } finally {
    await browser.close();
  }
  return [];
};
