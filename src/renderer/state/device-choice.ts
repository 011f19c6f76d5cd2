/** The devices that the settings name, brought to the phone: at the start, and when another window changes them. */
import type { Settings } from '../../shared/ipc.ts';
import type { PhoneActions } from '../phone/phone-state.ts';
import type { ReadonlyStore } from './gate.ts';
import type { Preferences } from './preferences.ts';

type Choice = Pick<Settings, 'microphoneId' | 'speakerId' | 'cameraId'>;

export function followDeviceChoice(
  preferences: ReadonlyStore<Preferences>,
  phone: Pick<PhoneActions, 'chooseMicrophone' | 'chooseSpeaker' | 'chooseCamera'>,
): () => void {
  let told: Choice = { microphoneId: null, speakerId: null, cameraId: null };
  const tell = ({ settings: { microphoneId, speakerId, cameraId } }: Preferences) => {
    const before = told;
    told = { microphoneId, speakerId, cameraId };
    if (microphoneId !== before.microphoneId) phone.chooseMicrophone(microphoneId);
    if (speakerId !== before.speakerId) phone.chooseSpeaker(speakerId);
    if (cameraId !== before.cameraId) phone.chooseCamera(cameraId);
  };
  tell(preferences.getState());
  return preferences.subscribe(tell);
}
