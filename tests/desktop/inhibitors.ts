import type { MessageBus } from '@particle/dbus-next';
import { BusObject, onNameLost } from './bus-object.ts';
import type { PrivateBus } from './private-bus.ts';

const gnome = 'org.gnome.SessionManager';
const screenSaver = 'org.freedesktop.ScreenSaver';
const powerManagement = 'org.freedesktop.PowerManagement';

/** GNOME's flags: what is held back. */
export const inhibitFlags = { logout: 1, switchUser: 2, suspend: 4, idle: 8 } as const;

export type Inhibitor = {
  service: 'gnome' | 'screensaver' | 'power-management';
  cookie: number;
  app: string;
  reason: string;
  /** GNOME's flags; the other two services are one thing each and have 0. */
  flags: number;
  /** Unique bus name of the connection that holds it: when it leaves the bus, the inhibitor ends. */
  owner: string;
};

export type InhibitorsOptions = {
  /** `gnome`: SessionManager; `freedesktop`: ScreenSaver and PowerManagement, as on KDE or Xfce. */
  kind?: 'gnome' | 'freedesktop';
};

/** The services that keep a machine from sleeping while a program asks for it. */
export class Inhibitors {
  readonly #privateBus: PrivateBus;
  readonly #kind: 'gnome' | 'freedesktop';
  readonly #held = new Map<number, Inhibitor>();
  #bus: MessageBus | null = null;
  #lastCookie = 100;
  /** How many have ever been taken. */
  taken = 0;

  constructor(privateBus: PrivateBus, options: InhibitorsOptions = {}) {
    this.#privateBus = privateBus;
    this.#kind = options.kind ?? 'gnome';
  }

  get held(): readonly Inhibitor[] {
    return [...this.#held.values()];
  }

  /** Somebody keeps the machine awake. */
  get keepsAwake(): boolean {
    return this.held.some(
      ({ service, flags }) => service === 'power-management' || (flags & inhibitFlags.suspend) !== 0,
    );
  }

  /** Somebody keeps the display on. */
  get keepsDisplayOn(): boolean {
    return this.held.some(({ service, flags }) => service === 'screensaver' || (flags & inhibitFlags.idle) !== 0);
  }

  async start(): Promise<void> {
    const bus = await this.#privateBus.connect();
    this.#bus = bus;
    await onNameLost(bus, (lost) => {
      for (const { cookie, owner } of this.held) if (owner === lost) this.#held.delete(cookie);
    });
    if (this.#kind === 'gnome') {
      new BusObject(bus, '/org/gnome/SessionManager', { [gnome]: this.#gnome });
      await bus.requestName(gnome);
      return;
    }
    const screen = { [screenSaver]: this.#simple('screensaver') };
    new BusObject(bus, '/org/freedesktop/ScreenSaver', screen);
    new BusObject(bus, '/ScreenSaver', screen);
    new BusObject(bus, '/org/freedesktop/PowerManagement/Inhibit', {
      [`${powerManagement}.Inhibit`]: this.#simple('power-management'),
    });
    await bus.requestName(screenSaver);
    await bus.requestName(powerManagement);
  }

  stop(): void {
    if (this.#bus) this.#privateBus.disconnect(this.#bus);
    this.#bus = null;
    this.#held.clear();
  }

  #take(inhibitor: Omit<Inhibitor, 'cookie'>): number {
    this.#lastCookie += 1;
    this.taken += 1;
    this.#held.set(this.#lastCookie, { ...inhibitor, cookie: this.#lastCookie });
    return this.#lastCookie;
  }

  #release(cookie: unknown): never[] {
    if (!this.#held.delete(cookie as number)) throw new Error(`Nobody holds the inhibitor ${cookie}`);
    return [];
  }

  readonly #gnome = {
    methods: {
      Inhibit: {
        in: 'susu',
        out: 'u',
        run: (args: unknown[], owner: string) => {
          const [app, , reason, flags] = args as [string, number, string, number];
          return [this.#take({ service: 'gnome', app, reason, flags, owner })];
        },
      },
      Uninhibit: { in: 'u', out: '', run: ([cookie]: unknown[]) => this.#release(cookie) },
      IsInhibited: {
        in: 'u',
        out: 'b',
        run: ([flags]: unknown[]) => [this.held.some((inhibitor) => (inhibitor.flags & (flags as number)) !== 0)],
      },
    },
  };

  #simple(service: 'screensaver' | 'power-management') {
    return {
      methods: {
        Inhibit: {
          in: 'ss',
          out: 'u',
          run: (args: unknown[], owner: string) => {
            const [app, reason] = args as [string, string];
            return [this.#take({ service, app, reason, flags: 0, owner })];
          },
        },
        UnInhibit: { in: 'u', out: '', run: ([cookie]: unknown[]) => this.#release(cookie) },
      },
    };
  }
}
