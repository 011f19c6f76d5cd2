import type { BrowserWindow, BrowserWindowConstructorOptions, Screen } from 'electron';
import type { NoticeChannel } from '../ipc-main.ts';
import {
  type Clock,
  isSeen,
  type Log,
  type MainWindowPort,
  type Presence,
  type Unsubscribe,
} from '../ongoing-call/ports.ts';
import type { WindowState } from '../storage/window-state.ts';
import { onAtRest } from './at-rest.ts';
import { onceDrawable } from './drawable.ts';
import { placeOf, stateOf } from './main-place.ts';
import { WindowPresence } from './presence.ts';

/** What to do when the user closes the window. */
export type CloseAction = 'close' | 'hide' | 'minimize';

/** How a window that is being made shows itself once it can be drawn. */
type Entrance = 'in-front' | 'behind' | 'not';

export type MainWindowOptions = {
  platform: NodeJS.Platform;
  wayland: boolean;
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  page: string;
  preload: string;
  icon?: string;
  screen: Pick<Screen, 'getDisplayMatching'>;
  state: { get(): WindowState; change(change: Partial<WindowState>): void };
  channel: NoticeChannel;
  /** Asked each time the user closes the window. */
  onClose: () => CloseAction;
  /** The user closed it for good. */
  onClosed: () => void;
  /** Its renderer died, hangs or began a new page. */
  onRendererGone: (reason: string) => void;
  onRendererUnresponsive: () => void;
  onReload: () => void;
  clock: Clock;
  log: Log;
};

/** The window with the app in it. There is one at most; a new one takes the place of one whose renderer died. */
export class MainWindow implements MainWindowPort {
  readonly #options: MainWindowOptions;
  readonly #presence: WindowPresence;
  #window: BrowserWindow | null = null;
  #throttled = true;
  #entrance: Entrance = 'not';
  /** It has been shown and not been hidden since, whatever lies over it. */
  #open = false;
  #maximizeWhenShown = false;
  /** It leaves full screen in order to be hidden. */
  #hideNext = false;
  /** It is being hidden and shown again at once: nothing of that is worth telling. */
  #mapping = false;

  constructor(options: MainWindowOptions) {
    this.#options = options;
    this.#presence = new WindowPresence(options.wayland);
    let drawn = false;
    this.#presence.onChanged((presence) => {
      if (drawn === (presence !== 'hidden')) return;
      drawn = presence !== 'hidden';
      options.channel.send('window:visible', drawn);
    });
  }

  /** Opens the window; `visible: false` leaves it hidden until {@link show}. */
  open({ visible }: { visible: boolean }): void {
    if (!this.#live()) this.#window = this.#make(visible ? 'in-front' : 'not');
    else if (visible) this.show();
  }

  show(): void {
    const window = this.#live();
    if (!window) {
      this.open({ visible: true });
      return;
    }
    this.#entrance = 'not';
    this.#hideNext = false;
    if (window.isMinimized()) window.restore();
    if (this.#options.wayland && window.isVisible() && !window.isFocused()) this.#mapAnew(window);
    this.#reveal(window);
    window.show();
    window.focus();
    this.#update(window);
  }

  /** As {@link show}, and yields the window. */
  showNow(): BrowserWindow | undefined {
    this.show();
    return this.browserWindow();
  }

  /** Minimizes a window that is hidden, which gives it a button in the taskbar. On Wayland nothing could bring it back there. */
  minimizeHidden(): void {
    const window = this.#live();
    if (window && !this.#options.wayland && !window.isVisible()) this.#minimize(window);
  }

  presence(): Presence {
    return this.#presence.current;
  }

  onPresenceChanged(listener: (presence: Presence) => void): Unsubscribe {
    return this.#presence.onChanged(listener);
  }

  isVisible(): boolean {
    return isSeen(this.#presence.current);
  }

  onVisibilityChanged(listener: (visible: boolean) => void): Unsubscribe {
    return this.#presence.onSeenChanged(listener);
  }

  flash(on: boolean): void {
    this.#live()?.flashFrame(on);
  }

  browserWindow(): BrowserWindow | undefined {
    return this.#live() ?? undefined;
  }

  /** While a call exists nothing in the window may be slowed down for being out of sight. */
  setThrottled(throttled: boolean): void {
    if (this.#throttled === throttled) return;
    this.#throttled = throttled;
    this.#live()?.webContents.setBackgroundThrottling(throttled);
  }

  /** A fresh window in the place of this one: as visible, as large, with a renderer of its own. It takes no focus from others. */
  replace(): void {
    const old = this.#live();
    const minimized = old?.isMinimized() ?? false;
    const shown = this.#open && !minimized && !this.#hideNext;
    const entrance = shown ? (old?.isFocused() ? 'in-front' : 'behind') : this.#entrance;
    // The new one first: there is no moment without a window, in which the app would end.
    this.#window = this.#make(entrance);
    if (minimized) this.#minimize(this.#window);
    old?.destroy();
  }

  destroy(): void {
    const window = this.#live();
    this.#window = null;
    this.#options.channel.connect(null);
    window?.destroy();
  }

  /** The window, if it is still one: every call of a destroyed one throws. */
  #live(): BrowserWindow | null {
    return this.#window?.isDestroyed() ? null : this.#window;
  }

  #make(entrance: Entrance): BrowserWindow {
    const { create, page, preload, icon, screen, state, channel, log } = this.#options;
    const saved = state.get();
    const window = create({
      ...placeOf(saved.main, screen),
      ...(icon === undefined ? {} : { icon }),
      title: 'Holdfast',
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        backgroundThrottling: this.#throttled,
        spellcheck: false,
      },
    });
    channel.connect(window.webContents);
    this.#entrance = entrance;
    this.#open = false;
    this.#hideNext = false;
    this.#maximizeWhenShown = saved.maximized;
    this.#watch(window);
    window.loadURL(page).catch((cause: unknown) => log.error(`${page} could not be loaded.`, cause));
    return window;
  }

  #watch(window: BrowserWindow): void {
    const { clock, onClose, onClosed, onRendererGone, onRendererUnresponsive, onReload, channel } = this.#options;
    const current = () => this.#window === window;
    onceDrawable(window, clock, () => {
      if (current()) this.#enter(window);
    });
    const update = () => this.#update(window);
    window.on('show', update);
    window.on('hide', update);
    window.on('minimize', update);
    window.on('restore', update);
    window.on('focus', update);
    window.on('blur', update);
    window.on('leave-full-screen', () => {
      if (current() && this.#hideNext) this.#hide(window);
    });
    onAtRest(window, clock, () => this.#remember(window));
    window.on('maximize', () => this.#remember(window));
    window.on('unmaximize', () => this.#remember(window));
    window.on('close', (event) => {
      this.#remember(window);
      const action = onClose();
      if (action === 'close') return;
      event.preventDefault();
      if (action === 'hide') this.#hide(window);
      else this.#minimize(window);
    });
    window.on('closed', () => {
      if (!current()) return;
      this.#window = null;
      channel.connect(null);
      this.#presence.look(null);
      onClosed();
    });
    window.on('unresponsive', () => {
      if (current()) onRendererUnresponsive();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (!current()) return;
      channel.suspend();
      onRendererGone(reason);
    });
    // Only what has come about: `did-start-navigation` is told of a navigation that is then refused, too.
    window.webContents.on('did-navigate', () => {
      if (!current() || !channel.ready) return;
      channel.suspend();
      onReload();
    });
  }

  #enter(window: BrowserWindow): void {
    const entrance = this.#entrance;
    this.#entrance = 'not';
    if (entrance === 'not') return;
    if (entrance === 'in-front') {
      this.show();
      return;
    }
    this.#reveal(window);
    window.showInactive();
    this.#update(window);
  }

  #reveal(window: BrowserWindow): void {
    this.#open = true;
    // Not before: to maximize a hidden window shows it.
    if (this.#maximizeWhenShown) window.maximize();
    this.#maximizeWhenShown = false;
  }

  /** Also a hidden one, which Electron shows as a minimized one: `NativeWindowViews::Minimize`. */
  #minimize(window: BrowserWindow): void {
    this.#entrance = 'not';
    this.#open = true;
    window.minimize();
    this.#update(window);
  }

  #hide(window: BrowserWindow): void {
    // Hidden in full screen it leaves an empty, black Space behind: https://github.com/electron/electron/issues/20263
    this.#hideNext = this.#options.platform === 'darwin' && window.isFullScreen();
    if (this.#hideNext) {
      window.setFullScreen(false);
      return;
    }
    this.#open = false;
    window.hide();
    this.#update(window);
  }

  /**
   * Nobody but its compositor can bring back a window that it has minimized on Wayland, or raise one: xdg-shell has no
   * request for either. One that is mapped anew is on top.
   */
  #mapAnew(window: BrowserWindow): void {
    this.#mapping = true;
    try {
      window.hide();
      window.show();
    } finally {
      this.#mapping = false;
    }
  }

  /** Also after each call of our own that shows or hides: on macOS the events come later, or not at all. */
  #update(window: BrowserWindow): void {
    if (this.#live() === window && !this.#mapping) this.#presence.look(window);
  }

  #remember(window: BrowserWindow): void {
    const { state, wayland } = this.#options;
    if (this.#live() === window && !window.isMinimized()) state.change(stateOf(window, state.get(), wayland));
  }
}
