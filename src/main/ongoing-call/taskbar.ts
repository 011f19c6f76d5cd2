import path from 'node:path';
import type { NativeImage, ThumbarButton } from 'electron';
import { type CallCommandType, type CallSnapshot, type CallsSnapshot, noCalls } from '../../shared/call.ts';
import { foremostCall } from '../../shared/several-calls.ts';
import { words } from '../../shared/words.ts';
import { mainControls } from './controls.ts';
import type { CommandSink, MainWindowPort, Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';
import { trayState } from './tray-state.ts';

export type TaskbarOptions = {
  /** Folder of all icons. */
  resources: string;
  createImage(file: string): NativeImage;
  mainWindow: MainWindowPort;
  send: CommandSink;
};

const buttonIcons: Partial<Record<CallCommandType, string>> = {
  mute: 'mute.png',
  unmute: 'unmute.png',
  'hang-up': 'hang-up.png',
  accept: 'accept.png',
  decline: 'hang-up.png',
};

/** What a button says that is new. */
const nothing = 'nothing';

/**
 * Windows: the call on the window's taskbar button. It belongs to the window: hidden, it is gone, and a button that comes
 * back is a new one that knows nothing; so all is said again whenever the window is shown.
 */
export class TaskbarSurface implements CallSurface {
  readonly name = 'taskbar';
  readonly #options: TaskbarOptions;
  readonly #forgetVisibility: Unsubscribe;
  #calls: CallsSnapshot = noCalls;
  #window: ReturnType<MainWindowPort['browserWindow']>;
  /** What its button says, `null` when that is not known. */
  #shown: string | null = nothing;
  #flashing = false;

  constructor(options: TaskbarOptions) {
    this.#options = options;
    this.#forgetVisibility = options.mainWindow.onVisibilityChanged((visible) => {
      if (visible) this.#forgetShown();
      this.#render();
    });
  }

  show(calls: CallsSnapshot): void {
    this.#calls = calls;
    this.#render();
  }

  dispose(): void {
    this.#forgetVisibility();
    this.show(noCalls);
  }

  #forgetShown(): void {
    if (this.#shown !== nothing) this.#shown = null;
  }

  #render(): void {
    const { mainWindow } = this.#options;
    const call = foremostCall(this.#calls);
    const rings = this.#calls.calls.some(({ phase }) => phase === 'ringing-in');
    if (rings !== this.#flashing) mainWindow.flash(rings);
    this.#flashing = rings;

    const window = mainWindow.browserWindow();
    if (window !== this.#window) this.#forgetShown();
    this.#window = window;
    if (!window) return;
    const controls = call ? mainControls(call) : [];
    const overlay = call ? `${trayState(call)}-16.png` : null;
    const wanted = call ? JSON.stringify([call.callId, words.tray.heading(call), overlay, controls]) : nothing;
    if (wanted === this.#shown) return;
    this.#shown = null;
    // A toolbar once made can be emptied but not removed.
    window.setThumbarButtons(call ? controls.flatMap(({ command, label }) => this.#button(call, command, label)) : []);
    window.setOverlayIcon(
      overlay ? this.#image('tray', overlay) : null,
      // What a screen reader says of it.
      call ? words.tray.heading(call) : '',
    );
    this.#shown = wanted;
  }

  #button(call: CallSnapshot, command: CallCommandType, label: string): ThumbarButton[] {
    const icon = buttonIcons[command];
    if (!icon) return [];
    const click = () => this.#options.send({ callId: call.callId, type: command });
    return [{ icon: this.#image('taskbar', icon), tooltip: label, click }];
  }

  #image(folder: string, file: string): NativeImage {
    return this.#options.createImage(path.join(this.#options.resources, folder, file));
  }
}
