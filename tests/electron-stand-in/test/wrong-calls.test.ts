import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchFixture, type RunningFixture } from './support/fixture-app.ts';

describe('what Electron does not take', { timeout: 30_000 }, () => {
  let app: RunningFixture;
  beforeAll(async () => {
    app = await launchFixture();
  }, 40_000);
  afterAll(() => app.stop(), 20_000);

  it('throws before the app is ready', async () => {
    const early = await app.electron.evaluate(async () => {
      const { early, earlySecret } = globalThis as unknown as { early: string[]; earlySecret: Promise<string> };
      return [...early, await earlySecret];
    });
    expect(early).toEqual([
      'Cannot create BrowserWindow before app is ready',
      'Cannot create Tray before app is ready',
      'Cannot create Notification before app is ready',
      'globalShortcut cannot be used before the app is ready',
      "The 'screen' module can't be used before the app 'ready' event",
      'dialog module can only be used after app is ready',
      'Session can only be received when app is ready',
      'safeStorage cannot be used before app is ready',
      'safeStorage cannot be used before app is ready',
    ]);
  });

  it('throws for arguments that nothing can be made of', async () => {
    const complaints = await app.electron.evaluate(async (electron) => {
      const { app: electronApp, BrowserWindow, dialog, globalShortcut, Menu, nativeImage } = electron;
      const { powerSaveBlocker, protocol, safeStorage, screen, Tray } = electron;
      const window = BrowserWindow.getAllWindows()[0]!;
      const tray = new Tray(nativeImage.createEmpty());
      const wrong = (value: unknown) => value as never;
      const tries: Record<string, () => unknown> = {
        'send() without a channel': () => window.webContents.send(wrong(undefined)),
        'setPath of nothing': () => electronApp.setPath(wrong('nothing'), '/tmp'),
        'setPath to nowhere': () => electronApp.setPath('userData', 'relative'),
        'a blocker of another type': () => powerSaveBlocker.start(wrong('prevent-everything')),
        'a shortcut that is none': () => globalShortcut.register('Nonsense+', () => {}),
        'a shortcut for nothing': () => globalShortcut.register('Control+K', wrong(undefined)),
        'a tray of a missing picture': () => new Tray('/nonexistent.png'),
        'a tray menu that is none': () => tray.setContextMenu(wrong({})),
        'a menu of no list': () => Menu.buildFromTemplate(wrong({})),
        'an item that is nothing': () => Menu.buildFromTemplate([{ id: 'nothing' }]),
        'an item of another type': () => Menu.buildFromTemplate([{ label: 'A', type: wrong('slider') }]),
        'an item to choose one of': () => Menu.buildFromTemplate([{ label: 'A', type: 'radio' }]),
        'an application menu that is none': () => Menu.setApplicationMenu(wrong({})),
        'a box of nothing': () => dialog.showMessageBox(wrong(undefined)),
        'a box of another type': () => dialog.showMessageBox({ message: 'A', type: wrong('loud') }),
        'a box with one button': () => dialog.showMessageBox({ message: 'A', buttons: wrong('OK') }),
        'a display near nothing': () => screen.getDisplayNearestPoint(wrong({ x: 1 })),
        'a display of nothing': () => screen.getDisplayMatching(wrong(null)),
        'bounds of nothing': () => window.setBounds(wrong(null)),
        'a handler that is none': () => protocol.handle('another-app', wrong('handler')),
        'sealing nothing': () => safeStorage.encryptStringAsync(wrong(undefined)),
        'opening nothing': () => safeStorage.decryptStringAsync(wrong('v10')),
      };
      const complaints: Record<string, string> = {};
      for (const [name, attempt] of Object.entries(tries)) {
        try {
          await attempt();
          complaints[name] = 'nothing thrown';
        } catch (error) {
          complaints[name] = (error as Error).message;
        }
      }
      tray.destroy();
      return complaints;
    });
    const failure = (index: number, value: string) =>
      `Error processing argument at index ${index}, conversion failure from ${value}`;
    expect(complaints).toEqual({
      'send() without a channel': 'Missing required channel argument',
      'setPath of nothing': 'Failed to set path: nothing',
      'setPath to nowhere': 'Path must be absolute',
      'a blocker of another type': failure(0, 'prevent-everything'),
      'a shortcut that is none': failure(0, 'Nonsense+'),
      'a shortcut for nothing': failure(1, 'undefined'),
      'a tray of a missing picture': "Failed to load image from path '/nonexistent.png'",
      'a tray menu that is none': failure(0, '[object Object]'),
      'a menu of no list': 'Invalid template for Menu: Menu template must be an array',
      'an item that is nothing': 'Invalid template for MenuItem: must have at least one of label, role or type',
      'an item of another type': 'Unknown menu item type: slider',
      'an item to choose one of': "not implemented by the stand-in: MenuItem's type radio",
      'an application menu that is none': 'Invalid menu',
      'a box of nothing': 'Missing options for messageBox',
      'a box of another type': 'Invalid message box type',
      'a box with one button': 'Buttons must be an array',
      'a display near nothing': failure(0, '[object Object]'),
      'a display of nothing': failure(0, 'null'),
      'bounds of nothing': failure(0, 'null'),
      'a handler that is none': failure(1, 'handler'),
      'sealing nothing': failure(0, 'undefined'),
      'opening nothing': 'Expected the first argument of decryptString() to be a buffer',
    });
  });
});
