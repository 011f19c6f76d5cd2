import { expect } from '@playwright/test';
import { gaps, levelDbfs, share, silenceDbfs } from '../../sound/analysis.ts';
import type { Voice } from '../../sound/voice.ts';
import type { HoldfastApp } from './holdfast-app.ts';

/** A person hears the voice nearly all the time, from a moment within the timeout on. */
export async function hears(
  app: HoldfastApp,
  voice: Voice,
  { timeout = 20_000, atLeast = 0.8, speaker = app.speaker } = {},
): Promise<void> {
  await expect
    .poll(async () => share(await speaker.next(500), voice), {
      message: `${app.person.name} hears ${voice.name}`,
      timeout,
      intervals: [0],
    })
    .toBeGreaterThan(atLeast);
}

/** A person hears nothing at all, for a whole second that begins within the timeout. */
export async function hearsNothing(app: HoldfastApp, { timeout = 8_000, speaker = app.speaker } = {}): Promise<void> {
  await expect
    .poll(async () => levelDbfs(await speaker.next(1_000)), {
      message: `${app.person.name} hears nothing`,
      timeout,
      intervals: [0],
    })
    .toBeLessThan(silenceDbfs);
}

/** Longer than this, a listener notices, ms. */
const noticeableGapMs = 100;

/** How long a listener missed something, in gaps long enough to notice, ms. */
export function missedMs(sound: Float32Array): number {
  return gaps(sound, noticeableGapMs).reduce((sum, { ms }) => sum + ms, 0);
}

/**
 * Does something, and a person goes on hearing for `ms` from just before it, without a gap that they would notice.
 *
 * A machine that is too busy makes gaps of its own. So when there are any, it is undone and listened to again: when
 * as much is missing then, what was done is not to blame; unless so much is missing that the call itself has suffered.
 * Three attempts, as such a machine is not busy evenly.
 */
export async function hearsThroughout(
  app: HoldfastApp,
  ms: number,
  { act, undo }: { act: () => Promise<void>; undo: () => Promise<void> },
): Promise<void> {
  const missed: { during: number; without: number }[] = [];
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const from = app.speaker.position;
    await act();
    await app.speaker.next(ms);
    const during = missedMs(app.speaker.from(from));
    if (during === 0) return;
    await undo();
    const without = missedMs(await app.speaker.next(ms));
    if (during <= without && without < ms / 10) return;
    missed.push({ during, without });
  }
  throw new Error(`${app.person.name} missed so many ms of ${ms} each time: ${JSON.stringify(missed)}`);
}
