/** What the ongoing call needs of the rest of the main process. */
import type { BrowserWindow } from 'electron';
import type { CallCommand, CallsSnapshot } from '../../shared/call.ts';
import type { Settings } from '../../shared/ipc.ts';

export type Unsubscribe = () => void;

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, cause?: unknown): void;
}

export interface Clock {
  /** ms since the epoch. */
  now(): number;
  /** Runs once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): Unsubscribe;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    // The desktop's timers never keep an app alive that wants to end.
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/**
 * How a window is to the person who uses the desktop:
 * - `in-front`: it has the focus.
 * - `behind`: open without the focus, beside other windows or under them.
 * - `unknown`: without the focus on Wayland, which does not tell such a window from one that its compositor has minimized.
 * - `hidden`: not shown or minimized; on macOS, which tells, also wholly covered or on another Space. Or there is none.
 */
export type Presence = 'in-front' | 'behind' | 'unknown' | 'hidden';

/** As far as can be told, a person can see it. */
export const isSeen = (presence: Presence): boolean => presence === 'in-front' || presence === 'behind';

export interface MainWindowPort {
  presence(): Presence;
  onPresenceChanged(listener: (presence: Presence) => void): Unsubscribe;
  /** {@link isSeen}. */
  isVisible(): boolean;
  onVisibilityChanged(listener: (visible: boolean) => void): Unsubscribe;
  /** Shows, restores and focuses it; makes one if there is none. */
  show(): void;
  /** Its button in the taskbar asks for attention, or no more. */
  flash(on: boolean): void;
  /** The window of the moment, for what Windows ties to a window's taskbar button. */
  browserWindow(): Pick<BrowserWindow, 'setThumbarButtons' | 'setOverlayIcon'> | undefined;
}

export interface MiniWindowPort {
  /** Opens it without taking the focus. Again while it is open: {@link MiniWindowPort.update}. */
  show(calls: CallsSnapshot): void;
  update(calls: CallsSnapshot): void;
  hide(): void;
}

export interface SettingsPort {
  get(): Settings;
  onChanged(listener: (settings: Settings) => void): Unsubscribe;
}

/** Brings a command to the session that owns the call. */
export type CommandSink = (command: CallCommand) => void;
