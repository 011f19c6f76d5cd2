import { describe, expect, it } from 'vitest';
import { ShortcutSurface } from '../../../src/main/ongoing-call/shortcut.ts';
import { noCalls } from '../../../src/shared/call.ts';
import { FakeGlobalShortcut } from './fake-electron.ts';
import { aCall, callsOf, commandRecorder, FakeLog, FakeSettings, states } from './fixtures.ts';

describe('the mute shortcut', () => {
  const keys = 'CommandOrControl+Shift+M';
  const make = (taken: string[] = [], { portal = false } = {}) => {
    const globalShortcut = new FakeGlobalShortcut({ portal });
    for (const each of taken) globalShortcut.taken.add(each);
    const settings = new FakeSettings();
    const commands = commandRecorder();
    const log = new FakeLog();
    const surface = new ShortcutSurface({ globalShortcut, portal, settings, send: commands.send, log });
    return { globalShortcut, settings, commands, log, surface };
  };

  it('mutes from any program in a call, and belongs to other programs at all other times', () => {
    const { surface, globalShortcut, commands } = make();
    expect([...globalShortcut.registered.keys()]).toEqual([]);
    surface.show(callsOf(aCall()));
    globalShortcut.press(keys);
    surface.show(callsOf(states.muted));
    globalShortcut.press(keys);
    expect(commands.types).toEqual(['toggle-mute', 'toggle-mute']);
    surface.show(noCalls);
    expect([...globalShortcut.registered.keys()]).toEqual([]);
    surface.show(callsOf(states['ringing-in']));
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
    surface.show(callsOf(aCall()));
    settings.change({ muteShortcut: 'F9' });
    expect([...globalShortcut.registered.keys()]).toEqual(['F9']);
    settings.change({ sounds: false });
    expect([...globalShortcut.registered.keys()]).toEqual(['F9']);
    settings.change({ muteShortcut: null });
    expect([...globalShortcut.registered.keys()]).toEqual([]);
  });

  describe('by a portal, as under Wayland', () => {
    const makeByPortal = () => make([keys], { portal: true });

    it('asks nobody before there is a call, and once for all calls', () => {
      const { surface, globalShortcut } = makeByPortal();
      surface.show(callsOf(states['ringing-in']));
      expect(globalShortcut.asked).toBe(0);
      surface.show(callsOf(aCall()));
      surface.show(noCalls);
      surface.show(callsOf(aCall({ callId: 'call-2' })));
      surface.show(noCalls);
      expect(globalShortcut.asked).toBe(1);
    });

    it('is heard in an answered call only, though it cannot be given back', () => {
      const { surface, globalShortcut, commands } = makeByPortal();
      surface.show(callsOf(aCall()));
      surface.show(noCalls);
      globalShortcut.press(keys);
      surface.show(callsOf(states['ringing-in']));
      globalShortcut.press(keys);
      expect(commands.types).toEqual([]);
      surface.show(callsOf(aCall()));
      globalShortcut.press(keys);
      expect(commands.types).toEqual(['toggle-mute']);
    });

    it.each(['F9', null])('gives up the former key when %s is chosen, in a call and after it', (chosen) => {
      for (const inCall of [true, false]) {
        const { surface, globalShortcut, settings, commands } = makeByPortal();
        surface.show(callsOf(aCall()));
        if (!inCall) surface.show(noCalls);
        settings.change({ muteShortcut: chosen });
        surface.show(callsOf(aCall()));
        globalShortcut.press(keys);
        expect(commands.types).toEqual([]);
        expect([...globalShortcut.registered.keys()]).toEqual(chosen === null ? [] : [chosen]);
      }
    });

    it('is never said to be refused: nobody knows', () => {
      const { surface } = makeByPortal();
      expect(surface.available).toBe(true);
      surface.show(callsOf(aCall()));
      expect(surface.available).toBe(true);
    });

    it('is given back with the app', () => {
      const { surface, globalShortcut } = makeByPortal();
      surface.show(callsOf(aCall()));
      surface.dispose();
      expect(globalShortcut.registered.size).toBe(0);
    });
  });

  it('survives keys that are none', () => {
    const { surface, settings, globalShortcut } = make();
    globalShortcut.fault.at = 'register';
    settings.change({ muteShortcut: 'Nonsense+' });
    expect(surface.available).toBe(false);
    surface.show(callsOf(aCall()));
    surface.show(noCalls);
  });
});
