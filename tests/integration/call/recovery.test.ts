import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../server/harness.ts';
import { launchBrowser, PhonePage } from './browser.ts';
import { freeMediaPort, TcpRelay, UdpRelay } from './network.ts';

const adaTone = 440;
const bobTone = 880;

let browser: Browser;
let dataFolder: string;
let rtcPort: number;
let server: TestServer;
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
  dataFolder = await mkdtemp(join(tmpdir(), 'holdfast-recovery-'));
  rtcPort = await freeMediaPort();
  server = await startTestServer({ rtcPort, dataFolder });
  signaling = await TcpRelay.open(() => server.port);
  media = await UdpRelay.open(rtcPort);
  ada = await PhonePage.open(browser, { frequency: adaTone, mediaPort: media.port, deviceId: 'device-of-ada' });
  bob = await PhonePage.open(browser, { frequency: bobTone });
  await ada.signIn(signaling.url, await server.token('ada', 'Ada'));
  await bob.signIn(server.url, await server.token('bob', 'Bob'));
  await ada.page.evaluate(() => window.page.phone.call('bob'));
  await phase(bob, 'ringing-in');
  await bob.page.evaluate(() => window.page.phone.accept());
  await Promise.all([phase(ada, 'connected'), phase(bob, 'connected')]);
  await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
});
afterEach(async () => {
  await Promise.all([ada.page.close(), bob.page.close()]);
  signaling.close();
  media.close();
  await server.close();
  await rm(dataFolder, { recursive: true, force: true });
});

const phase = (phone: PhonePage, wanted: string, timeoutMs?: number) =>
  phone
    .until((state) => state.call?.snapshot.phase === wanted, timeoutMs)
    .catch((error: Error) => {
      throw new Error(`${wanted}: ${error.message}`);
    });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a call', () => {
  it('is heard while signaling is cut, keeps its transports, and obeys afterwards', async () => {
    const link = await ada.page.evaluateHandle(() => window.page.phone.session?.link);
    signaling.cut();
    await ada.until(({ connection }) => connection.status === 'reconnecting');
    await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
    signaling.restore();
    await ada.until(({ connection }) => connection.status === 'online');
    await phase(ada, 'connected');
    expect(await link.evaluate((before) => before === window.page.phone.session?.link)).toBe(true);

    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    await bob.untilSilent();
  });

  it('shows that it is reconnecting when signaling stays away, while both are still heard', async () => {
    signaling.cut();
    await phase(ada, 'reconnecting');
    await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
    expect((await phase(bob, 'reconnecting')).call?.snapshot.peer.name).toBe('Ada');
    signaling.restore();
    await Promise.all([phase(ada, 'connected'), phase(bob, 'connected')]);
  });

  it('obeys mute and unmute at once while signaling is away', async () => {
    signaling.cut();
    await ada.until(({ connection }) => connection.status === 'reconnecting');
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    await ada.until((state) => state.call?.snapshot.microphone === 'muted');
    await bob.untilSilent();
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await wait(300);
    expect((await ada.state()).call?.snapshot.microphone).toBe('on');
    signaling.restore();
    await bob.untilHears(adaTone);
    await phase(ada, 'connected');
  });

  it('notices within two seconds that nothing arrives, and comes back when the network does', async () => {
    media.cut();
    await phase(ada, 'reconnecting', 2_500);
    await wait(3_000);
    media.restore();
    await Promise.all([phase(ada, 'connected'), ada.untilHears(bobTone), bob.untilHears(adaTone)]);
  });

  it('survives a long time without any network', async () => {
    media.cut();
    signaling.cut();
    await phase(ada, 'reconnecting');
    await wait(18_000);
    media.restore();
    signaling.restore();
    await Promise.all([phase(ada, 'connected'), ada.untilHears(bobTone), bob.untilHears(adaTone)]);
  });

  it('moves to another network', async () => {
    media.renumber();
    await ada.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
    await Promise.all([phase(ada, 'connected'), phase(bob, 'connected')]);
  });

  it('comes back in a fresh window, as it was', async () => {
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    const { call } = await ada.until((state) => state.call?.snapshot.microphone === 'muted');
    await ada.page.close();
    ada = await PhonePage.open(browser, { frequency: adaTone, deviceId: 'device-of-ada' });
    await ada.page.evaluate((snapshot) => window.page.phone.resumeCall(snapshot), call!.snapshot);
    await ada.signIn(server.url, await server.token('ada', 'Ada'));
    await ada.untilHears(bobTone);
    const resumed = await phase(ada, 'connected');
    expect(resumed.call?.snapshot).toMatchObject({ microphone: 'muted', peer: { id: 'bob', name: 'Bob' } });
    expect(Math.abs((resumed.call?.snapshot.startedAt ?? 0) - (call!.snapshot.startedAt ?? 0))).toBeLessThan(1_000);
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await bob.untilHears(adaTone);
  });

  it('goes on after the media worker of the server has died', async () => {
    const startedAt = (await bob.state()).call?.snapshot.startedAt ?? 0;
    for (const pid of server.workerPids()) process.kill(pid, 'SIGKILL');
    await Promise.all([phase(ada, 'reconnecting'), phase(bob, 'reconnecting')]);
    const [, back] = await Promise.all([phase(ada, 'connected'), phase(bob, 'connected')]);
    await Promise.all([ada.untilHears(bobTone), bob.untilHears(adaTone)]);
    expect(Math.abs((back.call?.snapshot.startedAt ?? 0) - startedAt)).toBeLessThan(1_000);
  });

  it('goes on when the server is started again, as long and with what it was', async () => {
    await ada.page.evaluate(() => window.page.phone.setMuted(true));
    const before = (await ada.until((state) => state.call?.snapshot.microphone === 'muted')).call!.snapshot;
    await server.close();
    await Promise.all([phase(ada, 'reconnecting'), phase(bob, 'reconnecting')]);
    server = await startTestServer({ port: server.port, rtcPort, dataFolder });
    await Promise.all([ada.untilHears(bobTone), phase(ada, 'connected'), phase(bob, 'connected')]);
    const { snapshot } = (await ada.state()).call!;
    expect(snapshot).toMatchObject({ callId: before.callId, microphone: 'muted' });
    expect(Math.abs(snapshot.startedAt! - before.startedAt!)).toBeLessThan(1_000);
    await ada.page.evaluate(() => window.page.phone.setMuted(false));
    await bob.untilHears(adaTone);
  });

  it('ends on both sides with its reason when the server that comes back knows nothing of it', async () => {
    await server.close();
    await rm(join(dataFolder, 'sessions.sqlite'));
    server = await startTestServer({ port: server.port, rtcPort, dataFolder });
    const [here, there] = await Promise.all([
      ada.until((state) => state.call === null, 15_000),
      bob.until((state) => state.call === null, 15_000),
    ]);
    expect([here.ended?.reason, there.ended?.reason]).toEqual(['server-failure', 'server-failure']);
  });
});
