/** What is held for a call and must be let go: power, shortcut, mini window; and what is counted: missed calls. */
import { describe, expect, it } from 'vitest';
import { BadgeSurface } from '../../../src/main/ongoing-call/badge.ts';
import { MiniSurface } from '../../../src/main/ongoing-call/mini.ts';
import { MissedCalls } from '../../../src/main/ongoing-call/missed-calls.ts';
import { maxHoldMs, PowerSurface } from '../../../src/main/ongoing-call/power.ts';
import { ShortcutSurface } from '../../../src/main/ongoing-call/shortcut.ts';
import { endReasons } from '../../../src/shared/call.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { FakeApp, FakeGlobalShortcut, FakePowerSaveBlocker } from './fake-electron.ts';
import {
  aCall,
  commandRecorder,
  FakeEnds,
  FakeLog,
  FakeMainWindow,
  FakeMiniWindow,
  FakeSettings,
  stateNames,
  states,
} from './fixtures.ts';

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
    surface.launch(states[name]);
    expect(held()).toEqual([name === 'with video' ? 'prevent-display-sleep' : 'prevent-app-suspension']);
    surface.abort();
    expect(held()).toEqual([]);
  });

  it('keeps the screen on only while there is video to look at', () => {
    const { surface, held, mainWindow } = make();
    surface.launch(states['with video']);
    mainWindow.setVisible(false);
    expect(held()).toEqual(['prevent-app-suspension']);
    mainWindow.setVisible(true);
    expect(held()).toEqual(['prevent-display-sleep']);
    surface.update(aCall());
    expect(held()).toEqual(['prevent-app-suspension']);
  });

  it('keeps one, and never none in between, however video comes and goes', () => {
    const { surface, held, blocker } = make();
    for (let i = 0; i < 100; i++) {
      surface.update(i % 2 ? aCall() : states['with video']);
      expect(held()).toHaveLength(1);
    }
    expect(blocker.gaps).toBe(0);
    surface.dispose();
    expect(held()).toEqual([]);
  });

  it('lets the computer sleep when a call has been on hold for 10 minutes, and takes it up again with the call', () => {
    const { surface, held, clock } = make();
    surface.launch(states.held);
    clock.advance(maxHoldMs - 1);
    expect(held()).toHaveLength(1);
    surface.update(aCall({ held: true, microphone: 'muted' }));
    clock.advance(1);
    expect(held()).toEqual([]);
    surface.update(states.held);
    expect(held()).toEqual([]);
    surface.update(aCall());
    expect(held()).toHaveLength(1);
    surface.update(states.held);
    clock.advance(maxHoldMs - 1);
    expect(held()).toHaveLength(1);
    surface.abort();
    expect(clock.pending).toBe(0);
  });
});

describe('the mute shortcut', () => {
  const keys = 'CommandOrControl+Shift+M';
  const make = (taken: string[] = []) => {
    const globalShortcut = new FakeGlobalShortcut();
    for (const each of taken) globalShortcut.taken.add(each);
    const settings = new FakeSettings();
    const commands = commandRecorder();
    const log = new FakeLog();
    const surface = new ShortcutSurface({ globalShortcut, settings, send: commands.send, log });
    return { globalShortcut, settings, commands, log, surface };
  };

  it('mutes from any program in a call, and belongs to other programs at all other times', () => {
    const { surface, globalShortcut, commands } = make();
    expect([...globalShortcut.registered.keys()]).toEqual([]);
    surface.launch(aCall());
    globalShortcut.press(keys);
    surface.update(states.muted);
    globalShortcut.press(keys);
    expect(commands.types).toEqual(['toggle-mute', 'toggle-mute']);
    surface.abort();
    expect([...globalShortcut.registered.keys()]).toEqual([]);
    surface.launch(states['ringing-in']);
    expect([...globalShortcut.registered.keys()]).toEqual([]);
  });

  it('is known to be refused before it is needed', () => {
    const { surface, log, settings } = make([keys]);
    expect(surface.available).toBe(false);
    expect(log.lines.join()).toContain(keys);
    settings.change({ muteShortcut: 'F9' });
    expect(surface.available).toBe(true);
    settings.change({ muteShortcut: keys });
    expect(surface.available).toBe(false);
    settings.change({ muteShortcut: null });
    expect(surface.available).toBe(true);
  });

  it('changes in the middle of a call, and can be switched off', () => {
    const { surface, globalShortcut, settings } = make();
    surface.launch(aCall());
    settings.change({ muteShortcut: 'F9' });
    expect([...globalShortcut.registered.keys()]).toEqual(['F9']);
    settings.change({ sounds: false });
    expect([...globalShortcut.registered.keys()]).toEqual(['F9']);
    settings.change({ muteShortcut: null });
    expect([...globalShortcut.registered.keys()]).toEqual([]);
  });

  it('survives keys that are none', () => {
    const { surface, settings, globalShortcut } = make();
    globalShortcut.fault.at = 'register';
    settings.change({ muteShortcut: 'Nonsense+' });
    expect(surface.available).toBe(false);
    surface.launch(aCall());
    surface.abort();
  });
});

describe('the mini window', () => {
  const make = (visible = false) => {
    const miniWindow = new FakeMiniWindow();
    const mainWindow = new FakeMainWindow(visible);
    const settings = new FakeSettings();
    return { miniWindow, mainWindow, settings, surface: new MiniSurface({ miniWindow, mainWindow, settings }) };
  };

  it('opens when the main window hides and closes when it returns', () => {
    const { surface, miniWindow, mainWindow } = make(true);
    surface.launch(aCall());
    expect(miniWindow.showing).toBeNull();
    mainWindow.setVisible(false);
    expect(miniWindow.showing).toEqual(aCall());
    surface.update(states.muted);
    expect(miniWindow.showing).toEqual(states.muted);
    mainWindow.setVisible(true);
    expect(miniWindow.showing).toBeNull();
  });

  it('is opened once for each time, so that one the user closed stays closed until the next', () => {
    const { surface, miniWindow, mainWindow } = make();
    surface.launch(aCall());
    for (const name of stateNames) surface.update(states[name]);
    expect(miniWindow.opened).toBe(1);
    mainWindow.setVisible(true);
    mainWindow.setVisible(false);
    expect(miniWindow.opened).toBe(2);
  });

  it('is optional, at any moment; a ring is not', () => {
    const { surface, miniWindow, settings } = make();
    surface.launch(aCall());
    settings.change({ miniWindow: false });
    expect(miniWindow.showing).toBeNull();
    settings.change({ miniWindow: true });
    expect(miniWindow.showing).not.toBeNull();
    settings.change({ miniWindow: false });
    surface.update(states['ringing-in']);
    expect(miniWindow.showing).not.toBeNull();
    surface.update(aCall());
    expect(miniWindow.showing).toBeNull();
  });

  it('leaves one window after 100 quick hides and shows', () => {
    const { surface, miniWindow, mainWindow } = make();
    surface.launch(aCall());
    for (let i = 0; i < 100; i++) mainWindow.setVisible(i % 2 === 0);
    expect(miniWindow.showing).not.toBeNull();
    surface.dispose();
    expect(miniWindow.showing).toBeNull();
    expect(mainWindow.listeners).toBe(0);
  });
});

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
