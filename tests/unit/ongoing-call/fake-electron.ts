/** The parts of Electron that surfaces are given, showing to the test. Typed by Electron's own declarations. */
import type {
  App,
  BrowserWindow,
  Dock,
  GlobalShortcut,
  Menu,
  MenuItemConstructorOptions,
  NativeImage,
  PowerSaveBlocker,
  ThumbarButton,
} from 'electron';
import type { TrayIcon } from '../../../src/main/ongoing-call/tray.ts';
import { Fault } from './fault.ts';

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

/** https://github.com/electron/electron/blob/main/shell/browser/api/electron_api_global_shortcut.cc */
export class FakeGlobalShortcut implements Pick<GlobalShortcut, 'register' | 'unregister' | 'unregisterAll'> {
  readonly registered = new Map<string, () => void>();
  readonly taken = new Set<string>();
  /** How many times the portal has asked the user. */
  asked = 0;
  readonly fault: Fault;
  readonly #portal: boolean;
  /** `portal`: as under Wayland, where nobody knows whether a key will come, and single ones cannot be given back. */
  constructor({ fault = new Fault(), portal = false } = {}) {
    this.fault = fault;
    this.#portal = portal;
  }
  register(accelerator: string, callback: () => void): boolean {
    this.fault.check('register');
    if (this.#portal) this.asked += 1;
    else if (this.taken.has(accelerator)) return false;
    this.registered.set(accelerator, callback);
    return true;
  }
  unregister(accelerator: string): void {
    if (!this.#portal) this.registered.delete(accelerator);
  }
  unregisterAll(): void {
    this.registered.clear();
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
