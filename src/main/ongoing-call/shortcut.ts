import type { GlobalShortcut } from 'electron';
import type { CallSnapshot, CallsSnapshot } from '../../shared/call.ts';
import { isAnswered } from '../../shared/call-status.ts';
import { foremostCall } from '../../shared/several-calls.ts';
import type { CommandSink, Log, SettingsPort, Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

export type ShortcutOptions = {
  globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister' | 'unregisterAll'>;
  /** Keys go through the desktop's portal, which asks the user: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.GlobalShortcuts.html */
  portal: boolean;
  settings: SettingsPort;
  send: CommandSink;
  log: Log;
};

/**
 * The system-wide key that mutes and unmutes. Held only in an answered call: at all other times it belongs to the program
 * in front. Whether the system would give it is found out when it is chosen, not when it is needed.
 *
 * A portal is asked at the first call, since it may ask the user, and not again. Electron cannot give back a single key there
 * (`GlobalShortcut::Unregister` in electron_api_global_shortcut.cc does not know the portal's) and says that it has a key
 * before it has been asked for (https://github.com/electron/electron/issues/52218): it is kept, and heard in calls only.
 */
export class ShortcutSurface implements CallSurface {
  readonly name = 'shortcut';
  readonly #options: ShortcutOptions;
  readonly #forgetSettings: Unsubscribe;
  #call: CallSnapshot | null = null;
  /** The last that was tried. */
  #tried: string | null = null;
  #registered: string | null = null;
  #refused: string | null = null;

  constructor(options: ShortcutOptions) {
    this.#options = options;
    this.#probe();
    this.#forgetSettings = options.settings.onChanged(() => {
      if (options.settings.get().muteShortcut !== this.#tried) this.#probe();
    });
  }

  /** False while a shortcut is wanted and the system refuses it. */
  get available(): boolean {
    return this.#refused === null;
  }

  show(calls: CallsSnapshot): void {
    this.#call = foremostCall(calls);
    this.#render();
  }

  dispose(): void {
    this.#forgetSettings();
    this.#call = null;
    this.#release();
  }

  /** Another shortcut was chosen: tries it, and keeps it if there is a call for it. */
  #probe(): void {
    this.#release();
    this.#refused = null;
    this.#tried = this.#options.settings.get().muteShortcut;
    if (this.#tried !== null && !this.#options.portal) this.#register(this.#tried);
    this.#render();
  }

  #render(): void {
    const { muteShortcut } = this.#options.settings.get();
    const kept = this.#options.portal && this.#registered !== null;
    const wanted = kept || this.#callIsAnswered() ? muteShortcut : null;
    if (wanted === this.#registered) return;
    this.#release();
    if (wanted !== null) this.#register(wanted);
  }

  #register(accelerator: string): void {
    const { globalShortcut, log } = this.#options;
    let accepted = false;
    try {
      accepted = globalShortcut.register(accelerator, () => this.#toggle());
    } catch (cause) {
      // Electron throws for what is no accelerator at all.
      log.warn(`The mute shortcut ${accelerator} could not be registered: ${String(cause)}`);
    }
    this.#registered = accepted ? accelerator : null;
    this.#refused = accepted ? null : accelerator;
    if (!accepted) log.info(`The system does not give the mute shortcut ${accelerator}: another program may use it.`);
  }

  #release(): void {
    const { globalShortcut, portal } = this.#options;
    if (this.#registered !== null) {
      if (portal) globalShortcut.unregisterAll();
      else globalShortcut.unregister(this.#registered);
    }
    this.#registered = null;
  }

  #callIsAnswered(): boolean {
    return this.#call !== null && isAnswered(this.#call);
  }

  #toggle(): void {
    if (this.#call && isAnswered(this.#call)) this.#options.send({ callId: this.#call.callId, type: 'toggle-mute' });
  }
}
