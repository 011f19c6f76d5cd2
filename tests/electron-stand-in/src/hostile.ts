/**
 * What a desktop can do to an app, chosen by name in `HOLDFAST_STAND_IN`. Each is what Electron does somewhere: on another
 * system, under another compositor, on a machine that lacks something.
 */
const hostilities = {
  'late-events': 'events of windows come 50 ms after what they tell of',
  'lost-events':
    'a window never tells that it is shown, hidden, minimized, restored, focused or blurred (macOS, when it is covered)',
  'no-ready-to-show': '`ready-to-show` never comes (Wayland: electron/electron#48859)',
  'notifications-fail': 'every notification fails (no daemon; macOS, when the app is not signed)',
  'keyring-locked': 'for the first 5 s the keyring is locked: secrets are neither sealed nor opened',
  'no-tray': 'a tray item is shown nowhere',
  'no-shortcuts': 'no key of the whole system is to be had',
  'portal-shortcuts': 'every key seems to be had, and none is given back (Wayland, the GlobalShortcuts portal)',
  wayland: 'windows have no position, take no focus, and nobody learns that one is minimized',
} as const;

export type Hostility = keyof typeof hostilities;

/** @throws when `text` has a name that there is not, with those that there are. */
export function readHostilities(text = ''): ReadonlySet<Hostility> {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const unknown = names.filter((name) => !Object.hasOwn(hostilities, name));
  if (unknown.length > 0) {
    const known = Object.entries(hostilities).map(([name, meaning]) => `  ${name}: ${meaning}`);
    throw new Error(
      `electron (stand-in): HOLDFAST_STAND_IN does not know ${unknown.join(', ')}. It takes, separated by commas:\n${known.join('\n')}`,
    );
  }
  return new Set(names as Hostility[]);
}

/** What is the matter here. */
export const hostile = readHostilities(process.env.HOLDFAST_STAND_IN);
