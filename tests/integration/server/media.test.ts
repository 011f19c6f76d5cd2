import { expect, it, onTestFinished } from 'vitest';
import { launchBrowser, type PhonePage } from '../call/browser.ts';
import { hearEachOther, ring, signInTwo } from '../call/two-people.ts';
import { startTestServer } from './harness.ts';

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
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const server = await startTestServer();
  onTestFinished(() => server.close());
  const { ada, bob } = await signInTwo(browser, server);
  await ring({ ada, bob });
  await expect.poll(async () => (await packets(ada)).sent, { timeout: 10_000 }).toBeGreaterThan(50);
  expect((await packets(bob)).received).toBe(0);
  expect((await packets(ada)).received).toBe(0);
  await bob.accept();
  await hearEachOther({ ada, bob });
  // 50 packets a second: had the second of ringing been kept back and sent late, it would show here.
  expect((await packets(bob)).received).toBeLessThan((await packets(ada)).sent - 50);
});
