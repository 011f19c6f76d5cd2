/** The parts of Electron that surfaces are given, showing to the test. Typed by Electron's own declarations. */
import type {
  App,
  BrowserWindow,
  Dock,
  GlobalShortcut,
  Menu,
  MenuItemConstructorOptions,
  NativeImage,
  Notification,
  NotificationConstructorOptions,
  PowerSaveBlocker,
  ThumbarButton,
} from 'electron';
import type { TrayIcon } from '../../../src/main/ongoing-call/tray.ts';

type Listener = (...args: never[]) => void;

/** An image that knows its file. */
export type FakeImage = NativeImage & { readonly file: string };
export const createImage = (file: string): FakeImage =>
  ({ file: file.replace(/^.*resources\//, '') }) as unknown as FakeImage;
const fileOf = (image: unknown): string => (image as FakeImage).file;

export type FakeMenu = Menu & { readonly template: MenuItemConstructorOptions[] };
export const buildMenu = (template: MenuItemConstructorOptions[]): FakeMenu => ({ template }) as unknown as FakeMenu;

/** As `tests/desktop` tells of menus: labels without separators, disabled ones in parentheses. */
export function labelsOf(menu: FakeMenu | null): string[] {
  return (menu?.template ?? [])
    .filter(({ type }) => type !== 'separator')
    .map(({ label, enabled }) => (enabled === false ? `(${label})` : String(label)));
}

export function clickOn(menu: FakeMenu | null, label: string): void {
  const item = menu?.template.find((each) => each.label === label && each.enabled !== false);
  if (!item) throw new Error(`No entry ${label} in ${labelsOf(menu).join(', ')}`);
  (item.click as () => void)();
}

/** Throws at the method that is named, as long as it is. */
export class Fault {
  at: string | null = null;
  check(method: string): void {
    if (this.at === method) throw new Error(`${method} failed`);
  }
}

export class FakeTray implements TrayIcon {
  image = '';
  tooltip = '';
  title = '';
  menu: FakeMenu | null = null;
  menusBuilt = 0;
  destroyed = false;
  readonly fault: Fault;
  #click: Listener | null = null;

  constructor(image: NativeImage, fault = new Fault()) {
    this.fault = fault;
    this.image = fileOf(image);
  }
  setImage(image: NativeImage | string): void {
    this.fault.check('setImage');
    this.image = fileOf(image);
  }
  setToolTip(tooltip: string): void {
    this.fault.check('setToolTip');
    this.tooltip = tooltip;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  setContextMenu(menu: Menu | null): void {
    this.fault.check('setContextMenu');
    this.menusBuilt += 1;
    this.menu = menu as FakeMenu;
  }
  on(event: string, listener: Listener): never {
    if (event === 'click') this.#click = listener;
    return this as never;
  }
  destroy(): void {
    this.destroyed = true;
  }
  click(): void {
    (this.#click as (() => void) | null)?.();
  }
}

export class FakePowerSaveBlocker implements Pick<PowerSaveBlocker, 'start' | 'stop'> {
  readonly held = new Map<number, string>();
  readonly fault: Fault;
  /** Moments without a blocker between two. */
  gaps = 0;
  #last = 0;

  constructor(fault = new Fault()) {
    this.fault = fault;
  }
  start(type: 'prevent-app-suspension' | 'prevent-display-sleep'): number {
    this.fault.check('start');
    if (this.#last > 0 && this.held.size === 0) this.gaps += 1;
    this.#last += 1;
    this.held.set(this.#last, type);
    return this.#last;
  }
  stop(id: number): boolean {
    return this.held.delete(id);
  }
}

/** A system with a screen on which notifications of one id and group replace each other. */
export class FakeNotificationScreen {
  readonly shown: FakeNotification[] = [];
  supported = true;
  failing = false;
  created = 0;
  readonly fault: Fault;
  readonly #stacks: boolean;

  /** `stacks`: ids are ignored, as on Linux. */
  constructor({ stacks = false, fault = new Fault() } = {}) {
    this.#stacks = stacks;
    this.fault = fault;
  }
  create = (options: NotificationConstructorOptions): FakeNotification => new FakeNotification(this, options);
  isSupported = (): boolean => this.supported;
  add(notification: FakeNotification): void {
    this.fault.check('show');
    this.created += 1;
    const { id, groupId } = notification.options;
    const at = this.#stacks
      ? -1
      : this.shown.findIndex(({ options }) => options.id === id && options.groupId === groupId);
    if (at >= 0) this.shown.splice(at, 1, notification);
    else this.shown.push(notification);
  }
  remove(notification: FakeNotification): void {
    const at = this.shown.indexOf(notification);
    if (at >= 0) this.shown.splice(at, 1);
  }
}

export class FakeNotification implements Pick<Notification, 'show' | 'close' | 'on'> {
  readonly options: NotificationConstructorOptions;
  readonly #screen: FakeNotificationScreen;
  readonly #listeners = new Map<string, Listener>();

  constructor(screen: FakeNotificationScreen, options: NotificationConstructorOptions) {
    this.#screen = screen;
    this.options = options;
  }
  on(event: string, listener: Listener): never {
    this.#listeners.set(event, listener);
    return this as never;
  }
  show(): void {
    if (this.#screen.failing) this.#emit('failed', {}, 'no service');
    else this.#screen.add(this);
  }
  /** As on macOS: `close` is told within the call. */
  close(): void {
    this.#screen.remove(this);
    this.#emit('close', {});
  }
  press(label: string): void {
    const index = (this.options.actions ?? []).findIndex(({ text }) => text === label);
    if (index < 0) throw new Error(`No button ${label}`);
    this.#emit('action', { actionIndex: index }, index, -1);
  }
  click(): void {
    this.#emit('click', {});
  }
  dismiss(): void {
    this.#screen.remove(this);
    this.#emit('close', { reason: 'userCanceled' });
  }
  #emit(event: string, ...args: unknown[]): void {
    (this.#listeners.get(event) as ((...args: unknown[]) => void) | undefined)?.(...args);
  }
}

export class FakeGlobalShortcut implements Pick<GlobalShortcut, 'register' | 'unregister'> {
  readonly registered = new Map<string, () => void>();
  readonly taken = new Set<string>();
  readonly fault: Fault;
  constructor(fault = new Fault()) {
    this.fault = fault;
  }
  register(accelerator: string, callback: () => void): boolean {
    this.fault.check('register');
    if (this.taken.has(accelerator)) return false;
    this.registered.set(accelerator, callback);
    return true;
  }
  unregister(accelerator: string): void {
    this.registered.delete(accelerator);
  }
  press(accelerator: string): void {
    this.registered.get(accelerator)?.();
  }
}

export class FakeDock implements Pick<Dock, 'setMenu' | 'setBadge' | 'bounce' | 'cancelBounce'> {
  menu: FakeMenu | null = null;
  menusSet = 0;
  badge = '';
  readonly bouncing = new Set<number>();
  readonly fault: Fault;
  #last = 0;
  constructor(fault = new Fault()) {
    this.fault = fault;
  }
  setMenu(menu: Menu): void {
    this.fault.check('setMenu');
    this.menusSet += 1;
    this.menu = menu as FakeMenu;
  }
  setBadge(text: string): void {
    this.badge = text;
  }
  bounce(_type?: 'critical' | 'informational'): number {
    this.fault.check('bounce');
    this.#last += 1;
    this.bouncing.add(this.#last);
    return this.#last;
  }
  cancelBounce(id: number): void {
    this.bouncing.delete(id);
  }
}

export class FakeTaskbarWindow implements Pick<BrowserWindow, 'setThumbarButtons' | 'setOverlayIcon'> {
  buttons: ThumbarButton[] = [];
  overlay: string | null = null;
  description = '';
  readonly fault: Fault;
  constructor(fault = new Fault()) {
    this.fault = fault;
  }
  setThumbarButtons(buttons: ThumbarButton[]): boolean {
    this.fault.check('setThumbarButtons');
    this.buttons = buttons;
    return true;
  }
  setOverlayIcon(overlay: NativeImage | null, description: string): void {
    this.fault.check('setOverlayIcon');
    this.overlay = overlay && fileOf(overlay);
    this.description = description;
  }
  press(tooltip: string): void {
    const button = this.buttons.find((each) => each.tooltip === tooltip);
    if (!button) throw new Error(`No button ${tooltip}`);
    button.click();
  }
  /** The button in the taskbar is made anew. */
  forget(): void {
    this.buttons = [];
    this.overlay = null;
  }
}

export class FakeApp implements Pick<App, 'setBadgeCount'> {
  badge = 0;
  setBadgeCount(count?: number): boolean {
    this.badge = count ?? 0;
    return true;
  }
}
