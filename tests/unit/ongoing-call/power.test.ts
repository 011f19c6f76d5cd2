import { describe, expect, it } from 'vitest';
import { maxHoldMs, PowerSurface } from '../../../src/main/ongoing-call/power.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { FakePowerSaveBlocker } from './fake-electron.ts';
import { aCall, callsOf, FakeMainWindow, stateNames, states } from './fixtures.ts';

describe('power', () => {
  const make = (visible = true) => {
    const blocker = new FakePowerSaveBlocker();
    const mainWindow = new FakeMainWindow(visible);
    const clock = new ManualClock();
    const surface = new PowerSurface({ blocker, mainWindow, clock });
    return { mainWindow, clock, surface, blocker, held: () => [...blocker.held.values()] };
  };

  it.each(stateNames)('keeps the computer awake in a call that is %s, and lets it sleep after', (name) => {
    const { surface, held } = make();
    surface.show(callsOf(states[name]));
    expect(held()).toEqual([name === 'with video' ? 'prevent-display-sleep' : 'prevent-app-suspension']);
    surface.show(noCalls);
    expect(held()).toEqual([]);
  });

  it('keeps the screen on only while there is video to look at', () => {
    const { surface, held, mainWindow } = make();
    surface.show(callsOf(states['with video']));
    mainWindow.setVisible(false);
    expect(held()).toEqual(['prevent-app-suspension']);
    mainWindow.setVisible(true);
    expect(held()).toEqual(['prevent-display-sleep']);
    surface.show(callsOf(aCall()));
    expect(held()).toEqual(['prevent-app-suspension']);
  });

  it('keeps the screen on while nobody can tell whether the video is seen', () => {
    const { surface, held, mainWindow } = make();
    surface.show(callsOf(states['with video']));
    for (const presence of ['behind', 'unknown'] as const) {
      mainWindow.setPresence(presence);
      expect(held()).toEqual(['prevent-display-sleep']);
    }
  });

  it('keeps one, and never none in between, however video comes and goes', () => {
    const { surface, held, blocker } = make();
    for (let i = 0; i < 100; i++) {
      surface.show(callsOf(i % 2 ? aCall() : states['with video']));
      expect(held()).toHaveLength(1);
    }
    expect(blocker.gaps).toBe(0);
    surface.dispose();
    expect(held()).toEqual([]);
  });

  it('lets the computer sleep when a call has been on hold for 10 minutes, and takes it up again with the call', () => {
    const { surface, held, clock } = make();
    surface.show(callsOf(states.held));
    clock.advance(maxHoldMs - 1);
    expect(held()).toHaveLength(1);
    surface.show(callsOf(aCall({ held: true, microphone: 'muted' })));
    clock.advance(1);
    expect(held()).toEqual([]);
    surface.show(callsOf(states.held));
    expect(held()).toEqual([]);
    surface.show(callsOf(aCall()));
    expect(held()).toHaveLength(1);
    surface.show(callsOf(states.held));
    clock.advance(maxHoldMs - 1);
    expect(held()).toHaveLength(1);
    surface.show(noCalls);
    expect(clock.pending).toBe(0);
  });
});
