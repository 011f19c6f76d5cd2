import type { MissedCall } from '../../shared/missed-calls.ts';
import { missedByPerson } from '../../shared/missed-calls.ts';
import { words } from '../../shared/words.ts';
import type { MissedCalls } from './missed-calls.ts';
import type { CallNotification, NotificationEvents, NotificationPresenter } from './notification.ts';
import type { Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

export type MissedNotificationOptions = {
  createPresenter(events: NotificationEvents): NotificationPresenter;
  missed: Pick<MissedCalls, 'calls' | 'onChanged'>;
  showMain(): void;
};

/** So many people are named, the last who called first. */
const maxNamed = 5;

/** `null` for none. */
export function missedNotification(calls: readonly MissedCall[]): CallNotification | null {
  const last = calls.at(-1);
  if (!last) return null;
  const people = missedByPerson(calls);
  const body = words.missed.lines(people, maxNamed).join('\n');
  return {
    callId: last.callId,
    kind: 'missed',
    title: words.missed.title(people),
    body,
    bodyWithoutButtons: body,
    openLabel: words.tray.open,
    actions: [],
  };
}

/**
 * All calls that nobody saw, in one notification of their own: it stays while others come and go, until the window is seen
 * or the user dismisses it. Dismissed, it comes back with the next missed call.
 */
export class MissedNotification implements CallSurface {
  readonly name = 'missed calls';
  readonly #presenter: NotificationPresenter;
  readonly #forgetMissed: Unsubscribe;
  #shown = false;
  #disposed: Promise<void> | null = null;

  constructor({ createPresenter, missed, showMain }: MissedNotificationOptions) {
    this.#presenter = createPresenter({
      onClick: showMain,
      onAction: () => {},
      onDismissed: () => {
        this.#shown = false;
      },
    });
    this.#forgetMissed = missed.onChanged(() => this.#show(missed.calls));
  }

  show(): void {}

  dispose(): Promise<void> {
    this.#forgetMissed();
    this.#disposed ??= this.#presenter.dispose();
    return this.#disposed;
  }

  #show(calls: readonly MissedCall[]): void {
    const notification = missedNotification(calls);
    if (notification) this.#presenter.present(notification);
    else if (this.#shown) this.#presenter.close();
    this.#shown = notification !== null;
  }
}
