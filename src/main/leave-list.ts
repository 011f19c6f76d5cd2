import type { CallId } from '../shared/call.ts';
import type { Clock } from './ongoing-call/ports.ts';

/** By then the server has let go of a device that did not come back; whoever is in the call again wants to be, ms. */
export const leaveWithinMs = 45_000;

/** Calls that are over here, but of whose end the server may not have heard. */
export class LeaveList {
  readonly #clock: Clock;
  /** Until when, ms since the epoch. */
  readonly #until = new Map<CallId, number>();

  constructor(clock: Clock, ids: readonly CallId[]) {
    this.#clock = clock;
    for (const id of ids) this.add(id);
  }

  get ids(): CallId[] {
    const now = this.#clock.now();
    for (const [id, until] of this.#until) if (until <= now) this.#until.delete(id);
    return [...this.#until.keys()];
  }

  has(id: CallId): boolean {
    return this.ids.includes(id);
  }

  add(id: CallId): void {
    this.#until.set(id, this.#clock.now() + leaveWithinMs);
  }
}
