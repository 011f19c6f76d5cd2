import type { Emitter } from '../emitter.ts';
import type { ActiveCall } from './active-call.ts';
import type { CallSessionEvents } from './call-parts.ts';
import { sameView } from './snapshot.ts';

/** The call as last seen from outside; says what has changed since. */
export class CallView {
  readonly #look: () => ActiveCall;
  readonly #emitter: Pick<Emitter<CallSessionEvents>, 'emit'>;
  #last: ActiveCall;

  /** @param look derives the whole view from what is now */
  constructor(look: () => ActiveCall, emitter: Pick<Emitter<CallSessionEvents>, 'emit'>) {
    this.#look = look;
    this.#emitter = emitter;
    this.#last = look();
  }

  get last(): ActiveCall {
    return this.#last;
  }

  /** Looks again. Nothing is said when nothing can be seen to have changed. */
  update(): void {
    const before = this.#last;
    const now = this.#look();
    if (sameView(before, now)) return;
    this.#last = now;
    const was = before.snapshot.phase;
    const is = now.snapshot.phase;
    if (is === 'reconnecting' && was !== 'reconnecting') this.#emitter.emit('connectionLost', undefined);
    if (was === 'reconnecting' && is === 'connected') this.#emitter.emit('connectionRestored', undefined);
    this.#emitter.emit('changed', now);
  }
}
