import type { StoreApi } from 'zustand/vanilla';
import type { Camera } from '../devices/camera.ts';
import type { DeviceCatalog, DeviceLists } from '../devices/devices.ts';
import type { Microphone } from '../devices/microphone.ts';
import type { Speaker } from '../devices/speaker.ts';
import type { PhoneState } from './phone-state.ts';

export type ChosenDevicesDeps = {
  catalog: Pick<DeviceCatalog, 'lists' | 'on' | 'start' | 'stop'>;
  microphone: Pick<Microphone, 'choose'>;
  camera: Pick<Camera, 'choose'>;
  speaker: Pick<Speaker, 'choose'>;
};

/** Which devices there are and which the user has chosen. Writes that part of the phone's state. */
export class ChosenDevices {
  readonly #deps: ChosenDevicesDeps;
  readonly #state: StoreApi<PhoneState>;

  constructor(deps: ChosenDevicesDeps, state: StoreApi<PhoneState>) {
    this.#deps = deps;
    this.#state = state;
    deps.catalog.on('changed', (lists) => this.#take(lists));
    deps.catalog.start();
  }

  chooseMicrophone(deviceId: string | null): void {
    this.#set({ microphoneId: deviceId });
    this.#deps.microphone.choose(deviceId);
  }

  chooseSpeaker(deviceId: string | null): void {
    this.#set({ speakerId: deviceId });
    this.#routeSpeaker();
  }

  chooseCamera(deviceId: string | null): void {
    this.#set({ cameraId: deviceId });
    this.#deps.camera.choose(deviceId);
  }

  #take({ microphones, speakers, cameras }: DeviceLists): void {
    this.#set({ microphones, speakers, cameras });
    this.#routeSpeaker();
  }

  #set(change: Partial<PhoneState['devices']>): void {
    this.#state.setState(({ devices }) => ({ devices: { ...devices, ...change } }));
  }

  /** The chosen speaker while it is there, else the system's default. */
  #routeSpeaker(): void {
    const { speakers, speakerId } = this.#state.getState().devices;
    this.#deps.speaker.choose(speakers.some(({ id }) => id === speakerId) ? speakerId : null);
  }
}
