import { expect, it } from 'vitest';
import { leaveMediaKeys } from '../../../src/main/media-keys.ts';

it.each([
  ['', 'HardwareMediaKeyHandling'],
  ['Translate,Other', 'Translate,Other,HardwareMediaKeyHandling'],
])('media keys are left to others, whatever else is switched off: %o', (before, after) => {
  const switches = new Map([['disable-features', before]]);
  leaveMediaKeys({
    getSwitchValue: (name) => switches.get(name) ?? '',
    appendSwitch: (name, value = '') => void switches.set(name, value),
  });
  expect(switches.get('disable-features')).toBe(after);
});
