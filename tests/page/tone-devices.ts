import type { BrowserMediaDevices } from '../../src/renderer/devices/devices.ts';

/** getUserMedia that gives a tone of this frequency, Hz, for a microphone; everything else is the browser's. */
export function toneDevices(context: AudioContext, frequency: number): BrowserMediaDevices & { opened: number } {
  const browser = navigator.mediaDevices;
  const devices = {
    opened: 0,
    enumerateDevices: () => browser.enumerateDevices(),
    addEventListener: browser.addEventListener.bind(browser),
    removeEventListener: browser.removeEventListener.bind(browser),
    async getUserMedia(constraints?: MediaStreamConstraints): Promise<MediaStream> {
      if (constraints?.video) return browser.getUserMedia(constraints);
      devices.opened += 1;
      const tone = new OscillatorNode(context, { frequency });
      const destination = new MediaStreamAudioDestinationNode(context);
      tone.connect(new GainNode(context, { gain: 0.3 })).connect(destination);
      tone.start();
      return destination.stream;
    },
  };
  return devices;
}
