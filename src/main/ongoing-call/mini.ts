import { type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { foremostCall } from '../../shared/several-calls.ts';
import { isOccasion } from './occasion.ts';
import type { MainWindowPort, MiniWindowPort, SettingsPort, Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

export type MiniOptions = {
  miniWindow: MiniWindowPort;
  mainWindow: Pick<MainWindowPort, 'presence' | 'onPresenceChanged'>;
  settings: SettingsPort;
};

/** The small window on top of all others while the main one is hidden, or as the settings have it. */
export class MiniSurface implements CallSurface {
  readonly name = 'mini window';
  readonly #options: MiniOptions;
  readonly #subscriptions: Unsubscribe[];
  #calls: CallsSnapshot = noCalls;
  #open = false;

  constructor(options: MiniOptions) {
    this.#options = options;
    this.#subscriptions = [
      options.mainWindow.onPresenceChanged(() => this.#render()),
      options.settings.onChanged(() => this.#render()),
    ];
  }

  show(calls: CallsSnapshot): void {
    this.#calls = calls;
    this.#render();
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.show(noCalls);
  }

  #render(): void {
    const { miniWindow, mainWindow, settings } = this.#options;
    const call = foremostCall(this.#calls);
    const wanted = call !== null && isOccasion(settings.get().miniWindow, mainWindow.presence(), call);
    // The user may have closed an open one: only a new occasion opens it again.
    if (wanted && this.#open) miniWindow.update(this.#calls);
    else if (wanted) miniWindow.show(this.#calls);
    else if (this.#open) miniWindow.hide();
    this.#open = wanted;
  }
}
