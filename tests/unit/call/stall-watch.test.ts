import { beforeEach, describe, expect, it } from 'vitest';
import type { ReceivedAudio } from '../../../src/renderer/media/link.ts';
import { StallWatch } from '../../../src/renderer/media/stall-watch.ts';
import { ManualClock } from '../support/manual-clock.ts';

let clock: ManualClock;
let senders: string[];
/** The last of each sender. */
let audio: Map<string, ReceivedAudio>;
let changes: (true | false | string)[];
let woken: number;
let looks: number;
let watch: StallWatch;

beforeEach(() => {
  clock = new ManualClock();
  senders = ['bob'];
  audio = new Map();
  changes = [];
  woken = 0;
  looks = 0;
  watch = new StallWatch({
    clock,
    senders: () => senders,
    lastAudio: () => {
      looks += 1;
      return audio;
    },
    onChanged: ({ stalled, missing }) => changes.push(missing.length > 0 ? missing.join() : stalled),
    onWoke: () => {
      woken += 1;
    },
  });
  watch.start();
});

/** Somebody speaks for `ms`. */
async function speech(ms: number, level = 0.2, who = ['bob']): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20) {
    for (const sender of who) audio.set(sender, { at: clock.now(), level });
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
    senders = [];
    await clock.pass(5_000);
    senders = ['bob'];
    await clock.pass(5_000);
    expect(changes).toEqual([]);
  });

  it('is no loss when the speaker was muted for a moment', async () => {
    await speech(2_000);
    senders = [];
    watch.look();
    await clock.pass(50);
    senders = ['bob'];
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
    audio.set('bob', { at: clock.now() + 990, level: 0.2 });
    await clock.sleep(1_000);
    expect([woken, changes]).toEqual([0, []]);
  });

  it('leaves no timer behind', () => {
    watch.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('audio of several', () => {
  beforeEach(async () => {
    senders = ['bob', 'eve'];
    await speech(1_000, 0.2, ['bob', 'eve']);
  });

  it('that stops arriving from all is a stall, whoever has stopped first', async () => {
    await speech(400, 0.2, ['eve']);
    await clock.pass(2_000);
    // Eve was heard for as long as it takes to miss Bob, and no longer.
    expect(changes).toEqual(['bob', true]);
    expect(watch.stall).toEqual({ stalled: true, missing: [] });
  });

  it('that stops arriving from one is missed of that one, and no stall', async () => {
    await speech(2_000, 0.2, ['eve']);
    expect([changes, watch.stall]).toEqual([['bob'], { stalled: false, missing: ['bob'] }]);
    await speech(400, 0.2, ['bob', 'eve']);
    expect(watch.stall).toEqual({ stalled: false, missing: [] });
  });

  it('is known to arrive by the few packets of somebody who is silent', async () => {
    for (let second = 0; second < 4; second += 1) {
      audio.set('eve', { at: clock.now(), level: 0 });
      await clock.pass(400);
    }
    expect(changes).toEqual(['bob']);
  });

  it('is not missed of who has muted or left, whatever the others do', async () => {
    senders = ['eve'];
    await speech(2_000, 0.2, ['eve']);
    expect(changes).toEqual([]);
  });

  it('is not missed any more of who leaves while it is missing', async () => {
    await speech(2_000, 0.2, ['eve']);
    senders = ['eve'];
    await speech(400, 0.2, ['eve']);
    expect(changes).toEqual(['bob', false]);
  });
});
