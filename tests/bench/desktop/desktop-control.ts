import { setTimeout as delay } from 'node:timers/promises';
import { Message, type MessageBus, Variant } from '@particle/dbus-next';
import { callMethod, plain } from '../../desktop/bus-object.ts';
import { readMenu } from '../../desktop/dbus-menu.ts';
import type { Desktop } from '../../desktop/desktop.ts';

const name = 'app.holdfast.Holdfast';
const path = '/app/holdfast/Holdfast';
const watcher = { service: 'org.kde.StatusNotifierWatcher', path: '/StatusNotifierWatcher' };

export type CallStatus = { Phase?: string; Microphone?: string };

/** Controls the app from its desktop: over the app's own D-Bus object, and through the tray's menu. */
export class DesktopControl {
  readonly #desktop: Desktop;
  readonly #bus: MessageBus;

  private constructor(desktop: Desktop, bus: MessageBus) {
    this.#desktop = desktop;
    this.#bus = bus;
  }

  static async connect(desktop: Desktop): Promise<DesktopControl> {
    return new DesktopControl(desktop, await desktop.sessionBus.connect());
  }

  /** Calls a method of the app's object and does not wait for the answer. */
  send(member: 'Mute' | 'Unmute' | 'HangUp' | 'Accept' | 'Show'): void {
    this.#bus.send(new Message({ destination: name, path, interface: name, member }));
  }

  async status(): Promise<CallStatus> {
    const [call] = await callMethod(this.#bus, name, path, name, 'Status');
    return plain(call) as CallStatus;
  }

  /** Waits until the app is there and its call is as wanted. @throws when that does not come. */
  async until(holds: (call: CallStatus) => boolean, timeoutMs = 20_000): Promise<void> {
    const giveUpAt = Date.now() + timeoutMs;
    for (;;) {
      const call = await this.status().catch(() => null);
      if (call !== null && holds(call)) return;
      if (Date.now() > giveUpAt) throw new Error(`The call is ${JSON.stringify(call)}: not as wanted (${holds})`);
      await delay(20);
    }
  }

  /** Finds an entry of the tray's menu. The function clicks it, as a panel does, and does not wait for the answer. */
  async trayEntry(label: string): Promise<() => void> {
    const properties = 'org.freedesktop.DBus.Properties';
    const get = async (service: string, of: string, interfaceName: string, property: string) =>
      plain((await callMethod(this.#bus, service, of, properties, 'Get', 'ss', [interfaceName, property]))[0]);
    const items = await get(watcher.service, watcher.path, watcher.service, 'RegisteredStatusNotifierItems');
    const [item] = items as string[];
    if (item === undefined) throw new Error('There is no tray item');
    const service = item.slice(0, item.indexOf('/'));
    const itemPath = item.slice(item.indexOf('/'));
    const menu = (await get(service, itemPath, 'org.kde.StatusNotifierItem', 'Menu')) as string;
    const entry = (await readMenu(this.#bus, service, menu)).find((each) => each.label === label);
    if (entry === undefined) throw new Error(`The tray's menu has no ${label}`);
    const event = { destination: service, path: menu, interface: 'com.canonical.dbusmenu', member: 'Event' };
    return () =>
      this.#bus.send(new Message({ ...event, signature: 'isvu', body: [entry.id, 'clicked', new Variant('i', 0), 0] }));
  }

  close(): void {
    this.#desktop.sessionBus.disconnect(this.#bus);
  }
}
