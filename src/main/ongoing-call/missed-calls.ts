import { type EndReason, faceOf } from '../../shared/call.ts';
import type { MissedCall } from '../../shared/missed-calls.ts';
import type { Clock, MainWindowPort, Unsubscribe } from './ports.ts';
import type { EndedCall, OngoingCallService } from './service.ts';

/** Ends of a ringing call that somebody took notice of. */
const noticed: ReadonlySet<EndReason> = new Set([
  'hung-up',
  'declined',
  'answered-elsewhere',
  'declined-elsewhere',
  'signed-out',
  // They go on under another id.
  'moved',
  'merged',
]);

/** It rang here, nobody answered it from the desktop, and no reason says that it was answered or refused elsewhere. */
export function wasMissed({ call, reason, answered }: EndedCall): boolean {
  return call.phase === 'ringing-in' && !answered && (reason === null || !noticed.has(reason));
}

/** Calls that nobody saw: counted while the main window is not visible, forgotten when it is seen. */
export class MissedCalls {
  readonly #listeners = new Set<() => void>();
  readonly #subscriptions: Unsubscribe[];
  #calls: readonly MissedCall[] = [];

  constructor(
    service: Pick<OngoingCallService, 'onEnded'>,
    mainWindow: Pick<MainWindowPort, 'isVisible' | 'onVisibilityChanged'>,
    clock: Pick<Clock, 'now'>,
  ) {
    this.#subscriptions = [
      service.onEnded((ended) => {
        if (!wasMissed(ended) || mainWindow.isVisible()) return;
        const { call } = ended;
        const peer = call.peer ?? faceOf(call);
        this.#set([...this.#calls, { callId: call.callId, peer, at: clock.now() }]);
      }),
      mainWindow.onVisibilityChanged((visible) => {
        if (visible && this.#calls.length > 0) this.#set([]);
      }),
    ];
  }

  /** In the order in which they came. */
  get calls(): readonly MissedCall[] {
    return this.#calls;
  }

  get count(): number {
    return this.#calls.length;
  }

  onChanged(listener: () => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#listeners.clear();
  }

  #set(calls: readonly MissedCall[]): void {
    this.#calls = calls;
    for (const listener of this.#listeners) listener();
  }
}
