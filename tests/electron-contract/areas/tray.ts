import assert from 'node:assert/strict';
import type { NativeImage, Tray } from 'electron';
import { eventually, nextEvent } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';
import { onDesktop, onlyOn } from '../where.ts';

/** Two different pictures of 1 × 1 px. */
const pictures = {
  red: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  blue: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg==',
};

const picture = ({ electron }: Here, name: keyof typeof pictures): NativeImage =>
  electron.nativeImage.createFromBuffer(Buffer.from(pictures[name].split(',')[1] ?? '', 'base64'));

function makeTray(here: Here): Tray {
  const tray = new here.electron.Tray(picture(here, 'red'));
  here.after(async () => {
    tray.destroy();
    if (here.where.desktop) await eventually(here.desk.tray, []);
  });
  return tray;
}

/** Once the desktop shows the one item. */
async function onlyItem({ desk }: Here) {
  await eventually(async () => (await desk.tray()).length, 1);
  const [item] = await desk.tray();
  if (!item) throw new Error('the item has gone');
  return item;
}

const labels = async ({ desk }: Here) =>
  (await desk.tray())[0]?.menu.map(({ label, enabled, separator }) =>
    separator ? '-' : enabled ? label : `(${label})`,
  );

export const tray: Area = {
  name: 'tray',
  promises: {
    'is there until it is destroyed': {
      source: 'spec/api-tray-spec.ts: "destroys a tray"',
      check: (here) => {
        const tray = makeTray(here);
        assert.equal(tray.isDestroyed(), false);
        tray.destroy();
        assert.equal(tray.isDestroyed(), true);
      },
    },
    'takes a menu, and none': {
      source: 'spec/api-tray-spec.ts: "accepts both null and Menu as parameters"',
      check: (here) => {
        const tray = makeTray(here);
        tray.setContextMenu(new here.electron.Menu());
        tray.setContextMenu(null);
      },
    },
    'takes a title beside its icon on macOS': {
      source: 'spec/api-tray-spec.ts: "sets/gets non-empty title"',
      unless: onlyOn('darwin'),
      check: (here) => {
        const tray = makeTray(here);
        tray.setTitle('0:42');
        assert.equal(tray.getTitle(), '0:42');
        tray.setTitle('');
        assert.equal(tray.getTitle(), '');
      },
    },
    'is an item on the session bus, with the words that it says when pointed at': {
      source:
        "Chromium's chrome/browser/ui/views/status_icons/status_icon_linux_dbus.cc; docs/api/tray.md, tray.setToolTip(toolTip)",
      unless: onDesktop,
      check: async (here) => {
        makeTray(here).setToolTip('In a call');
        await eventually(async () => (await onlyItem(here)).toolTip, 'In a call');
        assert.equal((await onlyItem(here)).status, 'Active');
      },
    },
    'shows another picture when it gets one': {
      source: 'docs/api/tray.md, tray.setImage(image)',
      unless: onDesktop,
      check: async (here) => {
        const tray = makeTray(here);
        const { icon } = await onlyItem(here);
        tray.setImage(picture(here, 'blue'));
        await eventually(async () => (await onlyItem(here)).icon !== icon, true);
        tray.setImage(picture(here, 'red'));
        await eventually(async () => (await onlyItem(here)).icon, icon);
      },
    },
    'shows its menu: in order, with separators, and what cannot be chosen': {
      source: 'docs/api/tray.md, tray.setContextMenu(menu)',
      unless: onDesktop,
      check: async (here) => {
        makeTray(here).setContextMenu(
          here.electron.Menu.buildFromTemplate([
            { label: 'Anna && Bea', enabled: false },
            { label: 'Mute' },
            { type: 'separator' },
            { label: 'Quit' },
          ]),
        );
        await eventually(() => labels(here), ['(Anna & Bea)', 'Mute', '-', 'Quit']);
      },
    },
    'shows another menu when it gets one': {
      source: 'docs/api/tray.md, Platform Considerations, Linux: "you have to call setContextMenu again"',
      unless: onDesktop,
      check: async (here) => {
        const tray = makeTray(here);
        const menu = (label: string) => here.electron.Menu.buildFromTemplate([{ label }]);
        tray.setContextMenu(menu('Mute'));
        await eventually(() => labels(here), ['Mute']);
        tray.setContextMenu(menu('Unmute'));
        await eventually(() => labels(here), ['Unmute']);
      },
    },
    'calls what an entry of its menu has for a click': {
      source: 'docs/api/menu-item.md, new MenuItem(options): click',
      unless: onDesktop,
      check: async (here) => {
        const clicked: string[] = [];
        makeTray(here).setContextMenu(
          here.electron.Menu.buildFromTemplate([
            { label: 'Mute', click: ({ label }) => clicked.push(label) },
            { label: 'Hang up', click: ({ label }) => clicked.push(label) },
          ]),
        );
        await eventually(() => labels(here), ['Mute', 'Hang up']);
        await here.desk.clickTrayMenu('Hang up');
        await eventually(() => clicked, ['Hang up']);
      },
    },
    'says when it is clicked': {
      source: 'docs/api/tray.md, Event: "click"',
      unless: onDesktop,
      check: async (here) => {
        const tray = makeTray(here);
        await onlyItem(here);
        const clicked = nextEvent(tray, 'click');
        await here.desk.activateTray();
        await clicked;
      },
    },
    'is gone from the desktop when it is destroyed': {
      source: 'docs/api/tray.md, tray.destroy()',
      unless: onDesktop,
      check: async (here) => {
        const tray = makeTray(here);
        await onlyItem(here);
        tray.destroy();
        await eventually(async () => (await here.desk.tray()).length, 0);
      },
    },
  },
};
