import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { launchBrowser, PhonePage } from '../call/browser.ts';
import { startTestServer, type TestServer } from './harness.ts';

let browser: Browser;
let server: TestServer;
let ada: PhonePage;
let bob: PhonePage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

beforeEach(async () => {
  server = await startTestServer();
  [ada, bob] = await Promise.all([
    PhonePage.open(browser, { frequency: 440 }),
    PhonePage.open(browser, { frequency: 880 }),
  ]);
  await ada.signIn(server.url, await server.token('ada'));
  await bob.signIn(server.url, await server.token('bob'));
  await ada.until(({ people }) => people.some(({ id, presence }) => id === 'bob' && presence === 'online'));
  await ada.page.evaluate(() => window.page.phone.call('bob'));
  await bob.until(({ call }) => call?.snapshot.phase === 'ringing-in');
});
afterEach(async () => {
  await Promise.all([ada.page.close(), bob.page.close()]);
  await server.close();
});

/** Audio packets that the page has sent and received in its call. */
const packets = (phone: PhonePage): Promise<{ sent: number; received: number }> =>
  phone.page.evaluate(async () => {
    const stats = await window.page.phone.session?.link?.getStats();
    const count = (report: RTCStatsReport | undefined, type: string, field: string): number => {
      let sum = 0;
      for (const entry of report?.values() ?? [])
        if (entry.type === type && entry.kind === 'audio') sum += entry[field] ?? 0;
      return sum;
    };
    return {
      sent: count(stats?.send, 'outbound-rtp', 'packetsSent'),
      received: count(stats?.receive, 'inbound-rtp', 'packetsReceived'),
    };
  });

it('nothing said reaches the other side before the answer, everything after it', async () => {
  await expect.poll(async () => (await packets(ada)).sent, { timeout: 10_000 }).toBeGreaterThan(50);
  expect((await packets(bob)).received).toBe(0);
  expect((await packets(ada)).received).toBe(0);
  await bob.page.evaluate(() => window.page.phone.accept());
  await Promise.all([ada.untilHears(880), bob.untilHears(440)]);
  // 50 packets a second: had the second of ringing been kept back and sent late, it would show here.
  expect((await packets(bob)).received).toBeLessThan((await packets(ada)).sent - 50);
});
