import { expect, it } from 'vitest';
import { isWayland } from '../../../src/main/platform/linux/wayland.ts';

it.each([
  ['wayland', true],
  ['x11', false],
  // Where there is no choice: Windows and macOS.
  ['', false],
])('the windows are on Wayland when Chromium says %o: %s', (platform, expected) => {
  expect(isWayland({ getSwitchValue: (name) => (name === 'ozone-platform' ? platform : '') })).toBe(expected);
});
