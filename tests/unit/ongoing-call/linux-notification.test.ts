import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotificationSurface, notificationOf } from '../../../src/main/ongoing-call/notification.ts';
import {
  FreedesktopNotification,
  type NotificationRecord,
  type RecordedNotification,
} from '../../../src/main/platform/linux/notifications.ts';
import { SessionBus } from '../../../src/main/platform/linux/session-bus.ts';
import type { CallSnapshot } from '../../../src/shared/call.ts';
import { Desktop, type DesktopOptions } from '../../desktop/desktop.ts';
import {
  aCall,
  commandRecorder,
  eventually,
  FakeClock,
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
  mainWindow = new FakeMainWindow(false);
  commands = commandRecorder();
  surface = new NotificationSurface({
    createPresenter: (events) =>
      new FreedesktopNotification({
        bus,
        events,
        fallback: null,
        appName: 'Holdfast',
        desktopEntry: 'app.holdfast.Holdfast',
        record,
        log,
      }),
    mainWindow,
    ended: { onEnded: () => () => {} },
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
