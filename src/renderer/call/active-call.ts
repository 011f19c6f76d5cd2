/** One call as the screens show it. */
import type { CallSnapshot } from '../../shared/call.ts';
import type { Participant } from '../../shared/protocol.ts';
import type { MicrophoneProblem } from '../devices/devices.ts';
import type { OtherMicrophone } from '../devices/microphone.ts';

export type ParticipantView = {
  participantId: string;
  person: { id: string; name: string };
  /** Oneself. */
  me: boolean;
  muted: boolean;
  held: boolean;
  connection: Participant['connection'];
  video: MediaStream | null;
  screen: MediaStream | null;
};

export type ActiveCall = {
  snapshot: CallSnapshot;
  /** Everybody in the session who has answered, oneself first. */
  participants: readonly ParticipantView[];
  me: ParticipantView;
  microphoneProblem: MicrophoneProblem | null;
  otherMicrophone: OtherMicrophone | null;
  localVideo: MediaStream | null;
  peerVideo: MediaStream | null;
};
