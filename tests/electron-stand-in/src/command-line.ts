import type { CommandLine as ElectronCommandLine } from 'electron';
import { hostile } from './hostile.ts';
import { StrictObject } from './strict.ts';

/** Switches of Node and of Electron itself, which the real binary does not hand to its renderers either. */
const notForChromium = new Set([
  ...['inspect', 'inspect-brk', 'user-data-dir', 'remote-debugging-port'],
  // Means nothing to Electron; here src/own-origins.ts needs them.
  'disable-extensions',
]);
/** Lists: Chromium lets the last one win, so they are joined before they reach it. */
const lists = new Set([
  'disable-features',
  'enable-features',
  'host-resolver-rules',
  'disable-blink-features',
  'enable-blink-features',
]);

/** Chromium's command line: what the user gave, and what the app adds before `ready`. */
export class CommandLine
  extends StrictObject
  implements
    Pick<ElectronCommandLine, 'appendSwitch' | 'appendArgument' | 'hasSwitch' | 'getSwitchValue' | 'removeSwitch'>
{
  readonly #switches = new Map<string, string>();
  readonly #arguments: string[] = [];
  /** What Chromium would have written into it itself, and here does not read. */
  readonly #written = new Set<string>();

  constructor(args: readonly string[]) {
    super('app.commandLine');
    for (const argument of args) {
      const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? [];
      if (name) this.appendSwitch(name, value);
      else this.#arguments.push(argument);
    }
    // Before the app's code runs it says what its windows are (ui/linux/display_server_utils.cc).
    if (!this.hasSwitch('ozone-platform')) {
      const { DISPLAY, WAYLAND_DISPLAY } = process.env;
      const isWayland = hostile.has('wayland') || (!DISPLAY && WAYLAND_DISPLAY);
      this.appendSwitch('ozone-platform', isWayland ? 'wayland' : 'x11');
      this.#written.add('ozone-platform');
    }
  }

  appendSwitch(name: string, value = ''): void {
    const key = name.toLowerCase();
    const before = lists.has(key) ? this.#switches.get(key) : undefined;
    this.#switches.set(key, before && value ? `${before},${value}` : value);
  }

  appendArgument(value: string): void {
    this.#arguments.push(value);
  }

  hasSwitch(name: string): boolean {
    return this.#switches.has(name.toLowerCase());
  }

  getSwitchValue(name: string): string {
    return this.#switches.get(name.toLowerCase()) ?? '';
  }

  removeSwitch(name: string): void {
    this.#switches.delete(name.toLowerCase());
  }

  /** The switches as arguments for Chromium. */
  toChromium(): string[] {
    return [...this.#switches]
      .filter(([name]) => !notForChromium.has(name) && !this.#written.has(name))
      .map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
  }
}
