import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, Screen } from 'electron';
import type { CallSnapshot } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import type { NoticeChannel } from '../ipc-main.ts';
import type { Clock, Log, MiniWindowPort, Unsubscribe } from '../ongoing-call/ports.ts';
import type { Corner, WindowState } from '../storage/window-state.ts';
import { onAtRest } from './at-rest.ts';

export type MiniWindowOptions = {
  platform: NodeJS.Platform;
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  page: string;
  preload: string;
  icon?: string;
  screen: Pick<Screen, 'getCursorScreenPoint' | 'getDisplayNearestPoint' | 'getDisplayMatching'>;
  state: { get(): WindowState; change(change: Partial<WindowState>): void };
  channel: NoticeChannel;
  clock: Clock;
  log: Log;
};

const size = { width: 320, height: 180 };
/** Distance to the edges of the display, px. */
const margin = 16;
/** A hidden mini window is kept for so long: hiding and showing in quick turns makes no new ones. */
const keepHiddenMs = 30_000;

/** The small window with the call in it, on top of all others. It never takes the focus when it appears. */
export class MiniWindow implements MiniWindowPort {
  readonly #options: MiniWindowOptions;
  #window: BrowserWindow | null = null;
  #wanted = false;
  #drawn = false;
  #cancelRemoval: Unsubscribe | null = null;

  constructor(options: MiniWindowOptions) {
    this.#options = options;
  }

  show(call: CallSnapshot): void {
    this.#cancelRemoval?.();
    this.#cancelRemoval = null;
    this.#window ??= this.#make();
    this.update(call);
    if (this.#wanted) return;
    this.#wanted = true;
    this.#options.channel.send('window:visible', true);
    if (this.#drawn) this.#appear(this.#window);
  }

  update(call: CallSnapshot): void {
    if (this.#window) this.#options.channel.send('ongoing-call:snapshot', call);
  }

  hide(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#window?.hide();
    this.#options.channel.send('ongoing-call:snapshot', null);
    this.#options.channel.send('window:visible', false);
    this.#cancelRemoval = this.#options.clock.after(keepHiddenMs, () => this.destroy());
  }

  browserWindow(): BrowserWindow | undefined {
    return this.#window ?? undefined;
  }

  destroy(): void {
    this.#cancelRemoval?.();
    this.#cancelRemoval = null;
    const window = this.#window;
    this.#forget();
    if (window && !window.isDestroyed()) window.destroy();
  }

  #forget(): void {
    this.#window = null;
    this.#wanted = false;
    this.#drawn = false;
    this.#options.channel.connect(null);
    this.#options.channel.clearQueue();
  }

  #make(): BrowserWindow {
    const { platform, create, page, preload, icon, channel, log } = this.#options;
    const window = create({
      ...size,
      ...(icon === undefined ? {} : { icon }),
      // A title of its own, so that tiling window managers can have a rule for it.
      title: words.mini.title,
      // Without a rule they let a window of this type float.
      ...(platform === 'linux' ? { type: 'toolbar' } : {}),
      show: false,
      frame: false,
      resizable: false,
      maximizable: false,
      minimizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: false,
      },
    });
    window.setAlwaysOnTop(true, 'floating');
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    window.on('page-title-updated', (event) => event.preventDefault());
    window.once('ready-to-show', () => {
      if (this.#window !== window) return;
      this.#drawn = true;
      if (this.#wanted) this.#appear(window);
    });
    onAtRest(window, this.#options.clock, () => this.#remember(window));
    window.on('close', (event) => {
      // Closing it takes it out of the way, until the main window hides the next time.
      event.preventDefault();
      this.hide();
    });
    window.on('closed', () => {
      if (this.#window === window) this.#forget();
    });
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (this.#window !== window) return;
      log.error(`The renderer of the mini window died (${reason}).`);
      // The next show makes a new one.
      this.destroy();
    });
    channel.connect(window.webContents);
    window.loadURL(page).catch((cause: unknown) => log.error(`${page} could not be loaded.`, cause));
    return window;
  }

  #appear(window: BrowserWindow): void {
    window.setBounds(this.#place());
    window.showInactive();
  }

  #place(): Rectangle {
    const { screen, state } = this.#options;
    const { id, workArea } = screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
    const corner = state.get().miniCorners[String(id)] ?? 'bottom-right';
    const right = workArea.x + workArea.width - size.width - margin;
    const bottom = workArea.y + workArea.height - size.height - margin;
    return {
      ...size,
      x: corner.endsWith('left') ? workArea.x + margin : right,
      y: corner.startsWith('top') ? workArea.y + margin : bottom,
    };
  }

  /** Which corner it was moved to. Wayland tells no positions: there the compositor places it. */
  #remember(window: BrowserWindow): void {
    if (this.#window !== window || !this.#wanted) return;
    const { screen, state } = this.#options;
    const bounds = window.getBounds();
    const { id, workArea } = screen.getDisplayMatching(bounds);
    const isLeft = bounds.x + bounds.width / 2 < workArea.x + workArea.width / 2;
    const isTop = bounds.y + bounds.height / 2 < workArea.y + workArea.height / 2;
    const corner: Corner = `${isTop ? 'top' : 'bottom'}-${isLeft ? 'left' : 'right'}`;
    state.change({ miniCorners: { ...state.get().miniCorners, [String(id)]: corner } });
  }
}
