import type { BrowserMediaDevices } from './devices.ts';

/** The camera: opened for as long as it is sent. */
export interface CameraSource {
  /** `null` is the system's default. */
  choose(deviceId: string | null): void;
  /** @throws what getUserMedia throws. The caller stops the track. */
  open(): Promise<MediaStreamTrack>;
}

export class Camera implements CameraSource {
  readonly #browser: BrowserMediaDevices;
  #chosenId: string | null = null;

  constructor(browser: BrowserMediaDevices) {
    this.#browser = browser;
  }

  choose(deviceId: string | null): void {
    this.#chosenId = deviceId;
  }

  async open(): Promise<MediaStreamTrack> {
    const stream = await this.#browser.getUserMedia({
      video: {
        width: { ideal: 1280 },
        height: { ideal: 720 },
        frameRate: { max: 30 },
        // Not exact: another camera is better than none.
        ...(this.#chosenId === null ? {} : { deviceId: { ideal: this.#chosenId } }),
      },
    });
    const [track] = stream.getVideoTracks();
    if (track === undefined) throw new DOMException('There is no camera', 'NotFoundError');
    return track;
  }
}
