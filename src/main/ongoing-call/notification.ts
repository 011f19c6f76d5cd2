import { isDeepStrictEqual } from 'node:util';
import type { CallCommandType, CallId, CallSnapshot } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import { mainControls } from './controls.ts';
import type { CommandSink, MainWindowPort, Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

/** What the notification says. Plain text: whoever shows it escapes what its system would read as markup. */
export type CallNotification = {
  callId: CallId;
  kind: 'ongoing' | 'incoming';
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
};

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
  send: CommandSink;
};

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

/**
 * The notification that stays as long as the call and the main window is not to be seen. Dismissed, it stays away until
 * something happens that the user must know: it is no nag.
 */
export class NotificationSurface implements CallSurface {
  readonly name = 'notification';
  readonly #presenter: NotificationPresenter;
  readonly #mainWindow: NotificationSurfaceOptions['mainWindow'];
  readonly #forgetVisibility: Unsubscribe;
  #call: CallSnapshot | null = null;
  #presented: CallNotification | null = null;
  #dismissed = false;
  #disposed: Promise<void> | null = null;

  constructor({ createPresenter, mainWindow, send }: NotificationSurfaceOptions) {
    this.#mainWindow = mainWindow;
    this.#presenter = createPresenter({
      onClick: () => mainWindow.show(),
      onAction: (callId, type) => send({ callId, type }),
      onDismissed: () => {
        this.#dismissed = this.#presented !== null;
        this.#presented = null;
      },
    });
    this.#forgetVisibility = mainWindow.onVisibilityChanged(() => this.#render());
  }

  launch(call: CallSnapshot): void {
    this.update(call);
  }

  update(call: CallSnapshot): void {
    if (matters(call, this.#call)) this.#dismissed = false;
    this.#call = call;
    this.#render();
  }

  abort(): void {
    this.#call = null;
    this.#dismissed = false;
    this.#render();
  }

  dispose(): Promise<void> {
    this.abort();
    this.#forgetVisibility();
    this.#disposed ??= this.#presenter.dispose();
    return this.#disposed;
  }

  #render(): void {
    if (this.#disposed) return;
    const wanted = this.#call && !this.#dismissed && !this.#mainWindow.isVisible() ? notificationOf(this.#call) : null;
    if (isDeepStrictEqual(wanted, this.#presented)) return;
    this.#presented = wanted;
    if (wanted) this.#presenter.present(wanted);
    else this.#presenter.close();
  }
}

/** Worth a notification that was dismissed: another call, an answer, a connection that is lost. */
function matters(call: CallSnapshot, before: CallSnapshot | null): boolean {
  if (!before || before.callId !== call.callId || before.phase === 'ringing-in') return before !== call;
  return call.phase === 'reconnecting' && before.phase !== 'reconnecting';
}
