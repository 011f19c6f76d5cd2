import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../ongoing-call/ports.ts';
import { JsonStore } from './json-store.ts';

const rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
});
export const corners = ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type Corner = (typeof corners)[number];

const windowState = z.object({
  main: rectangle.nullable(),
  maximized: z.boolean(),
  /** Where the mini window sits, by the id of the display. */
  miniCorners: z.record(z.string(), z.enum(corners)),
});
export type WindowState = z.infer<typeof windowState>;

/** Where the windows were. Losing this is no news to anybody: no notice. */
export class WindowStateStore {
  readonly #store: JsonStore<WindowState>;

  constructor(options: { folder: string; log: Log }) {
    this.#store = new JsonStore({
      file: join(options.folder, 'windows.json'),
      parse: (data) => windowState.parse(data),
      defaults: { main: null, maximized: false, miniCorners: {} },
      migrations: [],
      log: options.log,
    });
  }

  get(): WindowState {
    return this.#store.get();
  }

  change(change: Partial<WindowState>): void {
    const before = this.get();
    const after = { ...before, ...change };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#store.set(after).catch(() => undefined); // The store has logged it.
  }

  flush(): Promise<void> {
    return this.#store.flush();
  }

  flushNow(): void {
    this.#store.flushNow();
  }
}
