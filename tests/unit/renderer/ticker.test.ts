import { expect, test } from 'vitest';
import { type TickerClock, tickSeconds } from '../../../src/renderer/state/ticker.ts';
import { FakeVisibility } from './support/fake-visibility.ts';

/** One timeout at a time is all that a ticker may have. */
class FakeClock implements TickerClock {
  time = 10_000;
  pending: { run: () => void; at: number } | null = null;
  now(): number {
    return this.time;
  }
  setTimeout(run: () => void, ms: number): number {
    expect(this.pending).toBeNull();
    this.pending = { run, at: this.time + ms };
    return 1;
  }
  clearTimeout(): void {
    this.pending = null;
  }
  advance(ms: number): void {
    const end = this.time + ms;
    while (this.pending !== null && this.pending.at <= end) {
      const { run, at } = this.pending;
      this.time = Math.max(at, this.time);
      this.pending = null;
      run();
    }
    this.time = end;
  }
}

function tick(startedAt: number) {
  const clock = new FakeClock();
  const visibility = new FakeVisibility();
  const shown: number[] = [];
  const stop = tickSeconds(startedAt, (elapsed) => shown.push(elapsed), visibility, clock);
  return { clock, visibility, shown, stop };
}

test('shows every full second of the call, wherever the clock stood at the start', () => {
  const { clock, shown } = tick(9_700);
  clock.advance(3_000);
  expect(shown).toEqual([300, 1_000, 2_000, 3_000]);
});

test('a late timer makes up for it', () => {
  const { clock, shown } = tick(10_000);
  clock.time += 2_400;
  clock.advance(0);
  expect(shown).toEqual([0, 2_400]);
  clock.advance(600);
  expect(shown).toEqual([0, 2_400, 3_000]);
});

test('has no timer while hidden, and shows the right second at once on return', () => {
  const { clock, visibility, shown } = tick(10_000);
  visibility.set(false);
  expect(clock.pending).toBeNull();
  clock.advance(60_500);
  expect(shown).toEqual([0]);
  visibility.set(true);
  expect(shown).toEqual([0, 60_500]);
  clock.advance(500);
  expect(shown.at(-1)).toBe(61_000);
});

test('a clock that is behind the server’s shows zero', () => {
  expect(tick(12_000).shown).toEqual([0]);
});

test('stops', () => {
  const { clock, visibility, shown, stop } = tick(10_000);
  stop();
  expect(clock.pending).toBeNull();
  visibility.set(false);
  visibility.set(true);
  expect(shown).toEqual([0]);
});
