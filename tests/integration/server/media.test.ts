import { describe, expect, it, onTestFinished } from 'vitest';
import type { PushOf } from '../../../src/shared/protocol.ts';
import { Crowd, type Somebody } from '../../crowd/crowd.ts';
import { PlainTransports } from '../../crowd/plain-transports.ts';
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

/** Enough for several packets, however busy the machine is, ms. */
const listenMs = 400;

/** These people in a group, all of them with their microphones on. */
async function group(count: number): Promise<Crowd> {
  const plain = new PlainTransports();
  onTestFinished(() => plain.close());
  const server = await startTestServer();
  onTestFinished(() => server.close());
  const crowd = await Crowd.gather(
    server,
    Array.from({ length: count }, (_, index) => `person-${index}`),
  );
  onTestFinished(() => crowd.close());
  return crowd;
}

const idsOf = (people: readonly Somebody[]): string[] => people.map(({ participantId }) => participantId).sort();
const heardBy = (somebody: Somebody | undefined) => expect.poll(() => somebody?.hears(listenMs), { timeout: 15_000 });

describe('a group', () => {
  it('of three hears each other, and not who is muted', async () => {
    const { people } = await group(3);
    const [ada, bob, eve] = people as [Somebody, Somebody, Somebody];
    for (const somebody of people) somebody.level = -30;
    for (const somebody of people) {
      await heardBy(somebody).toEqual(idsOf(people.filter((other) => other !== somebody)));
    }
    await bob.mute(true);
    await heardBy(ada).toEqual([eve.participantId]);
    expect(ada.client.unclaimed('subscriptions.closed')).toEqual([]);
    await bob.mute(false);
    await heardBy(ada).toEqual(idsOf([bob, eve]));
  });

  it('is told who speaks, and when nobody does any more', async () => {
    const { people } = await group(3);
    const [ada, bob, eve] = people as [Somebody, Somebody, Somebody];
    for (const somebody of people) somebody.level = -90;
    bob.level = -25;
    for (const listener of [ada, eve]) {
      const told = await listener.client.next('speakers', ({ dominant }) => dominant === bob.participantId);
      expect(told.levels).toEqual([{ participantId: bob.participantId, level: expect.any(Number) }]);
    }
    bob.level = -90;
    const quiet = ({ dominant, levels }: PushOf<'speakers'>) => dominant === null && levels.length === 0;
    await ada.client.next('speakers', quiet);
  });

  it('of 17 open microphones hears 8, and who begins to speak', async () => {
    const { people } = await group(17);
    const [listener, late] = people as [Somebody, Somebody];
    for (const somebody of people) somebody.level = -90;
    const latest = people.slice(-8);
    await heardBy(listener).toEqual(idsOf(latest));
    late.level = -25;
    await heardBy(listener).toEqual(idsOf([late, ...latest.slice(1)]));
    const { heard } = await listener.client.next(
      'speakers',
      (told) => told.heard?.includes(late.participantId) ?? false,
    );
    expect(heard).toEqual(idsOf([late, ...latest.slice(1)]));
  });
});
