import { sampleRate } from './analysis.ts';

/**
 * A voice that can be told from others: tones of its own, hopped through in random order. One steady tone would not do:
 * noise suppression takes it for noise, and echo cancellation predicts it from its own echo. Hopping is neither, and
 * it is never silent, so that every gap heard is one that the way there has made.
 */
export type Voice = {
  name: string;
  /** Hz. */
  tones: readonly number[];
};

export const voices = {
  ada: { name: 'ada', tones: [420, 480, 550, 620, 700] },
  grace: { name: 'grace', tones: [1_000, 1_090, 1_180, 1_280, 1_390] },
  linus: { name: 'linus', tones: [1_900, 2_030, 2_160, 2_300, 2_450] },
} as const satisfies Record<string, Voice>;

const toneMs = 80;
const seconds = 20;
/** -12 dBFS: loud speech, with room before anything clips. */
const amplitude = 0.25;

/** Signed 16-bit mono of some seconds that can be repeated without a click. */
export function melody(voice: Voice): Buffer {
  const perTone = (toneMs / 1_000) * sampleRate;
  const tones = seconds * (1_000 / toneMs);
  const random = generator(voice.tones[0] ?? 1);
  const pcm = Buffer.alloc(tones * perTone * 2);
  let phase = 0;
  let tone = 0;
  for (let at = 0; at < tones * perTone; at += 1) {
    if (at % perTone === 0) {
      // Never the same twice in a row.
      tone = (tone + 1 + Math.floor(random() * (voice.tones.length - 1))) % voice.tones.length;
    }
    phase += (2 * Math.PI * voice.tones[tone]!) / sampleRate;
    pcm.writeInt16LE(Math.round(Math.sin(phase) * amplitude * 32_767), at * 2);
  }
  return pcm;
}

/** Mulberry32: the same melody on every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
