import type { EndReason } from '../../shared/call.ts';
import type { MainWindowPort, Unsubscribe } from './ports.ts';
import type { EndedCall, OngoingCallService } from './service.ts';

/** Ends of a ringing call that somebody took notice of. */
const noticed: ReadonlySet<EndReason> = new Set([
  'hung-up',
  'declined',
  'answered-elsewhere',
  'declined-elsewhere',
  'signed-out',
]);

/** It rang here, nobody answered it from the desktop, and no reason says that it was answered or refused elsewhere. */
export function wasMissed({ call, reason, answered }: EndedCall): boolean {
  return call.phase === 'ringing-in' && !answered && (reason === null || !noticed.has(reason));
}

/** Calls that nobody saw: counted while the main window is not visible, forgotten when it is seen. */
export class MissedCalls {
  readonly #listeners = new Set<(count: number) => void>();
  readonly #subscriptions: Unsubscribe[];
  #count = 0;

  constructor(service: Pick<OngoingCallService, 'onEnded'>, mainWindow: MainWindowPort) {
    this.#subscriptions = [
      service.onEnded((ended) => {
        if (wasMissed(ended) && !mainWindow.isVisible()) this.#set(this.#count + 1);
      }),
      mainWindow.onVisibilityChanged((visible) => {
        if (visible) this.#set(0);
      }),
    ];
  }

  get count(): number {
    return this.#count;
  }

  onChanged(listener: (count: number) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#listeners.clear();
  }

  #set(count: number): void {
    if (count === this.#count) return;
    this.#count = count;
    for (const listener of this.#listeners) listener(count);
  }
}
