import type { ActivationArguments } from 'electron';
import type { Clock, Unsubscribe } from './ports.ts';

export type ToastActivationsOptions = {
  /** Electron's `Notification.handleActivation`. */
  handleActivation(callback: (details: ActivationArguments) => void): void;
  clock: Pick<Clock, 'after'>;
  /** A toast was pressed that nothing in this run stands behind. */
  onUnheard: () => void;
};

/**
 * Windows: presses on toasts that are older than this run, which started with one, or that a change overtook. Which call
 * they were for is not known. Electron tells of every press here, in addition to what the notification's own object is
 * told in the same task, if there is one: those are counted against each other.
 */
export class ToastActivations {
  readonly #options: ToastActivationsOptions;
  #told = 0;
  #heard = 0;
  #cancelSettling: Unsubscribe | null = null;

  constructor(options: ToastActivationsOptions) {
    this.#options = options;
    options.handleActivation(() => {
      this.#told += 1;
      this.#settleLater();
    });
  }

  /** A notification's own object was told of a press. */
  heard(): void {
    this.#heard += 1;
    this.#settleLater();
  }

  dispose(): void {
    this.#cancelSettling?.();
    this.#options.handleActivation(() => undefined);
  }

  #settleLater(): void {
    this.#cancelSettling ??= this.#options.clock.after(0, () => {
      const unheard = this.#told > this.#heard;
      this.#cancelSettling = null;
      this.#told = 0;
      this.#heard = 0;
      if (unheard) this.#options.onUnheard();
    });
  }
}
