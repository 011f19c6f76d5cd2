import type { Dialog } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import type { Settings } from '../../shared/ipc.ts';
import { words } from '../../shared/words.ts';
import type { NotificationEvents, NotificationPresenter } from '../ongoing-call/notification.ts';
import type { Log } from '../ongoing-call/ports.ts';
import type { CloseAction } from './main-window.ts';

export type CloseInCallOptions = {
  platform: NodeJS.Platform;
  wayland: boolean;
  leaving: () => boolean;
  call: () => CallSnapshot | null;
  trayIsVisible: () => boolean;
  showMain: () => void;
  settings: { get(): Settings; change(change: Partial<Settings>): Promise<Settings> };
  createNotification: (events: NotificationEvents) => NotificationPresenter;
  dialog: Pick<Dialog, 'showMessageBox'>;
  log: Log;
};

/** What closing the main window means: in a call it goes out of sight and the call goes on, which is said once. */
export class CloseInCall {
  readonly #options: CloseInCallOptions;
  /** Made when there is something to say. */
  #notice: NotificationPresenter | null = null;
  #box = new AbortController();

  constructor(options: CloseInCallOptions) {
    this.#options = options;
  }

  decide(): CloseAction {
    const { platform, wayland, leaving, call, trayIsVisible } = this.#options;
    if (leaving()) return 'close';
    const current = call();
    // On macOS closing a window never ends an app: the dock brings it back.
    if (!current) return platform === 'darwin' ? 'hide' : 'close';
    // What only rings has no microphone on yet.
    if (current.phase !== 'ringing-in') this.#tellOnce(current);
    // On Wayland a minimized window cannot be brought back by its app; a hidden one by the notification, or a second start.
    return trayIsVisible() || wayland ? 'hide' : 'minimize';
  }

  /** The call has ended, or its window is back: what the notice says is no longer so. */
  withdraw(): void {
    this.#notice?.close();
    this.#box.abort();
  }

  #tellOnce(call: CallSnapshot): void {
    const { settings, log } = this.#options;
    if (settings.get().closeNoticeSeen) return;
    settings
      .change({ closeNoticeSeen: true })
      .catch((cause: unknown) => log.warn(`The close notice may come again: ${String(cause)}`));
    try {
      this.#tell(call);
    } catch (cause) {
      log.error('The close notice could not be shown.', cause);
    }
  }

  /** A notification, which stays out of the way; a box where there are none. Neither keeps the window. */
  #tell(call: CallSnapshot): void {
    const { createNotification, showMain } = this.#options;
    const { title, body: bodyOf } = words.dialogs.firstClose;
    const body = bodyOf(call.peer.name, call.microphone !== 'on');
    this.#notice = createNotification({
      onClick: showMain,
      onAction: () => {},
      onDismissed: () => {},
      onUnavailable: () => this.#showBox(title, body),
    });
    const { callId } = call;
    this.#notice.present({ callId, kind: 'notice', title, body, openLabel: words.controls.returnToCall, actions: [] });
  }

  #showBox(title: string, body: string): void {
    const { platform, dialog, log } = this.#options;
    if (platform === 'darwin') {
      // A box without a parent would stop the whole main process there. The mini window shows the microphone.
      log.warn('The system shows no notifications: the close notice was left out.');
      return;
    }
    this.#box = new AbortController();
    dialog
      .showMessageBox({
        type: 'info',
        title: words.product,
        message: title,
        detail: body,
        buttons: [words.dialogs.firstClose.ok],
        signal: this.#box.signal,
      })
      .catch((cause: unknown) => log.error('The close notice could not be shown.', cause));
  }
}
