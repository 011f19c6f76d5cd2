/** Electron's parts as the main process sees them; `implements` makes the compiler notice when Electron's own change. */
import { EventEmitter } from 'node:events';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  IpcMain,
  IpcMainInvokeEvent,
  Rectangle,
  Screen,
  WebContents,
} from 'electron';
import type { WindowState } from '../../../src/main/storage/window-state.ts';
import type { Result } from '../../../src/shared/ipc.ts';

export { aCall, createService, FakeLog } from '../ongoing-call/fixtures.ts';

let nextContentsId = 1;

export class FakeWebContents
  extends EventEmitter
  implements Pick<WebContents, 'id' | 'send' | 'isDestroyed' | 'setBackgroundThrottling'>
{
  readonly id = nextContentsId++;
  readonly sent: { name: string; payload: unknown }[] = [];
  throttling: boolean[] = [];
  destroyed = false;

  send(name: string, ...args: unknown[]): void {
    this.sent.push({ name, payload: args[0] });
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  setBackgroundThrottling(allowed: boolean): void {
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
  | 'isDestroyed'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'setAlwaysOnTop'
  | 'setVisibleOnAllWorkspaces'
  | 'flashFrame'
  | 'loadURL'
>;

export class FakeBrowserWindow extends EventEmitter implements WindowParts {
  readonly webContents = new FakeWebContents();
  readonly options: BrowserWindowConstructorOptions;
  readonly calls: string[] = [];
  #visible = false;
  #minimized = false;
  #maximized = false;
  #bounds: Rectangle;
  url = '';

  constructor(options: BrowserWindowConstructorOptions) {
    super();
    this.options = options;
    this.#bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    };
  }

  /** As the code under test takes it. */
  get asWindow(): BrowserWindow {
    return this as unknown as BrowserWindow;
  }

  show(): void {
    this.calls.push('show');
    if (this.#visible) return;
    this.#visible = true;
    this.emit('show');
  }
  showInactive(): void {
    this.calls.push('showInactive');
    if (this.#visible) return;
    this.#visible = true;
    this.emit('show');
  }
  hide(): void {
    this.calls.push('hide');
    if (!this.#visible) return;
    this.#visible = false;
    this.emit('hide');
  }
  focus(): void {
    this.calls.push('focus');
  }
  minimize(): void {
    this.calls.push('minimize');
    this.#minimized = true;
    this.emit('minimize');
  }
  restore(): void {
    this.calls.push('restore');
    this.#minimized = false;
    this.emit('restore');
  }
  maximize(): void {
    this.#maximized = true;
    this.emit('maximize');
  }
  close(): void {
    let prevented = false;
    this.emit('close', { preventDefault: () => (prevented = true) });
    if (!prevented) this.destroy();
  }
  destroy(): void {
    if (this.webContents.destroyed) return;
    this.calls.push('destroy');
    this.webContents.destroyed = true;
    this.#visible = false;
    this.emit('closed');
  }
  isVisible(): boolean {
    return this.#visible;
  }
  isMinimized(): boolean {
    return this.#minimized;
  }
  isMaximized(): boolean {
    return this.#maximized;
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed;
  }
  getBounds(): Rectangle {
    return this.#bounds;
  }
  getNormalBounds(): Rectangle {
    return this.#bounds;
  }
  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
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
}

/** Makes windows and keeps them. */
export class WindowFactory {
  readonly made: FakeBrowserWindow[] = [];
  readonly create = (options: BrowserWindowConstructorOptions): BrowserWindow => {
    const window = new FakeBrowserWindow(options);
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

export class FakeWindowState {
  #state: WindowState = { main: null, maximized: false, miniCorners: {} };
  get(): WindowState {
    return this.#state;
  }
  change(change: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...change };
  }
}

const workArea = { x: 0, y: 0, width: 1920, height: 1040 };

export const fakeScreen = {
  getCursorScreenPoint: () => ({ x: 10, y: 10 }),
  getDisplayNearestPoint: () => ({ id: 7, workArea }),
  getDisplayMatching: () => ({ id: 7, workArea }),
} as unknown as Screen;

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => unknown;

/** Raw IPC: calls what was registered, as a frame would. */
export class FakeIpcMain implements Pick<IpcMain, 'handle'> {
  readonly handlers = new Map<string, Listener>();

  handle(channel: string, listener: Listener): void {
    if (this.handlers.has(channel)) throw new Error(`A second handler for ${channel}`);
    this.handlers.set(channel, listener);
  }

  async invoke(channel: string, from: Sender, ...args: unknown[]): Promise<Result<unknown>> {
    const handler = this.handlers.get(channel);
    if (!handler) throw new Error(`No handler registered for ${channel}`);
    const frame = from.url === null ? null : { url: from.url, parent: from.subFrame ? {} : null };
    const event = {
      sender: from.disposed === 'contents' ? throwing('Object has been destroyed') : { id: from.id },
      senderFrame:
        from.disposed === 'frame' ? throwing('Render frame was disposed before WebFrameMain could be accessed') : frame,
    };
    return (await handler(event as never, ...args)) as Result<unknown>;
  }
}

/** As Electron's objects are when what they stand for is gone. */
const throwing = (message: string) =>
  new Proxy(
    {},
    {
      get: () => {
        throw new TypeError(message);
      },
    },
  );

/** A frame that asks; `url: null` is one that is gone already, `disposed` what throws at any use. */
export type Sender = { id: number; url: string | null; subFrame?: boolean; disposed?: 'frame' | 'contents' };
