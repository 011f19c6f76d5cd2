import type { CallId, CallSnapshot, EndReason } from '../shared/call.ts';
import type { Clock, Log, Unsubscribe } from './ongoing-call/ports.ts';

export type RendererGuardOptions = {
  clock: Clock;
  log: Log;
  call: {
    readonly current: CallSnapshot | null;
    update(call: CallSnapshot): void;
    abort(reason: EndReason): void;
  };
  /** The app was killed in this call a moment ago. */
  found: CallSnapshot | null;
  /** The last run ended this call a moment ago; the server may not have heard of it. */
  ended: CallId | null;
  /** A fresh window, with a renderer of its own, in the place of the one that failed. */
  replaceWindow: () => void;
  /** Asks the renderer for {@link RendererGuard.answered}. */
  ping: () => void;
  /** Something the user should read in the fresh window. */
  tell: (what: 'rejoining' | 'gave-up') => void;
};

/** So many deaths within {@link deathWindowMs} end the call. */
export const maxDeaths = 3;
export const deathWindowMs = 60_000;
/** Without a call a renderer that dies and dies again is started no faster than this. */
export const crashLoopDelayMs = 10_000;
/** Pings go out at this pace in a call, and so many in a row without an answer mean that the renderer hangs. */
export const pingEveryMs = 2_500;
export const maxMissedPings = 2;
/** A fresh renderer must have its page up within this. */
export const startupMs = 20_000;
/** A fresh renderer must have taken the call up again within this: the server's grace, and some. */
export const rejoinMs = 45_000;

/**
 * Keeps the call when its renderer does not: notices that it died, hangs or was reloaded, has the surfaces say so,
 * opens a fresh window and tells it what to rejoin, or what to leave.
 */
export class RendererGuard {
  readonly #options: RendererGuardOptions;
  readonly #startedAt: number;
  #resume: CallSnapshot | null;
  #leave: CallId | null;
  #deaths: number[] = [];
  /** The page is up and answers. */
  #ready = false;
  /** The window was replaced or reloaded, and the call waits for it. */
  #recovering = false;
  #missedPings = 0;
  #stopPinging: Unsubscribe | null = null;
  #cancelDeadline: Unsubscribe | null = null;
  #cancelReplacement: Unsubscribe | null = null;
  #disposed = false;

  constructor(options: RendererGuardOptions) {
    this.#options = options;
    this.#resume = options.found;
    this.#leave = options.ended;
    this.#startedAt = options.clock.now();
  }

  /** What a window is to do about a call as soon as it is signed in. */
  intent(): { resume: CallSnapshot | null; leave: CallId | null } {
    // What an earlier run left behind is no call to return to any more, later on.
    if (!this.#recovering && this.#options.clock.now() - this.#startedAt > rejoinMs) this.#resume = null;
    return { resume: this.#resume, leave: this.#leave };
  }

  /** The user has hung up this call, or main has given it up: whoever takes it up again is to be told so. */
  mustLeave(callId: CallId): boolean {
    return this.#leave === callId;
  }

  /** The page is up. */
  ready(): void {
    this.#ready = true;
    this.#missedPings = 0;
    if (this.#recovering) this.#expectBy(rejoinMs, () => this.#giveUp('The fresh window did not take the call up.'));
  }

  /** An answer to a ping. */
  answered(): void {
    this.#missedPings = 0;
  }

  /** The renderer itself told of its call, or of its end: it has it in its hands again. */
  callTold(call: CallSnapshot | null): void {
    this.#settle();
    this.#resume = null;
    // A new call: the server has let go of the one that was to be left.
    if (call) this.#leave = null;
  }

  /** To be called on every change of the call. */
  callChanged(call: CallSnapshot | null): void {
    if (call && !this.#stopPinging) this.#pingLater();
    if (!call) {
      this.#stopPinging?.();
      this.#stopPinging = null;
    }
  }

  /** The renderer died or hangs. */
  failed(reason: string): void {
    if (this.#disposed) return;
    const { clock, log, call, replaceWindow } = this.#options;
    this.#ready = false;
    const now = clock.now();
    this.#deaths = [...this.#deaths.filter((then) => now - then < deathWindowMs), now];
    log.error(`The main window's renderer failed (${reason}), for the ${this.#deaths.length}. time within a minute.`);
    const current = call.current;
    if (current && this.#deaths.length >= maxDeaths) {
      this.#giveUp('Its renderer failed too often.');
      return;
    }
    if (current) {
      this.#options.tell('rejoining');
      this.#recover(current);
    }
    if (this.#deaths.length <= maxDeaths) {
      replaceWindow();
      return;
    }
    this.#cancelReplacement ??= clock.after(crashLoopDelayMs, () => {
      this.#cancelReplacement = null;
      replaceWindow();
    });
  }

  /** The page begins anew in the same renderer: nothing failed, but its call is gone. */
  reloaded(): void {
    if (this.#disposed) return;
    this.#ready = false;
    const current = this.#options.call.current;
    if (current) this.#recover(current);
  }

  /** The user's hang-up went unanswered: the renderer goes, and the next one leaves the call instead of returning to it. */
  hangUpIgnored(call: CallSnapshot): void {
    if (this.#disposed) return;
    this.#leaveInstead(call.callId);
    // A window that has not asked yet what to do will hear it anyway.
    if (this.#ready) {
      this.#ready = false;
      this.#options.replaceWindow();
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopPinging?.();
    this.#cancelReplacement?.();
    this.#settle();
  }

  #recover(current: CallSnapshot): void {
    // As it was before it failed: microphone, hold and camera are taken up from here. A second failure keeps the first's.
    this.#resume = this.#recovering && this.#resume?.callId === current.callId ? this.#resume : current;
    this.#recovering = true;
    this.#expectBy(startupMs, () => this.failed('its page did not come up'));
    // A call that rings goes on ringing: the server tells of it again at sign-in.
    if (current.phase !== 'ringing-in') this.#options.call.update({ ...current, phase: 'reconnecting', trouble: null });
  }

  #giveUp(why: string): void {
    const { call, log, tell, replaceWindow } = this.#options;
    const current = call.current;
    log.error(`The call ends: ${why}`);
    if (current) {
      this.#leaveInstead(current.callId);
      call.abort('app-failure');
    }
    tell('gave-up');
    replaceWindow();
  }

  #leaveInstead(callId: CallId): void {
    this.#settle();
    this.#resume = null;
    this.#leave = callId;
  }

  /** The call waits for nothing any more. */
  #settle(): void {
    this.#recovering = false;
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
  }

  #expectBy(ms: number, run: () => void): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#options.clock.after(ms, run);
  }

  /** Counts pings, not time: after a suspended machine wakes up, one ping is late, not a hundred. */
  #pingLater(): void {
    this.#stopPinging = this.#options.clock.after(pingEveryMs, () => {
      this.#pingLater();
      if (!this.#ready) return;
      if (this.#missedPings >= maxMissedPings) {
        this.#missedPings = 0;
        this.failed(`no answer to ${maxMissedPings} pings`);
        return;
      }
      this.#missedPings += 1;
      this.#options.ping();
    });
  }
}
