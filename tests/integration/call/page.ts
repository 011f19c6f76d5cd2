/** The page the tests drive: a phone whose microphone is a tone, and ears to hear what it plays. */

import { DeviceCatalog } from '../../../src/renderer/devices/devices.ts';
import { Microphone } from '../../../src/renderer/devices/microphone.ts';
import { Speaker } from '../../../src/renderer/devices/speaker.ts';
import { createPhone } from '../../../src/renderer/phone/create-phone.ts';
import type { Phone } from '../../../src/renderer/phone/phone.ts';
import { loadRelayedEngine } from '../../page/relayed-engine.ts';
import { toneDevices } from '../../page/tone-devices.ts';

export type Heard = {
  /** Loudest frequency, Hz. */
  frequency: number;
  /** Root mean square, 0…1. */
  level: number;
  /** Of the frequencies that were listened for, those that are in it, Hz. */
  tones: number[];
};

/** A tone is there from here on, dBFS: some 40 dB below the one that a page has for a microphone, far above what a codec leaves. */
const audibleTone = -55;

class Ears {
  readonly #context: AudioContext;
  readonly #speaker: Speaker;

  constructor(context: AudioContext, speaker: Speaker) {
    this.#context = context;
    this.#speaker = speaker;
  }

  /** Listens for some 200 ms to what the phone plays. @param wanted frequencies to tell apart in it, Hz. */
  async listen(wanted: readonly number[]): Promise<Heard> {
    const analyser = new AnalyserNode(this.#context, { fftSize: 8_192, smoothingTimeConstant: 0 });
    const sources = this.#speaker.tracks.map(
      (track) => new MediaStreamAudioSourceNode(this.#context, { mediaStream: new MediaStream([track]) }),
    );
    for (const source of sources) source.connect(analyser);
    await new Promise((resolve) => setTimeout(resolve, 220));
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    const spectrum = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(spectrum);
    for (const source of sources) source.disconnect();
    const loudest = spectrum.reduce((best, value, index) => (value > (spectrum[best] ?? -Infinity) ? index : best), 0);
    const binHz = this.#context.sampleRate / analyser.fftSize;
    const around = (hz: number) => spectrum.subarray(Math.round(hz / binHz) - 2, Math.round(hz / binHz) + 3);
    return {
      frequency: loudest * binHz,
      tones: wanted.filter((hz) => Math.max(...around(hz)) > audibleTone),
      level: Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length),
    };
  }
}

export type StartOptions = {
  deviceId: string;
  /** Of the tone that is the microphone, Hz; `null` for the machine's own microphones. */
  frequency: number | null;
  /** UDP port of a relay on loopback that media goes through. */
  mediaPort?: number;
};

export type TestPage = {
  phone: Phone;
  ears: Ears;
  microphoneOpened(): number;
};

declare global {
  interface Window {
    startPhone(options: StartOptions): void;
    page: TestPage;
    phases: string[];
  }
}

window.startPhone = ({ deviceId, frequency, mediaPort }) => {
  const context = new AudioContext();
  const tone = frequency === null ? null : toneDevices(context, frequency);
  const devices = tone ?? navigator.mediaDevices;
  const catalog = new DeviceCatalog(devices);
  const speaker = new Speaker();
  const phone = createPhone({
    deviceId,
    parts: {
      catalog,
      microphone: new Microphone(devices, catalog),
      speaker,
      ...(mediaPort === undefined ? {} : { loadEngine: (welcome) => loadRelayedEngine(welcome, mediaPort) }),
    },
  });
  window.page = {
    phone,
    ears: new Ears(context, speaker),
    microphoneOpened: () => tone?.opened ?? 0,
  };
};
