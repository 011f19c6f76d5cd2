/** When the notification is there, and what it says at the first close; how a system shows it is of no matter here. */

import { describe, expect, it } from 'vitest';
import {
  type CallNotification,
  type NotificationEvents,
  NotificationSurface,
  notificationOf,
} from '../../../src/main/ongoing-call/notification.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { aCall, callsOf, FakeEnds, FakeMainWindow, FakeSettings, states } from './fixtures.ts';

function make(visible = true) {
  const mainWindow = new FakeMainWindow(visible);
  const settings = new FakeSettings();
  const ends = new FakeEnds();
  const screen: { shown: CallNotification | null; events: NotificationEvents | null } = { shown: null, events: null };
  const surface = new NotificationSurface({
    createPresenter: (events) => {
      screen.events = events;
      return {
        quiet: false,
        present: (notification) => {
          screen.shown = notification;
        },
        close: () => {
          screen.shown = null;
        },
        dispose: async () => {
          screen.shown = null;
        },
      };
    },
    mainWindow,
    settings,
    ended: ends,
    send: () => {},
    clock: new ManualClock(),
  });
  return { mainWindow, settings, ends, screen, surface };
}

describe('the notification of an ongoing call', () => {
  it.each([
    ['never', []],
    ['hidden', ['unknown', 'hidden']],
    ['not-in-front', ['behind', 'unknown', 'hidden']],
  ] as const)('set to %s, is there while the main window is %j', (notification, there) => {
    const { surface, mainWindow, settings, screen } = make();
    settings.change({ notification });
    surface.show(callsOf(aCall()));
    const presences = ['in-front', 'behind', 'unknown', 'hidden'] as const;
    const shown = presences.filter((presence) => {
      mainWindow.setPresence(presence);
      return screen.shown !== null;
    });
    expect(shown).toEqual(there);
  });

  it('follows the setting at once; a ring is shown all the same', () => {
    const { surface, settings, screen } = make(false);
    surface.show(callsOf(aCall()));
    settings.change({ notification: 'never' });
    expect(screen.shown).toBeNull();
    surface.show(callsOf(states['ringing-in']));
    expect(screen.shown).toEqual(notificationOf(states['ringing-in']));
    settings.change({ notification: 'hidden' });
    surface.show(callsOf(aCall()));
    expect(screen.shown).toEqual(notificationOf(aCall()));
  });

  it('switched off, leaves the loss of a call to be told', () => {
    const { surface, settings, screen, ends } = make(false);
    settings.change({ notification: 'never' });
    surface.show(callsOf(aCall()));
    ends.end(aCall(), 'connection-lost');
    surface.show(noCalls);
    expect(screen.shown?.kind).toBe('ended');
  });

  it('has no news of a call that ended in a window that was open behind others', () => {
    const { surface, settings, screen, ends, mainWindow } = make();
    settings.change({ notification: 'not-in-front' });
    mainWindow.setPresence('behind');
    surface.show(callsOf(aCall()));
    ends.end(aCall(), 'connection-lost');
    surface.show(noCalls);
    expect(screen.shown).toBeNull();
  });
});

describe('at the first close, the notification', () => {
  const unreachable = () => expect.unreachable('it is said');

  it('says that the call goes on, and what the microphone is, until the window is back', () => {
    const { surface, mainWindow, screen } = make();
    surface.show(callsOf(aCall()));
    surface.sayThatItGoesOn(unreachable);
    expect(screen.shown).toBeNull();
    mainWindow.setVisible(false);
    expect(screen.shown).toMatchObject({
      title: 'Ada Lovelace',
      body: expect.stringContaining('your microphone is on'),
    });
    surface.show(callsOf(states.muted));
    expect(screen.shown?.body).toContain('Your microphone is muted');
    mainWindow.setVisible(true);
    mainWindow.setVisible(false);
    expect(screen.shown).toEqual(notificationOf(states.muted));
  });

  it('says nothing of it in the next call', () => {
    const { surface, mainWindow, screen } = make();
    surface.show(callsOf(aCall()));
    surface.sayThatItGoesOn(unreachable);
    surface.show(noCalls);
    mainWindow.setVisible(false);
    surface.show(callsOf(aCall()));
    expect(screen.shown).toEqual(notificationOf(aCall()));
  });

  it('comes back for that when it was dismissed', () => {
    const { surface, mainWindow, screen } = make(false);
    surface.show(callsOf(aCall()));
    screen.events?.onDismissed();
    mainWindow.setVisible(true);
    surface.sayThatItGoesOn(unreachable);
    mainWindow.setVisible(false);
    expect(screen.shown?.body).toContain('goes on');
  });

  it('tells, once, where it is switched off or the system shows none', () => {
    for (const cannot of ['switched off', 'unavailable']) {
      const { surface, mainWindow, settings, screen } = make();
      let unsaid = 0;
      if (cannot === 'switched off') settings.change({ notification: 'never' });
      surface.show(callsOf(aCall()));
      surface.sayThatItGoesOn(() => {
        unsaid += 1;
      });
      mainWindow.setVisible(false);
      if (cannot === 'unavailable') screen.events?.onUnavailable?.();
      screen.events?.onUnavailable?.();
      expect(unsaid).toBe(1);
    }
  });
});
