/** What is around the app: where it runs, and what can be asked and done there from outside of it. */
import type { ShownNotification } from '../desktop/notification-daemon.ts';
import type { TrayItem } from '../desktop/tray-host.ts';

export type Where = {
  platform: NodeJS.Platform;
  /** `own`: that of Windows or macOS. */
  display: 'x11' | 'wayland' | 'own';
  /** Whether the buses and services of a private Linux desktop are there. */
  desktop: boolean;
};

export type SeenRequest = { method: string; url: string; headers: Record<string, string | string[] | undefined> };

/**
 * Asked by the app over loopback HTTP, done by the test. What a person does to a window goes by the window's title; what
 * needs a desktop or an X11 display rejects without one.
 */
export type Desk = {
  notifications(): Promise<ShownNotification[]>;
  pressNotification(label: string): Promise<void>;
  clickNotification(id: number): Promise<void>;
  dismissNotification(id: number): Promise<void>;
  setNotificationCapabilities(names: string[]): Promise<void>;
  tray(): Promise<TrayItem[]>;
  clickTrayMenu(label: string): Promise<void>;
  activateTray(): Promise<void>;
  inhibitors(): Promise<{ app: string; reason: string; keepsAwake: boolean; keepsDisplayOn: boolean }[]>;
  badges(): Promise<{ app: string; count: number }[]>;
  suspendMachine(): Promise<void>;
  wakeMachine(): Promise<void>;
  shutDownMachine(): Promise<void>;
  /** Of what the login manager has been asked for a delay so far: `sleep`, `shutdown`. */
  delaysAsked(): Promise<string[]>;
  windowsOnScreen(): Promise<Record<string, { states: string[]; framed: boolean }>>;
  closeWindow(title: string): Promise<void>;
  minimizeWindow(title: string): Promise<void>;
  moveWindow(title: string, x: number, y: number): Promise<void>;
  pressKeys(codes: number[]): Promise<void>;
  /** What pages and the app have asked of the HTTP server so far. */
  requests(): Promise<SeenRequest[]>;
  /** Its address, `http://127.0.0.1:PORT`. */
  server(): Promise<string>;
};
