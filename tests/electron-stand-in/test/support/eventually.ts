import { expect } from 'vitest';

/** `expect.poll` with the patience that processes of a busy machine need. */
export function eventually<T>(read: () => T) {
  return expect.poll(read, { timeout: 15_000 });
}
