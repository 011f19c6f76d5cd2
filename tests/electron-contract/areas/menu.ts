import assert from 'node:assert/strict';
import type { MenuItemConstructorOptions } from 'electron';
import { eventually, nextEvent } from '../app/waiting.ts';
import type { Area } from '../contract.ts';
import { onX11 } from '../where.ts';

/** X11's codes of keys on the usual keyboard: left Control, left Shift, m. */
const controlShiftM = [37, 50, 58];

export const menu: Area = {
  name: 'menu',
  promises: {
    'is built from a template, which it leaves as it is': {
      source: 'spec/api-menu-spec.ts: "does not modify the specified template"',
      check: ({ electron: { Menu } }) => {
        const template: MenuItemConstructorOptions[] = [{ label: 'text', submenu: [{ label: 'sub' }] }];
        const copy = structuredClone(template);
        const menu = Menu.buildFromTemplate(template);
        assert.deepEqual(template, copy);
        assert.deepEqual([menu.items[0]?.label, menu.items[0]?.submenu?.items[0]?.label], ['text', 'sub']);
      },
    },
    'takes no entry without label, role or type': {
      source: 'spec/api-menu-spec.ts: "does throw exception for object without role, label, or type attribute"',
      check: ({ electron: { Menu } }) => {
        assert.throws(() => Menu.buildFromTemplate([{ visible: true }]), /at least one of label, role or type/);
      },
    },
    'has separators between entries only: none at its ends, never two beside each other': {
      source: 'spec/api-menu-spec.ts: "should filter excess menu separators"',
      check: ({ electron: { Menu } }) => {
        const separator = { type: 'separator' } as const;
        const shown = (template: MenuItemConstructorOptions[]) =>
          Menu.buildFromTemplate(template).items.map(({ type, label }) => (type === 'separator' ? '-' : label));
        assert.deepEqual(shown([separator, { label: 'a' }, separator]), ['a']);
        assert.deepEqual(shown([{ label: 'a' }, separator, separator, { label: 'b' }]), ['a', '-', 'b']);
        assert.deepEqual(shown([separator, separator]), []);
      },
    },
    'finds an entry by its id': {
      source: 'docs/api/menu.md, menu.getMenuItemById(id)',
      check: ({ electron: { Menu } }) => {
        const menu = Menu.buildFromTemplate([
          { id: 'mute', label: 'Mute' },
          { label: 'More', submenu: [{ id: 'deep', label: 'Deep' }] },
        ]);
        assert.equal(menu.getMenuItemById('mute')?.label, 'Mute');
        assert.equal(menu.getMenuItemById('deep')?.label, 'Deep');
        assert.equal(menu.getMenuItemById('nowhere'), null);
      },
    },
    'has entries that can be chosen, and seen, unless said otherwise': {
      source: 'docs/api/menu-item.md, new MenuItem(options)',
      check: ({ electron: { Menu } }) => {
        const [plain, off] = Menu.buildFromTemplate([{ label: 'a' }, { label: 'b', enabled: false }]).items;
        assert.deepEqual([plain?.enabled, plain?.visible, plain?.type, off?.enabled], [true, true, 'normal', false]);
      },
    },
    'gives an entry with a role its label, or the one that it is given': {
      source: 'docs/api/menu-item.md, Roles',
      check: ({ electron: { Menu } }) => {
        const [own, given] = Menu.buildFromTemplate([
          { role: 'undo' },
          { role: 'close', label: 'Fenster schließen' },
        ]).items;
        assert.deepEqual([own?.label, given?.label], ['Undo', 'Fenster schließen']);
      },
    },
    'is that of the application once it is set': {
      source: 'docs/api/menu.md, Menu.setApplicationMenu(menu) and Menu.getApplicationMenu()',
      check: ({ electron: { Menu }, after }) => {
        const before = Menu.getApplicationMenu();
        after(() => Menu.setApplicationMenu(before));
        const menu = Menu.buildFromTemplate([{ label: 'Call', submenu: [{ label: 'Mute' }] }]);
        Menu.setApplicationMenu(menu);
        assert.equal(Menu.getApplicationMenu(), menu);
      },
    },
    'of the application hears its keys in a window that has the focus': {
      source: 'docs/tutorial/keyboard-shortcuts.md; docs/api/menu-item.md, new MenuItem(options): accelerator',
      unless: onX11,
      check: async ({ electron: { Menu }, openWindow, desk, after }) => {
        const before = Menu.getApplicationMenu();
        after(() => Menu.setApplicationMenu(before));
        const pressed: string[] = [];
        const item: MenuItemConstructorOptions = {
          label: 'Mute',
          accelerator: 'CommandOrControl+Shift+M',
          click: ({ label }) => pressed.push(label),
        };
        Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'Call', submenu: [item] }]));
        const window = await openWindow();
        const focused = nextEvent(window, 'focus');
        window.show();
        await focused;
        await eventually(async () => {
          if (pressed.length === 0) await desk.pressKeys(controlShiftM);
          return pressed[0];
        }, 'Mute');
      },
    },
  },
};
