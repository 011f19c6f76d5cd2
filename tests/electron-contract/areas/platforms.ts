import assert from 'node:assert/strict';
import { nextEvent } from '../app/waiting.ts';
import type { Area } from '../contract.ts';
import { onlyOn } from '../where.ts';

export const platforms: Area = {
  name: 'what one system alone has',
  promises: {
    'a name for the taskbar, which may be given anywhere': {
      source: 'docs/api/app.md, app.setAppUserModelId(id); shell/browser/browser_linux.cc, SetAppUserModelID',
      check: ({ electron: { app } }) => app.setAppUserModelId('org.example.Contract'),
    },
    'Windows: buttons at a window that is shown': {
      source: 'docs/api/browser-window.md, win.setThumbarButtons(buttons)',
      unless: onlyOn('win32'),
      check: async ({ electron: { nativeImage }, openWindow }) => {
        const window = await openWindow();
        const shown = nextEvent(window, 'show');
        window.show();
        await shown;
        const icon = nativeImage.createEmpty();
        assert.equal(window.setThumbarButtons([{ icon, tooltip: 'Mute', click: () => {} }]), true);
        assert.equal(window.setThumbarButtons([]), true);
      },
    },
    'Windows: a picture over the icon of a window, which is taken away again': {
      source: 'docs/api/browser-window.md, win.setOverlayIcon(overlay, description)',
      unless: onlyOn('win32'),
      check: async ({ electron: { nativeImage }, sharedWindow }) => {
        const window = await sharedWindow();
        window.setOverlayIcon(nativeImage.createEmpty(), 'In a call');
        window.setOverlayIcon(null, '');
      },
    },
    'Windows: a listener for presses of toasts, whoever made them': {
      source: 'docs/api/notification.md, Notification.handleActivation(callback)',
      unless: onlyOn('win32'),
      check: ({ electron: { Notification } }) => Notification.handleActivation(() => {}),
    },
    'macOS: a badge in the dock': {
      source: 'docs/api/dock.md, dock.setBadge(text) and dock.getBadge()',
      unless: onlyOn('darwin'),
      check: ({ electron: { app }, after }) => {
        after(() => app.dock?.setBadge(''));
        app.dock?.setBadge('3');
        assert.equal(app.dock?.getBadge(), '3');
      },
    },
    'macOS: a bounce of the dock with an id to call it off by': {
      source: 'docs/api/dock.md, dock.bounce([type]) and dock.cancelBounce(id)',
      unless: onlyOn('darwin'),
      check: ({ electron: { app } }) => {
        const id = app.dock?.bounce('critical');
        assert.equal(typeof id, 'number');
        app.dock?.cancelBounce(id ?? -1);
      },
    },
    'macOS: a menu of the dock': {
      source: 'docs/api/dock.md, dock.setMenu(menu) and dock.getMenu()',
      unless: onlyOn('darwin'),
      check: ({ electron: { app, Menu } }) => {
        const menu = Menu.buildFromTemplate([{ label: 'Mute' }]);
        app.dock?.setMenu(menu);
        assert.equal(app.dock?.getMenu(), menu);
      },
    },
    'macOS: notifications that can be taken away by their group': {
      source: 'docs/api/notification.md, Notification.removeGroup(groupId)',
      unless: onlyOn('darwin'),
      check: ({ electron: { Notification } }) => Notification.removeGroup('nobody'),
    },
  },
};
