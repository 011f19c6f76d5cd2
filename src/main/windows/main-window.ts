import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, Screen } from 'electron';
import type { NoticeChannel } from '../ipc-main.ts';
import type { Clock, Log, MainWindowPort, Unsubscribe } from '../ongoing-call/ports.ts';
import type { WindowState } from '../storage/window-state.ts';
import { onAtRest } from './at-rest.ts';

/** What to do when the user closes the window. */
export type CloseAction = 'close' | 'hide' | 'minimize';

export type MainWindowOptions = {
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

const defaultSize = { width: 960, height: 640 };
const smallestSize = { minWidth: 360, minHeight: 520 };

/** The window with the app in it. There is one at most; a new one takes the place of one whose renderer died. */
export class MainWindow implements MainWindowPort {
  readonly #options: MainWindowOptions;
  readonly #listeners = new Set<(visible: boolean) => void>();
  #window: BrowserWindow | null = null;
  #visible = false;
  #throttled = true;
  /** The window is being made: it shows itself when it can be drawn. */
  #showWhenDrawn = false;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** Opens the window; `visible: false` leaves it hidden until {@link show}. */
  open({ visible }: { visible: boolean }): void {
    if (this.#window) {
      if (visible) this.show();
      return;
    }
    this.#window = this.#make(visible);
  }

  show(): void {
    const window = this.#window;
    if (!window) {
      this.open({ visible: true });
      return;
    }
    this.#showWhenDrawn = false;
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  /** As {@link show}, and yields the window. */
  showNow(): BrowserWindow | undefined {
    this.show();
    return this.browserWindow();
  }

  isVisible(): boolean {
    return this.#visible;
  }

  onVisibilityChanged(listener: (visible: boolean) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  flash(on: boolean): void {
    this.#window?.flashFrame(on);
  }

  browserWindow(): BrowserWindow | undefined {
    return this.#window ?? undefined;
  }

  /** While a call exists nothing in the window may be slowed down for being out of sight. */
  setThrottled(throttled: boolean): void {
    if (this.#throttled === throttled) return;
    this.#throttled = throttled;
    this.#window?.webContents.setBackgroundThrottling(throttled);
  }

  /** A fresh window in the place of this one: as visible, as large, with a renderer of its own. */
  replace(): void {
    const old = this.#window;
    const visible = this.#visible || this.#showWhenDrawn;
    const minimized = old?.isMinimized() ?? false;
    // The new one first: there is no moment without a window, in which the app would end.
    this.#window = this.#make(visible);
    if (minimized) this.#window.minimize();
    if (old && !old.isDestroyed()) old.destroy();
  }

  destroy(): void {
    const window = this.#window;
    this.#window = null;
    this.#options.channel.connect(null);
    if (window && !window.isDestroyed()) window.destroy();
  }

  #make(visible: boolean): BrowserWindow {
    const { create, page, preload, icon, state, channel, log } = this.#options;
    const saved = state.get();
    const window = create({
      ...(this.#placeFor(saved.main) ?? defaultSize),
      ...smallestSize,
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
    this.#showWhenDrawn = visible;
    this.#watch(window);
    if (saved.maximized && visible) window.maximize();
    window.loadURL(page).catch((cause: unknown) => log.error(`${page} could not be loaded.`, cause));
    return window;
  }

  #watch(window: BrowserWindow): void {
    const { onClose, onClosed, onRendererGone, onRendererUnresponsive, onReload, channel } = this.#options;
    const current = () => this.#window === window;
    window.once('ready-to-show', () => {
      if (current() && this.#showWhenDrawn) this.show();
    });
    window.on('show', () => this.#updateVisibility(window));
    window.on('hide', () => this.#updateVisibility(window));
    window.on('minimize', () => this.#updateVisibility(window));
    window.on('restore', () => this.#updateVisibility(window));
    onAtRest(window, this.#options.clock, () => this.#remember(window));
    window.on('maximize', () => this.#remember(window));
    window.on('unmaximize', () => this.#remember(window));
    window.on('close', (event) => {
      this.#remember(window);
      const action = onClose();
      switch (action) {
        case 'close':
          return;
        case 'hide':
          event.preventDefault();
          window.hide();
          return;
        case 'minimize':
          event.preventDefault();
          window.minimize();
      }
    });
    window.on('closed', () => {
      if (!current()) return;
      this.#window = null;
      channel.connect(null);
      this.#setVisible(false);
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
    window.webContents.on('did-start-navigation', (details) => {
      if (!current() || !details.isMainFrame || details.isSameDocument || !channel.ready) return;
      channel.suspend();
      onReload();
    });
  }

  #updateVisibility(window: BrowserWindow): void {
    if (this.#window === window) this.#setVisible(window.isVisible() && !window.isMinimized());
  }

  #setVisible(visible: boolean): void {
    if (this.#visible === visible) return;
    this.#visible = visible;
    this.#options.channel.send('window:visible', visible);
    for (const listener of this.#listeners) listener(visible);
  }

  #remember(window: BrowserWindow): void {
    if (this.#window !== window || window.isDestroyed() || window.isMinimized()) return;
    this.#options.state.change({ main: window.getNormalBounds(), maximized: window.isMaximized() });
  }

  /** The remembered place, if it is on a display that is there. */
  #placeFor(bounds: Rectangle | null): Rectangle | null {
    if (!bounds) return null;
    const { workArea } = this.#options.screen.getDisplayMatching(bounds);
    const width = Math.min(bounds.width, workArea.width);
    const height = Math.min(bounds.height, workArea.height);
    if (width < smallestSize.minWidth || height < smallestSize.minHeight) return null;
    return {
      width,
      height,
      x: Math.min(Math.max(bounds.x, workArea.x), workArea.x + workArea.width - width),
      y: Math.min(Math.max(bounds.y, workArea.y), workArea.y + workArea.height - height),
    };
  }
}
