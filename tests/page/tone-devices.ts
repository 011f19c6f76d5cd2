import type { BrowserMediaDevices } from '../../src/renderer/devices/devices.ts';

/**
 * getUserMedia that gives a tone of this frequency, Hz, for a microphone; everything else is the browser's.
 * @param gain 0…1; 0 is silence.
 */
export function toneDevices(
  context: AudioContext,
  frequency: number,
  gain = 0.3,
): BrowserMediaDevices & { opened: number } {
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
      tone.connect(new GainNode(context, { gain })).connect(destination);
      tone.start();
      return destination.stream;
    },
  };
  return devices;
}
