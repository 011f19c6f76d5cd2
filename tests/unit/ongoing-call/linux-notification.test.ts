import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ElectronNotification } from '../../../src/main/ongoing-call/electron-notification.ts';
import { NotificationSurface, notificationOf } from '../../../src/main/ongoing-call/notification.ts';
import {
  FreedesktopNotification,
  type NotificationRecord,
  type RecordedNotification,
} from '../../../src/main/platform/linux/notifications.ts';
import { SessionBus } from '../../../src/main/platform/linux/session-bus.ts';
import type { CallSnapshot } from '../../../src/shared/call.ts';
import { callMethod } from '../../desktop/bus-object.ts';
import { Desktop, type DesktopOptions } from '../../desktop/desktop.ts';
import { FakeNotificationScreen } from './fake-electron.ts';
import {
  aCall,
  commandRecorder,
  eventually,
  FakeClock,
  FakeEnds,
  FakeLog,
  FakeMainWindow,
  stateNames,
  states,
} from './fixtures.ts';

let desktop: Desktop;
let bus: SessionBus;
let surface: NotificationSurface;
let mainWindow: FakeMainWindow;
let commands: ReturnType<typeof commandRecorder>;
let log: FakeLog;
let ends: FakeEnds;
let recorded: RecordedNotification | null;
const record: NotificationRecord = {
  get: () => recorded,
  set: async (notification) => {
    recorded = notification;
  },
};

async function start(options: DesktopOptions = {}): Promise<void> {
  desktop = await Desktop.start({ tray: false, inhibitors: false, login: false, ...options });
  log = new FakeLog();
  bus = new SessionBus({ env: desktop.environment, log });
  createSurface(bus);
}

/** `screen`: where Electron would show its own. */
function createSurface(on: SessionBus, screen: FakeNotificationScreen | null = null): void {
  mainWindow = new FakeMainWindow(false);
  commands = commandRecorder();
  ends = new FakeEnds();
  surface = new NotificationSurface({
    createPresenter: (events) =>
      new FreedesktopNotification({
        bus: on,
        events,
        fallback: screen && new ElectronNotification({ ...screen, platform: 'linux', events, log }),
        appName: 'Holdfast',
        desktopEntry: 'app.holdfast.Holdfast',
        record,
        log,
      }),
    mainWindow,
    ended: ends,
    send: commands.send,
    clock: new FakeClock(),
  });
}

const sequence = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('launch' as const, 'update' as const), state: fc.constantFrom(...stateNames) }),
    fc.record({ do: fc.constant('abort' as const) }),
    fc.record({ do: fc.constant('window' as const), visible: fc.boolean() }),
  ),
  { maxLength: 12 },
);

const only = () =>
  eventually(
    () => (desktop.notifications.open.length === 1 ? desktop.notifications.open[0] : null),
    'one notification',
  );
const none = () => eventually(() => desktop.notifications.open.length === 0, 'no notification');
/** Everything sent so far has been answered. */
const settled = async () => {
  const connection = await bus.connect();
  await connection?.busId();
  await new Promise((resolve) => setTimeout(resolve, 30));
};

afterEach(async () => {
  await surface.dispose();
  await bus.close();
  await desktop.stop();
});

describe('on a desktop with a notification daemon', () => {
  beforeEach(() => {
    recorded = null;
    return start();
  });

  it('stays on the desktop with Mute and Hang up while the main window is not visible', async () => {
    surface.launch(aCall());
    const shown = await only();
    expect(shown).toMatchObject({
      app: 'Holdfast',
      title: 'Ada Lovelace',
      body: 'In a call since 14:32',
      timeout: 0,
      actions: [
        { key: 'default', label: 'Return to call' },
        { key: 'mute', label: 'Mute' },
        { key: 'hang-up', label: 'Hang up' },
      ],
    });
    expect(shown?.hints).toMatchObject({
      category: 'call.ongoing',
      resident: true,
      urgency: 1,
      'desktop-entry': 'app.holdfast.Holdfast',
      'suppress-sound': true,
    });
  });

  it('changes in place: the same id offers Unmute after Mute', async () => {
    surface.launch(aCall());
    const { id } = (await only())!;
    desktop.notifications.press('Mute');
    await eventually(() => commands.sent.length === 1);
    expect(commands.sent).toEqual([{ callId: 'call-1', type: 'mute' }]);
    surface.update(states.muted);
    await eventually(() => desktop.notifications.withAction('Unmute'));
    expect(desktop.notifications.open.map((each) => each.id)).toEqual([id]);
    expect(desktop.notifications.open[0]?.body).toBe('In a call since 14:32 · Muted');
  });

  it('rings with Accept and Decline, urgently', async () => {
    surface.launch(states['ringing-in']);
    const shown = await only();
    expect(shown?.title).toBe('Ada Lovelace is calling');
    expect(shown?.hints).toMatchObject({ category: 'call.incoming', urgency: 2 });
    desktop.notifications.press('Accept');
    await eventually(() => commands.types.includes('accept'));
  });

  it('goes when the main window is seen, and comes when it is not', async () => {
    surface.launch(aCall());
    await only();
    mainWindow.setVisible(true);
    await none();
    mainWindow.setVisible(false);
    await only();
    surface.abort();
    await none();
  });

  it('brings the main window back on a click', async () => {
    surface.launch(aCall());
    desktop.notifications.click((await only())!.id);
    await none();
    expect(mainWindow.shown).toBe(1);
  });

  it('is no nag: dismissed, it stays away until the connection is lost', async () => {
    surface.launch(aCall());
    desktop.notifications.dismiss((await only())!.id);
    await settled();
    surface.update(states.muted);
    mainWindow.setVisible(true);
    mainWindow.setVisible(false);
    await settled();
    expect(desktop.notifications.open).toEqual([]);
    surface.update(states.reconnecting);
    expect((await only())?.body).toBe('Reconnecting…');
  });

  it('stays away when it was dismissed at the moment of an update', async () => {
    surface.launch(aCall());
    desktop.notifications.dismiss((await only())!.id);
    surface.update(states.muted);
    await settled();
    await none();
    surface.update(aCall());
    await settled();
    expect(desktop.notifications.open).toEqual([]);
  });

  it('shows a name as text, whatever markup it is made of', async () => {
    surface.launch(aCall({ peer: { id: 'm', name: '<b>Mal</b> & "co"' }, phase: 'ringing-in' }));
    const shown = await only();
    expect(shown?.title).toBe('<b>Mal</b> & "co" is calling');
    expect(shown?.body).toBe('Incoming call');
  });

  it("ignores actions and closings of somebody else's notification", async () => {
    surface.launch(aCall());
    const { id } = (await only())!;
    desktop.notifications.sendAction(id + 1, 'hang-up');
    desktop.notifications.sendAction(id, 'no-such-action');
    desktop.notifications.sendClosed(id + 1, 'dismissed');
    await settled();
    expect(commands.sent).toEqual([]);
    surface.update(states.muted);
    await eventually(() => desktop.notifications.withAction('Unmute'));
    expect(desktop.notifications.open.map((each) => each.id)).toEqual([id]);
  });

  it('reappears exactly once when the daemon restarts in a call', async () => {
    surface.launch(aCall());
    await only();
    const before = desktop.notifications.events.length;
    await desktop.notifications.restart();
    await only();
    await settled();
    expect(desktop.notifications.events.slice(before).map(({ type }) => type)).toEqual(['shown']);
  });

  it('shows exactly what the last snapshot says, or nothing, after 1,000 random sequences', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async (steps) => {
        let last: CallSnapshot | null = null;
        for (const step of steps) {
          if (step.do === 'window') mainWindow.setVisible(step.visible);
          else if (step.do === 'abort') surface.abort();
          else surface[step.do](states[step.state]);
          if (step.do === 'abort') last = null;
          else if (step.do !== 'window') last = states[step.state];
        }
        const expected = last && !mainWindow.isVisible() ? [notificationOf(last)] : [];
        const seen = () =>
          desktop.notifications.open.map(({ title, body, actions }) => [
            title,
            body,
            ...actions.map(({ label }) => label),
          ]);
        const wanted = expected.map(({ title, body, openLabel, actions }) => [
          title,
          body,
          openLabel,
          ...actions.map(({ label }) => label),
        ]);
        await eventually(() => isDeepStrictEqual(seen(), wanted), JSON.stringify(wanted));
        surface.abort();
      }),
      { numRuns: 1_000 },
    );
    await none();
  });
});

describe('on a desktop with a peculiar daemon', () => {
  beforeEach(() => {
    recorded = null;
  });

  it('waits for nobody: while a slow daemon thinks, everything else goes on and only the newest state is sent', async () => {
    await start({ notifications: { answerDelayMs: 60 } });
    surface.launch(aCall());
    let turns = 0;
    const meanwhile = setInterval(() => {
      turns += 1;
    }, 1);
    for (let i = 0; i < 50; i++) {
      surface.update(i % 2 === 0 ? states.muted : aCall());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    surface.update(states.held);
    await eventually(() => desktop.notifications.open[0]?.body.includes('On hold'));
    clearInterval(meanwhile);
    expect(turns).toBeGreaterThan(10);
    // 51 updates in about twice the time of one answer: those in between were never sent.
    expect(desktop.notifications.events.length).toBeLessThan(15);
    expect(desktop.notifications.open).toHaveLength(1);
    surface.abort();
    await none();
  });

  it('ends a call at once on a daemon that has not answered yet, and takes the notification off when it has', async () => {
    await start({ notifications: { answerDelayMs: 100 } });
    surface.launch(aCall());
    surface.abort();
    await settled();
    await eventually(() => desktop.notifications.events.length === 2 || desktop.notifications.events.length === 0);
    await none();
  });

  it('sends no actions to a daemon that knows none, and escapes the body for one that reads markup', async () => {
    await start({ notifications: { capabilities: ['body'] } });
    surface.launch(aCall());
    expect((await only())?.actions).toEqual([]);
  });

  it('escapes the body only where it would be read as markup', async () => {
    await start();
    const news = {
      call: aCall({ peer: { id: 'x', name: 'A <b> & C' } }),
      reason: 'peer-lost',
      answered: false,
    } as const;
    surface.launch(news.call);
    ends.end(news.call, news.reason);
    surface.abort();
    const markup = await eventually(() => desktop.notifications.open.find(({ title }) => title === 'Call ended'));
    expect(markup.body).toBe('A &lt;b&gt; &amp; C lost the connection.');
    desktop.notifications.capabilities = ['body'];
    await desktop.notifications.restart();
    const plain = await eventually(() => desktop.notifications.open.find(({ title }) => title === 'Call ended'));
    expect(plain.body).toBe('A <b> & C lost the connection.');
  });

  it('comes back after an action on a daemon that closes what was acted on', async () => {
    await start();
    surface.launch(aCall());
    const { id } = (await only())!;
    desktop.notifications.sendAction(id, 'mute');
    desktop.notifications.dismiss(id);
    await eventually(() => commands.types.includes('mute'));
    surface.update(states.muted);
    await eventually(() => desktop.notifications.withAction('Unmute'));
    expect(desktop.notifications.open).toHaveLength(1);
  });

  it('survives a daemon that dies while it thinks, and appears on the next one once', async () => {
    await start({ notifications: { answerDelayMs: 50 } });
    surface.launch(aCall());
    await new Promise((resolve) => setTimeout(resolve, 20));
    desktop.notifications.stop();
    await settled();
    surface.update(states.muted);
    desktop.notifications.answerDelayMs = 0;
    await desktop.notifications.start();
    await eventually(() => desktop.notifications.withAction('Unmute'));
    await settled();
    expect(desktop.notifications.open).toHaveLength(1);
  });

  it('shows nothing of a call that ended while the daemon was away', async () => {
    await start();
    surface.launch(aCall());
    await only();
    desktop.notifications.stop();
    await settled();
    surface.abort();
    const before = desktop.notifications.events.length;
    await desktop.notifications.start();
    await settled();
    expect(desktop.notifications.events.slice(before)).toEqual([]);
  });

  it('takes off at the next start what a copy left that was killed', async () => {
    await start();
    surface.launch(aCall());
    const { id } = (await only())!;
    await eventually(() => recorded?.id === id);
    const killed = surface;
    const next = new SessionBus({ env: desktop.environment, log });
    createSurface(next);
    await none();
    expect(desktop.notifications.events.at(-1)).toMatchObject({ type: 'closed', id, reason: 'closedByApp' });
    await surface.dispose();
    await next.close();
    surface = killed;
  });

  it("leaves alone what another service's id happens to name", async () => {
    await start();
    const other = await desktop.sessionBus.connect();
    recorded = { bus: 'another bus', owner: ':1.0', id: 1 };
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
    createSurface(bus);
    await settled();
    expect(desktop.notifications.open.map(({ title }) => title)).toEqual(['Not ours']);
  });

  it("uses Electron's where there is no daemon, and the daemon's as soon as there is one", async () => {
    await start({ notifications: false });
    const screen = new FakeNotificationScreen({ stacks: true });
    createSurface(bus, screen);
    surface.launch(aCall());
    await eventually(() => screen.shown.length === 1);
    surface.update(states.muted);
    await eventually(() => screen.shown[0]?.options.body?.includes('Muted'));
    expect(screen.shown).toHaveLength(1);
    await desktop.notifications.start();
    await eventually(() => desktop.notifications.withAction('Unmute'));
    await eventually(() => screen.shown.length === 0);
    expect(desktop.notifications.open).toHaveLength(1);
  });

  it('does without any where there is no session bus', async () => {
    await start();
    const nowhere = new SessionBus({ env: {}, log });
    createSurface(nowhere);
    surface.launch(aCall());
    surface.update(states.muted);
    surface.abort();
    await settled();
    expect(desktop.notifications.events).toEqual([]);
  });
});
