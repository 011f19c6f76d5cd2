import type { CallsSnapshot } from '../../shared/call.ts';

/**
 * One place of the desktop where calls can be seen or that is held because of them: tray, notification, power save
 * blocker. It shows what it was told last and nothing it guesses; it knows no other surface.
 */
export interface CallSurface {
  /** For the log. */
  readonly name: string;
  /**
   * These are the calls now, all of them: what is shown becomes this, and what was held for a call that is gone is
   * released. The same again changes nothing, except that it makes good what failed before.
   */
  show(calls: CallsSnapshot): void;
  /**
   * The app ends: releases what is there without a call, too. Everything after it is a no-op. A promise resolves when the
   * desktop knows.
   */
  dispose?(): void | Promise<void>;
}
