import connected from '../../../resources/sounds/connected.ogg?url';
import ended from '../../../resources/sounds/ended.ogg?url';
import muteOff from '../../../resources/sounds/mute-off.ogg?url';
import muteOn from '../../../resources/sounds/mute-on.ogg?url';
import reconnecting from '../../../resources/sounds/reconnecting.ogg?url';
import ring from '../../../resources/sounds/ring.ogg?url';
import ringback from '../../../resources/sounds/ringback.ogg?url';
import type { SoundName } from './sounds.ts';

export const soundFiles: Record<SoundName, string> = {
  ring,
  ringback,
  connected,
  ended,
  reconnecting,
  'mute-on': muteOn,
  'mute-off': muteOff,
};
