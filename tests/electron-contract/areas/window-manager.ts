import assert from 'node:assert/strict';
import type { BrowserWindow } from 'electron';
import { eventually, nextEvent, quiet } from '../app/waiting.ts';
import type { Area, Here, WindowOptions } from '../contract.ts';
import { onX11 } from '../where.ts';

/** A window on the screen whose title the window manager knows, by the title of its page. */
async function titledWindow({ openWindow, desk }: Here, title: string, options: WindowOptions): Promise<BrowserWindow> {
  const window = await openWindow(options);
  await window.webContents.executeJavaScript(`document.title = ${JSON.stringify(title)}`);
  await eventually(async () => title in (await desk.windowsOnScreen()), true);
  return window;
}

export const windowManager: Area = {
  name: 'the window manager',
  promises: {
    'sees windows above others, without a frame and under their title': {
      source: 'docs/api/browser-window.md, new BrowserWindow([options]): alwaysOnTop, frame, title',
      unless: onX11,
      check: async (here) => {
        await titledWindow(here, 'Contract: on top', { show: true, frame: false, alwaysOnTop: true });
        await eventually(
          async () => {
            const seen = (await here.desk.windowsOnScreen())['Contract: on top'];
            return seen && { framed: seen.framed, above: seen.states.includes('ABOVE') };
          },
          { framed: false, above: true },
        );
      },
    },
    'sees every window in its taskbar on Linux, also one that is to skip it': {
      source: 'docs/breaking-changes.md, 20.0, Removed: skipTaskbar on Linux',
      unless: onX11,
      check: async (here) => {
        await titledWindow(here, 'Contract: to skip', { show: true, skipTaskbar: true });
        await quiet();
        const seen = (await here.desk.windowsOnScreen())['Contract: to skip'];
        assert.deepEqual(
          seen?.states.filter((state) => state.startsWith('SKIP')),
          [],
        );
      },
    },
    'has a window ask before it closes': {
      source:
        'docs/api/browser-window.md, Event: "close" ("the same effect with user manually clicking the close button")',
      unless: onX11,
      check: async (here) => {
        const window = await titledWindow(here, 'Contract: to be closed', { show: true });
        const asked = nextEvent(window, 'close');
        window.once('close', (event) => event.preventDefault());
        await here.desk.closeWindow('Contract: to be closed');
        await asked;
        await quiet();
        assert.equal(window.isDestroyed(), false);
      },
    },
    'moves a window, which has its bounds follow and says so': {
      source: 'docs/api/browser-window.md, Event: "move"',
      unless: onX11,
      check: async (here) => {
        const window = await titledWindow(here, 'Contract: to be moved', { show: true, frame: false, x: 100, y: 100 });
        const moved = nextEvent(window, 'move');
        await here.desk.moveWindow('Contract: to be moved', 260, 170);
        await moved;
        await eventually(() => window.getPosition(), [260, 170]);
      },
    },
    'minimizes a window, which says so': {
      source: 'docs/api/browser-window.md, Event: "minimize"',
      unless: onX11,
      check: async (here) => {
        const window = await titledWindow(here, 'Contract: to be minimized', { show: true });
        const minimized = nextEvent(window, 'minimize');
        await here.desk.minimizeWindow('Contract: to be minimized');
        await minimized;
        assert.equal(window.isMinimized(), true);
      },
    },
  },
};
