import type { BrowserWindow, BrowserWindowConstructorOptions, Display, Rectangle, Screen } from 'electron';
import { type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { words } from '../../shared/words.ts';
import type { NoticeChannel } from '../ipc-main.ts';
import type { Clock, Log, MiniWindowPort, Unsubscribe } from '../ongoing-call/ports.ts';
import type { Corner, WindowState } from '../storage/window-state.ts';
import { onAtRest } from './at-rest.ts';
import { onceDrawable } from './drawable.ts';

export type MiniWindowOptions = {
  platform: NodeJS.Platform;
  wayland: boolean;
  /** Where it sits on a display on which it has not been moved. */
  defaultCorner: Corner;
  create: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  page: string;
  preload: string;
  icon?: string;
  screen: MiniWindowScreen;
  state: { get(): WindowState; change(change: Partial<WindowState>): void };
  channel: NoticeChannel;
  clock: Clock;
  log: Log;
};

type MiniWindowScreen = Pick<
  Screen,
  'getCursorScreenPoint' | 'getDisplayNearestPoint' | 'getDisplayMatching' | 'on' | 'removeListener'
>;

const size = { width: 320, height: 180 };
/**
 * Smallest and largest at once: no window manager makes it fill a side of the screen, and those that tile let it float
 * (i3: src/manage.c, sway: sway/desktop/xdg_shell.c). A window type would do the latter, too, but KWin may take toolbars
 * and utility windows of a program that is not in front off the screen (`Workspace::updateToolWindows`): just when this
 * one is wanted.
 */
const fixedSize = {
  ...size,
  minWidth: size.width,
  minHeight: size.height,
  maxWidth: size.width,
  maxHeight: size.height,
  resizable: false,
};
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
  /** Where it was put last, which is no wish of the person's. */
  #placed: Rectangle | null = null;
  #cancelRemoval: Unsubscribe | null = null;

  constructor(options: MiniWindowOptions) {
    this.#options = options;
  }

  show(calls: CallsSnapshot): void {
    this.#cancelRemoval?.();
    this.#cancelRemoval = null;
    if (!this.#live()) this.#forget();
    const window = this.#window ?? this.#make();
    this.#window = window;
    this.update(calls);
    if (this.#wanted) return;
    this.#wanted = true;
    this.#options.channel.send('window:visible', true);
    if (this.#drawn) this.#appear(window);
  }

  update(calls: CallsSnapshot): void {
    if (this.#live()) this.#options.channel.send('ongoing-call:snapshot', calls);
  }

  hide(): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#live()?.hide();
    this.#options.channel.send('ongoing-call:snapshot', noCalls);
    this.#options.channel.send('window:visible', false);
    this.#cancelRemoval = this.#options.clock.after(keepHiddenMs, () => this.destroy());
  }

  browserWindow(): BrowserWindow | undefined {
    return this.#live() ?? undefined;
  }

  destroy(): void {
    this.#cancelRemoval?.();
    this.#cancelRemoval = null;
    const window = this.#live();
    this.#forget();
    window?.destroy();
  }

  /** The window, if it is still one: every call of a destroyed one throws. */
  #live(): BrowserWindow | null {
    return this.#window?.isDestroyed() ? null : this.#window;
  }

  #forget(): void {
    const { screen } = this.#options;
    // Without a window the app may not be ready yet, and `screen` not to be used.
    if (this.#window) {
      screen.removeListener('display-metrics-changed', this.#follow);
      screen.removeListener('display-removed', this.#follow);
    }
    this.#window = null;
    this.#wanted = false;
    this.#drawn = false;
    this.#options.channel.connect(null);
    this.#options.channel.clearQueue();
  }

  #make(): BrowserWindow {
    const { platform, create, page, preload, icon, screen, channel, clock, log } = this.#options;
    const window = create({
      ...fixedSize,
      ...(icon === undefined ? {} : { icon }),
      // A title of its own, so that tiling window managers can have a rule for it.
      title: words.mini.title,
      // Else it stays under programs in full screen: docs/api/base-window.md of Electron, `type`.
      ...(platform === 'darwin' ? { type: 'panel' } : {}),
      show: false,
      frame: false,
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
    onceDrawable(window, clock, () => {
      if (this.#window !== window) return;
      this.#drawn = true;
      if (this.#wanted) this.#appear(window);
    });
    onAtRest(window, clock, () => this.#remember(window));
    window.on('close', (event) => {
      // Closing it takes it out of the way, until the main window hides the next time.
      event.preventDefault();
      this.hide();
    });
    // Minimized it could not be found again where it is in no taskbar (Windows, macOS): that, too, takes it out of the way.
    window.on('minimize', () => {
      // Not while the system is still at it.
      clock.after(0, () => {
        if (this.#window === window) this.destroy();
      });
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
    screen.on('display-metrics-changed', this.#follow);
    screen.on('display-removed', this.#follow);
    channel.connect(window.webContents);
    window.loadURL(page).catch((cause: unknown) => log.error(`${page} could not be loaded.`, cause));
    return window;
  }

  #appear(window: BrowserWindow): void {
    const { screen } = this.#options;
    this.#put(window, () => screen.getDisplayNearestPoint(screen.getCursorScreenPoint()));
    window.showInactive();
  }

  /** A panel has come or gone, or the display that it was on: into its corner again, of the display nearest to where it is. */
  readonly #follow = (): void => {
    const window = this.#live();
    if (window && this.#wanted && this.#drawn) {
      this.#put(window, () => this.#options.screen.getDisplayMatching(window.getBounds()));
    }
  };

  /** Wayland lets no window say where it is to be, and tells neither that nor where the pointer is. */
  #put(window: BrowserWindow, displayOf: () => Display): void {
    if (this.#options.wayland) return;
    this.#placed = this.#placeOn(displayOf());
    window.setBounds(this.#placed);
  }

  #placeOn({ id, workArea }: Display): Rectangle {
    const { state, defaultCorner } = this.#options;
    const corner = state.get().miniCorners[String(id)] ?? defaultCorner;
    const right = workArea.x + workArea.width - size.width - margin;
    const bottom = workArea.y + workArea.height - size.height - margin;
    return {
      ...size,
      x: corner.endsWith('left') ? workArea.x + margin : right,
      y: corner.startsWith('top') ? workArea.y + margin : bottom,
    };
  }

  /** Which corner it was moved to. On Wayland it always seems to be at 0,0. */
  #remember(window: BrowserWindow): void {
    const { screen, state, wayland } = this.#options;
    if (wayland || this.#live() !== window || !this.#wanted) return;
    const bounds = window.getBounds();
    if (bounds.x === this.#placed?.x && bounds.y === this.#placed.y) return;
    const { id, workArea } = screen.getDisplayMatching(bounds);
    const isLeft = bounds.x + bounds.width / 2 < workArea.x + workArea.width / 2;
    const isTop = bounds.y + bounds.height / 2 < workArea.y + workArea.height / 2;
    const corner: Corner = `${isTop ? 'top' : 'bottom'}-${isLeft ? 'left' : 'right'}`;
    state.change({ miniCorners: { ...state.get().miniCorners, [String(id)]: corner } });
  }
}
