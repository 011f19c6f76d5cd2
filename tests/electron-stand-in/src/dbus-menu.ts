import type { Bus, BusMessage } from './dbus.ts';
import type { Menu, MenuItem } from './menu.ts';

const interfaceName = 'com.canonical.dbusmenu';
/** Of the protocol; the one unsigned number among the properties. */
const version = 3;

type Layout = [id: number, properties: Record<string, unknown>, children: unknown[]];

/**
 * A menu on the bus, as Chromium's DbusMenu exports it (components/dbus/menu).
 * Each `setMenu` makes new ids for all items and says so; a changed item shows only then.
 */
export class DbusMenu {
  readonly path: string;
  readonly #bus: Bus;
  readonly #items = new Map<number, MenuItem>();
  #menu: Menu | undefined;
  #revision = 1;
  #lastId = 0;
  #ids = new Map<MenuItem, number>();

  constructor(bus: Bus, path: string) {
    this.#bus = bus;
    this.path = path;
  }

  async setMenu(menu: Menu | undefined): Promise<void> {
    this.#menu = menu;
    this.#items.clear();
    this.#ids = new Map();
    this.#number(menu);
    this.#revision++;
    await this.#bus.emitSignal(this.path, interfaceName, 'LayoutUpdated', 'ui', [this.#revision, 0]);
  }

  /** Answers calls to the menu's object. */
  async handler(): Promise<(call: BusMessage) => { signature: string; body: unknown[] } | undefined> {
    const variants = await this.#bus.variants();
    const wrap = (properties: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, variants(signatureOf(value), value)]));
    const layout = (id: number, depth: number): Layout => {
      const item = this.#items.get(id);
      const children = (id === 0 ? this.#menu : item?.submenu)?.items ?? [];
      return [
        id,
        wrap(id === 0 ? { 'children-display': 'submenu' } : propertiesOf(item)),
        depth === 0
          ? []
          : children.map((child) => variants('(ia{sv}av)', layout(this.#ids.get(child) ?? 0, depth - 1))),
      ];
    };
    return (call) => {
      if (call.path !== this.path) return undefined;
      const [first, second] = call.body;
      switch (`${call.interface}.${call.member}`) {
        case `${interfaceName}.GetLayout`:
          return { signature: 'u(ia{sv}av)', body: [this.#revision, layout(first as number, second as number)] };
        case `${interfaceName}.GetGroupProperties`: {
          const asked = (first as number[]).length > 0 ? (first as number[]) : [0, ...this.#items.keys()];
          return { signature: 'a(ia{sv})', body: [asked.map((id) => layout(id, 0).slice(0, 2))] };
        }
        case `${interfaceName}.GetProperty`:
          return { signature: 'v', body: [layout(first as number, 0)[1][second as string] ?? variants('s', '')] };
        case `${interfaceName}.Event`:
          // An item of a menu that has been replaced is an error.
          return this.#onEvent(first as number, second as string) ? { signature: '', body: [] } : undefined;
        case `${interfaceName}.EventGroup`:
          return {
            signature: 'ai',
            body: [(first as [number, string][]).filter(([id, name]) => !this.#onEvent(id, name)).map(([id]) => id)],
          };
        case `${interfaceName}.AboutToShow`:
          return { signature: 'b', body: [false] };
        case `${interfaceName}.AboutToShowGroup`:
          return { signature: 'aiai', body: [[], []] };
        case 'org.freedesktop.DBus.Properties.Get':
          return { signature: 'v', body: [wrap(ownProperties)[second as string]] };
        case 'org.freedesktop.DBus.Properties.GetAll':
          return { signature: 'a{sv}', body: [wrap(ownProperties)] };
        default:
          return undefined;
      }
    };
  }

  #number(menu: Menu | undefined): void {
    for (const item of menu?.items ?? []) {
      const id = ++this.#lastId;
      this.#items.set(id, item);
      this.#ids.set(item, id);
      this.#number(item.submenu);
    }
  }

  /** Whether there is such an item. */
  #onEvent(id: number, name: string): boolean {
    const item = this.#items.get(id);
    if (name === 'clicked') item?.click();
    return id === 0 || item !== undefined;
  }
}

const ownProperties = { Version: version, TextDirection: 'ltr', Status: 'normal', IconThemePath: [] as string[] };

function signatureOf(value: unknown): string {
  if (typeof value === 'boolean') return 'b';
  if (typeof value === 'number') return value === version ? 'u' : 'i';
  return Array.isArray(value) ? 'as' : 's';
}

/** Properties that differ from the protocol's defaults. */
function propertiesOf(item: MenuItem | undefined): Record<string, unknown> {
  if (!item) return {};
  if (item.type === 'separator') return { type: 'separator', ...(item.visible ? {} : { visible: false }) };
  return {
    label: item.label.replaceAll('_', '__').replaceAll(/&(.)/g, (_, letter) => (letter === '&' ? '&' : `_${letter}`)),
    ...(item.enabled ? {} : { enabled: false }),
    ...(item.visible ? {} : { visible: false }),
    ...(item.type === 'checkbox' ? { 'toggle-type': 'checkmark', 'toggle-state': item.checked ? 1 : 0 } : {}),
    ...(item.submenu ? { 'children-display': 'submenu' } : {}),
  };
}
