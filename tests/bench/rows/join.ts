/** Signed in → first audio of the other side when joining a session, against bare mediasoup-client pages. */

import type { Browser } from 'playwright';
import { launchBrowser, PhonePage } from '../../integration/call/browser.ts';
import { freeMediaPort } from '../../integration/call/network.ts';
import { openPage } from '../../page/served-page.ts';
import { startBareServer } from '../bare/server.ts';
import { distantServer } from '../distant-server.ts';
import { distance, pause, roundTrips } from '../network.ts';
import { type Measure, type Row, rowOf } from '../row.ts';

/** Somebody speaks; each `samples` entry joins anew and gives the ms until that is heard. */
type Rig<K extends string> = { samples: Record<K, () => Promise<number>> };

/** A session joined again and again over fresh transports. */
async function holdfast(browser: Browser, roundTripMs: number, clearing: AsyncDisposableStack): Promise<Rig<'join'>> {
  const { server, way } = await distantServer(clearing, roundTripMs);
  const open = async (name: string, frequency: number) => {
    const phone = await PhonePage.open(browser, { frequency, mediaPort: way.media.port });
    clearing.defer(() => phone.page.close());
    await phone.signIn(way.signaling.url, await server.token(name));
    return phone;
  };
  const [speaker, joiner] = [await open('speaker', 440), await open('joiner', 880)];
  await speaker.call('joiner');
  await joiner.phase('ringing-in');
  await joiner.accept();
  await joiner.untilHears(440);
  return { samples: { join: () => joiner.page.evaluate(rejoin) } };
}

/** Runs in the page. */
async function rejoin(): Promise<number> {
  const { phone } = window.page;
  const snapshot = phone.state.getState().calls[0]?.snapshot;
  if (snapshot === undefined) throw new Error('There is no call');
  // Ends here without telling the server, as a window does that dies.
  phone.session?.end('app-failure');
  await new Promise((resolve) => setTimeout(resolve, 200));
  const start = performance.now();
  phone.resumeCalls([snapshot]);
  while ((phone.session?.link?.lastAudio().size ?? 0) === 0) {
    if (performance.now() > start + 15_000) throw new Error('No audio came within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return performance.now() - start;
}

async function bare(
  browser: Browser,
  roundTripMs: number,
  clearing: AsyncDisposableStack,
): Promise<Rig<'demo' | 'fast'>> {
  const server = await startBareServer(await freeMediaPort());
  clearing.defer(() => server.close());
  const way = await distance(server, roundTripMs);
  clearing.defer(() => way.close());
  const options = { url: way.signaling.url.replace('http', 'ws'), mediaPort: way.media.port };
  const entry = new URL('../bare/page.ts', import.meta.url);
  const [speaker, joiner] = [await openPage(browser, entry), await openPage(browser, entry)];
  for (const page of [speaker, joiner]) clearing.defer(() => page.close());
  await speaker.evaluate((start) => window.bare.send(start), options);
  return {
    samples: {
      demo: () => joiner.evaluate((start) => window.bare.joinInDemoOrder(start), options),
      fast: () => joiner.evaluate((start) => window.bare.joinFast(start), options),
    },
  };
}

async function joins(browser: Browser, roundTripMs: number, name: string, count: number): Promise<Row[]> {
  await using clearing = new AsyncDisposableStack();
  const rigs = [await holdfast(browser, roundTripMs, clearing), await bare(browser, roundTripMs, clearing)] as const;
  const ways = { ...rigs[0].samples, ...rigs[1].samples };
  const elapsed: Record<keyof typeof ways, number[]> = { join: [], demo: [], fast: [] };
  // In turns, so that whatever else the machine does falls on all. The first round warms up and does not count.
  for (let round = 0; round <= count; round += 1) {
    for (const way of ['join', 'demo', 'fast'] as const) {
      const sample = await ways[way]();
      if (round > 0) elapsed[way].push(sample);
      await pause(200);
    }
  }
  const { join: ours, demo, fast } = elapsed;
  const target = { ratio: 1.15 };
  return [
    rowOf({ name: `${name}, against a bare page in demo order`, unit: 'ms', ours, baseline: demo, target }),
    rowOf({ name: `${name}, against a bare page in fast order`, unit: 'ms', ours, baseline: fast, target }),
  ];
}

export const measure: Measure = async (context) => {
  const count = context.samples(15);
  const browser = await launchBrowser();
  try {
    for (const roundTripMs of roundTrips) {
      const name = `signed in → first audio, round trip ${roundTripMs} ms`;
      await context.attempt(name, () => joins(browser, roundTripMs, name, count));
    }
  } finally {
    await browser.close();
  }
  return [];
};
