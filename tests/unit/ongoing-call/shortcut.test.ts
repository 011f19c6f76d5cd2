import { describe, expect, it } from 'vitest';
import { ShortcutSurface } from '../../../src/main/ongoing-call/shortcut.ts';
import { FakeGlobalShortcut } from './fake-electron.ts';
import { aCall, commandRecorder, FakeLog, FakeSettings, states } from './fixtures.ts';

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
