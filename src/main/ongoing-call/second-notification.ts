import { type CallId, type CallSnapshot, type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { foremostCall, secondRing } from '../../shared/several-calls.ts';
import { controlsBeside } from './controls.ts';
import { KeptNotification } from './kept-notification.ts';
import { type CallNotification, type NotificationSurfaceOptions, notificationOf } from './notification.ts';
import { isOccasion } from './occasion.ts';
import type { Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

/**
 * A call that rings in beside another one: in a notification of its own, so that the other's stays. Three buttons is as many as
 * GNOME draws. Dismissed, it stays away; the ring is still in the tray's menu and in the window.
 */
export class SecondNotification implements CallSurface {
  readonly name = 'second call';
  readonly #options: Omit<NotificationSurfaceOptions, 'createPresenter' | 'ended'>;
  readonly #kept: KeptNotification;
  readonly #subscriptions: Unsubscribe[];
  #ring: CallSnapshot | null = null;
  #foremost: CallSnapshot | null = null;
  #dismissed: CallId | null = null;

  constructor(options: Omit<NotificationSurfaceOptions, 'ended'>) {
    const { createPresenter, mainWindow, settings, send, clock } = options;
    this.#options = options;
    this.#kept = new KeptNotification({
      createPresenter,
      wanted: () => this.#content(),
      onClick: () => mainWindow.show(),
      onAction: (callId, type) => send({ callId, type }),
      onDismissed: () => {
        this.#dismissed = this.#ring?.callId ?? null;
      },
      clock,
    });
    this.#subscriptions = [
      mainWindow.onPresenceChanged(() => this.#kept.render()),
      settings.onChanged(() => this.#kept.render()),
    ];
  }

  show(calls: CallsSnapshot): void {
    this.#ring = secondRing(calls);
    this.#foremost = foremostCall(calls);
    this.#kept.render();
  }

  dispose(): Promise<void> {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.show(noCalls);
    return this.#kept.dispose();
  }

  #content(): CallNotification | null {
    const { mainWindow, settings } = this.#options;
    const ring = this.#ring;
    if (!ring || !this.#foremost || ring.callId === this.#dismissed) return null;
    if (!isOccasion(settings.get().notification, mainWindow.presence(), ring)) return null;
    return notificationOf(ring, { controls: controlsBeside(ring, this.#foremost) });
  }
}
