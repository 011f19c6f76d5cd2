/** What Windows and macOS show of a call in each state: tables over the one list of states. */

import { describe, expect, it } from 'vitest';
import { DockSurface } from '../../../src/main/ongoing-call/dock.ts';
import { ElectronNotification } from '../../../src/main/ongoing-call/electron-notification.ts';
import { MissedCalls } from '../../../src/main/ongoing-call/missed-calls.ts';
import { NotificationSurface, notificationOf } from '../../../src/main/ongoing-call/notification.ts';
import { TaskbarSurface } from '../../../src/main/ongoing-call/taskbar.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { buildMenu, clickOn, createImage, FakeDock, FakeTaskbarWindow, labelsOf } from './fake-electron.ts';
import { FakeNotificationScreen } from './fake-notifications.ts';
import {
  aCall,
  callsOf,
  commandRecorder,
  FakeEnds,
  FakeLog,
  FakeMainWindow,
  FakeSettings,
  type StateName,
  stateNames,
  states,
} from './fixtures.ts';

type Row = {
  taskbar: { overlay: string; buttons: string[]; flashing: boolean };
  dock: { entries: string[]; bouncing: number };
  notification: { title: string; body: string; buttons: string[]; urgency: string };
};
const ongoing = (body: string, ...buttons: string[]): Row['notification'] => ({
  title: 'Ada Lovelace',
  body,
  buttons,
  urgency: 'normal',
});
const inCall = (mute: string, video = 'Start video', hold = 'Hold') => ['Return to call', mute, video, hold, 'Hang up'];
const quiet = { flashing: false };
const expected: Record<StateName, Row> = {
  'ringing-in': {
    taskbar: { overlay: 'ringing', buttons: ['Accept', 'Decline'], flashing: true },
    dock: { entries: ['(Ada Lovelace · Incoming call)', 'Open Holdfast', 'Accept', 'Decline'], bouncing: 1 },
    notification: {
      title: 'Ada Lovelace is calling',
      body: 'Incoming call',
      buttons: ['Accept', 'Decline'],
      urgency: 'critical',
    },
  },
  'ringing-out': {
    taskbar: { overlay: 'ringing', buttons: ['Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Calling…)', 'Open Holdfast', 'Hang up'], bouncing: 0 },
    notification: ongoing('Calling…', 'Hang up'),
  },
  connecting: {
    taskbar: { overlay: 'in-call', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Connecting…)', ...inCall('Mute')], bouncing: 0 },
    notification: ongoing('Connecting…', 'Mute', 'Hang up'),
  },
  connected: {
    taskbar: { overlay: 'in-call', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Connected)', ...inCall('Mute')], bouncing: 0 },
    notification: ongoing('In a call since 14:32', 'Mute', 'Hang up'),
  },
  muted: {
    taskbar: { overlay: 'muted', buttons: ['Unmute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Connected · Muted)', ...inCall('Unmute')], bouncing: 0 },
    notification: ongoing('In a call since 14:32 · Muted', 'Unmute', 'Hang up'),
  },
  opening: {
    taskbar: { overlay: 'muted', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Connected · Opening microphone…)', ...inCall('Mute')], bouncing: 0 },
    notification: ongoing('In a call since 14:32 · Opening microphone…', 'Mute', 'Hang up'),
  },
  unmuting: {
    taskbar: { overlay: 'muted', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Connected · Unmuting…)', ...inCall('Mute')], bouncing: 0 },
    notification: ongoing('In a call since 14:32 · Unmuting…', 'Mute', 'Hang up'),
  },
  'no microphone': {
    taskbar: { overlay: 'muted', buttons: ['Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Connected · No microphone)', ...inCall('(Mute)')], bouncing: 0 },
    notification: ongoing('In a call since 14:32 · No microphone', 'Hang up'),
  },
  'with video': {
    taskbar: { overlay: 'in-call', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Connected)', ...inCall('Mute', 'Stop video')], bouncing: 0 },
    notification: ongoing('In a call since 14:32', 'Mute', 'Hang up'),
  },
  held: {
    taskbar: { overlay: 'muted', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · On hold)', ...inCall('Mute', 'Start video', 'Resume')], bouncing: 0 },
    notification: ongoing('In a call since 14:32 · On hold', 'Mute', 'Hang up'),
  },
  'held by the peer': {
    taskbar: { overlay: 'in-call', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · On hold)', ...inCall('Mute')], bouncing: 0 },
    notification: ongoing('In a call since 14:32 · On hold', 'Mute', 'Hang up'),
  },
  reconnecting: {
    taskbar: { overlay: 'reconnecting', buttons: ['Mute', 'Hang up'], ...quiet },
    dock: { entries: ['(Ada Lovelace · Reconnecting…)', ...inCall('Mute')], bouncing: 0 },
    notification: ongoing('Reconnecting…', 'Mute', 'Hang up'),
  },
};

function makeTaskbar() {
  const mainWindow = new FakeMainWindow(true);
  const window = new FakeTaskbarWindow();
  mainWindow.window = window;
  const commands = commandRecorder();
  const surface = new TaskbarSurface({ resources: '/resources', createImage, mainWindow, send: commands.send });
  return { mainWindow, window, commands, surface };
}

describe('the taskbar on Windows', () => {
  it.each(stateNames)('says what a call is that is %s', (name) => {
    const { surface, window, mainWindow } = makeTaskbar();
    surface.show(callsOf(states[name]));
    const row = expected[name].taskbar;
    expect(window.buttons.map(({ tooltip }) => tooltip)).toEqual(row.buttons);
    expect(window.overlay).toBe(`tray/${row.overlay}-16.png`);
    expect(window.description).toContain('Ada Lovelace');
    expect(mainWindow.flashing).toBe(row.flashing);
    surface.show(noCalls);
    expect([window.buttons, window.overlay, mainWindow.flashing]).toEqual([[], null, false]);
  });

  it('sends the commands of its buttons', () => {
    const { surface, window, commands } = makeTaskbar();
    surface.show(callsOf(aCall()));
    window.press('Mute');
    window.press('Hang up');
    surface.show(callsOf(states.muted));
    window.press('Unmute');
    surface.show(callsOf(states['ringing-in']));
    window.press('Accept');
    window.press('Decline');
    expect(commands.types).toEqual(['mute', 'hang-up', 'unmute', 'accept', 'decline']);
  });

  it('says all of it again to a button that comes back after hiding, and to that of a fresh window', () => {
    const { surface, window, mainWindow } = makeTaskbar();
    surface.show(callsOf(aCall()));
    mainWindow.setVisible(false);
    window.forget();
    mainWindow.setVisible(true);
    expect(window.buttons).toHaveLength(2);
    const fresh = new FakeTaskbarWindow();
    mainWindow.window = fresh;
    surface.show(callsOf(states.reconnecting));
    expect([fresh.buttons.length, fresh.overlay]).toEqual([2, 'tray/reconnecting-16.png']);
    mainWindow.window = undefined;
    surface.show(callsOf(aCall()));
    surface.show(noCalls);
    expect(mainWindow.flashing).toBe(false);
  });
});

function makeDock() {
  const dock = new FakeDock();
  const mainWindow = new FakeMainWindow(false);
  const ends = new FakeEnds();
  const missed = new MissedCalls(ends, mainWindow, new ManualClock());
  const commands = commandRecorder();
  const showMain = () => mainWindow.show();
  return {
    dock,
    mainWindow,
    ends,
    commands,
    surface: new DockSurface({ dock, buildMenu, missed, send: commands.send, showMain }),
  };
}

describe('the dock on macOS', () => {
  it.each(stateNames)('says what a call is that is %s', (name) => {
    const { surface, dock } = makeDock();
    surface.show(callsOf(states[name]));
    const row = expected[name].dock;
    expect(labelsOf(dock.menu)).toEqual(row.entries);
    expect(dock.bouncing.size).toBe(row.bouncing);
    surface.show(noCalls);
    expect([labelsOf(dock.menu), dock.bouncing.size]).toEqual([[], 0]);
  });

  it('bounces for a call that comes in during another, and lists both', () => {
    const { surface, dock } = makeDock();
    const second = aCall({ ...states['ringing-in'], callId: 'call-2' });
    surface.show(callsOf(aCall(), second));
    expect(labelsOf(dock.menu)).toEqual([
      ...expected.connected.dock.entries,
      '(Ada Lovelace · Incoming call)',
      'Hold and accept',
      'End and accept',
      'Decline',
    ]);
    expect(dock.bouncing.size).toBe(1);
    surface.show(callsOf(aCall()));
    expect([labelsOf(dock.menu), dock.bouncing.size]).toEqual([expected.connected.dock.entries, 0]);
  });

  it('sends the commands of its menu and brings the window back', () => {
    const { surface, dock, commands, mainWindow } = makeDock();
    surface.show(callsOf(aCall()));
    clickOn(dock.menu, 'Mute');
    clickOn(dock.menu, 'Hang up');
    clickOn(dock.menu, 'Return to call');
    expect(commands.types).toEqual(['mute', 'hang-up']);
    expect(mainWindow.shown).toBe(1);
  });

  it('counts missed calls until the window is seen', () => {
    const { dock, ends, mainWindow } = makeDock();
    ends.end(states['ringing-in'], 'no-answer');
    ends.end(states['ringing-in'], 'cancelled');
    expect(dock.badge).toBe('2');
    mainWindow.setVisible(true);
    expect(dock.badge).toBe('');
  });

  it('sets its menu for changes only', () => {
    const { surface, dock } = makeDock();
    surface.show(callsOf(aCall()));
    surface.show(callsOf(aCall({ peerVideo: true })));
    expect(dock.menusSet).toBe(1);
  });
});

for (const platform of ['win32', 'darwin'] as const) {
  const make = () => {
    const screen = new FakeNotificationScreen({ platform });
    const mainWindow = new FakeMainWindow(false);
    const commands = commandRecorder();
    const ends = new FakeEnds();
    const log = new FakeLog();
    const { create, isSupported } = screen;
    const surface = new NotificationSurface({
      createPresenter: (events) =>
        new ElectronNotification({ platform, name: 'call', create, isSupported, events, log }),
      mainWindow,
      settings: new FakeSettings(),
      ended: ends,
      send: commands.send,
      clock: new ManualClock(),
    });
    return { screen, mainWindow, commands, ends, surface, log };
  };

  describe(`the notification on ${platform}`, () => {
    it.each(stateNames)('says what a call is that is %s', (name) => {
      const { surface, screen } = make();
      surface.show(callsOf(states[name]));
      const row = expected[name].notification;
      expect(screen.shown.map(({ options }) => options)).toMatchObject([
        {
          title: row.title,
          body: row.body,
          urgency: row.urgency,
          silent: true,
          timeoutType: platform === 'win32' && name !== 'ringing-in' ? 'default' : 'never',
          groupId: 'ongoing-call',
        },
      ]);
      expect(screen.shown[0]?.options.actions?.map(({ text }) => text)).toEqual(row.buttons);
      surface.show(noCalls);
      expect(screen.shown).toEqual([]);
    });

    it('has one of its kind, changed in place', () => {
      const { surface, screen, commands } = make();
      surface.show(callsOf(aCall()));
      screen.shown[0]?.press('Mute');
      surface.show(callsOf(states.muted));
      expect(screen.shown).toHaveLength(1);
      screen.shown[0]?.press('Unmute');
      surface.show(callsOf(aCall()));
      screen.shown[0]?.press('Hang up');
      expect(commands.types).toEqual(['mute', 'unmute', 'hang-up']);
    });

    it('does not go when one that it replaced is dismissed', () => {
      const { surface, screen, mainWindow } = make();
      surface.show(callsOf(aCall()));
      const old = screen.shown[0];
      surface.show(callsOf(states.muted));
      old?.dismiss();
      mainWindow.setVisible(true);
      mainWindow.setVisible(false);
      expect(screen.shown.map(({ options }) => options.body)).toEqual(['In a call since 14:32 · Muted']);
    });

    it('brings the window back on a click, and then goes', () => {
      const { surface, screen, mainWindow } = make();
      surface.show(callsOf(aCall()));
      screen.shown[0]?.click();
      expect([mainWindow.shown, screen.shown.length]).toEqual([1, 0]);
    });

    it('is no nag: dismissed, it comes back when the connection is lost, and for the next call', () => {
      const { surface, screen } = make();
      surface.show(callsOf(aCall()));
      screen.shown[0]?.dismiss();
      surface.show(callsOf(states.muted));
      expect(screen.shown).toEqual([]);
      surface.show(callsOf(states.reconnecting));
      expect(screen.shown).toHaveLength(1);
      screen.shown[0]?.dismiss();
      surface.show(callsOf(aCall()));
      expect(screen.shown).toEqual([]);
      surface.show(noCalls);
      surface.show(callsOf(aCall({ callId: 'call-2' })));
      expect(screen.shown).toHaveLength(1);
    });

    it('does not ring again once the ring was dismissed, whatever else changes, and comes back with the answer', () => {
      const { surface, screen } = make();
      surface.show(callsOf(states['ringing-in']));
      screen.shown[0]?.dismiss();
      surface.show(callsOf({ ...states['ringing-in'], microphone: 'muted' }));
      surface.show(callsOf({ ...states['ringing-in'], title: 'Countess Lovelace' }));
      surface.show(callsOf(states['ringing-in']));
      expect(screen.shown).toEqual([]);
      surface.show(callsOf(states.connecting));
      expect(screen.shown).toHaveLength(1);
    });

    it.each(['unsupported', 'failing'] as const)('tells whoever asked where notifications are %s', (how) => {
      const screen = new FakeNotificationScreen({ platform });
      screen.supported = how === 'failing';
      screen.failing = how === 'failing';
      let unavailable = 0;
      const { create, isSupported } = screen;
      const events = {
        onClick: () => {},
        onAction: () => {},
        onDismissed: () => {},
        onUnavailable: () => {
          unavailable += 1;
        },
      };
      const notice = new ElectronNotification({
        platform,
        name: 'call',
        create,
        isSupported,
        events,
        log: new FakeLog(),
      });
      notice.present(notificationOf(aCall()));
      expect(unavailable).toBe(1);
    });

    it('says that a call was lost, also to somebody who had dismissed it, and nothing of an end that was wished for', () => {
      const { surface, screen, ends } = make();
      surface.show(callsOf(aCall()));
      screen.shown[0]?.dismiss();
      ends.end(aCall(), 'connection-lost');
      surface.show(noCalls);
      expect(screen.shown.map(({ options }) => options.title)).toEqual(['Call ended']);
      surface.show(callsOf(aCall({ callId: 'call-2' })));
      ends.end(aCall({ callId: 'call-2' }), 'hung-up');
      surface.show(noCalls);
      expect(screen.shown).toEqual([]);
    });

    it('goes without where the system refuses it, and says so once', () => {
      const { surface, screen, log } = make();
      screen.failing = true;
      surface.show(callsOf(aCall()));
      surface.show(callsOf(states.muted));
      surface.show(noCalls);
      expect(screen.created).toBe(0);
      expect(log.lines).toHaveLength(1);
    });
  });
}
