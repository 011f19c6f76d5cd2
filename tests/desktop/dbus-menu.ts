import { type MessageBus, Variant } from '@particle/dbus-next';
import { callMethod, plain } from './bus-object.ts';

const interfaceName = 'com.canonical.dbusmenu';

export type MenuEntry = {
  id: number;
  /** Without the underscore that marks the access key. */
  label: string;
  enabled: boolean;
  separator: boolean;
  /** Of a check or radio item, else `null`. */
  checked: boolean | null;
  children: MenuEntry[];
};

/** Reads a menu as a panel does, without what is invisible. */
export async function readMenu(bus: MessageBus, service: string, path: string): Promise<MenuEntry[]> {
  const [, layout] = await callMethod(bus, service, path, interfaceName, 'GetLayout', 'iias', [0, -1, []]);
  return entryOf(plain(layout)).children;
}

/** How often a menu may be made anew under the pointer. */
const maxClicks = 5;

/** Clicks an entry as a person does: again when the menu has become another meanwhile. @throws when there is no such entry or it cannot be clicked. */
export async function clickMenu(bus: MessageBus, service: string, path: string, label: string): Promise<void> {
  for (let click = 1; ; click += 1) {
    const entries = flatten(await readMenu(bus, service, path));
    const entry = entries.find((candidate) => candidate.label === label);
    if (!entry) throw new Error(`The menu has no entry "${label}": ${entries.map((each) => each.label).join(', ')}`);
    if (!entry.enabled) throw new Error(`The menu entry "${label}" is disabled`);
    try {
      const event = [entry.id, 'clicked', new Variant('i', 0), 0];
      await callMethod(bus, service, path, interfaceName, 'Event', 'isvu', event);
      return;
    } catch (cause) {
      const now = flatten(await readMenu(bus, service, path));
      if (now.some(({ id }) => id === entry.id) || click === maxClicks) throw cause;
    }
  }
}

function flatten(entries: MenuEntry[]): MenuEntry[] {
  return entries.flatMap((entry) => [entry, ...flatten(entry.children)]);
}

function entryOf(layout: unknown): MenuEntry {
  const [id, properties, children] = layout as [number, Record<string, unknown>, unknown[]];
  const label = typeof properties.label === 'string' ? properties.label : '';
  return {
    id,
    label: label.replace(/_(.)/gu, '$1'),
    enabled: properties.enabled !== false,
    separator: properties.type === 'separator',
    checked: properties['toggle-type'] ? properties['toggle-state'] === 1 : null,
    children: children
      .filter((child) => (child as [number, Record<string, unknown>])[1].visible !== false)
      .map(entryOf),
  };
}
