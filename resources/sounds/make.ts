/**
 * Synthesises every sound of the app: `node resources/sounds/make.ts`, with SoX on this machine for the Ogg Vorbis files.
 * All are brought to one loudness, so that none startles.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const rate = 48_000;
/** Root mean square of the sounding part, of full scale: about -23 dB. */
const loudness = 0.07;
const ceiling = 0.5;

/** `at` and `lasts` in seconds, `hz` may glide to `to`. */
type Note = { at: number; hz: number; to?: number; lasts: number; gain?: number; voice: 'mallet' | 'tone' };

const pitch = { G3: 196, C4: 261.63, E4: 329.63, G4: 392, A4: 440, C5: 523.25, D5: 587.33, E5: 659.26, G5: 783.99 };

const sounds: Record<string, { seconds: number; notes: readonly Note[] }> = {
  // Played in a loop, silence included.
  ring: {
    seconds: 3.2,
    notes: [0, 0.9].flatMap((start) => [
      { at: start, hz: pitch.G4, lasts: 0.7, voice: 'mallet' as const },
      { at: start + 0.14, hz: pitch.C5, lasts: 0.7, voice: 'mallet' as const },
      { at: start + 0.28, hz: pitch.E5, lasts: 0.8, voice: 'mallet' as const },
      { at: start + 0.42, hz: pitch.D5, lasts: 1, gain: 0.8, voice: 'mallet' as const },
    ]),
  },
  // Played in a loop, silence included.
  ringback: {
    seconds: 4,
    notes: [
      { at: 0, hz: pitch.A4, lasts: 1, voice: 'tone' },
      { at: 0, hz: pitch.C4, lasts: 1, gain: 0.4, voice: 'tone' },
    ],
  },
  connected: {
    seconds: 0.6,
    notes: [
      { at: 0, hz: pitch.C5, lasts: 0.35, voice: 'mallet' },
      { at: 0.1, hz: pitch.G5, lasts: 0.5, voice: 'mallet' },
    ],
  },
  ended: {
    seconds: 0.7,
    notes: [
      { at: 0, hz: pitch.E5, lasts: 0.35, voice: 'mallet' },
      { at: 0.12, hz: pitch.A4, lasts: 0.55, voice: 'mallet' },
    ],
  },
  reconnecting: {
    seconds: 0.6,
    notes: [
      { at: 0, hz: pitch.C4, lasts: 0.3, voice: 'mallet' },
      { at: 0.2, hz: pitch.C4, lasts: 0.4, voice: 'mallet' },
    ],
  },
  'mute-on': { seconds: 0.16, notes: [{ at: 0, hz: pitch.E5, to: pitch.C5, lasts: 0.14, voice: 'tone' }] },
  'mute-off': { seconds: 0.16, notes: [{ at: 0, hz: pitch.C5, to: pitch.E5, lasts: 0.14, voice: 'tone' }] },
};

/** A struck bar: the fundamental and its fourth and tenth partial, which die away faster. */
const partials = {
  mallet: [
    { ratio: 1, gain: 1, halves: 7 },
    { ratio: 4, gain: 0.18, halves: 18 },
    { ratio: 10, gain: 0.04, halves: 40 },
  ],
  tone: [
    { ratio: 1, gain: 1, halves: 0 },
    { ratio: 2, gain: 0.12, halves: 0 },
  ],
};

function play(samples: Float64Array, note: Note): void {
  const count = Math.floor(note.lasts * rate);
  const start = Math.floor(note.at * rate);
  const fade = note.voice === 'tone' ? Math.min(0.04, note.lasts / 3) : 0.003;
  for (const partial of partials[note.voice]) {
    let phase = 0;
    for (let i = 0; i < count && start + i < samples.length; i++) {
      const t = i / rate;
      const hz = note.hz + ((note.to ?? note.hz) - note.hz) * (i / count);
      phase += (2 * Math.PI * hz * partial.ratio) / rate;
      const edges = Math.min(1, t / fade, (note.lasts - t) / Math.max(fade, 0.02));
      samples[start + i] =
        (samples[start + i] ?? 0) +
        Math.sin(phase) * partial.gain * (note.gain ?? 1) * edges * 2 ** (-partial.halves * t);
    }
  }
}

/** Scales to {@link loudness}, measured over the samples that are not silence, below {@link ceiling}. */
function level(samples: Float64Array): Float64Array {
  let sum = 0;
  let count = 0;
  let peak = 0;
  for (const sample of samples) {
    peak = Math.max(peak, Math.abs(sample));
    if (Math.abs(sample) > 0.02) {
      sum += sample * sample;
      count++;
    }
  }
  const gain = Math.min(loudness / Math.sqrt(sum / count), ceiling / peak);
  return samples.map((sample) => sample * gain);
}

for (const [name, { seconds, notes }] of Object.entries(sounds)) {
  const samples = new Float64Array(Math.floor(seconds * rate));
  for (const note of notes) play(samples, note);
  const raw = Buffer.alloc(samples.length * 2);
  level(samples).forEach((sample, index) => void raw.writeInt16LE(Math.round(sample * 32_767), index * 2));
  const file = fileURLToPath(new URL(`${name}.ogg`, import.meta.url));
  const format = ['-R', '-t', 's16', '-r', String(rate), '-c', '1', '-', '-C', '2', file];
  execFileSync('sox', format, { input: raw });
}
