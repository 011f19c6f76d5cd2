import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { SessionBus } from '../../../src/main/platform/linux/session-bus.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { callMethod } from '../../desktop/bus-object.ts';
import { FakeNotificationScreen } from './fake-notifications.ts';
import { aCall, aGroup, callsOf, eventually, states } from './fixtures.ts';
import { NotifiedDesktop } from './notified-desktop.ts';

let at: NotifiedDesktop;

afterEach(() => at.end());

describe('on a desktop with a peculiar daemon', () => {
  it('waits for nobody: while a slow daemon thinks, everything else goes on and only the newest state is sent', async () => {
    at = await NotifiedDesktop.start();
    at.surface.show(callsOf(aCall()));
    await at.only();
    await at.settled();
    const before = at.desktop.notifications.events.length;
    at.desktop.notifications.hold();
    for (let i = 0; i < 50; i++) {
      at.surface.show(callsOf(i % 2 === 0 ? states.muted : aCall()));
      await new Promise((resolve) => setImmediate(resolve));
    }
    at.surface.show(callsOf(states.held));
    await at.settled();
    at.desktop.notifications.release();
    await eventually(() => at.open[0]?.body.includes('On hold'));
    // The first of 51 updates was under way; those between it and the last were never sent.
    expect(at.desktop.notifications.events).toHaveLength(before + 2);
    expect(at.open).toHaveLength(1);
    at.surface.show(noCalls);
    await at.none();
  });

  it('stays away when it is dismissed while a slow daemon still replaces it', async () => {
    at = await NotifiedDesktop.start();
    at.surface.show(callsOf(aCall()));
    const { id } = await at.only();
    await at.settled();
    at.desktop.notifications.hold();
    at.surface.show(callsOf(states.muted));
    await at.settled();
    at.desktop.notifications.dismiss(id);
    at.desktop.notifications.release();
    // The daemon makes a new one of what it was asked to change; it goes as soon as it is known.
    await eventually(() =>
      at.desktop.notifications.events.some((each) => each.type === 'shown' && each.notification.id !== id),
    );
    await at.none();
    at.surface.show(callsOf(aCall()));
    await at.settled();
    expect(at.open).toEqual([]);
  });

  it('does without while a daemon restarts, instead of having a second one for that time', async () => {
    at = await NotifiedDesktop.start();
    const screen = new FakeNotificationScreen({ platform: 'linux' });
    at.surface = at.createSurface(at.bus, screen);
    at.surface.show(callsOf(aCall()));
    await at.only();
    at.desktop.notifications.stop();
    await at.settled();
    at.surface.show(callsOf(states.muted));
    await at.settled();
    await at.desktop.notifications.start();
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    expect(screen.created).toBe(0);
  });

  it('goes over to the service that takes the place of one that hangs', async () => {
    at = await NotifiedDesktop.start({ notifications: false });
    const silent = await at.desktop.sessionBus.silentService('org.freedesktop.Notifications');
    at.surface.show(callsOf(aCall()));
    await eventually(() => silent.asked > 0);
    at.surface.show(callsOf(states.muted));
    // It stays on the bus and owes its answer; only the name goes to another one.
    await silent.bus.releaseName('org.freedesktop.Notifications');
    await at.desktop.notifications.start();
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    await at.settled();
    expect(at.open).toHaveLength(1);
  });

  it('takes an action on what a daemon is just replacing', async () => {
    at = await NotifiedDesktop.start();
    at.surface.show(callsOf(aCall()));
    const { id } = await at.only();
    await at.settled();
    at.desktop.notifications.hold();
    at.surface.show(callsOf(aCall({ held: true })));
    await at.settled();
    at.desktop.notifications.sendAction(id, 'mute');
    at.desktop.notifications.dismiss(id);
    at.desktop.notifications.release();
    await eventually(() => at.commands.types.includes('mute'));
    // It was closed for the action's sake, not dismissed.
    await eventually(() => at.open[0]?.body.includes('On hold'));
    at.surface.show(callsOf(states.muted));
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    expect(at.open).toHaveLength(1);
  });

  it('ends a call at once on a daemon that has not answered yet, and takes the notification off when it has', async () => {
    at = await NotifiedDesktop.start();
    const { notifications } = at.desktop;
    at.surface.show(callsOf(aCall()));
    await at.only();
    at.surface.show(noCalls);
    await at.none();
    await at.settled();
    notifications.hold();
    at.surface.show(callsOf(aCall({ callId: 'call-2' })));
    await at.settled();
    at.surface.show(noCalls);
    notifications.release();
    await eventually(() => notifications.events.map(({ type }) => type).join() === 'shown,closed,shown,closed');
    expect(at.open).toEqual([]);
  });

  it.each([
    ['closed after an action', true, 1],
    ['dismissed', false, 0],
  ])('is %s under the id that its replacement gets, too', async (_, acted, left) => {
    at = await NotifiedDesktop.start({ notifications: { keepsIds: true } });
    const { notifications } = at.desktop;
    at.surface.show(callsOf(states['ringing-in']));
    const { id } = await at.only();
    await at.settled();
    notifications.hold();
    at.surface.show(callsOf(aCall()));
    await at.settled();
    if (acted) notifications.sendAction(id, 'accept');
    notifications.dismiss(id);
    notifications.release();
    await eventually(() => notifications.events.filter(({ type }) => type === 'shown').length === 2);
    await at.settled();
    expect(at.open).toHaveLength(left);
    at.surface.show(callsOf(states.muted));
    await at.settled();
    expect(at.open.map(({ body }) => body.includes('Muted'))).toEqual(Array(left).fill(true));
    at.surface.show(noCalls);
    await at.none();
  });

  it('sends the icon as it was found: a name, or a file for the daemon to read', async () => {
    at = await NotifiedDesktop.start();
    at.surface.show(callsOf(aCall()));
    const installed = await at.only();
    expect([installed.icon, installed.hints['image-path']]).toEqual(['app.holdfast.Holdfast', undefined]);
    at.surface.show(noCalls);
    await at.none();
    at.icon = 'file:///opt/holdfast/icon.png';
    at.surface = at.createSurface();
    at.surface.show(callsOf(aCall()));
    const loose = await at.only();
    expect([loose.icon, loose.hints['image-path']]).toEqual([at.icon, at.icon]);
  });

  it('sends no actions to a daemon that knows none', async () => {
    at = await NotifiedDesktop.start({ notifications: { capabilities: ['body'] } });
    at.surface.show(callsOf(aCall()));
    expect((await at.only()).actions).toEqual([]);
  });

  it('speaks of its buttons only to a daemon that draws them', async () => {
    at = await NotifiedDesktop.start();
    at.surface.sayThatItGoesOn(() => {});
    at.surface.show(callsOf(aCall()));
    expect((await at.only()).body).toContain('Hang up here, or open Holdfast to return.');
    at.desktop.notifications.capabilities = ['body'];
    await at.desktop.notifications.restart();
    const plain = await eventually(() => at.open[0]);
    expect(plain.body).toContain('Open Holdfast to return or to hang up.');
    expect(plain.body).not.toContain('here');
  });

  it.each([
    ['Plasma', 'In a call since 14:32 · 5 people · Grace speaks · Muted'],
    ['gnome-shell', 'In a call since 14:32 · Muted'],
  ])('%s is told who speaks only if that is quiet', async (server, body) => {
    at = await NotifiedDesktop.start({ notifications: { server } });
    at.surface.show(callsOf(aGroup({ speaker: 'Grace' })));
    await at.only();
    await at.settled();
    at.surface.show(callsOf(aGroup({ speaker: 'Grace', microphone: 'muted' })));
    await at.settled();
    expect((await at.only()).body).toBe(body);
  });

  it('escapes the body only where it would be read as markup', async () => {
    at = await NotifiedDesktop.start();
    const news = {
      call: aCall({ peer: { id: 'x', name: 'A <b> & C' } }),
      reason: 'peer-lost',
      answered: false,
    } as const;
    at.surface.show(callsOf(news.call));
    at.ends.end(news.call, news.reason);
    at.surface.show(noCalls);
    const markup = await eventually(() => at.open.find(({ title }) => title === 'Call ended'));
    expect(markup.body).toBe('A &lt;b&gt; &amp; C lost the connection.');
    at.desktop.notifications.capabilities = ['body'];
    await at.desktop.notifications.restart();
    const plain = await eventually(() => at.open.find(({ title }) => title === 'Call ended'));
    expect(plain.body).toBe('A <b> & C lost the connection.');
  });

  it('comes back after an action on a daemon that closes what was acted on', async () => {
    at = await NotifiedDesktop.start();
    at.surface.show(callsOf(aCall()));
    const { id } = await at.only();
    at.desktop.notifications.sendAction(id, 'mute');
    at.desktop.notifications.dismiss(id);
    await eventually(() => at.commands.types.includes('mute'));
    at.surface.show(callsOf(states.muted));
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    expect(at.open).toHaveLength(1);
  });

  it('survives a daemon that dies while it thinks, and appears on the next one once', async () => {
    at = await NotifiedDesktop.start();
    at.desktop.notifications.hold();
    at.surface.show(callsOf(aCall()));
    await at.settled();
    at.desktop.notifications.stop();
    await at.settled();
    at.surface.show(callsOf(states.muted));
    await at.desktop.notifications.start();
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    await at.settled();
    expect(at.open).toHaveLength(1);
  });

  it('shows nothing of a call that ended while the daemon was away', async () => {
    at = await NotifiedDesktop.start();
    at.surface.show(callsOf(aCall()));
    await at.only();
    at.desktop.notifications.stop();
    await at.settled();
    at.surface.show(noCalls);
    const before = at.desktop.notifications.events.length;
    await at.desktop.notifications.start();
    await at.settled();
    expect(at.desktop.notifications.events.slice(before)).toEqual([]);
  });

  it('takes off at the next start what a copy left that was killed', async () => {
    at = await NotifiedDesktop.start();
    at.surface.show(callsOf(aCall()));
    const { id } = await at.only();
    await eventually(() => at.recorded?.id === id);
    const next = new SessionBus({ env: at.desktop.environment, log: at.log });
    onTestFinished(() => next.close());
    at.surface = at.createSurface(next);
    await at.none();
    expect(at.desktop.notifications.events.at(-1)).toMatchObject({ type: 'closed', id, reason: 'closedByApp' });
  });

  it("leaves alone what another service's id happens to name", async () => {
    at = await NotifiedDesktop.start();
    const other = await at.desktop.sessionBus.connect();
    at.recorded = { bus: 'another bus', owner: ':1.0', id: 1 };
    const body = ['other', 0, '', 'Not ours', '', [], {}, 0];
    await callMethod(
      other,
      'org.freedesktop.Notifications',
      '/org/freedesktop/Notifications',
      'org.freedesktop.Notifications',
      'Notify',
      'susssasa{sv}i',
      body,
    );
    at.surface = at.createSurface();
    await at.settled();
    expect(at.open.map(({ title }) => title)).toEqual(['Not ours']);
  });

  it("uses Electron's where there is no daemon, and the daemon's as soon as there is one", async () => {
    at = await NotifiedDesktop.start({ notifications: false });
    const screen = new FakeNotificationScreen({ platform: 'linux' });
    at.surface = at.createSurface(at.bus, screen);
    at.surface.show(callsOf(aCall()));
    await eventually(() => screen.shown.length === 1);
    at.surface.show(callsOf(states.muted));
    await eventually(() => screen.shown[0]?.options.body?.includes('Muted'));
    expect(screen.shown).toHaveLength(1);
    await at.desktop.notifications.start();
    await eventually(() => at.desktop.notifications.withAction('Unmute'));
    await eventually(() => screen.shown.length === 0);
    expect(at.open).toHaveLength(1);
  });

  it('does without any where there is no session bus', async () => {
    at = await NotifiedDesktop.start();
    const nowhere = new SessionBus({ env: {}, log: at.log });
    onTestFinished(() => nowhere.close());
    at.surface = at.createSurface(nowhere);
    at.surface.show(callsOf(aCall()));
    at.surface.show(callsOf(states.muted));
    at.surface.show(noCalls);
    await at.settled();
    expect(at.desktop.notifications.events).toEqual([]);
  });
});
