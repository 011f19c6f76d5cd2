/** Which microphones, speakers and cameras there are, and which to use. */

import { type Clock, systemClock } from '../clock.ts';
import { Emitter, type EventSource, type Unsubscribe } from '../emitter.ts';
import { log } from '../log.ts';

export type MediaDevice = { id: string; label: string };

export type MicrophoneProblem = 'refused' | 'in-use' | 'none-found' | 'failed';

/** What of `navigator.mediaDevices` is used. */
export type BrowserMediaDevices = Pick<MediaDevices, 'enumerateDevices' | 'getUserMedia'> &
  Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

export type DeviceLists = {
  microphones: readonly MediaDevice[];
  speakers: readonly MediaDevice[];
  cameras: readonly MediaDevice[];
  /** Changes when the system's default microphone becomes another one. */
  defaultMicrophone: string;
  /** Its name. */
  defaultLabel: string;
};

const watchIntervalMs = 3_000;

/** Chromium's pseudo devices that stand for the system's choice. */
const pseudoDevices = new Set(['default', 'communications', '']);

export class DeviceCatalog implements EventSource<{ changed: DeviceLists }> {
  readonly #browser: BrowserMediaDevices;
  readonly #emitter = new Emitter<{ changed: DeviceLists }>();
  #lists: DeviceLists = { microphones: [], speakers: [], cameras: [], defaultMicrophone: '', defaultLabel: '' };
  #refreshes = 0;
  readonly #clock: Clock;
  readonly #onDeviceChange = () => void this.refresh();
  #watchers = 0;
  #cancelWatch: (() => void) | null = null;

  constructor(browser: BrowserMediaDevices, clock: Clock = systemClock) {
    this.#browser = browser;
    this.#clock = clock;
  }

  get lists(): DeviceLists {
    return this.#lists;
  }

  on<N extends 'changed'>(name: N, listener: (lists: DeviceLists) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  start(): void {
    this.#browser.addEventListener('devicechange', this.#onDeviceChange);
    void this.refresh();
  }

  stop(): void {
    this.#browser.removeEventListener('devicechange', this.#onDeviceChange);
  }

  /**
   * Looks by itself every three seconds until the returned function is called. Chromium on Linux learns of devices from udev,
   * which knows nothing of Bluetooth and of what only the sound server makes: without looking nobody would be told.
   */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) this.#lookLater();
    let watching = true;
    return () => {
      if (!watching) return;
      watching = false;
      this.#watchers -= 1;
      if (this.#watchers === 0) this.#cancelWatch?.();
    };
  }

  /** Reads the lists again; labels and ids are known only once a device has been opened. */
  async refresh(): Promise<void> {
    this.#refreshes += 1;
    const refresh = this.#refreshes;
    try {
      const devices = await this.#browser.enumerateDevices();
      // An answer that was overtaken tells of a world that is gone.
      if (refresh !== this.#refreshes) return;
      const lists = toLists(devices);
      if (JSON.stringify(lists) === JSON.stringify(this.#lists)) return;
      this.#lists = lists;
      this.#emitter.emit('changed', lists);
    } catch (error) {
      log.warn('The list of media devices could not be read:', error);
    }
  }

  #lookLater(): void {
    this.#cancelWatch = this.#clock.after(watchIntervalMs, () => {
      this.#lookLater();
      void this.refresh();
    });
  }
}

function toLists(devices: readonly MediaDeviceInfo[]): DeviceLists {
  const ofKind = (kind: MediaDeviceKind) =>
    devices
      .filter((device) => device.kind === kind && !pseudoDevices.has(device.deviceId))
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  const inputs = devices.filter(({ kind }) => kind === 'audioinput');
  const standard = inputs.find(({ deviceId }) => deviceId === 'default');
  // The pseudo device is called “Default” in one system and “Default - NAME” in another.
  const real = inputs.find(({ deviceId, groupId }) => !pseudoDevices.has(deviceId) && groupId === standard?.groupId);
  return {
    microphones: ofKind('audioinput'),
    speakers: ofKind('audiooutput'),
    cameras: ofKind('videoinput'),
    defaultMicrophone: standard === undefined ? '' : `${standard.groupId} ${standard.label}`,
    defaultLabel: real?.label ?? standard?.label ?? '',
  };
}

/**
 * The order in which to try devices: the chosen one, the system's default (`null`), then whatever else there is.
 */
export function devicesToTry(available: readonly MediaDevice[], chosenId: string | null): (string | null)[] {
  const others = available.map(({ id }) => id).filter((id) => id !== chosenId);
  const chosen = chosenId !== null && available.some(({ id }) => id === chosenId) ? [chosenId] : [];
  return [...chosen, null, ...others];
}

/** What a failed getUserMedia means to the user. */
export function microphoneProblem(error: unknown): MicrophoneProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotReadableError':
    case 'AbortError':
      return 'in-use';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none-found';
    default:
      return 'failed';
  }
}
