import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../unit/support/temporary-folder.ts';
import { startTestServer, type TestServer } from '../server/harness.ts';
import { launchBrowser, PhonePage } from './browser.ts';
import { freeMediaPort, TcpRelay, UdpRelay } from './network.ts';
import { adaTone, bobTone, callBetween, hearEachOther } from './two-people.ts';

let browser: Browser;
let clearing: AsyncDisposableStack;
let server: TestServer;
let rtcPort: number;
let signaling: TcpRelay;
let media: UdpRelay;
let ada: PhonePage;
let bob: PhonePage;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** Ada's ways to the server go through relays; Bob's do not. */
beforeEach(async () => {
  clearing = new AsyncDisposableStack();
  rtcPort = await freeMediaPort();
  server = await startTestServer({ media: { port: rtcPort } }, { dataFolder: temporaryFolder() });
  clearing.defer(() => server.close());
  signaling = await TcpRelay.open(() => server.port);
  clearing.defer(() => signaling.close());
  media = await UdpRelay.open(rtcPort);
  clearing.defer(() => media.close());
  ({ ada, bob } = await callBetween(browser, server, {
    ada: { mediaPort: media.port, deviceId: 'device-of-ada' },
    adaServer: signaling.url,
  }));
  clearing.defer(() => ada.page.close());
  clearing.defer(() => bob.page.close());
  await hearEachOther({ ada, bob });
});
afterEach(() => clearing.disposeAsync());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a call', () => {
  it('is heard while signaling is cut, keeps its transports, and obeys afterwards', async () => {
    const link = await ada.page.evaluateHandle(() => window.page.phone.session?.link);
    signaling.cut();
    await ada.until(({ connection }) => connection.status === 'reconnecting');
    await hearEachOther({ ada, bob });
    signaling.restore();
    await ada.until(({ connection }) => connection.status === 'online');
    await ada.phase('connected');
    expect(await link.evaluate((before) => before === window.page.phone.session?.link)).toBe(true);

    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    await bob.untilSilent();
  });

  it('shows that it is reconnecting when signaling stays away, while both are still heard', async () => {
    signaling.cut();
    await ada.phase('reconnecting');
    await hearEachOther({ ada, bob });
    expect((await bob.phase('reconnecting')).calls[0]?.snapshot.title).toBe('Ada');
    signaling.restore();
    await Promise.all([ada.phase('connected'), bob.phase('connected')]);
  });

  it('obeys mute and unmute at once while signaling is away', async () => {
    signaling.cut();
    await ada.until(({ connection }) => connection.status === 'reconnecting');
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    await ada.until((state) => state.calls[0]?.snapshot.microphone === 'muted');
    await bob.untilSilent();
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await ada.until((state) => state.calls[0]?.snapshot.microphone === 'on');
    signaling.restore();
    await bob.untilHears(adaTone);
    await ada.phase('connected');
  });

  it('notices that nothing arrives, and comes back when the network does', async () => {
    media.cut();
    await ada.phase('reconnecting');
    await wait(3_000);
    media.restore();
    await Promise.all([ada.phase('connected'), hearEachOther({ ada, bob })]);
  });

  it('survives a long time without any network', async () => {
    media.cut();
    signaling.cut();
    await ada.phase('reconnecting');
    await wait(18_000);
    media.restore();
    signaling.restore();
    await Promise.all([ada.phase('connected'), hearEachOther({ ada, bob })]);
  });

  it('moves to another network', async () => {
    media.renumber();
    await ada.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await hearEachOther({ ada, bob });
    await Promise.all([ada.phase('connected'), bob.phase('connected')]);
  });

  it('comes back in a fresh window, as it was', async () => {
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    const {
      calls: [call],
    } = await ada.until((state) => state.calls[0]?.snapshot.microphone === 'muted');
    await ada.page.close();
    ada = await PhonePage.open(browser, { frequency: adaTone, deviceId: 'device-of-ada' });
    await ada.page.evaluate((snapshot) => window.page.phone.resumeCalls([snapshot]), call!.snapshot);
    await ada.signIn(server.url, await server.token('ada', 'Ada'));
    await ada.untilHears(bobTone);
    const resumed = await ada.phase('connected');
    expect(resumed.calls[0]?.snapshot).toMatchObject({ microphone: 'muted', peer: { id: 'bob', name: 'Bob' } });
    expect(Math.abs((resumed.calls[0]?.snapshot.startedAt ?? 0) - (call!.snapshot.startedAt ?? 0))).toBeLessThan(1_000);
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await bob.untilHears(adaTone);
  });

  it('goes on after the media worker of the server has died', async () => {
    const startedAt = (await bob.state()).calls[0]?.snapshot.startedAt ?? 0;
    for (const phone of [ada, bob]) await phone.watchPhases();
    for (const pid of server.workerPids()) process.kill(pid, 'SIGKILL');
    // Over before one has looked, perhaps.
    await expect.poll(() => ada.phases(), { timeout: 10_000 }).toContain('reconnecting');
    await expect.poll(() => bob.phases(), { timeout: 10_000 }).toContain('reconnecting');
    const [, back] = await Promise.all([ada.phase('connected'), bob.phase('connected')]);
    await hearEachOther({ ada, bob });
    expect(Math.abs((back.calls[0]?.snapshot.startedAt ?? 0) - startedAt)).toBeLessThan(1_000);
  });

  it('goes on when the server is started again, as long and with what it was', async () => {
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    const before = (await ada.until((state) => state.calls[0]?.snapshot.microphone === 'muted')).calls[0]!.snapshot;
    await server.close();
    await Promise.all([ada.phase('reconnecting'), bob.phase('reconnecting')]);
    const { port, dataFolder } = server;
    server = await startTestServer({ signaling: { port }, media: { port: rtcPort } }, { dataFolder });
    await Promise.all([ada.untilHears(bobTone), ada.phase('connected'), bob.phase('connected')]);
    const { snapshot } = (await ada.state()).calls[0]!;
    expect(snapshot).toMatchObject({ callId: before.callId, microphone: 'muted' });
    expect(Math.abs(snapshot.startedAt! - before.startedAt!)).toBeLessThan(1_000);
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await bob.untilHears(adaTone);
  });

  it('ends on both sides with its reason when the server that comes back knows nothing of it', async () => {
    await server.close();
    const { port, dataFolder } = server;
    rmSync(join(dataFolder, 'sessions.sqlite'));
    server = await startTestServer({ signaling: { port }, media: { port: rtcPort } }, { dataFolder });
    await Promise.all([ada.ended('server-failure', 15_000), bob.ended('server-failure', 15_000)]);
  });
});
