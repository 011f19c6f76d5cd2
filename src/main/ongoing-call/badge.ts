import type { App } from 'electron';
import type { MissedCalls } from './missed-calls.ts';
import type { Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

export type BadgeOptions = {
  app: Pick<App, 'setBadgeCount'>;
  missed: Pick<MissedCalls, 'count' | 'onChanged'>;
};

/** The number of missed calls on the launcher's icon. It says nothing of a call that is going on. */
export class BadgeSurface implements CallSurface {
  readonly name = 'badge';
  readonly #options: BadgeOptions;
  readonly #forgetMissed: Unsubscribe;

  constructor(options: BadgeOptions) {
    this.#options = options;
    this.#forgetMissed = options.missed.onChanged(() => options.app.setBadgeCount(options.missed.count));
  }

  show(): void {}

  dispose(): void {
    this.#forgetMissed();
    if (this.#options.missed.count > 0) this.#options.app.setBadgeCount(0);
  }
}
