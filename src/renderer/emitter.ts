/** Typed events. */
import { log } from './log.ts';

export type Unsubscribe = () => void;

export interface EventSource<Events> {
  /** Calls `listener` at each `name` event until the returned function is called. */
  on<N extends keyof Events>(name: N, listener: (event: Events[N]) => void): Unsubscribe;
}

type Listeners<Events> = { [N in keyof Events]?: Set<(event: Events[N]) => void> };

/** A listener that throws is reported and does not keep the event from the others. */
export class Emitter<Events> implements EventSource<Events> {
  readonly #listeners: Listeners<Events> = {};
  readonly #report: (error: unknown) => void;

  constructor(report: (error: unknown) => void = (error) => log.error('A listener failed:', error)) {
    this.#report = report;
  }

  on<N extends keyof Events>(name: N, listener: (event: Events[N]) => void): Unsubscribe {
    let listeners = this.#listeners[name];
    if (listeners === undefined) {
      listeners = new Set();
      this.#listeners[name] = listeners;
    }
    // A wrapper of its own for each subscription: the same function may subscribe twice and leave once.
    const entry = (event: Events[N]) => listener(event);
    listeners.add(entry);
    return () => {
      listeners.delete(entry);
    };
  }

  emit<N extends keyof Events>(name: N, event: Events[N]): void {
    for (const listener of [...(this.#listeners[name] ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        this.#report(error);
      }
    }
  }
}
