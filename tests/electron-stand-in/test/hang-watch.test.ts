import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HangWatch } from '../src/hang-watch.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page that answers when it is let. */
function watched({ inFront = true } = {}) {
  const told: string[] = [];
  let answers: (() => void)[] = [];
  const page = {
    inFront,
    told,
    asked: () => answers.length,
    answerAll: async () => {
      for (const answer of answers) answer();
      answers = [];
      await vi.advanceTimersByTimeAsync(0);
    },
  };
  const watch = new HangWatch({
    mayHang: () => page.inFront,
    answer: () => new Promise((resolve) => answers.push(resolve)),
    tell: (name) => told.push(name),
  });
  return { page, watch };
}

it('a page that does not answer for 15 s while its window is in front is unresponsive, once', async () => {
  const { page } = watched();
  await vi.advanceTimersByTimeAsync(19_900);
  expect(page.told).toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.told).toEqual(['unresponsive']);
});

it('it is responsive when it answers after all, and may hang again', async () => {
  const { page } = watched();
  await vi.advanceTimersByTimeAsync(20_000);
  await page.answerAll();
  expect(page.told).toEqual(['unresponsive', 'responsive']);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(page.told).toEqual(['unresponsive', 'responsive', 'unresponsive']);
});

it('a page that answers in time is never told about', async () => {
  const { page } = watched();
  for (let look = 0; look < 10; look += 1) {
    await vi.advanceTimersByTimeAsync(14_000);
    await page.answerAll();
  }
  expect(page.told).toEqual([]);
});

it('nobody finds out about a page whose window is not in front', async () => {
  const { page } = watched({ inFront: false });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([page.asked(), page.told]).toEqual([0, []]);
});

it('nobody is asked any more once the watch has ended', async () => {
  const { page, watch } = watched();
  watch.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([page.asked(), page.told]).toEqual([0, []]);
});
