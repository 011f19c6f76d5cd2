import type { BrowserWindowConstructorOptions, WebPreferences } from 'electron';
import { NotImplemented } from './strict.ts';

const known: ReadonlySet<string> = new Set<keyof BrowserWindowConstructorOptions>([
  ...(['x', 'y', 'width', 'height', 'minWidth', 'minHeight', 'maxWidth', 'maxHeight'] as const),
  ...(['title', 'show', 'frame', 'alwaysOnTop', 'closable', 'focusable', 'type', 'webPreferences'] as const),
  // Without effect: they are for the window manager and the taskbar. The README names them.
  ...(['resizable', 'minimizable', 'maximizable', 'fullscreenable', 'icon', 'autoHideMenuBar'] as const),
  // Without effect on Linux, as by Electron (docs/breaking-changes.md, 20.0).
  'skipTaskbar',
]);

/** Beside the preload script and background throttling, with which a window can be made: what every page here is. */
const everyPage: WebPreferences = { sandbox: true, contextIsolation: true, nodeIntegration: false, spellcheck: false };

/** @throws NotImplemented for what a window cannot be here. */
export function checkOptions(options: BrowserWindowConstructorOptions): void {
  for (const name of Object.keys(options)) if (!known.has(name)) throw new NotImplemented(`BrowserWindow's ${name}`);
  const { preload, backgroundThrottling, ...preferences } = options.webPreferences ?? {};
  for (const [name, value] of Object.entries(preferences)) {
    if (everyPage[name as keyof WebPreferences] !== value) throw new NotImplemented(`webPreferences.${name}: ${value}`);
  }
}
