import { describe, expect, test } from 'vitest';
import { dominantFrequency, gaps, levelDbfs, powerAt, sampleRate, share, silentAfter } from '../../sound/analysis.ts';
import { melody, voices } from '../../sound/voice.ts';

const samples = (ms: number) => Math.round((ms / 1_000) * sampleRate);
const sine = (hz: number, ms: number, amplitude = 0.5) =>
  Float32Array.from({ length: samples(ms) }, (_, at) => amplitude * Math.sin((2 * Math.PI * hz * at) / sampleRate));
const silence = (ms: number) => new Float32Array(samples(ms));
function join(...parts: Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
const mix = (one: Float32Array, other: Float32Array) => one.map((sample, at) => sample + (other[at] ?? 0));
/** Deterministic, evenly spread. */
function noise(ms: number, amplitude: number): Float32Array {
  let state = 1;
  return silence(ms).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state / 2 ** 31) * amplitude;
  });
}
function spoken(voice: (typeof voices)[keyof typeof voices], ms: number): Float32Array {
  const pcm = melody(voice);
  return Float32Array.from({ length: samples(ms) }, (_, at) => pcm.readInt16LE(at * 2) / 32_768);
}

describe('level', () => {
  test.each([
    [1, -3.01],
    [0.5, -9.03],
    [0.001, -63.01],
  ])('of a sine with amplitude %d is %d dBFS', (amplitude, dbfs) => {
    expect(levelDbfs(sine(440, 1_000, amplitude))).toBeCloseTo(dbfs, 1);
  });

  test('of silence, and of nothing, is the bottom', () => {
    expect(levelDbfs(silence(100))).toBe(-120);
    expect(levelDbfs(new Float32Array())).toBe(-120);
  });
});

test('power at a frequency is its mean square, and nothing elsewhere', () => {
  const sound = sine(1_000, 200, 0.5);
  expect(powerAt(sound, 1_000)).toBeCloseTo(0.125, 2);
  expect(powerAt(sound, 1_200)).toBeLessThan(0.000_1);
});

describe('dominant frequency', () => {
  test.each([150, 440, 997, 2_345, 3_900])('finds %d Hz in noise', (hz) => {
    const found = dominantFrequency(mix(sine(hz, 500), noise(500, 0.1)));
    expect(Math.abs((found ?? 0) - hz)).toBeLessThanOrEqual(5);
  });

  test('is the stronger of two', () => {
    const found = dominantFrequency(mix(sine(440, 500, 0.1), sine(1_000, 500, 0.3)));
    expect(Math.abs((found ?? 0) - 1_000)).toBeLessThanOrEqual(5);
  });

  test('there is none in silence', () => {
    expect(dominantFrequency(silence(500))).toBeNull();
  });
});

describe('gaps', () => {
  test('are found with their place and length', () => {
    const sound = join(sine(440, 500), silence(150), sine(440, 300), silence(60), sine(440, 200));
    const [first, ...others] = gaps(sound, 100);
    expect(others).toEqual([]);
    expect(first?.atMs).toBeCloseTo(500, -1);
    expect(first?.ms).toBeCloseTo(150, -1);
    expect(gaps(sound, 40)).toHaveLength(2);
  });

  test('at the end count too', () => {
    expect(gaps(join(sine(440, 100), silence(300)), 100)).toHaveLength(1);
  });

  test('in a melody there are none, however short', () => {
    for (const voice of Object.values(voices)) expect(gaps(spoken(voice, 20_000), 5)).toEqual([]);
  });

  test('comfort noise is silence', () => {
    expect(silentAfter(join(sine(440, 200), noise(500, 0.002)), 300)).toBeCloseTo(200, -1);
    expect(silentAfter(sine(440, 1_000), 300)).toBeNull();
  });
});

describe('a voice', () => {
  test('is heard as itself and as no other', () => {
    for (const voice of Object.values(voices)) {
      const sound = mix(spoken(voice, 4_000), noise(4_000, 0.02));
      for (const other of Object.values(voices)) {
        if (other === voice) expect(share(sound, other)).toBeGreaterThan(0.95);
        else expect(share(sound, other)).toBeLessThan(0.01);
      }
    }
  });

  test('of two that speak at once each is heard', () => {
    const sound = mix(spoken(voices.ada, 4_000), spoken(voices.grace, 4_000));
    expect(share(sound, voices.ada)).toBeGreaterThan(0.8);
    expect(share(sound, voices.grace)).toBeGreaterThan(0.8);
  });

  test('is heard half the time when it speaks half the time', () => {
    const sound = join(spoken(voices.ada, 2_000), silence(2_000));
    expect(share(sound, voices.ada)).toBeCloseTo(0.5, 1);
  });

  test('noise is nobody', () => {
    for (const voice of Object.values(voices)) expect(share(noise(4_000, 0.5), voice)).toBeLessThan(0.05);
  });
});
