import type { Bus } from './dbus.ts';
import { conversionFailure, StrictObject } from './strict.ts';

type Kind = 'prevent-app-suspension' | 'prevent-display-sleep';
type Release = () => Promise<unknown>;

const kinds: ReadonlySet<unknown> = new Set<Kind>(['prevent-app-suspension', 'prevent-display-sleep']);
const reason = 'Electron';

/**
 * Electron's `powerSaveBlocker` as on Linux: all blockers together are one inhibition of the highest kind, asked of GNOME's
 * session manager, else of the screen saver and power management services. Chromium's device::PowerSaveBlocker is the model.
 */
export class PowerSaveBlocker extends StrictObject {
  readonly #bus: Bus;
  readonly #appId: string;
  readonly #blockers = new Map<number, Kind>();
  #lastId = -1;
  #held: Kind | undefined;
  #release: Release[] = [];
  #work: Promise<void> = Promise.resolve();

  constructor(bus: Bus, appId: string) {
    super('powerSaveBlocker');
    this.#bus = bus;
    this.#appId = appId;
  }

  start(type: Kind): number {
    if (!kinds.has(type)) throw conversionFailure(0, type);
    const id = ++this.#lastId;
    this.#blockers.set(id, type);
    this.#update();
    return id;
  }

  stop(id: number): boolean {
    if (typeof id !== 'number') throw conversionFailure(0, id);
    const was = this.#blockers.delete(id);
    this.#update();
    return was;
  }

  isStarted(id: number): boolean {
    return this.#blockers.has(id);
  }

  #update(): void {
    this.#work = this.#work
      .then(async () => {
        const asked = [...this.#blockers.values()];
        const wanted = asked.includes('prevent-display-sleep') ? 'prevent-display-sleep' : asked[0];
        if (wanted === this.#held) return;
        const before = this.#release;
        this.#held = wanted;
        this.#release = wanted ? await this.#inhibit(wanted) : [];
        await Promise.allSettled(before.map((release) => release()));
      })
      // No bus, or no service that inhibits: nothing is held, and nobody is told, as by Electron.
      .catch(() => {});
  }

  async #inhibit(kind: Kind): Promise<Release[]> {
    const display = kind === 'prevent-display-sleep';
    const session = {
      service: 'org.gnome.SessionManager',
      path: '/org/gnome/SessionManager',
      interface: 'org.gnome.SessionManager',
    };
    const bySession = await this.#ask(session, 'susu', [this.#appId, 0, reason, display ? 12 : 4], 'Uninhibit');
    if (bySession) return [bySession];
    const screen = {
      service: 'org.freedesktop.ScreenSaver',
      path: '/org/freedesktop/ScreenSaver',
      interface: 'org.freedesktop.ScreenSaver',
    };
    const power = {
      service: 'org.freedesktop.PowerManagement',
      path: '/org/freedesktop/PowerManagement/Inhibit',
      interface: 'org.freedesktop.PowerManagement.Inhibit',
    };
    const asked = [...(display ? [screen] : []), power].map((target) =>
      this.#ask(target, 'ss', [this.#appId, reason], 'UnInhibit'),
    );
    return (await Promise.all(asked)).filter((release) => release !== undefined);
  }

  async #ask(
    target: { service: string; path: string; interface: string },
    signature: string,
    body: unknown[],
    release: string,
  ): Promise<Release | undefined> {
    if (!(await this.#bus.nameHasOwner(target.service))) return undefined;
    try {
      const [cookie] = await this.#bus.call(target.service, target.path, target.interface, 'Inhibit', signature, body);
      return () => this.#bus.call(target.service, target.path, target.interface, release, 'u', [cookie]);
    } catch {
      return undefined;
    }
  }
}
