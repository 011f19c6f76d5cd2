import type * as Electron from 'electron';
import type { Bus, BusMessage } from './dbus.ts';
import { DbusMenu } from './dbus-menu.ts';
import { hostile } from './hostile.ts';
import { Menu } from './menu.ts';
import { NativeImage, toImage } from './native-image.ts';
import { conversionFailure, type Part, PreventableEvent, StrictEmitter } from './strict.ts';

const watcher = { name: 'org.kde.StatusNotifierWatcher', path: '/StatusNotifierWatcher' };
const itemPath = '/StatusNotifierItem';
const itemInterface = 'org.kde.StatusNotifierItem';
const bounds = { x: 0, y: 0, width: 0, height: 0 };

export interface TrayHost {
  isReady(): boolean;
  bus: Bus;
  appName(): string;
}

/** Electron's `Tray` on Linux: a StatusNotifierItem with a menu on the session bus. Without a watcher it stays invisible. */
export class Tray extends StrictEmitter implements Part<Electron.Tray> {
  static _host: TrayHost;
  static #count = 0;

  readonly #number: number;
  readonly #name: string;
  readonly #menu: DbusMenu;
  #image: NativeImage;
  #toolTip = '';
  #title = '';
  #destroyed = false;
  #stops: (() => void)[] = [];
  #work: Promise<void>;

  constructor(image: unknown) {
    super('Tray');
    if (!Tray._host.isReady()) throw new Error('Cannot create Tray before app is ready');
    this.#image = trayImage(image);
    this.#number = ++Tray.#count;
    this.#name = `org.freedesktop.StatusNotifierItem-${process.pid}-${this.#number}`;
    this.#menu = new DbusMenu(Tray._host.bus, `/org/chromium/DbusMenu/${this.#number}`);
    this.#work = this.#export().catch(() => {});
  }

  setImage(image: unknown): void {
    this.#needsLife();
    this.#image = trayImage(image);
    this.#changed('NewIcon');
  }

  setToolTip(toolTip: string): void {
    if (typeof toolTip !== 'string') throw conversionFailure(0, toolTip);
    this.#toolTip = toolTip;
    this.#changed('NewToolTip');
  }

  setTitle(title: string): void {
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  setContextMenu(menu: unknown): void {
    this.#needsLife();
    if (menu !== null && !(menu instanceof Menu)) throw conversionFailure(0, menu);
    this.#do(() => this.#menu.setMenu(menu ?? undefined));
  }

  getBounds(): typeof bounds {
    return { ...bounds };
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#do(async () => {
      for (const stop of this.#stops) stop();
      await Tray._host.bus.releaseName(this.#name);
    });
    this.#destroyed = true;
  }

  #do(work: () => Promise<unknown>): void {
    this.#needsLife();
    this.#work = this.#work
      .then(async () => {
        await work();
      })
      .catch(() => {});
  }

  #needsLife(): void {
    if (this.#destroyed) throw new Error('Tray is destroyed');
  }

  #changed(signal: string): void {
    this.#do(() => Tray._host.bus.emitSignal(itemPath, itemInterface, signal, '', []));
  }

  async #export(): Promise<void> {
    const { bus } = Tray._host;
    const variant = await bus.variants();
    this.#stops.push(
      await bus.export((call) => this.#answer(call, variant)),
      await bus.export(await this.#menu.handler()),
      await bus.onSignal(
        {
          path: '/org/freedesktop/DBus',
          interface: 'org.freedesktop.DBus',
          member: 'NameOwnerChanged',
          sender: 'org.freedesktop.DBus',
        },
        ({ body: [name, , owner] }) => {
          if (name === watcher.name && owner !== '') this.#register().catch(() => {});
        },
      ),
    );
    await bus.ownName(this.#name);
    await this.#register();
  }

  async #register(): Promise<void> {
    if (this.#destroyed || hostile.has('no-tray') || !(await Tray._host.bus.nameHasOwner(watcher.name))) return;
    await Tray._host.bus.call(watcher.name, watcher.path, watcher.name, 'RegisterStatusNotifierItem', 's', [
      this.#name,
    ]);
  }

  #answer(call: BusMessage, variant: (signature: string, value: unknown) => unknown) {
    if (call.path !== itemPath) return undefined;
    if (call.interface === 'org.freedesktop.DBus.Properties') {
      const properties = this.#properties();
      const wrap = ([signature, value]: [string, unknown]) => variant(signature, value);
      if (call.member === 'GetAll') {
        const all = Object.entries(properties).map(([name, typed]) => [name, wrap(typed)]);
        return { signature: 'a{sv}', body: [Object.fromEntries(all)] };
      }
      const typed = properties[call.body[1] as string];
      return call.member === 'Get' && typed ? { signature: 'v', body: [wrap(typed)] } : undefined;
    }
    if (call.interface !== itemInterface) return undefined;
    switch (call.member) {
      case 'Activate':
      case 'SecondaryActivate':
        this.emit('click', new PreventableEvent(), { ...bounds }, { x: call.body[0], y: call.body[1] });
        return { signature: '', body: [] };
      case 'ContextMenu':
      case 'Scroll':
        return { signature: '', body: [] };
      default:
        return undefined;
    }
  }

  #properties(): Record<string, [signature: string, value: unknown]> {
    const id = `${Tray._host.appName()}_status_icon_${this.#number}`;
    return {
      Category: ['s', 'ApplicationStatus'],
      Id: ['s', id],
      Title: ['s', ''],
      Status: ['s', 'Active'],
      WindowId: ['i', 0],
      ItemIsMenu: ['b', false],
      IconName: ['s', ''],
      IconThemePath: ['s', ''],
      IconPixmap: ['a(iiay)', pixmap(this.#image)],
      OverlayIconName: ['s', ''],
      AttentionIconName: ['s', ''],
      ToolTip: ['(sa(iiay)ss)', ['', [], this.#toolTip, '']],
      Menu: ['o', this.#menu.path],
    };
  }
}

/** @throws for what is no picture, as by Electron. */
function trayImage(image: unknown): NativeImage {
  if (image instanceof NativeImage) return image;
  if (typeof image !== 'string') throw conversionFailure(0, image);
  const loaded = toImage(image);
  if (loaded.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  return loaded;
}

/** Width, height and pixels as alpha, red, green, blue. */
function pixmap(image: NativeImage): [number, number, Buffer][] {
  const pixels = image._pixels;
  if (!pixels) return [];
  const argb = Buffer.alloc(pixels.rgba.length);
  for (let i = 0; i < argb.length; i += 4) {
    argb.set([pixels.rgba[i + 3] ?? 0, pixels.rgba[i] ?? 0, pixels.rgba[i + 1] ?? 0, pixels.rgba[i + 2] ?? 0], i);
  }
  return [[pixels.width, pixels.height, argb]];
}
