/** One call as the screens show it. */
import type { CallSnapshot } from '../../shared/call.ts';
import type { MicrophoneProblem } from '../devices/devices.ts';
import type { OtherMicrophone } from '../devices/microphone.ts';

export type ActiveCall = {
  snapshot: CallSnapshot;
  microphoneProblem: MicrophoneProblem | null;
  otherMicrophone: OtherMicrophone | null;
  localVideo: MediaStream | null;
  peerVideo: MediaStream | null;
};
