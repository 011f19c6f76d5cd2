/** Nothing is drawn while nobody can see it: the screens read the stores through a gate that is shut while hidden. */
import type { StoreApi } from 'zustand/vanilla';

/** Whether a person can see the window. */
export interface Visibility {
  visible(): boolean;
  /** Told on every change; returns its own unsubscribe. */
  subscribe(listener: (visible: boolean) => void): () => void;
}

export type ReadonlyStore<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>;

/**
 * What the document says and what the main process says, which knows better: with background throttling off, a hidden
 * window's document still calls itself visible.
 */
export function windowVisibility(
  page: Pick<Document, 'visibilityState' | 'addEventListener'>,
  onVisible: (listener: (visible: boolean) => void) => void,
): Visibility {
  const listeners = new Set<(visible: boolean) => void>();
  let windowVisible = true;
  const both = () => windowVisible && page.visibilityState === 'visible';
  let last = both();
  const check = () => {
    const now = both();
    if (now === last) return;
    last = now;
    for (const listener of [...listeners]) listener(now);
  };
  page.addEventListener('visibilitychange', check);
  onVisible((visible) => {
    windowVisible = visible;
    check();
  });
  return {
    visible: () => last,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** `source` as it was when the window was last seen; catches up at once when it is seen again. */
export function gated<T>(source: ReadonlyStore<T>, visibility: Visibility): ReadonlyStore<T> {
  let shown = source.getState();
  const current = () => {
    if (visibility.visible()) shown = source.getState();
    return shown;
  };
  return {
    getState: current,
    getInitialState: source.getInitialState,
    subscribe(listener) {
      let seen = current();
      const show = () => {
        const state = current();
        if (Object.is(state, seen)) return;
        const previous = seen;
        seen = state;
        listener(state, previous);
      };
      const stops = [source.subscribe(show), visibility.subscribe(show)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}
