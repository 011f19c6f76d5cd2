import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Levels, levelOf } from '../../../src/renderer/devices/levels.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { FakeTrack } from './fakes.ts';

describe('a level', () => {
  it.each([
    [0, 0],
    [0.0005, 0],
    [0.0316, 0.5],
    [1, 1],
  ])('of samples of %d is %d', (sample, level) => {
    expect(levelOf(new Float32Array(64).fill(sample))).toBeCloseTo(level, 2);
  });
});

describe('level meters', () => {
  let clock: ManualClock;
  let contexts: { closed: boolean }[];
  let levels: Levels;
  const track = new FakeTrack('voice').asTrack;

  beforeEach(() => {
    clock = new ManualClock();
    contexts = [];
    const source = class {
      connect(): void {}
      disconnect(): void {}
    };
    vi.stubGlobal('MediaStream', class {});
    vi.stubGlobal('MediaStreamAudioSourceNode', source);
    vi.stubGlobal(
      'AnalyserNode',
      class {
        fftSize = 64;
        getFloatTimeDomainData(samples: Float32Array): void {
          samples.fill(1);
        }
      },
    );
    levels = new Levels({
      clock,
      createContext: () => {
        const context = { closed: false, close: async () => void Object.assign(context, { closed: true }) };
        contexts.push(context);
        return context as unknown as AudioContext;
      },
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  const open = () => contexts.filter(({ closed }) => !closed).length;

  it('measure some fifteen times a second while somebody listens, and nothing costs anything before and after', async () => {
    let heard = 0;
    let held = 0;
    const source = {
      tracks: () => [track],
      acquire: () => {
        held += 1;
        return () => {
          held -= 1;
        };
      },
    };
    expect(clock.pending).toBe(0);
    const off = [
      levels.listen(source, () => {
        heard += 1;
      }),
      levels.listen(source, () => {}),
    ];
    await clock.pass(1_000);
    expect([heard, held, open()]).toEqual([15, 1, 1]);
    for (const stop of off) stop();
    await clock.pass(1_000);
    expect([heard, held, open(), clock.pending]).toEqual([15, 0, 0, 0]);
  });

  it('rest while nobody can see them', async () => {
    const heard: number[] = [];
    levels.listen({ tracks: () => [track] }, (level) => heard.push(level));
    await clock.pass(200);
    levels.setVisible(false);
    const before = heard.length;
    await clock.pass(5_000);
    expect([heard.length, open(), clock.pending]).toEqual([before, 0, 0]);
    levels.setVisible(true);
    await clock.pass(200);
    expect(heard.length).toBeGreaterThan(before);
  });

  it('show nothing of a track that has ended', async () => {
    const heard: number[] = [];
    const ended = new FakeTrack('gone');
    levels.listen({ tracks: () => [ended.asTrack] }, (level) => heard.push(level));
    await clock.pass(70);
    ended.stop();
    await clock.pass(70);
    expect(heard).toEqual([1, 0]);
  });
});
