/** One call as the screens show it. */
import type { CallSnapshot } from '../../shared/call.ts';
import type { Invitation, Participant, TransferOutcome } from '../../shared/protocol.ts';
import type { MicrophoneProblem } from '../devices/devices.ts';
import type { OtherMicrophone } from '../devices/microphone.ts';

/** Somebody in the session. */
export type ParticipantView = {
  participantId: string;
  person: { id: string; name: string };
  role: Participant['role'];
  /** Oneself. */
  me: boolean;
  muted: boolean;
  held: boolean;
  /** When the hand was raised, ms since the epoch: hands are in this order. `null` while it is down. */
  hand: number | null;
  connection: Participant['connection'];
  speaking: boolean;
  /** How loud, 0…1 of full scale. */
  level: number;
  video: MediaStream | null;
  screen: MediaStream | null;
};

/** Somebody who has been asked into the session. */
export type InvitationView = {
  invitationId: string;
  person: { id: string; name: string };
  outcome: Invitation['outcome'];
};

/** One side is being handed on to somebody else. */
export type TransferView = {
  by: { id: string; name: string };
  to: { id: string; name: string };
  /** `done`: whoever transferred is out. */
  outcome: TransferOutcome;
};

export type ActiveCall = {
  snapshot: CallSnapshot;
  /** Everybody in the session who has answered, oneself first, then those who spoke last. */
  participants: readonly ParticipantView[];
  /** Id of who has the floor: spoke last for more than a word. */
  floor: string | null;
  invitations: readonly InvitationView[];
  /** Nobody else can come in. */
  locked: boolean;
  me: ParticipantView;
  /** The host who has muted this user, until they unmute. */
  mutedBy: { id: string; name: string } | null;
  /** The last one, until the next. */
  transfer: TransferView | null;
  /** One is alone and asked whether to stay; until when, ms since the epoch. */
  leavesAt: number | null;
  microphoneProblem: MicrophoneProblem | null;
  otherMicrophone: OtherMicrophone | null;
  localVideo: MediaStream | null;
  peerVideo: MediaStream | null;
};
