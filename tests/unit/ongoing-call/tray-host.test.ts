import { afterEach, describe, expect, it } from 'vitest';
import { SessionBus } from '../../../src/main/platform/linux/session-bus.ts';
import { TrayHost } from '../../../src/main/platform/linux/tray-host.ts';
import { Desktop } from '../../desktop/desktop.ts';
import type { TrayHostOptions } from '../../desktop/tray-host.ts';
import { eventually, FakeLog } from './fixtures.ts';

let desktop: Desktop;
let bus: SessionBus;
let host: TrayHost;

async function start(tray: TrayHostOptions | false): Promise<void> {
  desktop = await Desktop.start({ tray, notifications: false, inhibitors: false, login: false });
  bus = new SessionBus({ env: desktop.environment, log: new FakeLog() });
  host = new TrayHost(bus, new FakeLog());
  await host.start();
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
    await eventually(() => host.visible);
  });

  it('is no with a watcher that registers its name and then does not answer', async () => {
    await start(false);
    const liar = await desktop.sessionBus.silentService('org.kde.StatusNotifierWatcher');
    await (await bus.connect())?.busId();
    expect(host.visible).toBe(false);
    desktop.sessionBus.disconnect(liar.bus);
    await desktop.tray.start();
    await eventually(() => host.visible);
  });

  it('is no where there is no session bus', async () => {
    await start({});
    const nowhere = new TrayHost(new SessionBus({ env: {}, log: new FakeLog() }), new FakeLog());
    await nowhere.start();
    expect(nowhere.visible).toBe(false);
  });
});
