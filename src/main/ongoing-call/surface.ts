import type { CallSnapshot } from '../../shared/call.ts';

/**
 * One place of the desktop where the call can be seen or that is held because of it: tray, notification, power save
 * blocker. It shows the last snapshot and nothing it guesses; it knows no other surface. Every method may be called in
 * any order and any number of times: `update` without `launch` shows the call, a second `abort` changes nothing.
 */
export interface CallSurface {
  /** For the log. */
  readonly name: string;
  launch(call: CallSnapshot): void;
  update(call: CallSnapshot): void;
  /** Takes the call off and releases all that was held for it. */
  abort(): void;
  /**
   * The app ends: releases what is there without a call, too. Everything after it is a no-op. A promise resolves when the
   * desktop knows.
   */
  dispose?(): void | Promise<void>;
}
