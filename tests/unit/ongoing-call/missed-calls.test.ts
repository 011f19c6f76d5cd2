import { describe, expect, it } from 'vitest';
import { BadgeSurface } from '../../../src/main/ongoing-call/badge.ts';
import { ElectronNotification } from '../../../src/main/ongoing-call/electron-notification.ts';
import { MissedCalls } from '../../../src/main/ongoing-call/missed-calls.ts';
import { MissedNotification } from '../../../src/main/ongoing-call/missed-notification.ts';
import { endReasons } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { FakeApp } from './fake-electron.ts';
import { FakeNotificationScreen } from './fake-notifications.ts';
import { aCall, aGroup, FakeEnds, FakeLog, FakeMainWindow, stateNames, states } from './fixtures.ts';

const make = (visible = false) => {
  const ends = new FakeEnds();
  const mainWindow = new FakeMainWindow(visible);
  const clock = new ManualClock();
  const missed = new MissedCalls(ends, mainWindow, clock);
  let calls = 0;
  /** Somebody calls and nobody answers. */
  const miss = (name: string) => {
    calls += 1;
    const peer = { id: name.toLowerCase(), name };
    ends.end(aCall({ callId: `missed-${calls}`, phase: 'ringing-in', startedAt: null, peer }), 'no-answer');
    clock.advance(60_000);
  };
  return { ends, mainWindow, clock, missed, miss };
};

describe('missed calls', () => {
  it.each(endReasons)('a ring that ended with %s', (reason) => {
    const { ends, missed } = make();
    ends.end(states['ringing-in'], reason);
    const refused = ['hung-up', 'declined', 'answered-elsewhere', 'declined-elsewhere', 'signed-out'];
    const noticed = [...refused, 'moved', 'merged'];
    expect(missed.count).toBe(noticed.includes(reason) ? 0 : 1);
  });

  it('of a group is by who invited, or has the group as its name', () => {
    const { ends, missed } = make();
    const ring = { phase: 'ringing-in', startedAt: null } as const;
    ends.end(aGroup({ ...ring, peer: { id: 'grace', name: 'Grace' } }), 'no-answer');
    ends.end(aGroup({ ...ring, callId: 'call-2' }), 'no-answer');
    expect(missed.calls.map(({ peer }) => peer)).toEqual([
      { id: 'grace', name: 'Grace' },
      { id: 'call-2', name: 'Standup' },
    ]);
  });

  it.each(stateNames.filter((name) => name !== 'ringing-in'))('are none that was %s', (name) => {
    const { ends, missed } = make();
    ends.end(states[name]);
    expect(missed.count).toBe(0);
  });

  it('are none that somebody answered or declined from a surface, or that rang in a window in sight', () => {
    const { ends, missed, mainWindow } = make();
    ends.end(states['ringing-in'], null, true);
    mainWindow.setVisible(true);
    ends.end(states['ringing-in']);
    expect(missed.count).toBe(0);
  });

  it('are on the launcher as a badge until the window is seen', () => {
    const { ends, missed, mainWindow } = make();
    const app = new FakeApp();
    const badge = new BadgeSurface({ app, missed });
    ends.end(states['ringing-in']);
    ends.end(states['ringing-in']);
    expect(app.badge).toBe(2);
    mainWindow.setVisible(true);
    expect(app.badge).toBe(0);
    mainWindow.setVisible(false);
    ends.end(states['ringing-in']);
    badge.dispose();
    expect(app.badge).toBe(0);
  });
});

describe.each(['win32', 'darwin', 'linux'] as const)('the notification of missed calls on %s', (platform) => {
  const makeNotified = () => {
    const made = make();
    const screen = new FakeNotificationScreen({ platform });
    const { create, isSupported } = screen;
    const log = new FakeLog();
    const surface = new MissedNotification({
      createPresenter: (events) =>
        new ElectronNotification({ platform, name: 'missed', create, isSupported, events, log }),
      missed: made.missed,
      showMain: () => made.mainWindow.show(),
    });
    const said = () => screen.shown.map(({ options }) => [options.title, options.body]);
    return { ...made, screen, surface, said };
  };

  it('names who called, how often and when, in one that grows', () => {
    const { miss, said } = makeNotified();
    miss('Ada');
    expect(said()).toEqual([['Missed call from Ada', 'At 14:32']]);
    miss('Ada');
    expect(said()).toEqual([['2 missed calls from Ada', 'Last at 14:33']]);
    miss('Grace');
    expect(said()).toEqual([['3 missed calls', 'Grace · 14:34\nAda · 2 times, last at 14:33']]);
  });

  it('names the last five, and counts the rest', () => {
    const { miss, said } = makeNotified();
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'G']) miss(name);
    expect(said()).toEqual([
      ['7 missed calls', expect.stringMatching(/^G · .*\nF · .*\n.*\n.*\nC · .*\nand 2 other people$/)],
    ]);
  });

  it('stays until the window is seen', () => {
    const { miss, screen, mainWindow } = makeNotified();
    miss('Ada');
    // Windows keeps it in the notification centre.
    expect(screen.shown[0]?.options.timeoutType).toBe(platform === 'win32' ? 'default' : 'never');
    if (platform === 'win32') screen.shown[0]?.timeOut();
    expect(screen.shown).toHaveLength(1);
    mainWindow.setVisible(true);
    expect(screen.shown).toEqual([]);
    mainWindow.setVisible(false);
    expect(screen.shown).toEqual([]);
  });

  it('brings the window on a click', () => {
    const { miss, screen, mainWindow } = makeNotified();
    miss('Ada');
    screen.shown[0]?.click();
    expect([mainWindow.shown, screen.shown]).toEqual([1, []]);
  });

  it('dismissed, comes back with the next missed call, and with all of them', () => {
    const { miss, screen, said } = makeNotified();
    miss('Ada');
    screen.shown[0]?.dismiss();
    expect(said()).toEqual([]);
    miss('Grace');
    expect(said().map(([title]) => title)).toEqual(['2 missed calls']);
  });
});
