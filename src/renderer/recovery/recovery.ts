/**
 * The ladder that brings a call back: ICE restart, then new transports, until the grace is over.
 *
 * Signs of trouble come in, at most one step is under way, and the steps themselves are handed in.
 */
import { hasCode } from '../call-error.ts';
import type { Clock } from '../clock.ts';

export type TroubleSign =
  /** WebRTC says so. */
  | 'disconnected'
  | 'failed'
  /** Nothing arrives although the other side is sending. */
  | 'stalled'
  /** Another network, or the machine woke up. */
  | 'network-changed'
  /** Signaling is back after a loss: what was missed has to be fetched. */
  | 'signaling-restored'
  /** Something that the server has said was not heard. */
  | 'missed'
  /** The server has lost this session's media. */
  | 'server-failure';

export type RecoverySteps = {
  signalingOnline(): boolean;
  /** Fetches what was missed and restarts ICE on both transports. */
  resume(): Promise<void>;
  /** Joins again: new transports, the same tracks. */
  rejoin(): Promise<void>;
  mediaUp(): boolean;
  /** The present connection to the server does not answer. */
  reconnectSignaling(): void;
  /** Nothing helped in time, or the session is gone. */
  giveUp(): void;
};

export type RecoveryTimes = {
  /** How long media may be away in all. */
  graceMs: number;
  /** How long a step may take until media flows. */
  settleMs: number;
  /** First wait after a step that failed; doubles up to {@link maxBackoffMs}. */
  backoffMs: number;
  maxBackoffMs: number;
};

const defaultTimes: RecoveryTimes = { graceMs: 30_000, settleMs: 4_000, backoffMs: 250, maxBackoffMs: 4_000 };

/** ICE restarts that may fail to bring media back before the transports are replaced. */
const resumesBeforeRejoin = 2;

export class Recovery {
  readonly #steps: RecoverySteps;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #times: RecoveryTimes;
  #stopped = false;
  #running = false;
  #pending = false;
  #needRejoin = false;
  #failedSteps = 0;
  /** When media was lost, `null` while it is up. */
  #lostAt: number | null = null;
  #cancelGrace: (() => void) | null = null;
  #wake: (() => void) | null = null;

  constructor(
    steps: RecoverySteps,
    options: { clock: Clock; random: () => number; recoveryTimes?: Partial<RecoveryTimes> },
  ) {
    this.#steps = steps;
    this.#clock = options.clock;
    this.#random = options.random;
    this.#times = { ...defaultTimes, ...options.recoveryTimes };
  }

  /** Something is wrong, or may be. */
  trouble(sign: TroubleSign): void {
    if (this.#stopped) return;
    if (sign === 'server-failure') this.#needRejoin = true;
    if (!this.#steps.mediaUp()) this.#mediaLost();
    this.#pending = true;
    this.#wake?.();
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
  }

  /** Signaling or media has changed: whoever waits looks again. */
  changed(): void {
    if (this.#stopped) return;
    if (this.#steps.mediaUp()) this.#mediaFound();
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelGrace?.();
    this.#wake?.();
  }

  async #run(): Promise<void> {
    while (this.#pending && !this.#stopped) {
      if (!this.#steps.signalingOnline()) {
        await this.#pause(this.#times.maxBackoffMs);
        continue;
      }
      this.#pending = false;
      if (!(await this.#step())) {
        this.#pending = true;
        this.#failedSteps += 1;
        if (this.#failedSteps >= resumesBeforeRejoin) this.#needRejoin = true;
        if (!this.#stopped) await this.#pause(this.#backoff());
      }
    }
    this.#running = false;
  }

  /** One rung; `true` when media is back. */
  async #step(): Promise<boolean> {
    const rejoining = this.#needRejoin;
    try {
      await (rejoining ? this.#steps.rejoin() : this.#steps.resume());
    } catch (error) {
      if (this.#stopped) return false;
      if (hasCode(error, 'session-not-found')) {
        if (rejoining) {
          this.stop();
          this.#steps.giveUp();
          return false;
        }
        // Resuming needs what the server remembers; joining does not.
        this.#needRejoin = true;
        return this.#step();
      }
      if (hasCode(error, 'timeout')) this.#steps.reconnectSignaling();
      return false;
    }
    const deadline = this.#clock.now() + this.#times.settleMs;
    while (!this.#stopped && !this.#steps.mediaUp()) {
      const left = deadline - this.#clock.now();
      if (left <= 0) return false;
      await this.#pause(left);
    }
    if (this.#stopped) return false;
    this.#mediaFound();
    return true;
  }

  #mediaLost(): void {
    if (this.#lostAt !== null) return;
    this.#lostAt = this.#clock.now();
    this.#cancelGrace = this.#clock.after(this.#times.graceMs, () => {
      this.stop();
      this.#steps.giveUp();
    });
  }

  #mediaFound(): void {
    this.#lostAt = null;
    this.#cancelGrace?.();
    this.#cancelGrace = null;
    this.#failedSteps = 0;
    this.#needRejoin = false;
  }

  /** Until something changes, at most `ms`. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, () => this.#wake?.());
      this.#wake = () => {
        this.#wake = null;
        cancel();
        resolve();
      };
    });
  }

  /** Exponential, with up to half of it random, so that not everybody comes back in the same moment. */
  #backoff(): number {
    const full = Math.min(this.#times.backoffMs * 2 ** (this.#failedSteps - 1), this.#times.maxBackoffMs);
    return full / 2 + (this.#random() * full) / 2;
  }
}
