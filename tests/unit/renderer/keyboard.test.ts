import { expect, test } from 'vitest';
import { intentOf, type KeyIntent, type KeyPress } from '../../../src/renderer/state/keyboard.ts';
import type { CallSnapshot } from '../../../src/shared/call.ts';
import { snapshot } from './support/fake-phone.ts';

const connected = snapshot();
const muted = snapshot({ microphone: 'muted' });
const ringing = snapshot({ phase: 'ringing-in', startedAt: null });

const cases: [string, Partial<KeyPress>, CallSnapshot | null, KeyIntent | null][] = [
  ['M in a call', { key: 'm' }, connected, 'toggle-mute'],
  ['M with caps lock', { key: 'M' }, connected, 'toggle-mute'],
  ['M on a button', { key: 'm', focus: 'control' }, connected, 'toggle-mute'],
  ['M in a text', { key: 'm', focus: 'text' }, connected, null],
  ['M without a call', { key: 'm' }, null, null],
  ['M while it rings', { key: 'm' }, ringing, null],
  ['Ctrl+M', { key: 'm', ctrl: true }, connected, null],
  ['Alt+M', { key: 'm', alt: true }, connected, null],
  ['M held down', { key: 'm', repeat: true }, connected, null],
  ['V in a call', { key: 'v' }, connected, 'toggle-video'],
  ['Space while muted', { key: ' ' }, muted, 'talk'],
  ['Space while not muted', { key: ' ' }, connected, null],
  ['Space while unmuting', { key: ' ' }, snapshot({ microphone: 'unmuting' }), null],
  ['M without a microphone', { key: 'm' }, snapshot({ microphone: 'unavailable' }), null],
  ['M while it is opened', { key: 'm' }, snapshot({ microphone: 'opening' }), 'toggle-mute'],
  ['Space on a button presses it', { key: ' ', focus: 'control' }, muted, null],
  ['Space in a text', { key: ' ', focus: 'text' }, muted, null],
  ['Escape in a call', { key: 'Escape' }, connected, 'leave'],
  ['Escape in a text', { key: 'Escape', focus: 'text' }, connected, 'leave'],
  ['Escape without a call', { key: 'Escape' }, null, null],
  ['Ctrl+Shift+H', { key: 'H', ctrl: true, shift: true }, connected, 'hang-up'],
  ['Cmd+Shift+H', { key: 'h', meta: true, shift: true }, connected, 'hang-up'],
  ['Ctrl+Shift+H in a text', { key: 'H', ctrl: true, shift: true, focus: 'text' }, connected, 'hang-up'],
  ['Ctrl+Shift+H while it rings', { key: 'H', ctrl: true, shift: true }, ringing, 'hang-up'],
  ['Ctrl+H', { key: 'h', ctrl: true }, connected, null],
  ['H alone', { key: 'h' }, connected, null],
];

test.each(cases)('%s', (_, press, call, intent) => {
  const whole = { key: '', ctrl: false, meta: false, shift: false, alt: false, repeat: false, focus: 'other' } as const;
  expect(intentOf({ ...whole, ...press }, call)).toBe(intent);
});
