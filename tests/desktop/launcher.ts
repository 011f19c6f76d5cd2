import type { MessageBus } from '@particle/dbus-next';
import { plain, watchSignals } from './bus-object.ts';
import type { PrivateBus } from './private-bus.ts';

const launcherEntry = 'com.canonical.Unity.LauncherEntry';

export type Badge = { app: string; count: number; visible: boolean };

/** The dock or task bar that shows a number on a program's icon (Unity's LauncherEntry, which KDE and others read too). */
export class Launcher {
  readonly #privateBus: PrivateBus;
  #bus: MessageBus | null = null;
  readonly #badges = new Map<string, Badge>();

  constructor(privateBus: PrivateBus) {
    this.#privateBus = privateBus;
  }

  /** Badges that can be seen. */
  get badges(): readonly Badge[] {
    return [...this.#badges.values()].filter(({ visible }) => visible);
  }

  async start(): Promise<void> {
    this.#bus = await this.#privateBus.connect();
    await watchSignals(this.#bus, `type='signal',interface='${launcherEntry}',member='Update'`, (message) => {
      if (message.interface !== launcherEntry || message.member !== 'Update') return;
      const [app, changes] = message.body as [string, unknown];
      const { count, 'count-visible': visible } = plain(changes) as Record<string, unknown>;
      const before = this.#badges.get(app) ?? { app, count: 0, visible: false };
      this.#badges.set(app, {
        app,
        count: count === undefined ? before.count : Number(count),
        visible: visible === undefined ? before.visible : visible === true,
      });
    });
  }

  stop(): void {
    if (this.#bus) this.#privateBus.disconnect(this.#bus);
    this.#bus = null;
    this.#badges.clear();
  }
}
