/** What people hold against the calling apps they have, as far as a call's surfaces can make it better or worse. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { endReasons } from '../../../src/shared/call.ts';
import { clickOn, labelsOf } from './fake-electron.ts';
import { aCall, callsOf, stateNames, states } from './fixtures.ts';
import { WholeDesktop } from './whole-desktop.ts';

for (const platform of ['win32', 'darwin', 'linux'] as const) {
  describe(`on ${platform}`, () => {
    let desktop: WholeDesktop;
    let service: WholeDesktop['ongoingCall']['service'];
    beforeEach(() => {
      desktop = new WholeDesktop(platform);
      desktop.ongoingCall.start();
      service = desktop.ongoingCall.service;
    });
    afterEach(() => desktop.end());

    it('a call goes on in sight, and in reach, when its window is closed', () => {
      service.launch(aCall());
      desktop.mainWindow.setVisible(false);
      expect(desktop.miniWindow.showing).toEqual(callsOf(aCall()));
      expect(labelsOf(desktop.tray.menu)).toEqual(expect.arrayContaining(['Mute', 'Hang up', 'Return to call']));
      expect([...desktop.blocker.held.values()]).toEqual(['prevent-app-suspension']);
      expect(desktop.commands.types).toEqual([]);
    });

    it('declining a call while only the tray is there quits nothing', () => {
      desktop.mainWindow.setVisible(false);
      service.launch(states['ringing-in']);
      clickOn(desktop.tray.menu, 'Decline');
      service.abortAll('declined');
      expect(desktop.quits).toBe(0);
      expect(desktop.commands.types).toEqual(['decline']);
    });

    it.each(stateNames)('the app can be quit from the tray while a call is %s', (name) => {
      service.launch(states[name]);
      clickOn(desktop.tray.menu, 'Quit');
      expect(desktop.quits).toBe(1);
    });

    it('a call that nobody looks at for hours is as alive as at its beginning', () => {
      service.launch(aCall());
      desktop.mainWindow.setVisible(false);
      const before = desktop.held;
      desktop.clock.advance(5 * 60 * 60_000);
      expect(desktop.held).toEqual(before);
      expect(service.current).toEqual(aCall());
      clickOn(desktop.tray.menu, 'Mute');
      expect(desktop.commands.types).toEqual(['mute']);
    });

    it.each([...endReasons, null])('nothing of a call is left over when it ends with %s', (reason) => {
      desktop.mainWindow.setVisible(false);
      service.launch(states['with video']);
      service.update(states.reconnecting);
      service.abortAll(reason);
      desktop.mainWindow.setVisible(true);
      expect(desktop.held).toEqual([]);
      expect(labelsOf(desktop.tray.menu)).toEqual(['Open Holdfast', 'Quit']);
    });

    it('the computer sleeps again after a hundred calls', () => {
      for (let i = 0; i < 100; i++) {
        service.launch(aCall({ callId: `call-${i}`, camera: i % 2 === 0 }));
        service.abortAll();
      }
      expect(desktop.held).toEqual([]);
    });

    it('the small window is not in the way while the big one is open', () => {
      desktop.mainWindow.setVisible(false);
      service.launch(aCall());
      expect(desktop.miniWindow.showing).not.toBeNull();
      desktop.mainWindow.setVisible(true);
      expect(desktop.miniWindow.showing).toBeNull();
    });

    it('the small window is optional', () => {
      desktop.settings.change({ miniWindow: 'never' });
      desktop.mainWindow.setVisible(false);
      service.launch(aCall());
      expect(desktop.miniWindow.opened).toBe(0);
    });

    it('the small window always knows whether the microphone is on', () => {
      desktop.mainWindow.setVisible(false);
      service.launch(aCall());
      service.update(states.muted);
      expect(desktop.miniWindow.showing?.calls[0]?.microphone).toBe('muted');
    });

    it('a call can be answered, muted and ended without the app in front', () => {
      desktop.mainWindow.setVisible(false);
      service.launch(states['ringing-in']);
      clickOn(desktop.tray.menu, 'Accept');
      service.update(aCall());
      clickOn(desktop.tray.menu, 'Mute');
      service.update(states.muted);
      desktop.globalShortcut.press('CommandOrControl+Shift+M');
      clickOn(desktop.tray.menu, 'Hang up');
      expect(desktop.commands.types).toEqual(['accept', 'mute', 'toggle-mute', 'hang-up']);
    });

    it('a click on the tray brings the call, and not something else', () => {
      desktop.mainWindow.setVisible(false);
      service.launch(aCall());
      desktop.tray.click();
      expect(desktop.mainWindow.isVisible()).toBe(true);
    });

    it('the icon shows a live microphone, a muted one, a lost connection and a missed call, each in its own way', () => {
      desktop.mainWindow.setVisible(false);
      const seen: string[] = [];
      const look = () => seen.push(desktop.tray.image);
      look();
      service.launch(states['ringing-in']);
      look();
      service.abortAll('no-answer');
      look();
      service.launch(aCall({ callId: 'call-2' }));
      look();
      service.update(aCall({ callId: 'call-2', microphone: 'muted' }));
      look();
      service.update(aCall({ callId: 'call-2', phase: 'reconnecting' }));
      look();
      expect(new Set(seen).size).toBe(6);
    });

    it('the icon tells when the server is away and nobody can call', () => {
      desktop.mainWindow.setVisible(false);
      const { connection } = desktop.ongoingCall;
      connection.set('online');
      const allIsWell = desktop.tray.image;
      connection.set('reconnecting');
      expect(desktop.tray.image).not.toBe(allIsWell);
      expect(desktop.tray.tooltip).toBe('Holdfast · Reconnecting to the server…');
      connection.set('online');
      expect([desktop.tray.image, desktop.tray.tooltip]).toEqual([allIsWell, 'Holdfast']);
    });

    it('hanging up works also when the app itself hangs', () => {
      desktop.mainWindow.setVisible(false);
      service.launch(aCall());
      clickOn(desktop.tray.menu, 'Hang up');
      desktop.clock.advance(2_000);
      expect(desktop.ignoredHangUps).toEqual([aCall()]);
      expect(desktop.held).toEqual([]);
    });

    it('there is never a second surface of a kind, whatever happens how fast', () => {
      service.launch(aCall());
      for (let i = 0; i < 100; i++) {
        service.update(i % 2 ? aCall() : states.muted);
        desktop.mainWindow.setVisible(i % 3 === 0);
      }
      desktop.mainWindow.setVisible(false);
      expect(desktop.trays).toHaveLength(1);
      expect(desktop.screen.shown.length).toBeLessThanOrEqual(1);
      expect(desktop.blocker.held.size).toBe(1);
      expect(desktop.globalShortcut.registered.size).toBe(1);
    });

    it('a call begun before the app is ready shows when it is, and one after it has quit does not', async () => {
      const early = new WholeDesktop(platform);
      onTestFinished(() => early.end());
      early.ongoingCall.service.launch(aCall());
      expect(early.trays).toEqual([]);
      early.ongoingCall.start();
      expect(labelsOf(early.tray.menu)).toContain('Hang up');
      await early.end();
      early.ongoingCall.service.launch(aCall());
      early.ongoingCall.service.abortAll();
      expect(early.mainWindow.listeners).toBe(0);
      expect([early.held, early.trays.every(({ destroyed }) => destroyed), early.clock.pending]).toEqual([[], true, 0]);
    });

    it('a surface that cannot be made takes no other with it', async () => {
      const poor = new WholeDesktop(platform);
      onTestFinished(() => poor.end());
      poor.fault.at = 'new Tray';
      poor.ongoingCall.start();
      poor.ongoingCall.service.launch(aCall());
      expect(poor.blocker.held.size).toBe(1);
      expect(poor.log.lines.join()).toContain('tray');
    });
  });
}
