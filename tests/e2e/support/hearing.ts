import { expect } from '@playwright/test';
import { gaps, levelDbfs, share, silenceDbfs } from '../../sound/analysis.ts';
import type { Voice } from '../../sound/voice.ts';
import type { HoldfastApp } from './holdfast-app.ts';

/** A person hears the voice nearly all the time, from a moment within the timeout on. */
export async function hears(app: HoldfastApp, voice: Voice, { timeout = 20_000, atLeast = 0.8 } = {}): Promise<void> {
  await expect
    .poll(async () => share(await app.speaker.next(500), voice), {
      message: `${app.person.name} hears ${voice.name}`,
      timeout,
      intervals: [0],
    })
    .toBeGreaterThan(atLeast);
}

/** A person hears nothing at all, for a whole second that begins within the timeout. */
export async function hearsNothing(app: HoldfastApp, { timeout = 8_000 } = {}): Promise<void> {
  await expect
    .poll(async () => levelDbfs(await app.speaker.next(1_000)), {
      message: `${app.person.name} hears nothing`,
      timeout,
      intervals: [0],
    })
    .toBeLessThan(silenceDbfs);
}

/** Longer than this, a listener notices, ms. */
export const noticeableGapMs = 100;

/**
 * Does something, and a person goes on hearing for `ms` from just before it, without a gap that they would notice. A busy
 * machine makes gaps of its own now and then, a broken app makes them each time: so it is done up to three times.
 */
export async function hearsThroughout(
  app: HoldfastApp,
  ms: number,
  act: (attempt: number) => Promise<void>,
): Promise<void> {
  const heard: { atMs: number; ms: number }[][] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const from = app.speaker.position;
    await act(attempt);
    await app.speaker.next(ms);
    const found = gaps(app.speaker.from(from), noticeableGapMs);
    if (found.length === 0) return;
    heard.push(found);
  }
  throw new Error(`${app.person.name} heard gaps each time: ${JSON.stringify(heard)}`);
}
