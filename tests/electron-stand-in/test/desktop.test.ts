import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desktop } from '../../desktop/desktop.ts';
import { eventually } from './support/eventually.ts';
import { launchFixture, type RunningFixture } from './support/fixture-app.ts';

describe('what an app shows on a Linux desktop', { timeout: 30_000 }, () => {
  let desktop: Desktop;
  let app: RunningFixture;
  const happened = () => app.electron.evaluate(() => (globalThis as unknown as { happened: unknown[] }).happened);
  /** Waits until just this has happened since the last time. */
  const happens = async (...what: unknown[]) => {
    await eventually(happened).toEqual(what);
    await app.electron.evaluate(() => {
      (globalThis as unknown as { happened: unknown[] }).happened.length = 0;
    });
  };
  beforeAll(async () => {
    desktop = await Desktop.start();
    app = await launchFixture({ env: desktop.environment });
    await app.electron.evaluate(() => {
      Object.assign(globalThis, { happened: [] });
    });
  }, 40_000);
  afterAll(async () => {
    await app.stop();
    await desktop.stop();
  }, 20_000);

  it('a notification with actions, which the user presses', async () => {
    await app.electron.evaluate(({ Notification }) => {
      const { happened } = globalThis as unknown as { happened: unknown[] };
      const notification = new Notification({
        title: 'Grace',
        body: 'In a call',
        urgency: 'critical',
        timeoutType: 'never',
        actions: [
          { type: 'button', text: 'Mute' },
          { type: 'button', text: 'Hang up' },
        ],
      });
      Object.assign(globalThis, { notification });
      for (const name of ['show', 'close', 'click'] as const)
        notification.on(name as 'show', () => happened.push(name));
      notification.on('action', ({ actionIndex }) => happened.push(actionIndex));
      notification.show();
    });
    await eventually(() => desktop.notifications.open.length).toBe(1);
    expect(desktop.notifications.open[0]).toMatchObject({ app: 'Fixture', title: 'Grace', body: 'In a call' });
    desktop.notifications.press('Hang up');
    // The daemon closes what has been acted on.
    await happens('show', 1, 'close');
  });

  it('a notification that is shown again is a new one, and one that is closed is gone', async () => {
    const notify = (action: 'show' | 'close') =>
      app.electron.evaluate(
        (_electron, name) => (globalThis as unknown as { notification: Electron.Notification }).notification[name](),
        action,
      );
    await notify('show');
    await eventually(() => desktop.notifications.open.length).toBe(1);
    const first = desktop.notifications.open[0]!.id;
    await notify('show');
    await eventually(() => desktop.notifications.open.map(({ id }) => id)).not.toContain(first);
    await eventually(() => desktop.notifications.open.length).toBe(1);
    desktop.notifications.click(desktop.notifications.open[0]!.id);
    await happens('show', 'show', 'click');
    await notify('show');
    await happens('show');
    desktop.notifications.dismiss(desktop.notifications.open[0]!.id);
    await happens('close');
    await notify('show');
    await happens('show');
    await notify('close');
    await eventually(() => desktop.notifications.open).toEqual([]);
    expect(await happened()).toEqual([]);
  });

  it('a tray item with its menu, whose entries can be clicked', async () => {
    await app.electron.evaluate(({ Menu, nativeImage, Tray }) => {
      const { happened } = globalThis as unknown as { happened: unknown[] };
      const red =
        'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==';
      const tray = new Tray(nativeImage.createFromDataURL(red));
      Object.assign(globalThis, { tray });
      tray.setToolTip('In a call');
      tray.on('click', () => happened.push('tray'));
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: 'Grace', enabled: false },
          { label: 'Mute', click: () => happened.push('mute') },
          { type: 'separator' },
          { label: 'Sounds', type: 'checkbox', checked: true },
          { label: 'Gone', visible: false },
          { label: 'More', submenu: [{ label: 'Deep_er', click: () => happened.push('deeper') }] },
        ]),
      );
    });
    await eventually(() => desktop.tray.menu().catch(() => [])).toEqual(['(Grace)', 'Mute', 'Sounds', 'More']);
    const item = await desktop.tray.item();
    expect(item).toMatchObject({ id: 'Fixture_status_icon_1', status: 'Active', toolTip: 'In a call' });
    expect(item.icon).not.toBe('');
    expect(item.menu.map(({ checked }) => checked)).toEqual([null, null, null, true, null]);
    await desktop.tray.click('Mute');
    await desktop.tray.click('Deep_er');
    await desktop.tray.activate();
    await happens('mute', 'deeper', 'tray');
  });

  it('a tray item that comes back with a restarted panel, and goes when it is destroyed', async () => {
    await desktop.tray.restart();
    await eventually(() => desktop.tray.menu().catch(() => [])).toContain('Mute');
    await app.electron.evaluate(() => (globalThis as unknown as { tray: Electron.Tray }).tray.destroy());
    await eventually(() => desktop.tray.items()).toEqual([]);
  });

  it('one inhibition for all power save blockers, of the highest kind', async () => {
    const block = (kind: 'prevent-app-suspension' | 'prevent-display-sleep') =>
      app.electron.evaluate(({ powerSaveBlocker }, wanted) => powerSaveBlocker.start(wanted), kind);
    const release = (blocker: number) =>
      app.electron.evaluate(({ powerSaveBlocker }, id) => powerSaveBlocker.stop(id), blocker);
    const first = await block('prevent-app-suspension');
    await eventually(() => [desktop.inhibitors.held.length, desktop.inhibitors.keepsDisplayOn]).toEqual([1, false]);
    const second = await block('prevent-display-sleep');
    await eventually(() => [desktop.inhibitors.held.length, desktop.inhibitors.keepsDisplayOn]).toEqual([1, true]);
    await release(second);
    await eventually(() => [desktop.inhibitors.held.length, desktop.inhibitors.keepsDisplayOn]).toEqual([1, false]);
    await release(first);
    await eventually(() => desktop.inhibitors.held).toEqual([]);
  });

  it('suspend, resume and shutdown, from the system bus', async () => {
    await app.electron.evaluate(({ powerMonitor }) => {
      const { happened } = globalThis as unknown as { happened: unknown[] };
      // Where it is the first listener of all, it is never called: Electron looks whether there is one before it is counted.
      powerMonitor.on('shutdown', () => happened.push('shutdown'));
      powerMonitor.on('suspend', () => happened.push('suspend'));
      powerMonitor.on('resume', () => happened.push('resume'));
    });
    await eventually(() => desktop.login.delaysAsked).toContain('sleep');
    desktop.login.shutdown();
    desktop.login.suspend();
    desktop.login.resume();
    await happens('suspend', 'resume');
    expect(desktop.login.delaysAsked).not.toContain('shutdown');
    await app.electron.evaluate(({ powerMonitor }) => {
      const { happened } = globalThis as unknown as { happened: unknown[] };
      powerMonitor.on('shutdown', () => happened.push('shutdown, second'));
    });
    await eventually(() => desktop.login.delaysAsked).toContain('shutdown');
    desktop.login.shutdown();
    await happens('shutdown', 'shutdown, second');
  });

  it('a number on the icon in the dock', async () => {
    await app.electron.evaluate(({ app: electronApp }) => electronApp.setBadgeCount(3));
    const badge = { app: 'application://org.example.Fixture.desktop', count: 3, visible: true };
    await eventually(() => desktop.launcher.badges).toEqual([badge]);
    await app.electron.evaluate(({ app: electronApp }) => electronApp.setBadgeCount(0));
    await eventually(() => desktop.launcher.badges).toEqual([]);
  });
});

describe('an app without a desktop', { timeout: 30_000 }, () => {
  it('goes on: no bus, no events, and a notification says that it failed', async () => {
    const nowhere = 'unix:path=/nonexistent/bus';
    const app = await launchFixture({ env: { DBUS_SESSION_BUS_ADDRESS: nowhere, DBUS_SYSTEM_BUS_ADDRESS: nowhere } });
    try {
      const failed = await app.electron.evaluate(
        ({ Menu, Notification, nativeImage, powerMonitor, powerSaveBlocker, Tray, app: electronApp }) => {
          const tray = new Tray(nativeImage.createEmpty());
          tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit' }]));
          tray.setToolTip('nobody sees it');
          powerSaveBlocker.stop(powerSaveBlocker.start('prevent-app-suspension'));
          powerMonitor.on('suspend', () => {});
          electronApp.setBadgeCount(1);
          return new Promise((resolve) => {
            const notification = new Notification({ title: 'nobody sees it' });
            notification.on('failed', () => resolve('failed'));
            notification.show();
          });
        },
      );
      expect(failed).toBe('failed');
      expect(await app.page.evaluate(() => document.title)).toBe('Fixture page');
    } finally {
      await app.stop();
    }
  });
});
