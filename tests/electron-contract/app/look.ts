/** Looks at promises within the app, one after another, and tells of each. */
import { setTimeout as delay } from 'node:timers/promises';
import type * as Electron from 'electron';
import type { AppPromise, Area, Early, Here, Verdict } from '../contract.ts';
import type { Desk } from '../desk.ts';
import type { Told } from './entry.ts';
import { origin, servePages } from './pages.ts';

/** A check that takes longer hangs, ms. */
const checkMs = 20_000;

type Parts = { electron: typeof Electron; told: Told; report(verdict: Verdict): void };

export async function lookAt(areas: readonly Area[], { electron, told, report }: Parts): Promise<void> {
  const { where } = told;
  const early: Early = { electron, where };
  const rooms = new Rooms(electron, told);
  for (const { name: area, promises } of areas) {
    for (const [statement, promise] of Object.entries(promises)) {
      if (promise.when === undefined) continue;
      const { check } = promise;
      report({ area, statement, ...verdictOf(promise, where, () => check(early)) });
    }
  }
  await electron.app.whenReady();
  servePages(electron.protocol);
  for (const { name: area, promises } of areas) {
    for (const [statement, promise] of Object.entries(promises)) {
      if (promise.when !== undefined) continue;
      const why = promise.unless?.(where);
      if (why) report({ area, statement, outcome: 'skipped', why });
      else report({ area, statement, ...(await rooms.check(promise.check)) });
    }
  }
}

type Bare = { outcome: 'kept' } | { outcome: 'broken'; seen: string } | { outcome: 'skipped'; why: string };

function verdictOf({ unless }: AppPromise, where: Early['where'], check: () => void): Bare {
  const why = unless?.(where);
  if (why) return { outcome: 'skipped', why };
  try {
    check();
    return { outcome: 'kept' };
  } catch (error) {
    return broken(error);
  }
}

const broken = (error: unknown): Bare => ({
  outcome: 'broken',
  seen: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

/** How it went, at the latest when it has taken too long. */
async function bounded(run: () => Promise<void>): Promise<Bare> {
  const done = new AbortController();
  try {
    await Promise.race([
      run(),
      delay(checkMs, null, { signal: done.signal }).then(() => {
        throw new Error(`it was not decided within ${checkMs} ms`);
      }),
    ]);
    return { outcome: 'kept' };
  } catch (error) {
    return broken(error);
  } finally {
    done.abort();
  }
}

/** Gives each check what it needs, and takes away afterwards what it has opened. */
class Rooms {
  readonly #electron: typeof Electron;
  readonly #told: Told;
  readonly #preload: string;
  #shared: Promise<Electron.BrowserWindow> | null = null;

  constructor(electron: typeof Electron, told: Told) {
    this.#electron = electron;
    this.#told = told;
    this.#preload = `${import.meta.dirname}/preload.cjs`;
  }

  async check(check: (here: Here) => void | Promise<void>): Promise<Bare> {
    const undo: (() => unknown)[] = [];
    const checked = await bounded(async () => check(this.#room(undo)));
    const undone = await bounded(async () => {
      for (const each of undo.toReversed()) await each();
    });
    return checked.outcome === 'kept' ? undone : checked;
  }

  #room(undo: (() => unknown)[]): Here {
    const electron = this.#electron;
    const after = (run: () => unknown) => void undo.push(run);
    const emptyWindow = (options: Electron.BrowserWindowConstructorOptions = {}) => {
      const window = this.#make(options);
      after(() => {
        if (!window.isDestroyed()) window.destroy();
      });
      return window;
    };
    return {
      electron,
      where: this.#told.where,
      desk: deskAt(this.#told.server),
      preload: this.#preload,
      after,
      emptyWindow,
      openWindow: async (options, page = '/index.html') => {
        const window = emptyWindow(options);
        await window.loadURL(`${origin}${page}`);
        return window;
      },
      sharedWindow: () => {
        this.#shared ??= this.#open();
        return this.#shared;
      },
    };
  }

  async #open(): Promise<Electron.BrowserWindow> {
    const window = this.#make({});
    await window.loadURL(`${origin}/index.html`);
    return window;
  }

  #make({ webPreferences, ...options }: Electron.BrowserWindowConstructorOptions): Electron.BrowserWindow {
    return new this.#electron.BrowserWindow({
      show: false,
      width: 500,
      height: 400,
      ...options,
      webPreferences: { preload: this.#preload, sandbox: true, contextIsolation: true, ...webPreferences },
    });
  }
}

/** Each call of the desk is a request to the test. */
function deskAt(server: string): Desk {
  const ask =
    (name: string) =>
    async (...args: unknown[]) => {
      const response = await fetch(`${server}/desk/${name}`, { method: 'POST', body: JSON.stringify(args) });
      const answer = (await response.json()) as { value?: unknown; error?: string };
      if (answer.error !== undefined) throw new Error(`The desk: ${answer.error}`);
      return answer.value;
    };
  return new Proxy({} as Desk, { get: (_target, name) => ask(String(name)) });
}
