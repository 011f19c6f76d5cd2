import type { BrowserWindow } from 'electron';
import { isSeen, type Presence, type Unsubscribe } from '../ongoing-call/ports.ts';

/** How a window is to the person, and the change of it. */
export class WindowPresence {
  readonly #wayland: boolean;
  readonly #listeners = new Set<(presence: Presence) => void>();
  #current: Presence = 'hidden';

  constructor(wayland: boolean) {
    this.#wayland = wayland;
  }

  get current(): Presence {
    return this.#current;
  }

  onChanged(listener: (presence: Presence) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onSeenChanged(listener: (seen: boolean) => void): Unsubscribe {
    let before = isSeen(this.#current);
    return this.onChanged((presence) => {
      const seen = isSeen(presence);
      if (seen === before) return;
      before = seen;
      listener(seen);
    });
  }

  /** Looks at the window, `null` where there is none. */
  look(window: BrowserWindow | null): void {
    const presence = this.#presenceOf(window);
    if (presence === this.#current) return;
    this.#current = presence;
    for (const listener of [...this.#listeners]) listener(presence);
  }

  #presenceOf(window: BrowserWindow | null): Presence {
    if (!window?.isVisible() || window.isMinimized()) return 'hidden';
    if (window.isFocused()) return 'in-front';
    return this.#wayland ? 'unknown' : 'behind';
  }
}
