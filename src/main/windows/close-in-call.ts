import type { Dialog } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import type { Settings } from '../../shared/ipc.ts';
import { words } from '../../shared/words.ts';
import type { Log } from '../ongoing-call/ports.ts';
import type { CloseAction } from './main-window.ts';

export type CloseInCallOptions = {
  platform: NodeJS.Platform;
  wayland: boolean;
  leaving: () => boolean;
  call: () => CallSnapshot | null;
  trayIsVisible: () => boolean;
  settings: { get(): Settings; change(change: Partial<Settings>): Promise<Settings> };
  /** Has the call's notification say so; calls back when none does. */
  sayThatItGoesOn: (onUnsaid: () => void) => void;
  dialog: Pick<Dialog, 'showMessageBox'>;
  log: Log;
};

/** What closing the main window means: in a call it goes out of sight and the call goes on, which is said once. */
export class CloseInCall {
  readonly #options: CloseInCallOptions;
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

  /** The call has ended, or its window is back: what the box says is no longer so. */
  withdraw(): void {
    this.#box.abort();
  }

  #tellOnce(call: CallSnapshot): void {
    const { settings, sayThatItGoesOn, log } = this.#options;
    if (settings.get().closeNoticeSeen) return;
    settings
      .change({ closeNoticeSeen: true })
      .catch((cause: unknown) => log.warn(`The close notice may come again: ${String(cause)}`));
    // On the notification that is there anyway: two would hide each other's buttons.
    sayThatItGoesOn(() => this.#showBox(call));
  }

  /** Neither a notification nor a box keeps the window. */
  #showBox(call: CallSnapshot): void {
    const { platform, dialog, log } = this.#options;
    const { title, body, ok } = words.dialogs.firstClose;
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
        detail: body(call),
        buttons: [ok],
        signal: this.#box.signal,
      })
      .catch((cause: unknown) => log.error('The close notice could not be shown.', cause));
  }
}
