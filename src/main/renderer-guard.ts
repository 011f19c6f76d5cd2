import type { CallId, CallSnapshot, CallsSnapshot, EndReason } from '../shared/call.ts';
import { LeaveList } from './leave-list.ts';
import type { Clock, Log, Unsubscribe } from './ongoing-call/ports.ts';

export type RendererGuardOptions = {
  clock: Clock;
  log: Log;
  call: {
    readonly calls: CallsSnapshot;
    update(call: CallSnapshot): void;
    abort(callId: CallId, reason: EndReason): void;
  };
  /** The app was killed in these calls a moment ago, the active one first. */
  found: readonly CallSnapshot[];
  /** The last run ended these calls a moment ago; the server may not have heard of it. */
  ended: readonly CallId[];
  /** A fresh window, with a renderer of its own, in the place of the one that failed. */
  replaceWindow: () => void;
  /** Asks the renderer for {@link RendererGuard.answered}. */
  ping: () => void;
  /** Something the user should read in the fresh window. */
  tell: (what: 'rejoining' | 'gave-up') => void;
};

/** So many deaths within {@link deathWindowMs} end the calls. */
export const maxDeaths = 3;
export const deathWindowMs = 60_000;
/** Without a call a renderer that dies and dies again is started no faster than this. */
export const crashLoopDelayMs = 10_000;
/** Pings go out at this pace in a call, and so many in a row without an answer mean that the renderer hangs. */
export const pingEveryMs = 2_500;
export const maxMissedPings = 2;
/** A fresh renderer must have its page up within this. */
export const startupMs = 20_000;
/** A fresh renderer must have taken the calls up again within this: the server's grace, and some. */
export const rejoinMs = 45_000;

/**
 * Keeps the calls when their renderer does not: notices that it died, hangs or was reloaded, has the surfaces say so,
 * opens a fresh window and tells it what to rejoin, or what to leave.
 */
export class RendererGuard {
  readonly #options: RendererGuardOptions;
  readonly #startedAt: number;
  /** What a fresh window is to take up, each as it was before the renderer failed; the active one first. */
  #resume: Map<CallId, CallSnapshot>;
  readonly #leave: LeaveList;
  #deaths: number[] = [];
  /** The page is up and answers. */
  #ready = false;
  /** The window was replaced or reloaded, and what is in {@link RendererGuard.#resume} waits for it. */
  #recovering = false;
  #missedPings = 0;
  #stopPinging: Unsubscribe | null = null;
  #cancelDeadline: Unsubscribe | null = null;
  #cancelReplacement: Unsubscribe | null = null;
  #disposed = false;

  constructor(options: RendererGuardOptions) {
    this.#options = options;
    this.#resume = byId(options.found);
    this.#leave = new LeaveList(options.clock, options.ended);
    this.#startedAt = options.clock.now();
  }

  /** What a window is to do about calls as soon as it is signed in. */
  intent(): { resume: CallSnapshot[]; leave: CallId[] } {
    // What an earlier run left behind is no call to return to any more, later on.
    if (!this.#recovering && this.#options.clock.now() - this.#startedAt > rejoinMs) this.#resume.clear();
    return { resume: [...this.#resume.values()], leave: this.#leave.ids };
  }

  /** The user has hung up this call, or main has given it up: whoever takes it up again is to be told so. */
  mustLeave(callId: CallId): boolean {
    return this.#leave.has(callId);
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

  /** The renderer itself told of this call, or of its end: it has it in its hands again. */
  callTold(callId: CallId): void {
    this.#taken(callId);
  }

  /** To be called on every change of the calls. */
  callsChanged({ calls }: CallsSnapshot): void {
    if (calls.length > 0 && !this.#stopPinging) this.#pingLater();
    if (calls.length === 0) {
      this.#stopPinging?.();
      this.#stopPinging = null;
    }
  }

  /** The renderer died or hangs. */
  failed(reason: string): void {
    if (this.#disposed) return;
    const { clock, log, replaceWindow } = this.#options;
    this.#ready = false;
    const now = clock.now();
    this.#deaths = [...this.#deaths.filter((then) => now - then < deathWindowMs), now];
    log.error(`The main window's renderer failed (${reason}), for the ${this.#deaths.length}. time within a minute.`);
    const current = this.#activeFirst();
    if (current.length > 0 && this.#deaths.length >= maxDeaths) {
      this.#abandon(current, 'Its renderer failed too often.');
      return;
    }
    if (current.length > 0) {
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

  /** The page begins anew in the same renderer: nothing failed, but its calls are gone. */
  reloaded(): void {
    if (this.#disposed) return;
    this.#ready = false;
    this.#recover(this.#activeFirst());
  }

  /**
   * The user's hang-up went unanswered: the renderer goes, and the next one leaves the call instead of returning to it. Its
   * other calls are taken up.
   */
  hangUpIgnored(call: CallSnapshot): void {
    if (this.#disposed) return;
    this.#leaveInstead(call.callId);
    // A window that has not asked yet what to do will hear it anyway.
    if (!this.#ready) return;
    this.#ready = false;
    this.#recover(this.#activeFirst().filter(({ callId }) => callId !== call.callId));
    this.#options.replaceWindow();
  }

  dispose(): void {
    this.#disposed = true;
    this.#stopPinging?.();
    this.#cancelReplacement?.();
    this.#settle();
  }

  #activeFirst(): CallSnapshot[] {
    const { calls, activeCallId } = this.#options.call.calls;
    const isActive = ({ callId }: CallSnapshot) => callId === activeCallId;
    return [...calls.filter(isActive), ...calls.filter((call) => !isActive(call))];
  }

  #recover(current: readonly CallSnapshot[]): void {
    if (current.length === 0) return;
    // As it was before it failed: microphone, hold and camera are taken up from here. A second failure keeps the first's.
    const before = this.#recovering ? this.#resume : new Map<CallId, CallSnapshot>();
    this.#resume = byId(current.map((call) => before.get(call.callId) ?? call));
    this.#recovering = true;
    this.#expectBy(startupMs, () => this.failed('its page did not come up'));
    for (const call of current) {
      // A call that rings goes on ringing: the server tells of it again at sign-in.
      if (call.phase !== 'ringing-in') this.#options.call.update({ ...call, phase: 'reconnecting', trouble: null });
    }
  }

  /** Nobody has taken these calls up in time. Of others that the fresh window has, its renderer is left alone. */
  #giveUp(why: string): void {
    const waiting = this.#activeFirst().filter(({ callId }) => this.#resume.has(callId));
    this.#abandon(waiting, why);
  }

  #abandon(calls: readonly CallSnapshot[], why: string): void {
    const { call, log, tell, replaceWindow } = this.#options;
    for (const { callId } of calls) {
      log.error(`Call ${callId} ends: ${why}`);
      this.#leaveInstead(callId);
      call.abort(callId, 'app-failure');
    }
    this.#settle();
    tell('gave-up');
    if (call.calls.calls.length === 0) replaceWindow();
  }

  #leaveInstead(callId: CallId): void {
    this.#taken(callId);
    this.#leave.add(callId);
  }

  /** This call waits for nothing any more. */
  #taken(callId: CallId): void {
    this.#resume.delete(callId);
    if (this.#resume.size === 0) this.#settle();
  }

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

const byId = (calls: readonly CallSnapshot[]) => new Map(calls.map((call) => [call.callId, call]));
