/**
 * Electron's windows as its source has them: what the desktop answers comes late or not at all, a destroyed object throws,
 * and so does what is asked of these fakes and they do not know.
 */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Display,
  Point,
  Rectangle,
  Screen,
  WebContents,
} from 'electron';

/** What a window is shown on. */
export type FakeDesktop = 'x11' | 'wayland' | 'win32' | 'darwin';

const destroyed = (): never => {
  // ObjectDestroyedError of Electron's gin_helper.
  throw new TypeError('Object has been destroyed');
};

/** `target` as the app is given it: `alive` says whether it still is, `always` what may be asked of it even then. */
function strict<T extends EventEmitter>(target: T, alive: () => boolean, always: readonly string[]): T {
  return new Proxy(target, {
    get(_target, name) {
      if (typeof name === 'symbol') return Reflect.get(target, name, target);
      if (!(name in target)) throw new Error(`The fake ${target.constructor.name} has no ${name}`);
      const ofEmitter = name in EventEmitter.prototype;
      if (!ofEmitter && !always.includes(name) && !alive()) destroyed();
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

let nextContentsId = 1;

export class FakeWebContents
  extends EventEmitter
  implements Pick<WebContents, 'id' | 'send' | 'isDestroyed' | 'setBackgroundThrottling'>
{
  readonly #id = nextContentsId++;
  readonly sent: { name: string; payload: unknown }[] = [];
  throttling: boolean[] = [];
  destroyed = false;

  get id(): number {
    return this.destroyed ? destroyed() : this.#id;
  }
  send(name: string, ...args: unknown[]): void {
    if (this.destroyed) destroyed();
    this.sent.push({ name, payload: args[0] });
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  setBackgroundThrottling(allowed: boolean): void {
    if (this.destroyed) destroyed();
    this.throttling.push(allowed);
  }
  names(): string[] {
    return this.sent.map(({ name }) => name);
  }
}

type WindowParts = Pick<
  BrowserWindow,
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'minimize'
  | 'restore'
  | 'maximize'
  | 'close'
  | 'destroy'
  | 'isVisible'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFocused'
  | 'isFullScreen'
  | 'setFullScreen'
  | 'isDestroyed'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'setAlwaysOnTop'
  | 'setVisibleOnAllWorkspaces'
  | 'flashFrame'
  | 'loadURL'
>;

/**
 * A window. `show` and `hide` are told at once on Linux and Windows, whether or not they change anything
 * (shell/browser/native_window_views.cc), and on macOS when what is seen of the window changes
 * (electron_ns_window_delegate.mm, windowDidChangeOcclusionState). All else comes with {@link FakeBrowserWindow.settle}.
 */
export class FakeBrowserWindow extends EventEmitter implements WindowParts {
  readonly webContents = new FakeWebContents();
  readonly options: BrowserWindowConstructorOptions;
  readonly calls: string[] = [];
  readonly #desktop: FakeDesktop;
  readonly #asWindow: BrowserWindow;
  #late: (() => void)[] = [];
  #shown = false;
  #covered = false;
  #minimized = false;
  #maximized = false;
  #focused = false;
  #fullScreen = false;
  #bounds: Rectangle;
  url = '';
  /** The compositor gives the focus to a window that asks for it. */
  givesFocus = true;

  constructor(options: BrowserWindowConstructorOptions, desktop: FakeDesktop = 'x11') {
    super();
    this.options = options;
    this.#desktop = desktop;
    this.#bounds = {
      x: options.x ?? 480,
      y: options.y ?? 200,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
    this.#asWindow = strict(this, () => !this.isDestroyed(), ['isDestroyed', 'destroy']) as unknown as BrowserWindow;
  }

  /** As the code under test takes it. */
  get asWindow(): BrowserWindow {
    return this.#asWindow;
  }

  /** What the desktop has to say arrives. */
  settle(): void {
    for (let next = this.#late.shift(); next; next = this.#late.shift()) if (!this.isDestroyed()) next();
  }

  show(): void {
    this.calls.push('show');
    this.#appear();
    this.#takeFocus();
  }
  showInactive(): void {
    this.calls.push('showInactive');
    this.#appear();
  }
  hide(): void {
    this.calls.push('hide');
    const seen = this.isVisible();
    this.#shown = false;
    if (this.#desktop !== 'darwin') this.emit('hide');
    else if (seen) this.#soon(() => this.emit('hide'));
    this.#loseFocus();
  }
  focus(): void {
    this.calls.push('focus');
    this.#takeFocus();
  }
  minimize(): void {
    this.calls.push('minimize');
    this.byUser.minimize();
  }
  restore(): void {
    this.calls.push('restore');
    this.byUser.restore();
  }
  maximize(): void {
    this.calls.push('maximize');
    this.#appear();
    this.#soon(() => {
      this.#maximized = true;
      this.emit('maximize');
    });
  }
  close(): void {
    let prevented = false;
    this.emit('close', {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (!prevented) this.destroy();
  }
  destroy(): void {
    if (this.isDestroyed()) return;
    this.calls.push('destroy');
    this.webContents.destroyed = true;
    this.#shown = false;
    this.emit('closed');
  }
  isVisible(): boolean {
    // shell/browser/native_window_mac.mm, IsVisible: what is wholly covered or minimized is not.
    return this.#shown && !(this.#desktop === 'darwin' && (this.#covered || this.#minimized));
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isFocused(): boolean {
    return this.#focused;
  }
  isFullScreen(): boolean {
    return this.#fullScreen;
  }
  setFullScreen(flag: boolean): void {
    this.calls.push(`setFullScreen ${flag}`);
    this.#soon(() => {
      this.#fullScreen = flag;
      this.emit(flag ? 'enter-full-screen' : 'leave-full-screen');
    });
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed;
  }
  getBounds(): Rectangle {
    // Wayland tells no window where it is.
    return this.#desktop === 'wayland' ? { ...this.#bounds, x: 0, y: 0 } : this.#bounds;
  }
  getNormalBounds(): Rectangle {
    return this.getBounds();
  }
  setBounds(bounds: Partial<Rectangle>): void {
    this.calls.push('setBounds');
    this.#place(bounds);
  }
  setAlwaysOnTop(): void {
    this.calls.push('setAlwaysOnTop');
  }
  setVisibleOnAllWorkspaces(): void {
    this.calls.push('setVisibleOnAllWorkspaces');
  }
  flashFrame(flag: boolean): void {
    this.calls.push(`flashFrame ${flag}`);
  }
  async loadURL(url: string): Promise<void> {
    this.url = url;
  }

  /** What a person does to it with the window manager. */
  readonly byUser = {
    minimize: (): void => {
      const wasSeen = this.isVisible();
      this.#shown = true;
      this.#loseFocus();
      // No window on Wayland is ever told that it is minimized: docs/api/browser-window.md, Event: 'minimize'.
      if (this.#desktop === 'wayland') return;
      this.#soon(() => {
        this.#minimized = true;
        this.emit('minimize');
        if (this.#desktop === 'darwin' && wasSeen) this.emit('hide');
      });
    },
    restore: (): void => {
      if (this.#desktop === 'wayland') return;
      this.#soon(() => {
        this.#minimized = false;
        this.emit('restore');
      });
      this.#takeFocus();
    },
    focus: (): void => this.#takeFocus(),
    /** To another program. */
    switchAway: (): void => this.#loseFocus(),
    /** With other windows, wholly. */
    cover: (covered: boolean): void => {
      this.#loseFocus();
      if (covered === this.#covered) return;
      this.#covered = covered;
      if (this.#desktop === 'darwin') this.#soon(() => this.emit(covered ? 'hide' : 'show'));
    },
    move: (bounds: Partial<Rectangle>): void => this.#place(bounds),
    fullScreen: (): void =>
      this.#soon(() => {
        this.#fullScreen = true;
        this.emit('enter-full-screen');
      }),
  };

  #appear(): void {
    const seen = this.isVisible();
    this.#shown = true;
    this.#covered = false;
    if (this.#desktop !== 'darwin') this.emit('show');
    else if (!seen) this.#soon(() => this.emit('show'));
  }

  #takeFocus(): void {
    if (!this.givesFocus) return;
    this.#soon(() => {
      if (this.#focused || !this.#shown) return;
      this.#focused = true;
      this.emit('focus');
    });
  }

  #loseFocus(): void {
    this.#soon(() => {
      if (!this.#focused) return;
      this.#focused = false;
      this.emit('blur');
    });
  }

  #place(bounds: Partial<Rectangle>): void {
    const before = this.#bounds;
    const { minWidth = 0, minHeight = 0, maxWidth = Infinity, maxHeight = Infinity } = this.options;
    const wanted = { ...before, ...bounds };
    this.#bounds = {
      ...wanted,
      width: Math.min(Math.max(wanted.width, minWidth), maxWidth),
      height: Math.min(Math.max(wanted.height, minHeight), maxHeight),
    };
    const { x, y, width, height } = this.#bounds;
    if (x !== before.x || y !== before.y) this.#soon(() => this.emit('move'));
    if (width !== before.width || height !== before.height) this.#soon(() => this.emit('resize'));
  }

  #soon(happen: () => void): void {
    this.#late.push(happen);
  }
}

/** Makes windows and keeps them. */
export class WindowFactory {
  readonly made: FakeBrowserWindow[] = [];
  readonly #desktop: FakeDesktop;

  constructor(desktop: FakeDesktop = 'x11') {
    this.#desktop = desktop;
  }

  readonly create = (options: BrowserWindowConstructorOptions): BrowserWindow => {
    const window = new FakeBrowserWindow(options, this.#desktop);
    this.made.push(window);
    return window.asWindow;
  };
  get last(): FakeBrowserWindow {
    return this.made.at(-1)!;
  }
  get open(): FakeBrowserWindow[] {
    return this.made.filter((window) => !window.isDestroyed());
  }
}

type ScreenParts = Pick<Screen, 'getCursorScreenPoint' | 'getDisplayNearestPoint' | 'getDisplayMatching'>;

const centre = ({ x, y, width, height }: Rectangle): Point => ({ x: x + width / 2, y: y + height / 2 });

/** Displays side by side; to begin with one, 1920 px wide with a panel at its lower edge. */
export class FakeScreen extends EventEmitter implements ScreenParts {
  pointer: Point = { x: 10, y: 10 };
  displays = [{ id: 7, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }];

  /** As the code under test takes it. */
  get asScreen(): Screen {
    return this as unknown as Screen;
  }

  getCursorScreenPoint(): Point {
    return this.pointer;
  }
  getDisplayNearestPoint({ x, y }: Point): Display {
    const distance = ({ workArea }: { workArea: Rectangle }) => {
      const middle = centre(workArea);
      return Math.hypot(middle.x - x, middle.y - y);
    };
    return [...this.displays].sort((a, b) => distance(a) - distance(b))[0] as Display;
  }
  getDisplayMatching(bounds: Rectangle): Display {
    return this.getDisplayNearestPoint(centre(bounds));
  }
  /** The desktop gives windows another part of a display. */
  changeWorkArea(workArea: Rectangle, id = 7): void {
    this.displays = this.displays.map((display) => (display.id === id ? { id, workArea } : display));
    this.emit('display-metrics-changed', {}, this.displays[0], ['workArea']);
  }
}
