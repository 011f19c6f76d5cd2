import { expect, it } from 'vitest';
import { newSessionId } from '../../../src/shared/protocol.ts';
import { createSessionId } from '../../../src/shared/session-id.ts';

it('an id is one that the protocol takes, and never looks like an option', () => {
  // The first six bits decide about the first character: 62 is a dash.
  const firsts = [62 << 2, (62 << 2) | 3, 0];
  const id = createSessionId((bytes) => bytes.fill(firsts.shift() ?? 0));
  expect(firsts).toEqual([]);
  expect(id).toBe('A'.repeat(22));
  expect(newSessionId.safeParse(createSessionId()).success).toBe(true);
});
