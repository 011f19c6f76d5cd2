/** An open menu that is rebuilt closes under the pointer: while nothing changes but the time, nothing is made anew. */
import { afterEach, describe, expect, it } from 'vitest';
import { aCall, type StateName, states } from './fixtures.ts';
import { WholeDesktop } from './whole-desktop.ts';

let desktop: WholeDesktop;
afterEach(() => desktop.end());

/** How often each thing was made, and what it is. */
const made = ({ tray, dock, screen, miniWindow, taskbar, blocker }: WholeDesktop) => ({
  trayMenus: tray.menusBuilt,
  dockMenus: dock.menusSet,
  notifications: screen.created,
  miniWindows: miniWindow.opened,
  buttons: taskbar.buttons,
  blockers: [...blocker.held.keys()],
});

const lasting: StateName[] = ['connected', 'muted', 'with video', 'reconnecting'];

for (const platform of ['win32', 'darwin', 'linux'] as const) {
  describe(`on ${platform}`, () => {
    it.each(lasting)('an hour in a call that is %s moves the duration on and makes nothing anew', (name) => {
      desktop = new WholeDesktop(platform);
      desktop.ongoingCall.start();
      desktop.mainWindow.setVisible(false);
      desktop.ongoingCall.service.launch(states[name]);
      const before = made(desktop);
      desktop.clock.advance(60 * 60_000);
      expect(made(desktop)).toEqual(before);
      expect(desktop.taskbar.buttons).toBe(before.buttons);
      expect(desktop.tray.tooltip).toContain('1:00:00');
      expect(desktop.tray.title).toBe(platform === 'darwin' ? '1:00:00' : '');
    });

    it('after the call the clock stands still', () => {
      desktop = new WholeDesktop(platform);
      desktop.ongoingCall.start();
      desktop.ongoingCall.service.launch(aCall());
      desktop.ongoingCall.service.abortAll();
      expect(desktop.clock.pending).toBe(0);
      expect(desktop.tray.title).toBe('');
    });
  });
}
