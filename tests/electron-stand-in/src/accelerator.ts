/** A key with its modifiers, as Electron writes them: `CommandOrControl+Shift+M`. */
export interface Accelerator {
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  meta: boolean;
  /** The key alone: one character in capitals, or a name such as `F5`, `Space`, `Up`. */
  key: string;
}

const modifiers: Record<string, 'ctrl' | 'shift' | 'alt' | 'meta'> = {
  command: 'meta',
  cmd: 'meta',
  control: 'ctrl',
  ctrl: 'ctrl',
  commandorcontrol: 'ctrl',
  cmdorctrl: 'ctrl',
  alt: 'alt',
  option: 'alt',
  altgr: 'alt',
  shift: 'shift',
  super: 'meta',
  meta: 'meta',
};

const named =
  /^(?:f(?:[1-9]|1\d|2[0-4])|plus|space|tab|capslock|numlock|scrolllock|backspace|delete|insert|return|enter|up|down|left|right|home|end|pageup|pagedown|escape|esc|volume(?:up|down|mute)|media(?:nexttrack|previoustrack|stop|playpause)|printscreen|num(?:\d|dec|add|sub|mult|div))$/i;

/** Reads an accelerator as on Linux; `undefined` for one that Electron would not take. */
export function parseAccelerator(text: string): Accelerator | undefined {
  const accelerator: Accelerator = { ctrl: false, shift: false, alt: false, meta: false, key: '' };
  for (const part of text.split('+')) {
    const modifier = modifiers[part.toLowerCase()];
    if (modifier) accelerator[modifier] = true;
    else if (accelerator.key === '' && ([...part].length === 1 || named.test(part)))
      accelerator.key = part.toUpperCase();
    else return undefined;
  }
  return accelerator.key === '' ? undefined : accelerator;
}
