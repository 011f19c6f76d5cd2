import type * as Electron from 'electron';
import type { BrowserWindowConstructorOptions, WebContents as ElectronWebContents, Rectangle } from 'electron';
import { hostile } from './hostile.ts';
import { NativeWindow } from './native-window.ts';
import { conversionFailure, type Part, PreventableEvent, StrictEmitter, whole } from './strict.ts';
import { WebContents, type WebContentsHost } from './web-contents.ts';
import { WindowEvents } from './window-events.ts';
import { checkOptions } from './window-options.ts';
import type { WindowNews } from './x11/window-watch.ts';

export interface WindowHost extends WebContentsHost {
  isReady(): boolean;
  /** Where windows without a place of their own are centred. */
  workArea(): Rectangle;
  /** The last window is closed. */
  onAllClosed(): void;
  /** A window that was asked to close stays. */
  onCloseCancelled(): void;
  onCreated(window: BrowserWindow): void;
  onFocus(window: BrowserWindow, focused: boolean): void;
}

type Bounds = Rectangle;

/** Wayland tells windows neither where they are nor whether they are minimized, and gives no focus that is asked for. */
const onWayland = hostile.has('wayland');

/** Electron's `BrowserWindow`: a Chromium window without browser chrome. What it tells, it tells later ({@link WindowEvents}). */
export class BrowserWindow extends StrictEmitter implements Part<Electron.BrowserWindow> {
  static readonly #all = new Map<number, BrowserWindow>();
  static #lastId = 0;
  static #focused: BrowserWindow | undefined;
  static _host: WindowHost;

  readonly id: number;
  readonly webContents: ElectronWebContents;
  readonly #contents: WebContents;
  readonly #native: NativeWindow;
  readonly #isManaged: boolean;
  readonly #events = new WindowEvents();
  readonly #options: BrowserWindowConstructorOptions;
  #bounds: Bounds;
  #title: string;
  #visible = false;
  /** What the window manager was asked for, and what it has done. */
  readonly #wanted = { minimized: false, maximized: false };
  readonly #known = { minimized: false, maximized: false };
  #destroyed = false;
  #closing = false;
  #alwaysOnTop = false;
  #everywhere = false;
  #closable = true;

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all.values()];
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.#contents === contents) ?? null;
  }

  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.#all.get(id) ?? null;
  }

  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.#focused ?? null;
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', { mortal: true, lasting: ['id'] });
    this.setMaxListeners(0);
    const host = BrowserWindow._host;
    if (!host.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    checkOptions(options);
    this.id = ++BrowserWindow.#lastId;
    this.#options = { ...options };
    this.#title = options.title ?? '';
    const { width, height } = this.#allowed({ width: 800, height: 600, ...definedOf(options) });
    const area = host.workArea();
    const x = options.x ?? Math.max(0, Math.round(area.x + (area.width - width) / 2));
    const y = options.y ?? Math.max(0, Math.round(area.y + (area.height - height) / 2));
    this.#bounds = { x, y, width, height };
    this.#alwaysOnTop = options.alwaysOnTop ?? false;
    this.#closable = options.closable ?? true;
    this.#contents = new WebContents(host, {
      width: this.#bounds.width,
      height: this.#bounds.height,
      preload: options.webPreferences?.preload,
      backgroundThrottling: options.webPreferences?.backgroundThrottling ?? true,
      userCloses: () => {
        this.close();
        return this.#closing || this.#destroyed;
      },
      close: () => this.destroy(),
      bornHidden: options.show === false,
      isInFront: () => BrowserWindow.#focused === this,
    });
    this.webContents = whole<ElectronWebContents>(this.#contents as unknown as Partial<ElectronWebContents>);
    this.#native = new NativeWindow(
      host,
      this.#contents,
      () => ({
        destroyed: this.#destroyed,
        visible: this.#visible,
        state:
          this.#visible && !this.#wanted.minimized ? (this.#wanted.maximized ? 'maximized' : 'normal') : 'minimized',
        bounds: this.#bounds,
        title: this.#title,
      }),
      (news) => this.#hear(news),
    );
    this.#isManaged = this.#native.isManaged();
    this.#native.place(true);
    if (this.#alwaysOnTop) this.#native.setState('above', true);
    if (options.frame === false) this.#native.removeFrame();
    if (options.type) this.#native.setType(options.type);
    const { minWidth, minHeight, maxWidth, maxHeight } = options;
    if ((minWidth ?? minHeight ?? maxWidth ?? maxHeight) !== undefined) this.#native.setLimits(options);
    BrowserWindow.#all.set(this.id, this);
    this.#listen();
    // Nobody listens yet: nobody hears of it.
    if (options.show ?? true) this.#visible = true;
    this.#native.apply();
    if (this.#visible) this.focus();
    host.onCreated(this);
  }

  show(): void {
    this.#visible = true;
    this.#wanted.minimized = false;
    this.#apply();
    this.#tell('show');
    this.#settleLater();
    this.focus();
  }

  showInactive(): void {
    // Wayland shows no window without the focus, if its compositor gives it any.
    if (onWayland) {
      this.show();
      return;
    }
    this.#visible = true;
    this.#apply();
    this.#tell('show');
    this.#settleLater();
  }

  hide(): void {
    this.#visible = false;
    this.#apply();
    this.#tell('hide');
    this.#later(() => this.#setFocused(false));
  }

  /** A hidden window becomes a minimized one. */
  minimize(): void {
    this.#visible = true;
    this.#wanted.minimized = true;
    this.#apply();
    this.#settleLater();
  }

  restore(): void {
    this.#wanted.minimized = false;
    this.#apply();
    this.#settleLater();
    this.focus();
  }

  focus(): void {
    if (onWayland || !this.#visible || this.#options.focusable === false) return;
    if (this.#isManaged) {
      this.#native.focus();
      return;
    }
    this.#later(() => {
      if (this.#visible && !this.#wanted.minimized) this.#setFocused(true);
    });
  }

  blur(): void {
    this.#later(() => this.#setFocused(false));
  }

  /** Asks the app, then the page: one that hangs stays. */
  close(): void {
    if (this.#closing) return;
    const event = new PreventableEvent();
    this.emit('close', event);
    if (this.#destroyed) return;
    if (event.defaultPrevented) {
      BrowserWindow._host.onCloseCancelled();
      return;
    }
    this.#closing = true;
    this.#contents._mayClose().then(() => this.#destroy());
  }

  destroy(): void {
    this.#destroy();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** A minimized window counts as visible. */
  isVisible(): boolean {
    return this.#visible;
  }

  isMinimized(): boolean {
    return this.#visible && this.#known.minimized && !onWayland;
  }

  /** Shows a hidden window, too. */
  maximize(): void {
    this.#visible = true;
    this.#wanted.maximized = true;
    this.#wanted.minimized = false;
    this.#apply();
    this.#settleLater();
  }

  unmaximize(): void {
    this.#wanted.maximized = false;
    this.#apply();
    this.#settleLater();
  }

  isMaximized(): boolean {
    return this.#known.maximized;
  }

  isFocused(): boolean {
    return BrowserWindow.#focused === this;
  }

  isAlwaysOnTop(): boolean {
    return this.#alwaysOnTop;
  }

  isClosable(): boolean {
    return this.#closable;
  }

  isVisibleOnAllWorkspaces(): boolean {
    return this.#everywhere;
  }

  getBounds(): Bounds {
    return onWayland ? { ...this.#bounds, x: 0, y: 0 } : { ...this.#bounds };
  }

  getNormalBounds(): Bounds {
    return this.getBounds();
  }

  getContentBounds(): Bounds {
    return this.getBounds();
  }

  setBounds(change: Partial<Bounds>): void {
    if (change === null || typeof change !== 'object') throw conversionFailure(0, change);
    const before = this.#bounds;
    const wanted = { ...before, ...change };
    this.#bounds = { x: Math.round(wanted.x), y: Math.round(wanted.y), ...this.#allowed(wanted) };
    const { x, y, width, height } = this.#bounds;
    const moved = x !== before.x || y !== before.y;
    const resized = width !== before.width || height !== before.height;
    if (!moved && !resized) return;
    this.#native.place(resized);
    if (moved) this.#tell('move');
    if (resized) this.#tell('resize');
  }

  getPosition(): number[] {
    const { x, y } = this.getBounds();
    return [x, y];
  }

  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  setMinimumSize(width: number, height: number): void {
    this.#options.minWidth = width;
    this.#options.minHeight = height;
    this.setBounds({});
  }

  setAlwaysOnTop(flag: boolean): void {
    if (this.#alwaysOnTop === flag) return;
    this.#alwaysOnTop = flag;
    this.#native.setState('above', flag);
    this.#later(() => this.emit('always-on-top-changed', new PreventableEvent(), flag));
  }

  setVisibleOnAllWorkspaces(visible: boolean): void {
    this.#everywhere = visible;
    this.#native.setState('sticky', visible);
  }

  getTitle(): string {
    return this.#title;
  }

  moveTop(): void {
    if (!onWayland) this.#native.focus();
  }

  flashFrame(flag: boolean): void {
    this.#native.setState('attention', flag);
  }

  loadURL(url: string): Promise<void> {
    return this.#contents.loadURL(url);
  }

  loadFile(path: string, options?: { query?: Record<string, string>; search?: string; hash?: string }): Promise<void> {
    return this.#contents.loadFile(path, options);
  }

  reload(): void {
    this.#contents.reload();
  }

  #listen(): void {
    this.#contents.once('_first-paint', () => {
      if (!hostile.has('no-ready-to-show')) this.#tell('ready-to-show');
    });
    for (const name of ['unresponsive', 'responsive']) this.#contents.on(name, () => this.#tell(name));
    this.#contents.on('page-title-updated', (_event: PreventableEvent, title: string, explicit: boolean) => {
      const own = new PreventableEvent();
      this.emit('page-title-updated', own, title, explicit);
      if (!own.defaultPrevented) this.#title = title;
      this.#native.setTitle();
    });
  }

  #destroy(): void {
    if (this.#destroyed) return;
    const { id } = this;
    if (BrowserWindow.#focused === this) BrowserWindow.#focused = undefined;
    BrowserWindow.#all.delete(id);
    this.#destroyed = true;
    this.#native.stop();
    this.#contents._destroy();
    this.emit('closed');
    if (BrowserWindow.#all.size === 0) BrowserWindow._host.onAllClosed();
  }

  /** The size within what the window may have. */
  #allowed({ width, height }: { width: number; height: number }): { width: number; height: number } {
    const { minWidth = 0, minHeight = 0, maxWidth = Infinity, maxHeight = Infinity } = this.#options;
    return {
      width: Math.round(Math.min(Math.max(width, minWidth), maxWidth)),
      height: Math.round(Math.min(Math.max(height, minHeight), maxHeight)),
    };
  }

  #apply(): void {
    this.#contents._isBorn();
    this.#native.apply();
  }

  #later(run: () => void): void {
    this.#events.later(() => {
      if (!this.#destroyed) run();
    });
  }

  #tell(name: string): void {
    if (!this.#events.isLost(name)) this.#later(() => this.emit(name));
  }

  /** By then the window manager has done what it was asked for. */
  #settleLater(): void {
    if (this.#isManaged) return;
    const wanted = { ...this.#wanted };
    this.#later(() => this.#settle(wanted));
  }

  #settle({ minimized, maximized }: { minimized: boolean; maximized: boolean }): void {
    const before = { ...this.#known };
    Object.assign(this.#known, { minimized, maximized });
    if (minimized) this.#setFocused(false);
    const happened = [
      ...(minimized === before.minimized ? [] : [minimized ? 'minimize' : 'restore']),
      ...(maximized === before.maximized ? [] : [maximized ? 'maximize' : 'unmaximize']),
    ];
    for (const name of happened) if (!this.#events.isLost(name)) this.emit(name);
  }

  /** The window manager has done something, by itself, for a person or for the app. */
  #hear({ minimized, maximized, focused, bounds }: WindowNews): void {
    if (!this.#isManaged) return;
    this.#later(() => {
      // What the app has wanted since is on its way: news comes after it.
      if (!this.#visible || !this.#native.isIdle()) return;
      this.#wanted.minimized = minimized;
      this.#wanted.maximized = maximized;
      this.#settle({ minimized, maximized });
      this.#setFocused(focused);
      if (!minimized && !maximized) this.#moveTo(bounds);
    });
  }

  #moveTo(bounds: Bounds): void {
    const before = this.#bounds;
    this.#bounds = bounds;
    if (bounds.x !== before.x || bounds.y !== before.y) this.#tell('move');
    if (bounds.width !== before.width || bounds.height !== before.height) this.#tell('resize');
  }

  #setFocused(focused: boolean): void {
    if (this.isFocused() === focused) return;
    const before = BrowserWindow.#focused;
    BrowserWindow.#focused = focused ? this : undefined;
    if (focused) {
      if (before) before.#onFocus(false);
      if (!this.#isManaged) this.#native.focus();
    }
    this.#onFocus(focused);
  }

  #onFocus(focused: boolean): void {
    const name = focused ? 'focus' : 'blur';
    if (this.#events.isLost(name)) return;
    this.emit(name);
    BrowserWindow._host.onFocus(this, focused);
  }
}

/** Width and height, where they are given. */
function definedOf({ width, height }: BrowserWindowConstructorOptions): { width?: number; height?: number } {
  return { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
}
