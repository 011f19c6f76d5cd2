import type { PowerSaveBlocker } from 'electron';
import { type CallSnapshot, type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { foremostCall } from '../../shared/several-calls.ts';
import type { Clock, MainWindowPort, Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

/** A call that has been on hold this long no longer keeps the computer awake, ms. */
export const maxHoldMs = 10 * 60_000;

type BlockerType = Parameters<PowerSaveBlocker['start']>[0];

export type PowerOptions = {
  blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>;
  mainWindow: Pick<MainWindowPort, 'presence' | 'onPresenceChanged'>;
  clock: Clock;
};

/** Keeps the computer from going to sleep in a call, and the screen on while there is video to look at. */
export class PowerSurface implements CallSurface {
  readonly name = 'power';
  readonly #options: PowerOptions;
  readonly #forgetPresence: Unsubscribe;
  #call: CallSnapshot | null = null;
  #held: { type: BlockerType; id: number } | null = null;
  #holdTimer: Unsubscribe | null = null;
  #heldTooLong = false;

  constructor(options: PowerOptions) {
    this.#options = options;
    this.#forgetPresence = options.mainWindow.onPresenceChanged(() => this.#render());
  }

  show(calls: CallsSnapshot): void {
    const call = foremostCall(calls);
    if (call?.callId !== this.#call?.callId || !call?.held) this.#forgetHold();
    this.#call = call;
    if (call?.held && !this.#heldTooLong) {
      this.#holdTimer ??= this.#options.clock.after(maxHoldMs, () => {
        this.#heldTooLong = true;
        this.#render();
      });
    }
    this.#render();
  }

  dispose(): void {
    this.#forgetPresence();
    this.show(noCalls);
  }

  #forgetHold(): void {
    this.#holdTimer?.();
    this.#holdTimer = null;
    this.#heldTooLong = false;
  }

  #wanted(): BlockerType | null {
    const call = this.#call;
    if (!call || this.#heldTooLong) return null;
    const mayBeSeen = this.#options.mainWindow.presence() !== 'hidden';
    const videoVisible = (call.camera || call.peerVideo) && !call.held && mayBeSeen;
    return videoVisible ? 'prevent-display-sleep' : 'prevent-app-suspension';
  }

  #render(): void {
    const wanted = this.#wanted();
    if (wanted === (this.#held?.type ?? null)) return;
    const { blocker } = this.#options;
    const before = this.#held;
    // The new one first: between two blockers the computer must not see none.
    this.#held = wanted && { type: wanted, id: blocker.start(wanted) };
    if (before) blocker.stop(before.id);
  }
}
