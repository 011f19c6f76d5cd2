import { isDeepStrictEqual } from 'node:util';
import type { CallCommandType, CallId, CallSnapshot, EndReason } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import { mainControls } from './controls.ts';
import { wasMissed } from './missed-calls.ts';
import type { Clock, CommandSink, MainWindowPort, Unsubscribe } from './ports.ts';
import type { EndedCall, OngoingCallService } from './service.ts';
import type { CallSurface } from './surface.ts';

/** What the notification says. Plain text: whoever shows it escapes what its system would read as markup. */
export type CallNotification = {
  callId: CallId;
  /** The first two stay as long as the call; the others are news: of one that is over, or a word about this one. */
  kind: 'ongoing' | 'incoming' | 'missed' | 'ended' | 'notice';
  title: string;
  body: string;
  /** Name of the click on the notification itself, where that has one. */
  openLabel: string;
  actions: readonly { command: CallCommandType; label: string }[];
};

export type NotificationEvents = {
  onClick(): void;
  onAction(callId: CallId, command: CallCommandType): void;
  /** By the user or by the system; not by us. */
  onDismissed(): void;
  /** The system shows no notifications: what was to be shown is not. */
  onUnavailable?(): void;
};

/** The call's own notification, and the notice that it goes on without its window. */
export type NotificationName = 'call' | 'close-notice';

/** One notification of the system's. Returns at once, whatever the system does. */
export interface NotificationPresenter {
  /** Shows it, or changes in place what is shown. */
  present(notification: CallNotification): void;
  close(): void;
  /** Closes it and resolves when that has reached the system. */
  dispose(): Promise<void>;
}

export type NotificationSurfaceOptions = {
  createPresenter(events: NotificationEvents): NotificationPresenter;
  mainWindow: Pick<MainWindowPort, 'isVisible' | 'onVisibilityChanged' | 'show'>;
  ended: Pick<OngoingCallService, 'onEnded'>;
  send: CommandSink;
  clock: Clock;
};

/** A press that has changed nothing by then brings back the notification that it has closed, ms. */
export const pressGraceMs = 2_000;

/** Ends that come out of the blue for somebody who looks at something else. */
const lost: ReadonlySet<EndReason> = new Set([
  'peer-lost',
  'connection-lost',
  'server-failure',
  'media-failure',
  'app-failure',
]);

export function notificationOf(call: CallSnapshot): CallNotification {
  const incoming = call.phase === 'ringing-in';
  return {
    callId: call.callId,
    kind: incoming ? 'incoming' : 'ongoing',
    title: incoming ? words.notification.incoming.title(call.peer.name) : words.notification.ongoing.title(call),
    body: incoming ? words.notification.incoming.body : words.notification.ongoing.body(call),
    openLabel: words.controls.returnToCall,
    actions: mainControls(call).map(({ command, label }) => ({ command, label })),
  };
}

/** What is worth saying about a call that is over, at `now` (ms since the epoch). */
export function newsOf(ended: EndedCall, now: number): CallNotification | null {
  const { call, reason } = ended;
  const common = { callId: call.callId, openLabel: words.tray.open, actions: [] };
  if (wasMissed(ended)) {
    const { title, body } = words.notification.missed;
    return { ...common, kind: 'missed', title: title(call.peer.name), body: body(now) };
  }
  if (reason === null || !lost.has(reason)) return null;
  const { title, body } = words.notification.ended;
  return { ...common, kind: 'ended', title, body: body(reason, call.peer.name) };
}

/**
 * The notification that stays as long as the call and the main window is not to be seen. Dismissed, it stays away until
 * something happens that the user must know: it is no nag.
 */
export class NotificationSurface implements CallSurface {
  readonly name = 'notification';
  readonly #presenter: NotificationPresenter;
  readonly #mainWindow: NotificationSurfaceOptions['mainWindow'];
  readonly #clock: Clock;
  readonly #subscriptions: Unsubscribe[];
  #call: CallSnapshot | null = null;
  #news: CallNotification | null = null;
  /** `undefined`: what is shown is not known, the last attempt to change it failed. */
  #presented: CallNotification | null | undefined = null;
  #dismissed = false;
  #cancelReturn: Unsubscribe | null = null;
  #disposed: Promise<void> | null = null;

  constructor({ createPresenter, mainWindow, ended, send, clock }: NotificationSurfaceOptions) {
    this.#mainWindow = mainWindow;
    this.#clock = clock;
    this.#presenter = createPresenter({
      onClick: () => mainWindow.show(),
      onAction: (callId, type) => {
        this.#returnLater();
        send({ callId, type });
      },
      onDismissed: () => {
        this.#dismissed = this.#call !== null;
        this.#news = null;
        this.#presented = null;
      },
    });
    this.#subscriptions = [
      mainWindow.onVisibilityChanged((visible) => {
        if (visible) this.#news = null;
        this.#render();
      }),
      // Tells before `abort` does: what was a call turns into its news in place.
      ended.onEnded((end) => {
        this.#news = mainWindow.isVisible() ? null : newsOf(end, clock.now());
      }),
    ];
  }

  launch(call: CallSnapshot): void {
    this.update(call);
  }

  update(call: CallSnapshot): void {
    if (matters(call, this.#call)) this.#dismissed = false;
    this.#call = call;
    this.#news = null;
    this.#render();
  }

  abort(): void {
    this.#call = null;
    this.#dismissed = false;
    this.#render();
  }

  dispose(): Promise<void> {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#news = null;
    this.#cancelReturn?.();
    this.abort();
    this.#disposed ??= this.#presenter.dispose();
    return this.#disposed;
  }

  #render(): void {
    if (this.#disposed) return;
    const wanted = this.#mainWindow.isVisible() ? null : this.#content();
    if (isDeepStrictEqual(wanted, this.#presented)) return;
    this.#presented = undefined;
    if (wanted) this.#presenter.present(wanted);
    else this.#presenter.close();
    this.#presented = wanted;
  }

  /** Many systems take a notification off when one of its buttons is pressed; none says whether it did. */
  #returnLater(): void {
    this.#presented = undefined;
    this.#cancelReturn?.();
    this.#cancelReturn = this.#clock.after(pressGraceMs, () => this.#render());
  }

  #content(): CallNotification | null {
    if (!this.#call) return this.#news;
    return this.#dismissed ? null : notificationOf(this.#call);
  }
}

/** Worth a notification that was dismissed: another call, an answer, a connection that is lost. */
function matters(call: CallSnapshot, before: CallSnapshot | null): boolean {
  if (before?.callId !== call.callId) return true;
  if (before.phase === call.phase) return false;
  return before.phase === 'ringing-in' || call.phase === 'reconnecting';
}
