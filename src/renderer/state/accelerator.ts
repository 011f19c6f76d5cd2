/** Electron accelerators: recorded from the keyboard, and shown the way a keyboard is labelled. */
import { words } from '../../shared/words.ts';

export type Platform = 'linux' | 'win32' | 'darwin' | 'other';

export type RecordedKey = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Accelerator names of `KeyboardEvent.code`s: https://www.electronjs.org/docs/latest/api/accelerator */
function keyOf(code: string): string | null {
  const simple = /^(?:Key([A-Z])|Digit([0-9])|(F(?:[1-9]|1[0-9]|2[0-4]))|Arrow(Up|Down|Left|Right))$/.exec(code);
  if (simple !== null) return simple.slice(1).find((name) => name !== undefined) ?? null;
  const named: Record<string, string> = {
    Space: 'Space',
    Tab: 'Tab',
    Backspace: 'Backspace',
    Delete: 'Delete',
    Insert: 'Insert',
    Home: 'Home',
    End: 'End',
    PageUp: 'PageUp',
    PageDown: 'PageDown',
    Pause: 'Pause',
    Minus: '-',
    Equal: '=',
    Comma: ',',
    Period: '.',
    Slash: '/',
    Semicolon: ';',
    Quote: "'",
    BracketLeft: '[',
    BracketRight: ']',
    Backslash: '\\',
    Backquote: '`',
  };
  return named[code] ?? null;
}

/**
 * The accelerator for a key press: `incomplete` while only modifiers are down, `too-plain` when the keys are needed for
 * writing.
 */
export function acceleratorOf(press: RecordedKey, platform: Platform): string | 'incomplete' | 'too-plain' {
  const key = keyOf(press.code);
  if (key === null) return 'incomplete';
  const modifiers = [
    press.ctrlKey ? 'Control' : null,
    press.metaKey ? (platform === 'darwin' ? 'Command' : 'Super') : null,
    press.altKey ? 'Alt' : null,
    press.shiftKey ? 'Shift' : null,
  ].filter((name) => name !== null);
  const plain = !press.ctrlKey && !press.metaKey && !press.altKey;
  if (plain && !/^F\d/.test(key) && key !== 'Pause') return 'too-plain';
  return [...modifiers, key].join('+');
}

/** `Ctrl + Shift + M`, as words for each key. */
export function keysOf(accelerator: string, platform: Platform): string[] {
  const mac = platform === 'darwin';
  return accelerator.split(/\+(?!$)/).map((part) => {
    switch (part.toLowerCase()) {
      case 'commandorcontrol':
      case 'cmdorctrl':
        return mac ? words.keys.command : words.keys.control;
      case 'control':
      case 'ctrl':
        return words.keys.control;
      case 'command':
      case 'cmd':
        return words.keys.command;
      case 'super':
      case 'meta':
        return mac ? words.keys.command : words.keys.super;
      case 'alt':
      case 'option':
        return mac ? words.keys.option : words.keys.alt;
      case 'shift':
        return words.keys.shift;
      case 'space':
        return words.keys.space;
      default:
        return part;
    }
  });
}
