import type * as Electron from 'electron';
import type { BrowserWindowConstructorOptions, WebContents as ElectronWebContents, Rectangle } from 'electron';
import { NativeWindow } from './native-window.ts';
import { type Part, PreventableEvent, StrictEmitter, whole } from './strict.ts';
import { WebContents, type WebContentsHost } from './web-contents.ts';
import { checkOptions } from './window-options.ts';

export interface WindowHost extends WebContentsHost {
  isReady(): boolean;
  /** Where windows without a place of their own are centred. */
  workArea(): Rectangle;
  /** The last window is closed. */
  onAllClosed(): void;
  onCreated(window: BrowserWindow): void;
  onFocus(window: BrowserWindow | null): void;
}

type Bounds = Rectangle;

/** Electron's `BrowserWindow`: a Chromium window without browser chrome. */
export class BrowserWindow extends StrictEmitter implements Part<Electron.BrowserWindow> {
  static readonly #all = new Map<number, BrowserWindow>();
  static #lastId = 0;
  static #focused: BrowserWindow | undefined;
  static _host: WindowHost;

  readonly id: number;
  readonly webContents: ElectronWebContents;
  readonly #contents: WebContents;
  readonly #native: NativeWindow;
  readonly #options: BrowserWindowConstructorOptions;
  #bounds: Bounds;
  #title: string;
  #visible = false;
  #minimized = false;
  #maximized = false;
  #destroyed = false;
  #alwaysOnTop = false;
  #skipTaskbar = false;
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
    super('BrowserWindow');
    this.setMaxListeners(0);
    const host = BrowserWindow._host;
    if (!host.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    checkOptions(options);
    this.id = ++BrowserWindow.#lastId;
    this.#options = options;
    this.#title = options.title ?? '';
    const { width = 800, height = 600 } = options;
    const area = host.workArea();
    const x = options.x ?? Math.max(0, Math.round(area.x + (area.width - width) / 2));
    const y = options.y ?? Math.max(0, Math.round(area.y + (area.height - height) / 2));
    this.#bounds = { x, y, width, height };
    this.#alwaysOnTop = options.alwaysOnTop ?? false;
    this.#skipTaskbar = options.skipTaskbar ?? false;
    this.#closable = options.closable ?? true;
    this.#contents = new WebContents(host, {
      width: this.#bounds.width,
      height: this.#bounds.height,
      preload: options.webPreferences?.preload,
      backgroundThrottling: options.webPreferences?.backgroundThrottling ?? true,
      userCloses: () => {
        this.close();
        return this.#destroyed;
      },
      close: () => this.destroy(),
    });
    this.webContents = whole<ElectronWebContents>(this.#contents as unknown as Partial<ElectronWebContents>);
    this.#native = new NativeWindow(host, this.#contents, () => ({
      destroyed: this.#destroyed,
      visible: this.#visible,
      state: this.#visible && !this.#minimized ? (this.#maximized ? 'maximized' : 'normal') : 'minimized',
      skipTaskbar: this.#skipTaskbar,
      bounds: this.#bounds,
    }));
    this.#native.place(true);
    if (this.#alwaysOnTop) this.#native.setState('above', true);
    if (this.#skipTaskbar) this.#native.setState('skip-taskbar', true);
    if (options.frame === false) this.#native.removeFrame();
    BrowserWindow.#all.set(this.id, this);
    this.#contents.once('did-finish-load', () => this.emit('ready-to-show'));
    this.#contents.on('page-title-updated', (_event: PreventableEvent, title: string, explicit: boolean) => {
      const own = new PreventableEvent();
      this.emit('page-title-updated', own, title, explicit);
      if (!own.defaultPrevented) this.#title = title;
    });
    if (options.show ?? true) this.show();
    else this.#native.apply();
    host.onCreated(this);
  }

  show(): void {
    this.#reveal();
    this.focus();
  }

  showInactive(): void {
    this.#reveal();
  }

  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#native.apply();
    this.#loseFocus();
    this.emit('hide');
  }

  minimize(): void {
    if (this.#minimized) return;
    this.#minimized = true;
    this.#native.apply();
    this.#loseFocus();
    this.emit('minimize');
  }

  restore(): void {
    if (!this.#minimized) return;
    this.#minimized = false;
    this.#native.apply();
    this.emit('restore');
    this.focus();
  }

  focus(): void {
    if (this.#destroyed || !this.#visible || this.#minimized || this.#options.focusable === false) return;
    if (BrowserWindow.#focused === this) return;
    BrowserWindow.#focused?.blur();
    BrowserWindow.#focused = this;
    this.#contents.focus();
    this.emit('focus');
    BrowserWindow._host.onFocus(this);
  }

  blur(): void {
    this.#loseFocus();
  }

  close(): void {
    if (this.#destroyed) return;
    const event = new PreventableEvent();
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#loseFocus();
    this.#destroyed = true;
    BrowserWindow.#all.delete(this.id);
    this.#contents._destroy();
    this.emit('closed');
    if (BrowserWindow.#all.size === 0) BrowserWindow._host.onAllClosed();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isVisible(): boolean {
    return this.#visible && !this.#destroyed;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  maximize(): void {
    this.#reveal();
    if (this.#maximized) return;
    this.#maximized = true;
    this.#native.apply();
    this.emit('maximize');
  }

  unmaximize(): void {
    if (!this.#maximized) return;
    this.#maximized = false;
    this.#native.apply();
    this.emit('unmaximize');
  }

  isMaximized(): boolean {
    return this.#maximized;
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
    return { ...this.#bounds };
  }

  getNormalBounds(): Bounds {
    return { ...this.#bounds };
  }

  getContentBounds(): Bounds {
    return { ...this.#bounds };
  }

  setBounds(change: Partial<Bounds>): void {
    const before = this.#bounds;
    const { minWidth = 0, minHeight = 0, maxWidth = Infinity, maxHeight = Infinity } = this.#options;
    const wanted = { ...before, ...change };
    this.#bounds = {
      x: Math.round(wanted.x),
      y: Math.round(wanted.y),
      width: Math.round(Math.min(Math.max(wanted.width, minWidth), maxWidth)),
      height: Math.round(Math.min(Math.max(wanted.height, minHeight), maxHeight)),
    };
    const { x, y, width, height } = this.#bounds;
    const moved = x !== before.x || y !== before.y;
    const resized = width !== before.width || height !== before.height;
    if (!moved && !resized) return;
    this.#native.place(resized);
    if (moved) this.emit('move');
    if (resized) this.emit('resize');
  }

  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
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
    this.emit('always-on-top-changed', new PreventableEvent(), flag);
  }

  setSkipTaskbar(skip: boolean): void {
    this.#skipTaskbar = skip;
    this.#native.setState('skip-taskbar', skip);
  }

  setVisibleOnAllWorkspaces(visible: boolean): void {
    this.#everywhere = visible;
    this.#native.setState('sticky', visible);
  }

  getTitle(): string {
    return this.#title;
  }

  moveTop(): void {
    this.#contents.focus();
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

  #reveal(): void {
    const wasVisible = this.#visible && !this.#minimized;
    this.#visible = true;
    this.#minimized = false;
    if (wasVisible) return;
    this.#native.apply();
    this.emit('show');
  }

  #loseFocus(): void {
    if (BrowserWindow.#focused !== this) return;
    BrowserWindow.#focused = undefined;
    this.emit('blur');
    BrowserWindow._host.onFocus(null);
  }
}
