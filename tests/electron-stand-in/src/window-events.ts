import { setTimeout } from 'node:timers';
import { type Hostility, hostile } from './hostile.ts';

const lateMs = 50;
/** What a window tells only when it likes. */
const lossy: ReadonlySet<string> = new Set(['show', 'hide', 'minimize', 'restore', 'focus', 'blur']);

/**
 * When an app hears of its windows: never within the call that caused it. Electron tells of `show` and `hide` within the
 * call on Linux and Windows, of the rest when the window manager has done it, and on macOS of everything later.
 */
export class WindowEvents {
  readonly #hostile: ReadonlySet<Hostility>;

  constructor(hostilities = hostile) {
    this.#hostile = hostilities;
  }

  /** Runs `tell` after what is being done now, in the order of the calls. */
  later(tell: () => void): void {
    if (this.#hostile.has('late-events')) setTimeout(tell, lateMs);
    else setImmediate(tell);
  }

  isLost(name: string): boolean {
    if (this.#hostile.has('wayland') && (name === 'minimize' || name === 'restore' || name === 'move')) return true;
    return this.#hostile.has('lost-events') && lossy.has(name);
  }
}
