import type { Voice } from './voice.ts';

/** Hz; of everything that is played and recorded. */
export const sampleRate = 48_000;

/** Quieter than this is silence, dBFS. Comfort noise stays well below, speech well above. */
export const silenceDbfs = -50;

/** Root mean square, dB relative to a full-scale square wave; -120 for digital silence and for no samples. */
export function levelDbfs(sound: Float32Array): number {
  let sum = 0;
  for (const sample of sound) sum += sample * sample;
  const mean = sound.length === 0 ? 0 : sum / sound.length;
  return Math.max(-120, 10 * Math.log10(mean || 1e-12));
}

/**
 * Power of one frequency in the sound, as the mean square it contributes (Goertzel's algorithm with a Hann window:
 * https://en.wikipedia.org/wiki/Goertzel_algorithm).
 */
export function powerAt(sound: Float32Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / sampleRate);
  const count = sound.length;
  let before = 0;
  let beforeThat = 0;
  for (let at = 0; at < count; at += 1) {
    const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / count);
    const now = sound[at]! * hann + coefficient * before - beforeThat;
    beforeThat = before;
    before = now;
  }
  const magnitudeSquared = before * before + beforeThat * beforeThat - coefficient * before * beforeThat;
  // A Hann window has a mean of 1/2, so a sine of amplitude A gives |X| = A·N/4, and its mean square is A²/2.
  return (8 * magnitudeSquared) / (count * count);
}

/** The strongest frequency between 100 Hz and 4 kHz, Hz, to about 5 Hz; `null` in silence. */
export function dominantFrequency(sound: Float32Array): number | null {
  if (levelDbfs(sound) < silenceDbfs) return null;
  const strongest = (from: number, to: number, step: number): number => {
    let best = from;
    let bestPower = 0;
    for (let hz = from; hz <= to; hz += step) {
      const power = powerAt(sound, hz);
      if (power > bestPower) [best, bestPower] = [hz, power];
    }
    return best;
  };
  // A Hann window of N samples is 4·fs/N wide between its zeros: half of that misses nothing.
  const coarse = Math.max(5, Math.min(100, (2 * sampleRate) / Math.max(1, sound.length)));
  const around = strongest(100, 4_000, coarse);
  return Math.round(strongest(Math.max(50, around - coarse), around + coarse, Math.max(1, coarse / 20)));
}

/** ms of one look at the sound. */
const frameMs = 20;
const frameLength = (frameMs / 1_000) * sampleRate;

/** The sound in frames of 20 ms. */
function* frames(sound: Float32Array): Generator<Float32Array> {
  for (let at = 0; at + frameLength <= sound.length; at += frameLength) yield sound.subarray(at, at + frameLength);
}

/** Whether this frame is loud enough and its power is at the voice's tones. */
function isVoice(frame: Float32Array, voice: Voice): boolean {
  if (levelDbfs(frame) < silenceDbfs) return false;
  const total = 10 ** (levelDbfs(frame) / 10);
  return Math.max(...voice.tones.map((tone) => powerAt(frame, tone))) > total * 0.25;
}

/** The part of the time in which the voice is heard, 0…1. Two voices can be heard in the same sound. */
export function share(sound: Float32Array, voice: Voice): number {
  let heard = 0;
  let all = 0;
  for (const frame of frames(sound)) {
    all += 1;
    if (isVoice(frame, voice)) heard += 1;
  }
  return all === 0 ? 0 : heard / all;
}

/** When the sound is silent for longer than `overMs`: start and length, ms. */
export function gaps(sound: Float32Array, overMs: number): { atMs: number; ms: number }[] {
  // 5 ms: shorter than the frames that a codec loses, longer than half a period of the lowest tone.
  const step = sampleRate / 200;
  const found: { atMs: number; ms: number }[] = [];
  let silentFrom: number | null = null;
  const finish = (end: number) => {
    if (silentFrom === null) return;
    const ms = ((end - silentFrom) / sampleRate) * 1_000;
    if (ms > overMs) found.push({ atMs: (silentFrom / sampleRate) * 1_000, ms });
    silentFrom = null;
  };
  let at = 0;
  for (; at + step <= sound.length; at += step) {
    if (levelDbfs(sound.subarray(at, at + step)) < silenceDbfs) silentFrom ??= at;
    else finish(at);
  }
  finish(at);
  return found;
}

/** The first moment after which the sound is silent for at least `forMs`: ms from its start, or `null`. */
export function silentAfter(sound: Float32Array, forMs: number): number | null {
  return gaps(sound, forMs)[0]?.atMs ?? null;
}
