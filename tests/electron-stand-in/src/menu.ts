import type * as Electron from 'electron';
import type { MenuItemConstructorOptions } from 'electron';
import { type Accelerator, parseAccelerator } from './accelerator.ts';
import { NotImplemented, type Part, StrictEmitter, StrictObject } from './strict.ts';

let lastCommandId = 0;

type Role = NonNullable<MenuItemConstructorOptions['role']>;

/** Labels that a role brings along. */
const roleLabels: Partial<Record<Role, string>> = {
  about: 'About',
  quit: 'Quit',
  close: 'Close Window',
  minimize: 'Minimize',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select All',
  reload: 'Reload',
  forceReload: 'Force Reload',
  toggleDevTools: 'Toggle Developer Tools',
  togglefullscreen: 'Toggle Full Screen',
  resetZoom: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  help: 'Help',
  fileMenu: 'File',
  editMenu: 'Edit',
  viewMenu: 'View',
  windowMenu: 'Window',
};

/** Keys that a role brings along. What the page itself does (copy, paste, …) is left to Chromium. */
const roleAccelerators: Partial<Record<Role, string>> = {
  quit: 'Control+Q',
  close: 'Control+W',
  minimize: 'Control+M',
  reload: 'Control+R',
  forceReload: 'Control+Shift+R',
};

function isSame(one: Accelerator, other: Accelerator): boolean {
  const { ctrl, shift, alt, meta, key } = one;
  return ctrl === other.ctrl && shift === other.shift && alt === other.alt && meta === other.meta && key === other.key;
}

/**
 * Electron's `MenuItem`. Items and menus know each other as what they are here; `id` may be missing, which Electron's own
 * type does not say.
 */
export class MenuItem
  extends StrictObject
  implements Part<Omit<Electron.MenuItem, 'id' | 'role' | 'submenu' | 'menu'>>
{
  readonly commandId = ++lastCommandId;
  readonly id: string | undefined;
  readonly type: NonNullable<MenuItemConstructorOptions['type']>;
  readonly role: Role | undefined;
  readonly accelerator: string | null;
  readonly submenu: Menu | undefined;
  readonly userAccelerator: string | null = null;
  label: string;
  sublabel: string;
  toolTip: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  registerAccelerator: boolean;
  menu: Menu | undefined;
  readonly #options: MenuItemConstructorOptions;

  constructor(options: MenuItemConstructorOptions) {
    super('MenuItem');
    checkItem(options);
    this.#options = options;
    this.id = options.id;
    this.role = options.role;
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal');
    this.label = options.label ?? (options.role && roleLabels[options.role]) ?? '';
    this.sublabel = options.sublabel ?? '';
    this.toolTip = options.toolTip ?? '';
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.accelerator = (options.accelerator as string | undefined) ?? null;
    this.registerAccelerator = options.registerAccelerator ?? true;
    const { submenu } = options;
    this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : (submenu as unknown as Menu | undefined);
  }

  /** What choosing the item does. */
  click(event?: object, window?: unknown): void {
    if (!this.enabled) return;
    if (this.type === 'checkbox') this.checked = !this.checked;
    const options = this.#options as unknown as { click?: (item: MenuItem, window: unknown, event: object) => void };
    if (options.click) options.click(this, window, event ?? {});
    else if (this.role) Menu._onRole(this.role);
  }
}

/** What an item may be (lib/browser/api/menu-item.ts). */
const types: ReadonlySet<unknown> = new Set([
  'normal',
  'separator',
  'submenu',
  'checkbox',
  'radio',
  'header',
  'palette',
]);

const typesHere: ReadonlySet<unknown> = new Set(['normal', 'separator', 'submenu', 'checkbox']);

function checkItem(options: MenuItemConstructorOptions): void {
  const { type, submenu } = options;
  if (type !== undefined && !types.has(type)) throw new Error(`Unknown menu item type: ${type}`);
  if (type !== undefined && !typesHere.has(type)) throw new NotImplemented(`MenuItem's type ${type}`);
  if (type === 'submenu' && !Array.isArray(submenu) && !(submenu instanceof Menu)) throw new Error('Invalid submenu');
}

/** An item without any of these is nothing. */
function isKind(entry: object): boolean {
  return entry instanceof MenuItem || 'label' in entry || 'role' in entry || 'type' in entry;
}

/** Separators stand between items: none at the ends, no two beside each other (RemoveExtraSeparators). Hidden ones stay. */
function withoutExcessSeparators(items: readonly MenuItem[]): MenuItem[] {
  const isSeparator = (item: MenuItem | undefined) => item?.type === 'separator';
  const folded = items.filter((item, at) => !item.visible || !isSeparator(item) || !isSeparator(items[at - 1]));
  return folded.filter((item, at) => !item.visible || !isSeparator(item) || (at !== 0 && at !== folded.length - 1));
}

/** Electron's `Menu`. Windows have no menu bar; accelerators of the application menu work. */
export class Menu extends StrictEmitter {
  static #application: Menu | null = null;
  /** What items without a click handler do; set where Electron's parts are wired. */
  static _onRole: (role: Role) => void = () => {};

  readonly items: MenuItem[] = [];

  static buildFromTemplate(template: (MenuItemConstructorOptions | MenuItem | Electron.MenuItem)[]): Menu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new Menu();
    if (!template.every((entry) => entry !== null && typeof entry === 'object' && isKind(entry)))
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
    const items = template.map((entry) =>
      entry instanceof MenuItem ? entry : new MenuItem(entry as MenuItemConstructorOptions),
    );
    for (const item of withoutExcessSeparators(items)) menu.append(item);
    return menu;
  }

  static setApplicationMenu(menu: Menu | Electron.Menu | null): void {
    if (menu !== null && !(menu instanceof Menu)) throw new TypeError('Invalid menu');
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }

  constructor() {
    super('Menu');
  }

  append(item: MenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(position: number, item: MenuItem): void {
    if (!(item instanceof MenuItem)) throw new TypeError('Invalid item');
    if (position < 0 || position > this.items.length)
      throw new RangeError(`Position ${position} is out of range of the menu`);
    item.menu = this;
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id);
      if (found) return found;
    }
    return null;
  }

  /** Clicks the item that the key belongs to; `false` when there is none. */
  _press(pressed: Accelerator, window: unknown): boolean {
    for (const item of this.items) {
      if (item.submenu?._press(pressed, window)) return true;
      const text = item.accelerator ?? (item.role && roleAccelerators[item.role]);
      const own = text === undefined ? undefined : parseAccelerator(text);
      if (!own || !item.enabled || !item.registerAccelerator || !isSame(own, pressed)) continue;
      item.click({ triggeredByAccelerator: true }, window);
      return true;
    }
    return false;
  }
}
