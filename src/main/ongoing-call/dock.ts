import type { Dock, Menu, MenuItemConstructorOptions } from 'electron';
import { type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { callsMenu, menuFingerprint } from './call-menu.ts';
import type { MissedCalls } from './missed-calls.ts';
import type { CommandSink, Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

export type DockOptions = {
  dock: Pick<Dock, 'setMenu' | 'setBadge' | 'bounce' | 'cancelBounce'>;
  buildMenu(template: MenuItemConstructorOptions[]): Menu;
  missed: Pick<MissedCalls, 'count' | 'onChanged'>;
  send: CommandSink;
  showMain(): void;
};

/** macOS: the call in the dock's menu, missed calls as its badge, and a bounce as long as it rings. */
export class DockSurface implements CallSurface {
  readonly name = 'dock';
  readonly #options: DockOptions;
  readonly #forgetMissed: Unsubscribe;
  #calls: CallsSnapshot = noCalls;
  #shownMenu: string = menuFingerprint(noCalls, []);
  #shownMissed = 0;
  /** Electron's id of the bounce, which is -1 while the app has the focus. */
  #bounce: number | null = null;

  constructor(options: DockOptions) {
    this.#options = options;
    this.#forgetMissed = options.missed.onChanged(() => this.#render());
  }

  show(calls: CallsSnapshot): void {
    this.#calls = calls;
    this.#render();
  }

  dispose(): void {
    this.#forgetMissed();
    this.show(noCalls);
    this.#showMissed(0);
  }

  #render(): void {
    const { dock, buildMenu, missed, send, showMain } = this.#options;
    const template = callsMenu(this.#calls, send, showMain);
    const fingerprint = menuFingerprint(this.#calls, template);
    if (fingerprint !== this.#shownMenu) dock.setMenu(buildMenu(template));
    this.#shownMenu = fingerprint;

    this.#showMissed(missed.count);

    const rings = this.#calls.calls.some(({ phase }) => phase === 'ringing-in');
    if (rings && this.#bounce === null) this.#bounce = dock.bounce('critical');
    if (!rings && this.#bounce !== null) {
      dock.cancelBounce(this.#bounce);
      this.#bounce = null;
    }
  }

  #showMissed(count: number): void {
    if (count !== this.#shownMissed) this.#options.dock.setBadge(count > 0 ? String(count) : '');
    this.#shownMissed = count;
  }
}
