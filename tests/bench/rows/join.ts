/** Signed in → first audio of the other side when joining a session, against bare mediasoup-client pages. */
import type { Browser, Page } from 'playwright';
import { launchBrowser, openPage, PhonePage } from '../../integration/call/browser.ts';
import { freeUdpPort } from '../../integration/call/network.ts';
import { startTestServer } from '../../integration/server/harness.ts';
import { startBareServer } from '../bare/server.ts';
import { distance, pause, roundTrips } from '../network.ts';
import { type Measure, type Row, rowOf } from '../row.ts';

/** A session joined again and again over fresh transports while the other side speaks. */
async function ours(browser: Browser, roundTripMs: number, samples: number): Promise<number[]> {
  const mediaPort = await freeUdpPort();
  const server = await startTestServer({ rtcPort: mediaPort });
  const way = await distance({ port: server.port, mediaPort }, roundTripMs);
  const open = async (name: string, frequency: number) => {
    const phone = await PhonePage.open(browser, { frequency, mediaPort: way.media.port });
    await phone.signIn(way.signaling.url, await server.token(name));
    return phone;
  };
  const [speaker, joiner] = [await open('speaker', 440), await open('joiner', 880)];
  try {
    await speaker.page.evaluate(() => window.page.phone.call('joiner'));
    await joiner.until(({ call }) => call?.snapshot.phase === 'ringing-in');
    await joiner.page.evaluate(() => window.page.phone.accept());
    await joiner.until(({ call }) => call?.snapshot.phase === 'connected');
    const elapsed: number[] = [];
    // The first warms up and does not count.
    for (let sample = 0; sample <= samples; sample += 1) {
      await joiner.untilHears(440);
      elapsed.push(await rejoin(joiner.page));
    }
    return elapsed.slice(1);
  } finally {
    await Promise.all([speaker.page.close(), joiner.page.close()]);
    way.close();
    await server.close();
  }
}

function rejoin(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { phone } = window.page;
    const snapshot = phone.state.getState().call?.snapshot;
    if (snapshot === undefined) throw new Error('There is no call');
    // Ends here without telling the server, as a window does that dies.
    phone.session?.end('app-failure');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    phone.resumeCall(snapshot);
    while ((phone.session?.link?.lastAudio() ?? null) === null) await new Promise((resolve) => setTimeout(resolve, 2));
    return performance.now() - start;
  });
}

async function bare(
  browser: Browser,
  roundTripMs: number,
  samples: number,
): Promise<{ demo: number[]; fast: number[] }> {
  const server = await startBareServer(await freeUdpPort());
  const way = await distance(server, roundTripMs);
  const options = { url: way.signaling.url.replace('http', 'ws'), mediaPort: way.media.port };
  const entry = new URL('../bare/page.ts', import.meta.url);
  const [speaker, joiner] = [await openPage(browser, entry), await openPage(browser, entry)];
  try {
    await speaker.evaluate((start) => window.bare.send(start), options);
    const [demo, fast]: [number[], number[]] = [[], []];
    for (let sample = 0; sample <= samples; sample += 1) {
      // In turns, so that whatever the machine is doing meanwhile falls on both.
      demo.push(await joiner.evaluate((start) => window.bare.joinInDemoOrder(start), options));
      await pause(200);
      fast.push(await joiner.evaluate((start) => window.bare.joinFast(start), options));
      await pause(200);
    }
    return { demo: demo.slice(1), fast: fast.slice(1) };
  } finally {
    await Promise.all([speaker.close(), joiner.close()]);
    way.close();
    server.close();
  }
}

export const measure: Measure = async (context) => {
  const samples = context.samples(15);
  const browser = await launchBrowser();
  const rows: Row[] = [];
  try {
    for (const roundTripMs of roundTrips) {
      const holdfast = await ours(browser, roundTripMs, samples);
      const { demo, fast } = await bare(browser, roundTripMs, samples);
      const name = `signed in → first audio, round trip ${roundTripMs} ms`;
      rows.push(
        rowOf({
          name: `${name}, against a bare page in demo order`,
          unit: 'ms',
          ours: holdfast,
          baseline: demo,
          target: { ratio: 1.15 },
        }),
        rowOf({
          name: `${name}, against a bare page in fast order`,
          unit: 'ms',
          ours: holdfast,
          baseline: fast,
          target: { ratio: 1.15 },
        }),
      );
    }
  } finally {
    await browser.close();
  }
  return rows;
};
