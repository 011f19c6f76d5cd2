import { expect } from '@playwright/test';
import { levelDbfs, share, silenceDbfs } from '../../sound/analysis.ts';
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
