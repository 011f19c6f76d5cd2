import { expect } from 'vitest';

/** `expect.poll` with the patience that processes of a busy machine need, ms. */
export function eventually<T>(read: () => T, timeout = 15_000) {
  return expect.poll(read, { timeout });
}
