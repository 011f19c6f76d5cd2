import { afterEach, describe, expect, it } from 'vitest';
import { SessionBus } from '../../../src/main/platform/linux/session-bus.ts';
import { TrayHost } from '../../../src/main/platform/linux/tray-host.ts';
import { Desktop } from '../../desktop/desktop.ts';
import type { TrayHostOptions } from '../../desktop/tray-host.ts';
import { eventually, FakeLog } from './fixtures.ts';

let desktop: Desktop;
let bus: SessionBus;
let host: TrayHost;

const item = '/StatusNotifierItem';

/** `own`: the app has an icon, in the form of Ayatana's library, and it is known before the question. */
async function start(tray: TrayHostOptions | false, { own = true, pid = process.pid } = {}): Promise<void> {
  desktop = await Desktop.start({ tray, notifications: false, inhibitors: false, login: false });
  bus = new SessionBus({ env: desktop.environment, log: new FakeLog() });
  if (own && tray) await register(item);
  host = new TrayHost(bus, new FakeLog(), pid);
  await host.start();
}

/** Has the watcher know an item of the process that the test is. */
async function register(service: string): Promise<void> {
  const watcher = { destination: 'org.kde.StatusNotifierWatcher', path: '/StatusNotifierWatcher' };
  const call = { ...watcher, interface: watcher.destination, member: 'RegisterStatusNotifierItem' };
  await (await bus.connect())?.call({ ...call, signature: 's', body: [service] });
}

afterEach(async () => {
  host.dispose();
  // What was still asked has been answered, too, when this is.
  const ping = { path: '/', interface: 'org.freedesktop.DBus.Peer', member: 'Ping' };
  await (await bus.connect())?.call({ ...ping, destination: 'org.kde.StatusNotifierWatcher' }).catch(() => []);
  await bus.close();
  await desktop.stop();
});

describe('whether a tray icon would be seen', () => {
  it('is yes with a panel', async () => {
    await start({});
    expect(host.visible).toBe(true);
  });

  it('is no with a watcher that no panel has registered with', async () => {
    await start({ hostRegistered: false });
    expect(host.visible).toBe(false);
  });

  it('is no with a panel that does not know our icon, whatever it says: until it does', async () => {
    await start({}, { own: false });
    expect(host.visible).toBe(false);
    await register(item);
    await eventually(() => host.visible);
  });

  it.each([
    ['org.freedesktop.StatusNotifierItem-PID-1', true],
    ['org.kde.StatusNotifierItem-PID-1', true],
    ['org.freedesktop.StatusNotifierItem-1-1', false],
    ['org.freedesktop.StatusNotifierItem-PID0-1', false],
  ])('is, with an item of the name %s: %s', async (name, visible) => {
    await start({}, { own: false });
    await register(name.replace('PID', String(process.pid)));
    // Both answers are there when this one is, which is of the same bus and asked later.
    await eventually(() => desktop.tray.registered === 1);
    const again = new TrayHost(bus, new FakeLog());
    await again.start();
    expect(again.visible).toBe(visible);
    again.dispose();
  });

  it('is no when the only icon is of another process', async () => {
    await start({}, { pid: process.pid + 1 });
    expect(host.visible).toBe(false);
  });

  it('tells when it changes, once each time', async () => {
    await start({});
    const told: boolean[] = [];
    host.onChanged((visible) => told.push(visible));
    desktop.tray.setHostRegistered(false);
    await eventually(() => told.length === 1);
    desktop.tray.setHostRegistered(true);
    await eventually(() => told.length === 2);
    expect(told).toEqual([false, true]);
  });

  it('is no without any', async () => {
    await start(false);
    expect(host.visible).toBe(false);
  });

  it('follows a panel that comes and goes', async () => {
    await start({ hostRegistered: false });
    desktop.tray.setHostRegistered(true);
    await eventually(() => host.visible);
    desktop.tray.setHostRegistered(false);
    await eventually(() => !host.visible);
  });

  it('follows a watcher that dies and restarts', async () => {
    await start({});
    desktop.tray.stop();
    await eventually(() => !host.visible);
    await desktop.tray.start();
    // As Electron does when the watcher is back.
    await register(item);
    await eventually(() => host.visible);
  });

  it('is no with a watcher that registers its name and then does not answer', async () => {
    await start(false);
    const liar = await desktop.sessionBus.silentService('org.kde.StatusNotifierWatcher');
    await (await bus.connect())?.busId();
    expect(host.visible).toBe(false);
    desktop.sessionBus.disconnect(liar.bus);
    await desktop.tray.start();
    await register(item);
    await eventually(() => host.visible);
  });

  it('is no where there is no session bus', async () => {
    await start({});
    const nowhere = new TrayHost(new SessionBus({ env: {}, log: new FakeLog() }), new FakeLog());
    await nowhere.start();
    expect(nowhere.visible).toBe(false);
  });
});
