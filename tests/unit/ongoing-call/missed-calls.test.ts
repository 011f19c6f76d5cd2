import { describe, expect, it } from 'vitest';
import { BadgeSurface } from '../../../src/main/ongoing-call/badge.ts';
import { MissedCalls } from '../../../src/main/ongoing-call/missed-calls.ts';
import { endReasons } from '../../../src/shared/call.ts';
import { FakeApp } from './fake-electron.ts';
import { FakeEnds, FakeMainWindow, stateNames, states } from './fixtures.ts';

describe('missed calls', () => {
  const make = (visible = false) => {
    const ends = new FakeEnds();
    const mainWindow = new FakeMainWindow(visible);
    return { ends, mainWindow, missed: new MissedCalls(ends, mainWindow) };
  };

  it.each(endReasons)('a ring that ended with %s', (reason) => {
    const { ends, missed } = make();
    ends.end(states['ringing-in'], reason);
    const noticed = ['hung-up', 'declined', 'answered-elsewhere', 'declined-elsewhere', 'signed-out'];
    expect(missed.count).toBe(noticed.includes(reason) ? 0 : 1);
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
