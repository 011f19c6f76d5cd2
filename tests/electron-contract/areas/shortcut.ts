import assert from 'node:assert/strict';
import { eventually, quiet } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';
import { notOnWayland, onX11 } from '../where.ts';

const mute = 'CommandOrControl+Shift+F9';
const other = 'CommandOrControl+Shift+F8';
/** X11's codes of keys on the usual keyboard: left Control, left Shift, F9. */
const muteKeys = [37, 50, 75];

function shortcuts({ electron: { globalShortcut }, after }: Here) {
  after(() => globalShortcut.unregisterAll());
  return globalShortcut;
}

export const shortcut: Area = {
  name: 'global shortcut',
  promises: {
    'cannot be had before the app is ready': {
      source: 'shell/browser/api/electron_api_global_shortcut.cc, Register',
      when: 'before ready',
      check: ({ electron: { globalShortcut } }) => {
        assert.throws(() => globalShortcut.register(mute, () => {}), /before the app is ready/);
      },
    },
    'is had when it is registered, and no more when it is not': {
      source: 'spec/api-global-shortcut-spec.ts: "can register and unregister single accelerators"',
      unless: notOnWayland,
      check: (here) => {
        const keys = shortcuts(here);
        assert.equal(keys.isRegistered(mute), false);
        assert.equal(
          keys.register(mute, () => {}),
          true,
        );
        assert.equal(keys.isRegistered(mute), true);
        keys.unregister(mute);
        assert.equal(keys.isRegistered(mute), false);
      },
    },
    'can be had again after it was given back': {
      source: 'spec/api-global-shortcut-spec.ts: "allows re-registration after clearing all shortcuts"',
      unless: notOnWayland,
      check: (here) => {
        const keys = shortcuts(here);
        keys.register(mute, () => {});
        keys.unregisterAll();
        assert.equal(keys.isRegistered(mute), false);
        assert.equal(
          keys.register(mute, () => {}),
          true,
        );
      },
    },
    'is given back without those beside it': {
      source: 'spec/api-global-shortcut-spec.ts: "does not affect other registered shortcuts"',
      unless: notOnWayland,
      check: (here) => {
        const keys = shortcuts(here);
        keys.register(mute, () => {});
        keys.register(other, () => {});
        keys.unregister(mute);
        assert.deepEqual([keys.isRegistered(mute), keys.isRegistered(other)], [false, true]);
      },
    },
    'can be given back without having been had': {
      source: 'spec/api-global-shortcut-spec.ts: "does not throw when unregistering a non-registered accelerator"',
      check: (here) => shortcuts(here).unregister(mute),
    },
    'throws for what is no accelerator': {
      source: 'shell/common/gin_converters/accelerator_converter.cc',
      check: (here) => {
        assert.throws(() => shortcuts(here).register('no keys at all', () => {}), TypeError);
      },
    },
    'is heard wherever the keyboard is, and not after it was given back': {
      source: 'docs/api/global-shortcut.md, globalShortcut.register(accelerator, callback)',
      unless: onX11,
      check: async (here) => {
        const keys = shortcuts(here);
        let presses = 0;
        keys.register(mute, () => {
          presses += 1;
        });
        await here.desk.pressKeys(muteKeys);
        await eventually(() => presses, 1);
        keys.unregister(mute);
        await here.desk.pressKeys(muteKeys);
        await quiet();
        assert.equal(presses, 1);
      },
    },
  },
};
