/** All of Linux at once, on a real bus. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callMethod, plain } from '../../desktop/bus-object.ts';
import { Desktop, type DesktopOptions } from '../../desktop/desktop.ts';
import { aCall, eventually, states } from './fixtures.ts';
import { WholeDesktop } from './whole-desktop.ts';

const name = 'app.holdfast.Holdfast';
const path = '/app/holdfast/Holdfast';
const watcher = 'org.kde.StatusNotifierWatcher';

let desktop: Desktop;
let whole: WholeDesktop;

async function start(options: DesktopOptions = {}): Promise<void> {
  desktop = await Desktop.start({ inhibitors: false, login: false, ...options });
  whole = new WholeDesktop('linux', desktop.environment);
  whole.ongoingCall.start();
}
/** What Node warns of, such as listeners that look like a leak. */
const warnings: string[] = [];
const warned = (warning: Error) => void warnings.push(warning.message);
beforeEach(() => void process.on('warning', warned));
afterEach(async () => {
  process.off('warning', warned);
  await whole.end();
  await desktop.stop();
  expect(warnings.splice(0)).toEqual([]);
});

describe('on a Linux desktop', () => {
  it('keeps missed calls on the desktop, all in one that stays beside the next call, until the window is seen', async () => {
    await start();
    const { service } = whole.ongoingCall;
    whole.mainWindow.setVisible(false);
    const missedOnes = () => desktop.notifications.open.filter(({ hints }) => hints.category === 'call.unanswered');
    for (const [callId, name] of [
      ['missed-1', 'Ada'],
      ['missed-2', 'Grace'],
    ] as const) {
      service.launch(aCall({ callId, phase: 'ringing-in', startedAt: null, peer: { id: name, name } }));
      service.abortAll('no-answer');
    }
    await eventually(() => missedOnes()[0]?.title === '2 missed calls');
    expect(missedOnes()).toMatchObject([{ body: 'Grace · 14:32\nAda · 14:32', timeout: 0 }]);
    service.launch(states['ringing-in']);
    await eventually(() => desktop.notifications.withAction('Accept'));
    expect(missedOnes()).toHaveLength(1);
    service.abortAll('declined');
    whole.mainWindow.setVisible(true);
    await eventually(() => desktop.notifications.open.length === 0);
  });

  it('shows a call on the bus, takes commands from it, and leaves nothing there', async () => {
    await start();
    const { service } = whole.ongoingCall;
    const client = await desktop.sessionBus.connect();
    // The fake tray is on no bus.
    await callMethod(client, watcher, '/StatusNotifierWatcher', watcher, 'RegisterStatusNotifierItem', 's', ['/Item']);
    await eventually(() => whole.ongoingCall.trayIsVisible(), 'the icon is found');
    whole.mainWindow.setVisible(false);
    service.launch(aCall());
    await eventually(() => desktop.notifications.withAction('Mute'));
    const status = async () => plain((await callMethod(client, name, path, name, 'Status'))[0]);
    await eventually(() => status().then((call) => (call as { Phase?: string }).Phase === 'connected'));

    const muted = callMethod(client, name, path, name, 'ToggleMute');
    await eventually(() => whole.commands.types.includes('mute'));
    service.update(states.muted);
    await muted;
    await eventually(() => desktop.notifications.withAction('Unmute'));
    expect(whole.screen.created).toBe(0);

    service.abortAll();
    await eventually(() => desktop.notifications.open.length === 0);
    expect(await status()).toEqual({});
    await expect(callMethod(client, name, path, name, 'HangUp')).rejects.toMatchObject({
      type: `${name}.Error.NoCall`,
    });
  });

  it('says what closing means on the one notification that there is', async () => {
    await start();
    whole.ongoingCall.service.launch(aCall());
    whole.ongoingCall.sayThatItGoesOn(() => expect.unreachable('it is said'));
    whole.mainWindow.setVisible(false);
    const shown = await eventually(() => desktop.notifications.withAction('Mute'));
    expect(shown.body).toMatch(/^In a call since .*\nYour call goes on, and your microphone is on\./);
    expect(desktop.notifications.open).toHaveLength(1);
    expect(whole.screen.created).toBe(0);
  });

  it('lets the app quit at once, with a notification on the screen', async () => {
    await start();
    whole.mainWindow.setVisible(false);
    whole.ongoingCall.service.launch(aCall());
    await eventually(() => desktop.notifications.open.length === 1);
    await whole.ongoingCall.dispose();
    await eventually(() => desktop.notifications.open.length === 0);
    expect(whole.ongoingCall.trayIsVisible()).toBe(false);
  });

  it('lets the app quit though a notification service never answers', async () => {
    await start({ notifications: false });
    const silent = await desktop.sessionBus.silentService('org.freedesktop.Notifications');
    whole.mainWindow.setVisible(false);
    whole.ongoingCall.service.launch(aCall());
    await eventually(() => silent.asked > 0);
    let over = false;
    const disposed = whole.ongoingCall.dispose().then(() => {
      over = true;
    });
    whole.clock.advance(499);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(over).toBe(false);
    whole.clock.advance(1);
    await disposed;
  });
});
