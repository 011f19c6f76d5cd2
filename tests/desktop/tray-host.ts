import { createHash } from 'node:crypto';
import type { MessageBus } from '@particle/dbus-next';
import { BusObject, callMethod, onNameLost, plain, watchSignals } from './bus-object.ts';
import { clickMenu, type MenuEntry, readMenu } from './dbus-menu.ts';
import type { PrivateBus } from './private-bus.ts';

const watcherName = 'org.kde.StatusNotifierWatcher';
const watcherPath = '/StatusNotifierWatcher';
const itemInterface = 'org.kde.StatusNotifierItem';

export type TrayItem = {
  id: string;
  title: string;
  status: string;
  toolTip: string;
  /** Differs between two different pictures: icon name, or a digest of the pixels. */
  icon: string;
  menu: MenuEntry[];
};

export type TrayHostOptions = {
  /** `false`: the watcher runs, but no panel shows the items (stock GNOME with a left-over watcher). */
  hostRegistered?: boolean;
};

type Registration = { service: string; path: string; owner: string };

/** StatusNotifierWatcher and a panel in one: shows the tray to the test, which can read and click the menus. */
export class TrayHost {
  readonly #privateBus: PrivateBus;
  #bus: MessageBus | null = null;
  #object: BusObject | null = null;
  #hostRegistered: boolean;
  readonly #registrations = new Map<string, Registration>();
  /** Signals of items and menus since the start, by member: how often an icon or menu was rebuilt. */
  readonly signals: Record<string, number> = {};
  /** Registrations since the start, also across restarts. */
  registered = 0;

  constructor(privateBus: PrivateBus, options: TrayHostOptions = {}) {
    this.#privateBus = privateBus;
    this.#hostRegistered = options.hostRegistered ?? true;
  }

  async start(): Promise<void> {
    if (this.#bus) return;
    const bus = await this.#privateBus.connect();
    this.#bus = bus;
    this.#object = new BusObject(bus, watcherPath, { [watcherName]: this.#watcher });
    await onNameLost(bus, (lost) => {
      for (const [key, { owner, service }] of this.#registrations) {
        if (owner === lost || service === lost) this.#unregister(key);
      }
    });
    const watch = async (watched: string) =>
      watchSignals(bus, `type='signal',interface='${watched}'`, ({ interface: from, member }) => {
        if (from === watched) this.signals[member] = (this.signals[member] ?? 0) + 1;
      });
    await watch(itemInterface);
    await watch('com.canonical.dbusmenu');
    await bus.requestName(watcherName);
    if (this.#hostRegistered) this.#object.emit(watcherName, 'StatusNotifierHostRegistered');
  }

  /** As if panel and watcher had died. */
  stop(): void {
    if (this.#bus) this.#privateBus.disconnect(this.#bus);
    this.#bus = null;
    this.#object = null;
    this.#registrations.clear();
  }

  async restart(): Promise<void> {
    this.stop();
    await this.start();
  }

  /** The panel goes (or comes), the watcher stays. */
  setHostRegistered(registered: boolean): void {
    if (this.#hostRegistered === registered) return;
    this.#hostRegistered = registered;
    this.#object?.emit(watcherName, registered ? 'StatusNotifierHostRegistered' : 'StatusNotifierHostUnregistered');
  }

  /** What the tray shows now. Items that do not answer are left out, as a panel does. */
  async items(): Promise<TrayItem[]> {
    const found = await Promise.all(
      [...this.#registrations.values()].map((each) => this.#read(each).catch(() => null)),
    );
    return found.filter((item) => item !== null);
  }

  /** The only item. @throws when there is none or more. */
  async item(): Promise<TrayItem> {
    const [registration] = await this.#only();
    return this.#read(registration);
  }

  /** Labels of the only item's menu, without separators, disabled ones in parentheses. */
  async menu(): Promise<string[]> {
    const { menu } = await this.item();
    return menu.filter(({ separator }) => !separator).map(({ label, enabled }) => (enabled ? label : `(${label})`));
  }

  /** A person clicks an entry of the only item's menu. @throws when there is no such entry. */
  async click(label: string): Promise<void> {
    const [registration, bus] = await this.#only();
    await clickMenu(bus, registration.service, await this.#menuPath(registration), label);
  }

  /** A person clicks the only item itself. */
  async activate(): Promise<void> {
    const [{ service, path }, bus] = await this.#only();
    await callMethod(bus, service, path, itemInterface, 'Activate', 'ii', [0, 0]);
  }

  async #only(): Promise<[Registration, MessageBus]> {
    const [registration, ...others] = this.#registrations.values();
    if (!this.#bus || !registration || others.length > 0) {
      throw new Error(`The tray has ${this.#registrations.size} items, not one`);
    }
    return [registration, this.#bus];
  }

  async #properties({ service, path }: Registration): Promise<Record<string, unknown>> {
    if (!this.#bus) throw new Error('The tray host is not running');
    const properties = 'org.freedesktop.DBus.Properties';
    const [all] = await callMethod(this.#bus, service, path, properties, 'GetAll', 's', [itemInterface]);
    return plain(all) as Record<string, unknown>;
  }

  async #menuPath(registration: Registration): Promise<string> {
    const { Menu } = await this.#properties(registration);
    if (typeof Menu !== 'string') throw new Error('The tray item has no menu');
    return Menu;
  }

  async #read(registration: Registration): Promise<TrayItem> {
    const properties = await this.#properties(registration);
    const menuPath = properties.Menu;
    const menu =
      typeof menuPath === 'string' && menuPath !== '/'
        ? await readMenu(this.#bus!, registration.service, menuPath)
        : [];
    const text = (key: string) => (typeof properties[key] === 'string' ? properties[key] : '');
    return {
      id: text('Id'),
      title: text('Title'),
      status: text('Status'),
      toolTip: toolTip(properties.ToolTip),
      icon: iconKey(text('IconName'), properties.IconPixmap),
      menu,
    };
  }

  async #register(argument: string, sender: string): Promise<void> {
    // KDE's form is a bus name, Ayatana's an object path on the caller's own connection.
    const registration = argument.startsWith('/')
      ? { service: sender, path: argument, owner: sender }
      : { service: argument, path: '/StatusNotifierItem', owner: sender };
    this.#registrations.set(`${registration.service}${registration.path}`, registration);
    this.registered += 1;
    this.#object?.emit(watcherName, 'StatusNotifierItemRegistered', `${registration.service}${registration.path}`);
  }

  #unregister(key: string): void {
    this.#registrations.delete(key);
    this.#object?.emit(watcherName, 'StatusNotifierItemUnregistered', key);
  }

  readonly #watcher = {
    methods: {
      RegisterStatusNotifierItem: {
        in: 's',
        out: '',
        run: async ([service]: unknown[], sender: string) => {
          await this.#register(service as string, sender);
          return [];
        },
      },
      RegisterStatusNotifierHost: { in: 's', out: '', run: () => [] },
    },
    properties: {
      RegisteredStatusNotifierItems: { type: 'as', get: () => [...this.#registrations.keys()] },
      IsStatusNotifierHostRegistered: { type: 'b', get: () => this.#hostRegistered },
      ProtocolVersion: { type: 'i', get: () => 0 },
    },
    signals: {
      StatusNotifierItemRegistered: 's',
      StatusNotifierItemUnregistered: 's',
      StatusNotifierHostRegistered: '',
      StatusNotifierHostUnregistered: '',
    },
  };
}

/** Of `(icon name, pixmaps, title, description)` the words. */
function toolTip(value: unknown): string {
  if (!Array.isArray(value)) return '';
  return [value[2], value[3]].filter((part) => typeof part === 'string' && part !== '').join('\n');
}

function iconKey(name: string, pixmaps: unknown): string {
  if (!Array.isArray(pixmaps) || pixmaps.length === 0) return name;
  const digest = createHash('sha256');
  for (const [width, height, pixels] of pixmaps as [number, number, Uint8Array][]) {
    digest.update(`${width}x${height}:`).update(pixels);
  }
  return digest.digest('hex').slice(0, 16);
}
