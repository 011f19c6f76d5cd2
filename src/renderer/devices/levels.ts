import type { Clock } from '../clock.ts';

/** Some 15 times a second: what an eye can follow in a meter. */
const intervalMs = 66;

export type LevelSource = {
  /** Tracks to measure now. */
  tracks: () => readonly MediaStreamTrack[];
  /** Called before the first and after the last listener, for sources that are opened for the meter alone. */
  acquire?: () => () => void;
};

type Meter = { analyser: AnalyserNode; nodes: Map<MediaStreamTrack, MediaStreamAudioSourceNode> };

/** Level meters: they work only while somebody listens and the page can be seen. */
export class Levels {
  readonly #clock: Clock;
  readonly #createContext: () => AudioContext;
  readonly #meters = new Map<LevelSource, { listeners: Set<(level: number) => void>; release: () => void }>();
  readonly #running = new Map<LevelSource, Meter>();
  #context: AudioContext | null = null;
  #visible = true;
  #cancel: (() => void) | null = null;

  constructor(options: { clock: Clock; createContext?: () => AudioContext }) {
    this.#clock = options.clock;
    this.#createContext = options.createContext ?? (() => new AudioContext());
  }

  /** Calls `listener` with 0 (silence) to 1 (full scale, −60 dB to 0 dB in equal steps) until unsubscribed. */
  listen(source: LevelSource, listener: (level: number) => void): () => void {
    let meter = this.#meters.get(source);
    if (meter === undefined) {
      meter = { listeners: new Set(), release: source.acquire?.() ?? (() => {}) };
      this.#meters.set(source, meter);
    }
    const entry = (level: number) => listener(level);
    meter.listeners.add(entry);
    this.#update();
    return () => {
      if (!meter.listeners.delete(entry) || meter.listeners.size > 0) return;
      this.#meters.delete(source);
      meter.release();
      this.#update();
    };
  }

  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#update();
  }

  #update(): void {
    const wanted = this.#visible && this.#meters.size > 0;
    if (wanted && this.#cancel === null) this.#schedule();
    if (wanted) return;
    this.#cancel?.();
    this.#cancel = null;
    this.#running.clear();
    // A closed context costs nothing; a running one renders silence for ever.
    void this.#context?.close();
    this.#context = null;
  }

  #schedule(): void {
    this.#cancel = this.#clock.after(intervalMs, () => {
      this.#schedule();
      for (const [source, { listeners }] of this.#meters) {
        const level = this.#measure(source);
        for (const listener of listeners) listener(level);
      }
    });
  }

  #measure(source: LevelSource): number {
    this.#context ??= this.#createContext();
    let meter = this.#running.get(source);
    if (meter === undefined) {
      meter = { analyser: new AnalyserNode(this.#context, { fftSize: 1_024 }), nodes: new Map() };
      this.#running.set(source, meter);
    }
    const tracks = new Set(source.tracks().filter(({ readyState }) => readyState === 'live'));
    for (const [track, node] of meter.nodes) {
      if (tracks.has(track)) continue;
      node.disconnect();
      meter.nodes.delete(track);
    }
    for (const track of tracks) {
      if (meter.nodes.has(track)) continue;
      const node = new MediaStreamAudioSourceNode(this.#context, { mediaStream: new MediaStream([track]) });
      node.connect(meter.analyser);
      meter.nodes.set(track, node);
    }
    if (tracks.size === 0) return 0;
    const samples = new Float32Array(meter.analyser.fftSize);
    meter.analyser.getFloatTimeDomainData(samples);
    return levelOf(samples);
  }
}

/** Root mean square in decibels, −60 dB and less as 0, 0 dB as 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(sum / samples.length);
  return Math.min(1, Math.max(0, (decibels + 60) / 60));
}
