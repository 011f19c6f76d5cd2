import type { Clock } from '../clock.ts';
import type { LiveSession, LostSession } from './session-context.ts';

/** Media that is lost sooner than this after a session went on was lost in a row, ms. */
const steadyAfterMs = 60_000;
/** A session whose media was lost so often in a row may be why: another worker must not go down with it. */
const maxCrashes = 3;

/** Whether and how a session can go on when it loses its media, knowing how it lost that before. */
export class Recovery {
  readonly #clock: Clock;
  /** What was lost before the session went on, and when that was, ms since the epoch. */
  readonly #before: { lost: LostSession; revivedAt: number } | null;
  #hasMedia = false;

  /** @param before the session goes on with that; `null` for a new one */
  constructor(clock: Clock, before: LostSession | null) {
    this.#clock = clock;
    this.#before = before === null ? null : { lost: before, revivedAt: clock.now() };
  }

  /** Somebody has media again: the session has gone on. */
  mediaFound(): void {
    this.#hasMedia = true;
  }

  /** How to go on with the session, which has lost its media; `null` for one that must not go on again. */
  mediaLost(live: LiveSession): LostSession | null {
    const now = this.#clock.now();
    const before = this.#before;
    if (before === null) return { ...live, lostAt: now, crashes: 1 };
    const { lostAt, crashes } = before.lost;
    // It never went on: trying to does not make its grace longer.
    if (!this.#hasMedia) return { ...live, lostAt, crashes };
    const inARow = now - before.revivedAt < steadyAfterMs ? crashes + 1 : 1;
    return inARow < maxCrashes ? { ...live, lostAt: now, crashes: inARow } : null;
  }
}
