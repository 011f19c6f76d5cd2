import { expect, it } from 'vitest';
import { RateLimit } from '../../../src/server/rate-limit.ts';
import { Strikes } from '../../../src/server/transport/rate.ts';
import { ManualClock } from '../support/manual-clock.ts';

it('a rate limit lets a burst through, then what the rate allows', () => {
  const clock = new ManualClock();
  const limit = new RateLimit(clock, { perSecond: 2, burst: 3 });
  const taken = () => [1, 2, 3, 4].filter(() => limit.take()).length;
  expect(taken()).toBe(3);
  clock.advance(1_000);
  expect(taken()).toBe(2);
  clock.advance(60_000);
  expect(taken()).toBe(3);
});

it('strikes count within their window only', () => {
  const clock = new ManualClock();
  const strikes = new Strikes(clock, { max: 20, windowMs: 10_000 });
  for (let count = 0; count < 20; count += 1) expect(strikes.add()).toBe(false);
  clock.advance(10_000);
  expect(strikes.add()).toBe(false);
  for (let count = 0; count < 19; count += 1) expect(strikes.add()).toBe(false);
  expect(strikes.add()).toBe(true);
});
