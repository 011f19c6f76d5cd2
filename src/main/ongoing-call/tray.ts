import path from 'node:path';
import type { Menu, MenuItemConstructorOptions, NativeImage, Tray } from 'electron';
import { type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { isAnswered } from '../../shared/call-status.ts';
import { foremostCall, heldBeside } from '../../shared/several-calls.ts';
import { words } from '../../shared/words.ts';
import { callsMenu, menuFingerprint } from './call-menu.ts';
import type { MissedCalls } from './missed-calls.ts';
import type { Clock, CommandSink, Unsubscribe } from './ports.ts';
import type { ServerConnection } from './server-connection.ts';
import type { CallSurface } from './surface.ts';
import { type TrayState, trayIconFile, trayState } from './tray-state.ts';

export type TrayIcon = Pick<Tray, 'setImage' | 'setToolTip' | 'setTitle' | 'setContextMenu' | 'on' | 'destroy'>;

export type TrayOptions = {
  platform: NodeJS.Platform;
  /** Folder with the tray icons. */
  icons: string;
  createTray(image: NativeImage): TrayIcon;
  createImage(file: string): NativeImage;
  buildMenu(template: MenuItemConstructorOptions[]): Menu;
  missed: Pick<MissedCalls, 'count' | 'onChanged'>;
  connection: Pick<ServerConnection, 'status' | 'onChanged'>;
  send: CommandSink;
  showMain(): void;
  quit(): void;
  clock: Clock;
};

/** The duration beside the icon ticks; the one in the tooltip, which every host asks for again, is less lively. */
const titleTickMs = 1_000;
const tooltipTickMs = 5_000;

/**
 * The icon in the tray or menu bar: there as long as the app runs. The menu is what counts: many Linux panels know no
 * click. It is built anew only when it says something new, because each build closes a menu that is open.
 */
export class TraySurface implements CallSurface {
  readonly name = 'tray';
  readonly #options: TrayOptions;
  readonly #subscriptions: Unsubscribe[];
  #tray: TrayIcon | null;
  #calls: CallsSnapshot = noCalls;
  #shownState: TrayState;
  #shownMenu = '';
  #shownTip = '';
  #stopTicking: Unsubscribe | null = null;

  constructor(options: TrayOptions) {
    this.#options = options;
    this.#shownState = this.#state();
    this.#tray = options.createTray(this.#image(this.#shownState));
    // With a menu set, macOS opens it on click and sends none.
    this.#tray.on('click', options.showMain);
    this.#subscriptions = [
      options.missed.onChanged(() => this.#render()),
      options.connection.onChanged(() => this.#render()),
    ];
    this.#render();
  }

  show(calls: CallsSnapshot): void {
    this.#calls = calls;
    this.#render();
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#stopTicking?.();
    this.#stopTicking = null;
    this.#tray?.destroy();
    this.#tray = null;
  }

  #state(): TrayState {
    const { missed, connection } = this.#options;
    return trayState(foremostCall(this.#calls), {
      missed: missed.count,
      reconnecting: connection.status === 'reconnecting',
    });
  }

  #image(state: TrayState): NativeImage {
    const { createImage, icons, platform } = this.#options;
    return createImage(path.join(icons, trayIconFile(state, platform)));
  }

  #render(): void {
    if (!this.#tray) return;
    const state = this.#state();
    if (state !== this.#shownState) this.#tray.setImage(this.#image(state));
    this.#shownState = state;

    const template = this.#menu();
    const fingerprint = menuFingerprint(this.#calls, template);
    if (fingerprint !== this.#shownMenu) this.#tray.setContextMenu(this.#options.buildMenu(template));
    this.#shownMenu = fingerprint;

    this.#stopTicking?.();
    this.#stopTicking = null;
    this.#tick();
  }

  /** Tooltip and title, now and again whenever the duration in them has moved on. */
  #tick(): void {
    const { clock, platform, missed, connection } = this.#options;
    const call = foremostCall(this.#calls);
    const now = clock.now();
    const tip = call
      ? words.tray.tooltip(call, now, heldBeside(this.#calls))
      : words.tray.idle(missed.count, connection.status);
    if (tip !== this.#shownTip) this.#tray?.setToolTip(tip);
    this.#shownTip = tip;
    const startedAt = call && isAnswered(call) ? call.startedAt : null;
    const mac = platform === 'darwin';
    if (mac) this.#tray?.setTitle(startedAt === null ? '' : words.duration(now - startedAt));
    if (startedAt === null) return;
    const every = mac ? titleTickMs : tooltipTickMs;
    const sinceLast = (((now - startedAt) % every) + every) % every;
    this.#stopTicking = clock.after(every - sinceLast, () => this.#tick());
  }

  #menu(): MenuItemConstructorOptions[] {
    const { connection, send, showMain, quit } = this.#options;
    const disconnected = words.tray.disconnected(connection.status);
    const open: MenuItemConstructorOptions = { id: 'open', label: words.tray.open, click: showMain };
    const leave: MenuItemConstructorOptions = { id: 'quit', label: words.tray.quit, click: quit };
    // The way to the window is among the call's own entries.
    if (foremostCall(this.#calls)) return [...callsMenu(this.#calls, send, showMain), { type: 'separator' }, leave];
    // Many panels show no tooltip: the menu says it too.
    return disconnected === null
      ? [open, leave]
      : [{ id: 'heading', label: disconnected, enabled: false }, open, leave];
  }
}
