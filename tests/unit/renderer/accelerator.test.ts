import { expect, test } from 'vitest';
import { acceleratorOf, keysOf, type RecordedKey } from '../../../src/renderer/state/accelerator.ts';

const none: RecordedKey = { code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test.each<[Partial<RecordedKey>, string]>([
  [{ code: 'KeyM', ctrlKey: true, shiftKey: true }, 'Control+Shift+M'],
  [{ code: 'Digit7', altKey: true }, 'Alt+7'],
  [{ code: 'ArrowUp', metaKey: true }, 'Super+Up'],
  [{ code: 'F9' }, 'F9'],
  [{ code: 'F24', shiftKey: true }, 'Shift+F24'],
  [{ code: 'Pause' }, 'Pause'],
  [{ code: 'Space', ctrlKey: true }, 'Control+Space'],
  [{ code: 'Equal', ctrlKey: true }, 'Control+='],
  // Modifiers alone, and keys that Electron has no name for, are waited out.
  [{ code: 'ControlLeft', ctrlKey: true }, 'incomplete'],
  [{ code: 'F25', ctrlKey: true }, 'incomplete'],
  // A letter would be taken from every text in every program.
  [{ code: 'KeyM' }, 'too-plain'],
  [{ code: 'KeyM', shiftKey: true }, 'too-plain'],
])('%o is recorded as %s', (press, accelerator) => {
  expect(acceleratorOf({ ...none, ...press }, 'linux')).toBe(accelerator);
});

test('the command key is Command on macOS', () => {
  expect(acceleratorOf({ ...none, code: 'KeyM', metaKey: true }, 'darwin')).toBe('Command+M');
});

test.each([
  ['CommandOrControl+Shift+M', 'linux', ['Ctrl', 'Shift', 'M']],
  ['CommandOrControl+Shift+M', 'darwin', ['Cmd', 'Shift', 'M']],
  ['Alt+Space', 'darwin', ['Option', 'Space']],
  ['Super+F9', 'win32', ['Super', 'F9']],
  ['Control++', 'linux', ['Ctrl', '+']],
] as const)('%s on %s reads %o', (accelerator, platform, keys) => {
  expect(keysOf(accelerator, platform)).toEqual(keys);
});
