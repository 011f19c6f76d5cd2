/** Waiting for what comes later: bounded in time, and never longer than it takes. */
import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** Whatever is promised comes within this, also on a busy machine, ms. */
const patienceMs = 8_000;

/** Electron's objects type each event by itself; here any may be waited for. */
export type Emits = Pick<EventEmitter, 'on' | 'off'>;

const asEmitter = (object: object) => object as Emits;

/** The arguments that the next `name` comes with. @throws when it does not come. */
export async function nextEvent(emitter: object, name: string): Promise<unknown[]> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
  const hear = (...args: unknown[]) => resolve(args);
  const late = setTimeout(() => reject(new Error(`no event "${name}" within ${patienceMs} ms`)), patienceMs);
  asEmitter(emitter).on(name, hear);
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    asEmitter(emitter).off(name, hear);
  }
}

/** The names of those of these events that come from now on, in order. */
export function record(emitter: object, ...names: string[]): string[] {
  const seen: string[] = [];
  for (const name of names) asEmitter(emitter).on(name, () => seen.push(name));
  return seen;
}

/** Reads until it is what is expected. @throws with the difference when it never is. */
export async function eventually<T>(read: () => T | Promise<T>, expected: T): Promise<void> {
  const end = Date.now() + patienceMs;
  for (;;) {
    try {
      assert.deepEqual(await read(), expected);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(20);
    }
  }
}

/** Time for an event that must not come: as long as ten times what the others take here, ms. */
export const quiet = () => delay(300);

/** What it rejects with, as text. @throws when it does not. */
export async function thrownIn(running: Promise<unknown>): Promise<string> {
  const outcome = await running.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return String(outcome.error);
  throw new Error(`it did not reject, but resolved with ${JSON.stringify(outcome.value)}`);
}
