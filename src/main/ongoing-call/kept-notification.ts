import { isDeepStrictEqual } from 'node:util';
import type { CallCommandType, CallId } from '../../shared/call.ts';
import type { CallNotification, NotificationEvents, NotificationPresenter } from './notification.ts';
import type { Clock, Unsubscribe } from './ports.ts';

/** A press that has changed nothing by then brings back the notification that it has closed, ms. */
export const pressGraceMs = 2_000;

export type KeptNotificationOptions = {
  createPresenter(events: NotificationEvents): NotificationPresenter;
  /** What is to be shown now. */
  wanted(presenter: NotificationPresenter): CallNotification | null;
  onClick(): void;
  onAction(callId: CallId, command: CallCommandType): void;
  onDismissed(): void;
  onUnavailable?(): void;
  clock: Clock;
};

/** Keeps one notification of the system's equal to what is wanted: nothing is shown anew that has not changed. */
export class KeptNotification {
  readonly #options: KeptNotificationOptions;
  readonly #presenter: NotificationPresenter;
  /** `undefined`: what is shown is not known, the last attempt to change it failed. */
  #presented: CallNotification | null | undefined = null;
  #cancelReturn: Unsubscribe | null = null;
  #disposed: Promise<void> | null = null;

  constructor(options: KeptNotificationOptions) {
    this.#options = options;
    this.#presenter = options.createPresenter({
      onClick: () => options.onClick(),
      onAction: (callId, command) => {
        this.#returnLater();
        options.onAction(callId, command);
      },
      onDismissed: () => {
        options.onDismissed();
        this.#presented = null;
      },
      onUnavailable: () => options.onUnavailable?.(),
    });
  }

  render(): void {
    if (this.#disposed) return;
    const wanted = this.#options.wanted(this.#presenter);
    if (isDeepStrictEqual(wanted, this.#presented)) return;
    this.#presented = undefined;
    if (wanted) this.#presenter.present(wanted);
    else this.#presenter.close();
    this.#presented = wanted;
  }

  /** Closes it for good; resolves when the system knows. */
  dispose(): Promise<void> {
    this.#cancelReturn?.();
    this.#disposed ??= this.#presenter.dispose();
    return this.#disposed;
  }

  /** Many systems take a notification off when one of its buttons is pressed; none says whether it did. */
  #returnLater(): void {
    this.#presented = undefined;
    this.#cancelReturn?.();
    this.#cancelReturn = this.#options.clock.after(pressGraceMs, () => this.render());
  }
}
