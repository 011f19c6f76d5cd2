import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { endChild, hasEnded } from '../support/processes.ts';
import { sampleRate } from './analysis.ts';

/** How much is kept: older sound is forgotten. */
const keptSeconds = 240;

/**
 * What comes out of a speaker, recorded all the time. Positions are in samples since the start; silence is recorded too,
 * so that they are a clock.
 */
export class Recording {
  readonly #recorder: ChildProcess;
  readonly #samples = new Int16Array(keptSeconds * sampleRate);
  #length = 0;
  #odd: Buffer | null = null;

  private constructor(recorder: ChildProcess) {
    this.#recorder = recorder;
  }

  static async start(env: NodeJS.ProcessEnv, device: string): Promise<Recording> {
    const format = ['--raw', '--format=s16le', '--channels=1', `--rate=${sampleRate}`, '--latency-msec=20'];
    const recorder = spawn('parec', [`--device=${device}`, ...format], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const recording = new Recording(recorder);
    recorder.stdout.on('data', (chunk: Buffer) => recording.#append(chunk));
    const started = await Promise.race([
      once(recorder.stdout, 'data').then(() => true),
      once(recorder, 'exit').then(() => false),
      delay(10_000, false),
    ]);
    if (!started) {
      recorder.kill('SIGKILL');
      throw new Error(`Nothing could be recorded from ${device}`);
    }
    return recording;
  }

  /** Where the recording is now, samples. */
  get position(): number {
    return this.#length;
  }

  /** The sound from a position to now, or to another position. @throws when it has been forgotten. */
  from(start: number, end = this.#length): Float32Array {
    if (this.#length - start > this.#samples.length) throw new Error(`Only the last ${keptSeconds} s are kept`);
    const sound = new Float32Array(Math.max(0, Math.min(end, this.#length) - start));
    for (let at = 0; at < sound.length; at += 1) {
      sound[at] = this.#samples[(start + at) % this.#samples.length]! / 32_768;
    }
    return sound;
  }

  /** The last sound, at most so many ms. */
  last(ms: number): Float32Array {
    return this.from(Math.max(0, this.#length - Math.round((ms / 1_000) * sampleRate)));
  }

  /** The next sound of this length, as it comes. */
  async next(ms: number): Promise<Float32Array> {
    const start = this.#length;
    const end = start + Math.round((ms / 1_000) * sampleRate);
    const giveUpAt = Date.now() + ms * 3 + 5_000;
    while (this.#length < end) {
      if (hasEnded(this.#recorder)) throw new Error('The recorder has ended');
      if (Date.now() > giveUpAt)
        throw new Error(`The recorder gave ${this.#length - start} samples in ${ms * 3 + 5_000} ms`);
      await delay(Math.min(100, ((end - this.#length) / sampleRate) * 1_000 + 5));
    }
    return this.from(start, end);
  }

  stop(): Promise<void> {
    return endChild(this.#recorder, { signal: 'SIGKILL' });
  }

  #append(chunk: Buffer): void {
    const bytes = this.#odd ? Buffer.concat([this.#odd, chunk]) : chunk;
    const whole = bytes.length - (bytes.length % 2);
    this.#odd = whole < bytes.length ? bytes.subarray(whole) : null;
    for (let at = 0; at < whole; at += 2) {
      this.#samples[this.#length % this.#samples.length] = bytes.readInt16LE(at);
      this.#length += 1;
    }
  }
}
