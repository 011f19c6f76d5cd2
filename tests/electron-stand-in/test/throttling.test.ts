import { describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { clear, start, temporaryFolder } from './support/fixture-app.ts';

interface Look {
  state: string;
  /** How often a timer of 50 ms has fired in 2 s. */
  ticks: number;
}

describe('a page that nobody looks at', () => {
  it('is slowed down as by Chromium, unless background throttling is off', { timeout: 60_000 }, async () => {
    const userData = await temporaryFolder();
    // Without Playwright, which has every page believe that it is looked at.
    const child = start(userData, ['--measure']);
    try {
      await eventually(() => child.output(), 50_000).toContain('"shown"');
      const looks = JSON.parse(child.output().trim()) as Record<string, Look>;
      const states = Object.fromEntries(Object.entries(looks).map(([name, { state }]) => [name, state]));
      expect(states).toEqual({
        visible: 'visible',
        throttled: 'hidden',
        free: 'visible',
        again: 'hidden',
        shown: 'visible',
      });
      expect(looks.throttled!.ticks).toBeLessThanOrEqual(4);
      expect(looks.again!.ticks).toBeLessThanOrEqual(4);
      expect(looks.free!.ticks).toBeGreaterThan(15);
    } finally {
      await clear(child, userData);
    }
  });
});
