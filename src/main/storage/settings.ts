import { join } from 'node:path';
import { z } from 'zod';
import { type Settings, type ShownWhen, settings as settingsSchema } from '../../shared/ipc.ts';
import type { Log, SettingsPort, Unsubscribe } from '../ongoing-call/ports.ts';
import { JsonStore } from './json-store.ts';

export const defaultSettings: Settings = {
  microphoneId: null,
  speakerId: null,
  cameraId: null,
  miniWindow: 'hidden',
  notification: 'hidden',
  muteShortcut: 'CommandOrControl+Shift+M',
  closeNoticeSeen: false,
  sounds: true,
};

/** Unlike the schema on the wire, a stored file may hold settings that this version no longer has. */
const stored = z.object(settingsSchema.shape).partial();

/** Fields that are `undefined` stay as they are. */
export type SettingsChange = { [K in keyof Settings]?: Settings[K] | undefined };

/** The user's settings: in memory at once, on the disk soon after. */
export class SettingsStore implements SettingsPort {
  readonly #store: JsonStore<Settings>;
  readonly #listeners = new Set<(settings: Settings) => void>();

  constructor(options: { folder: string; log: Log; onSetAside: (name: string) => void; now?: () => number }) {
    const { folder, ...rest } = options;
    this.#store = new JsonStore({
      ...rest,
      file: join(folder, 'settings.json'),
      parse: (data) => settingsSchema.parse({ ...defaultSettings, ...withoutUndefined(stored.parse(data)) }),
      defaults: defaultSettings,
      migrations: [chooseWhen],
    });
  }

  get(): Settings {
    return this.#store.get();
  }

  /** Applies a change and tells the listeners. Rejects when it cannot be written: it then lasts until the app ends. */
  async change(change: SettingsChange): Promise<Settings> {
    const before = this.get();
    const after = { ...before, ...withoutUndefined(change) };
    if (JSON.stringify(before) === JSON.stringify(after)) return before;
    const written = this.#store.set(after);
    for (const listener of this.#listeners) listener(after);
    await written;
    return after;
  }

  onChanged(listener: (settings: Settings) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  flush(): Promise<void> {
    return this.#store.flush();
  }

  flushNow(): void {
    this.#store.flushNow();
  }
}

/** Version 1 had the mini window on or off. */
function chooseWhen(data: unknown): unknown {
  const before = z.looseObject({ miniWindow: z.boolean().optional() }).parse(data);
  const miniWindow: ShownWhen = before.miniWindow === false ? 'never' : 'hidden';
  return { ...before, miniWindow };
}

function withoutUndefined(change: SettingsChange): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, field]) => field !== undefined));
}
