import type { MenuItemConstructorOptions } from 'electron';
import { words } from '../shared/words.ts';

export type MenuOptions = {
  platform: NodeJS.Platform;
  packaged: boolean;
  quit: () => void;
};

/** The menu of the application: on macOS at the top of the screen, elsewhere behind Alt; its keys work either way. */
export function applicationMenu({ platform, packaged, quit }: MenuOptions): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin';
  const quitItem: MenuItemConstructorOptions = {
    label: words.menu.quit,
    accelerator: 'CommandOrControl+Q',
    click: quit,
  };
  const closeItem: MenuItemConstructorOptions = {
    label: words.menu.closeWindow,
    role: 'close',
    accelerator: 'CommandOrControl+W',
  };
  const first: MenuItemConstructorOptions = isMac
    ? {
        label: words.product,
        submenu: [
          { role: 'about', label: words.menu.about },
          { type: 'separator' },
          { role: 'services' },
          { type: 'separator' },
          { role: 'hide' },
          { role: 'hideOthers' },
          { role: 'unhide' },
          { type: 'separator' },
          quitItem,
        ],
      }
    : { label: words.menu.file, submenu: [closeItem, { type: 'separator' }, quitItem] };
  const edit: MenuItemConstructorOptions = {
    label: words.menu.edit,
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'selectAll' },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: words.menu.view,
    submenu: [
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'resetZoom' },
      // Reloading is for developers: it takes a call from its renderer.
      ...(packaged ? [] : ([{ role: 'reload' }, { role: 'toggleDevTools' }] satisfies MenuItemConstructorOptions[])),
    ],
  };
  const window: MenuItemConstructorOptions = {
    label: words.menu.window,
    submenu: [{ role: 'minimize' }, ...(isMac ? [closeItem] : [])],
  };
  return [first, edit, view, window];
}
