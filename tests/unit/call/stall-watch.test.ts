import { beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedAudio } from '../../../src/renderer/media/link.ts';
import { StallWatch } from '../../../src/renderer/media/stall-watch.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let expected: boolean;
let audio: ReceivedAudio | null;
let changes: boolean[];
let woken: number;
let looks: number;
let watch: StallWatch;

beforeEach(() => {
  clock = new ManualClock();
  expected = true;
  audio = null;
  changes = [];
  woken = 0;
  looks = 0;
  watch = new StallWatch({
    clock,
    expected: () => expected,
    lastAudio: () => {
      looks += 1;
      return audio;
    },
    onChanged: (stalled) => changes.push(stalled),
    onWoke: () => {
      woken += 1;
    },
  });
  watch.start();
});

/** Somebody speaks for `ms`. */
async function speech(ms: number, level = 0.2): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20) {
    audio = { at: clock.now(), level };
    await clock.pass(20);
  }
}

describe('audio that stops arriving', () => {
  it('is noticed as soon as 0.8 s are missing, and so is its return', async () => {
    await speech(2_000);
    await clock.pass(760);
    expect(changes).toEqual([]);
    await clock.pass(40);
    expect(changes).toEqual([true]);
    await speech(400);
    expect(changes).toEqual([true, false]);
  });

  it('is no loss when the speaker paused', async () => {
    await speech(2_000);
    await speech(200, 0.001);
    await clock.pass(8_000);
    expect(changes).toEqual([]);
  });

  it('is no loss while none is expected: muted, held', async () => {
    await speech(1_000);
    expected = false;
    await clock.pass(5_000);
    expected = true;
    await clock.pass(5_000);
    expect(changes).toEqual([]);
  });

  it('is no loss when the speaker was muted for a moment', async () => {
    await speech(2_000);
    expected = false;
    watch.look();
    await clock.pass(50);
    expected = true;
    watch.look();
    await clock.pass(2_000);
    expect(changes).toEqual([]);
  });

  it('is looked for no more often than it can be missed', async () => {
    await speech(1_000);
    looks = 0;
    await speech(8_000);
    expect(looks).toBeLessThan(12);
  });

  it('is missed only after some has arrived', async () => {
    await clock.pass(5_000);
    expect(changes).toEqual([]);
  });

  it('is not missed again once the path was found good, until more has arrived', async () => {
    await speech(1_000);
    await clock.pass(1_200);
    watch.reset();
    await clock.pass(5_000);
    expect(changes).toEqual([true, false]);
    await speech(1_000);
    await clock.pass(1_200);
    expect(changes).toEqual([true, false, true]);
  });

  it('is told from a machine that slept', async () => {
    await speech(1_000);
    await clock.sleep(3_600_000);
    expect([woken, changes]).toEqual([1, []]);
  });

  it('is not taken for a loss by a timer that comes a second late', async () => {
    await speech(1_000);
    audio = { at: clock.now() + 990, level: 0.2 };
    await clock.sleep(1_000);
    expect([woken, changes]).toEqual([0, []]);
  });

  it('leaves no timer behind', () => {
    watch.stop();
    expect(clock.pending).toBe(0);
  });
});
