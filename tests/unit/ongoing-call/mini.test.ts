import { describe, expect, it } from 'vitest';
import { MiniSurface } from '../../../src/main/ongoing-call/mini.ts';
import { aCall, callsOf, FakeMainWindow, FakeMiniWindow, FakeSettings, stateNames, states } from './fixtures.ts';

describe('the mini window', () => {
  const make = (visible = false) => {
    const miniWindow = new FakeMiniWindow();
    const mainWindow = new FakeMainWindow(visible);
    const settings = new FakeSettings();
    return { miniWindow, mainWindow, settings, surface: new MiniSurface({ miniWindow, mainWindow, settings }) };
  };

  it('opens when the main window hides and closes when it returns', () => {
    const { surface, miniWindow, mainWindow } = make(true);
    surface.show(callsOf(aCall()));
    expect(miniWindow.showing).toBeNull();
    mainWindow.setVisible(false);
    expect(miniWindow.showing).toEqual(callsOf(aCall()));
    surface.show(callsOf(states.muted));
    expect(miniWindow.showing).toEqual(callsOf(states.muted));
    mainWindow.setVisible(true);
    expect(miniWindow.showing).toBeNull();
  });

  it('is opened once for each time, so that one the user closed stays closed until the next', () => {
    const { surface, miniWindow, mainWindow } = make();
    surface.show(callsOf(aCall()));
    for (const name of stateNames) surface.show(callsOf(states[name]));
    expect(miniWindow.opened).toBe(1);
    mainWindow.setVisible(true);
    mainWindow.setVisible(false);
    expect(miniWindow.opened).toBe(2);
  });

  it('is optional, at any moment; a ring is not', () => {
    const { surface, miniWindow, settings } = make();
    surface.show(callsOf(aCall()));
    settings.change({ miniWindow: 'never' });
    expect(miniWindow.showing).toBeNull();
    settings.change({ miniWindow: 'hidden' });
    expect(miniWindow.showing).not.toBeNull();
    settings.change({ miniWindow: 'never' });
    surface.show(callsOf(states['ringing-in']));
    expect(miniWindow.showing).not.toBeNull();
    surface.show(callsOf(aCall()));
    expect(miniWindow.showing).toBeNull();
  });

  it('appears for another program in front where the settings have it so, without a flicker when that one hides ours', () => {
    const { surface, miniWindow, mainWindow, settings } = make(true);
    settings.change({ miniWindow: 'not-in-front' });
    surface.show(callsOf(aCall()));
    expect(miniWindow.showing).toBeNull();
    mainWindow.setPresence('behind');
    mainWindow.setPresence('hidden');
    expect([miniWindow.showing, miniWindow.opened]).toEqual([callsOf(aCall()), 1]);
    mainWindow.setPresence('in-front');
    expect(miniWindow.showing).toBeNull();
  });

  it('leaves one window after 100 quick hides and shows', () => {
    const { surface, miniWindow, mainWindow } = make();
    surface.show(callsOf(aCall()));
    for (let i = 0; i < 100; i++) mainWindow.setVisible(i % 2 === 0);
    expect(miniWindow.showing).not.toBeNull();
    surface.dispose();
    expect(miniWindow.showing).toBeNull();
    expect(mainWindow.listeners).toBe(0);
  });
});
