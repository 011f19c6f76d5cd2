/** The notification through Electron, where presses and endings come as its source has them. */

import type { NotificationConstructorOptions } from 'electron';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ElectronNotification } from '../../../src/main/ongoing-call/electron-notification.ts';
import { pressGraceMs } from '../../../src/main/ongoing-call/kept-notification.ts';
import { NotificationSurface, notificationOf } from '../../../src/main/ongoing-call/notification.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { FakeNotificationScreen } from './fake-notifications.ts';
import {
  aCall,
  callsOf,
  commandRecorder,
  FakeEnds,
  FakeLog,
  FakeMainWindow,
  FakeSettings,
  stateNames,
  states,
} from './fixtures.ts';
import { WholeDesktop } from './whole-desktop.ts';

function make(platform: NodeJS.Platform) {
  const screen = new FakeNotificationScreen({ platform });
  const mainWindow = new FakeMainWindow(false);
  const commands = commandRecorder();
  const ends = new FakeEnds();
  const clock = new ManualClock();
  const { create, isSupported } = screen;
  const surface = new NotificationSurface({
    createPresenter: (events) =>
      new ElectronNotification({ platform, name: 'call', create, isSupported, events, log: new FakeLog() }),
    mainWindow,
    settings: new FakeSettings(),
    ended: ends,
    send: commands.send,
    clock,
  });
  const bodies = () => screen.shown.map(({ options }) => options.body);
  return { screen, mainWindow, commands, ends, clock, surface, bodies };
}

for (const platform of ['win32', 'darwin', 'linux'] as const) {
  describe(`Electron's notification on ${platform}`, () => {
    it('hears every button after any number of changes', () => {
      const { surface, screen, commands } = make(platform);
      surface.show(callsOf(aCall()));
      for (let i = 0; i < 20; i++) {
        expect(screen.shown).toHaveLength(1);
        screen.shown[0]?.press(i % 2 === 0 ? 'Mute' : 'Unmute');
        surface.show(callsOf(i % 2 === 0 ? states.muted : aCall()));
      }
      screen.shown[0]?.press('Hang up');
      expect(commands.types).toEqual([...Array.from({ length: 20 }, (_, i) => (i % 2 ? 'unmute' : 'mute')), 'hang-up']);
    });

    it('is one, and its buttons are alive, after any sequence of states', () => {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...stateNames), { minLength: 1, maxLength: 10 }), (names) => {
          const { surface, screen, commands } = make(platform);
          for (const name of names) surface.show(callsOf(states[name]));
          const labels = screen.shown.flatMap(({ options }) => options.actions ?? []).map(({ text }) => text ?? '');
          expect(screen.shown).toHaveLength(1);
          screen.shown[0]?.press(labels.at(-1) ?? '');
          expect(commands.sent).toHaveLength(1);
        }),
      );
    });

    it('comes back when a press that has closed it changed nothing', () => {
      const { surface, screen, clock } = make(platform);
      surface.show(callsOf(aCall()));
      screen.shown[0]?.press('Mute');
      expect(screen.shown).toEqual([]);
      clock.advance(pressGraceMs);
      screen.shown[0]?.press('Mute');
      // A change brings it at once, and nothing comes after it.
      surface.show(callsOf(states.muted));
      const [shown] = screen.shown;
      clock.advance(pressGraceMs);
      expect(screen.shown).toEqual([shown]);
    });

    it('keeps the one that is shown when the next cannot be', () => {
      const { surface, screen, commands } = make(platform);
      surface.show(callsOf(aCall()));
      screen.fault.at = 'show';
      expect(() => surface.show(callsOf(states.muted))).toThrow('show failed');
      screen.shown[0]?.press('Hang up');
      expect(commands.types).toEqual(['hang-up']);
    });
  });
}

it('on macOS that turns out to be forbidden after some changes goes on without, and says so once', () => {
  const screen = new FakeNotificationScreen({ platform: 'darwin' });
  screen.failing = 'late';
  const log = new FakeLog();
  let unavailable = 0;
  const { create, isSupported } = screen;
  const onUnavailable = () => {
    unavailable += 1;
  };
  const events = { onClick: () => {}, onAction: () => {}, onDismissed: () => {}, onUnavailable };
  const notification = new ElectronNotification({ platform: 'darwin', name: 'call', create, isSupported, events, log });
  notification.present(notificationOf(aCall()));
  notification.present(notificationOf(states.muted));
  for (const fail of screen.failures) fail();
  expect(unavailable).toBe(1);
  expect(log.lines).toHaveLength(1);
  notification.present(notificationOf(aCall()));
  expect([unavailable, screen.failures.length]).toEqual([2, 2]);
});

describe('a toast of Windows', () => {
  it('goes to the notification centre in a call, and its buttons work there', () => {
    const { surface, screen, commands, bodies } = make('win32');
    surface.show(callsOf(aCall()));
    screen.shown[0]?.timeOut();
    surface.show(callsOf(states.muted));
    screen.shown[0]?.timeOut();
    expect(bodies()).toEqual(['In a call since 14:32 · Muted']);
    screen.shown[0]?.press('Unmute');
    expect(commands.types).toEqual(['unmute']);
  });

  it('is taken out of the notification centre with its call, and when the window is seen', () => {
    const { surface, screen, mainWindow, ends } = make('win32');
    surface.show(callsOf(aCall()));
    screen.shown[0]?.timeOut();
    mainWindow.setVisible(true);
    expect(screen.shown).toEqual([]);
    mainWindow.setVisible(false);
    screen.shown[0]?.timeOut();
    surface.show(noCalls);
    expect(screen.shown).toEqual([]);
    surface.show(callsOf(aCall({ callId: 'call-2' })));
    ends.end(aCall({ callId: 'call-2' }), 'connection-lost');
    surface.show(noCalls);
    screen.shown[0]?.timeOut();
    mainWindow.setVisible(true);
    expect(screen.shown).toEqual([]);
  });

  it('waits on the screen for the answer to a ring', () => {
    const { surface, screen } = make('win32');
    surface.show(callsOf(states['ringing-in']));
    expect(screen.shown[0]?.options.timeoutType).toBe('never');
  });
});

describe('what a killed copy left', () => {
  it.each([true, false])('on Windows brings the window when it is pressed, also to start the app: %s', (cold) => {
    const desktop = new WholeDesktop('win32');
    onTestFinished(() => desktop.end());
    const press = () => desktop.screen.activation?.({ type: 'action', actionIndex: 0, arguments: 'tag=9' });
    desktop.screen.activatedBefore = cold;
    desktop.ongoingCall.start();
    desktop.mainWindow.setVisible(false);
    if (!cold) press();
    desktop.clock.advance(0);
    expect(desktop.mainWindow.shown).toBe(1);
    expect(desktop.commands.sent).toEqual([]);
  });

  it.each(['Mute', 'Hang up'])(
    'on Windows is not taken for it: %s on a toast of this run leaves the window be',
    (label) => {
      const desktop = new WholeDesktop('win32');
      onTestFinished(() => desktop.end());
      desktop.ongoingCall.start();
      desktop.mainWindow.setVisible(false);
      desktop.ongoingCall.service.launch(aCall());
      desktop.screen.shown[0]?.press(label);
      desktop.clock.advance(0);
      expect(desktop.commands.sent).toHaveLength(1);
      expect(desktop.mainWindow.shown).toBe(0);
    },
  );

  it('on Windows brings the window, too, when its object was collected', () => {
    const desktop = new WholeDesktop('win32');
    onTestFinished(() => desktop.end());
    desktop.ongoingCall.start();
    desktop.mainWindow.setVisible(false);
    desktop.ongoingCall.service.launch(aCall());
    const [toast] = desktop.screen.shown;
    if (toast) desktop.screen.collect(toast);
    toast?.press('Mute');
    desktop.clock.advance(0);
    expect(desktop.mainWindow.shown).toBe(1);
  });

  it.each(['win32', 'darwin'] as const)('that cannot be reached on %s keeps no surface from this one', (platform) => {
    const desktop = new WholeDesktop(platform);
    onTestFinished(() => desktop.end());
    desktop.fault.at = 'leftovers';
    desktop.ongoingCall.start();
    desktop.mainWindow.setVisible(false);
    desktop.ongoingCall.service.launch(aCall());
    expect(desktop.screen.shown).toHaveLength(1);
    expect(desktop.log.lines.join()).toContain('leftovers failed');
  });

  it('on macOS is gone with the next start', () => {
    const desktop = new WholeDesktop('darwin');
    onTestFinished(() => desktop.end());
    const leftover: NotificationConstructorOptions = { id: 'of a killed copy', groupId: 'ongoing-call' };
    desktop.screen.create(leftover).show();
    desktop.ongoingCall.start();
    expect(desktop.screen.shown).toEqual([]);
  });
});
