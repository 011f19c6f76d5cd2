/** The whole state of the softphone as the screens read it. Written only by `Phone`. */
import type { EndReason } from '../../shared/call.ts';
import type { ErrorCode, Person } from '../../shared/protocol.ts';
import type { ActiveCall } from '../call/active-call.ts';
import type { MediaDevice } from '../devices/devices.ts';

/** What went wrong, as the words catalogue knows it. */
export type PhoneProblem =
  | { code: ErrorCode }
  | { code: 'server-unreachable' }
  | { code: 'bad-account'; field: 'server' | 'name' | 'token' }
  | { code: 'replaced-by-other-connection' };

export type PhoneConnection =
  | { status: 'signed-out'; problem: PhoneProblem | null }
  | { status: 'signing-in' }
  | { status: 'online' }
  | { status: 'reconnecting' };

export type EndedCall = {
  /** As it was shown. */
  title: string;
  /** Whom to call again; `null` for a group. */
  peer: { id: string; name: string } | null;
  reason: EndReason;
  durationMs: number | null;
  /** It rang here until the caller or the server gave up. */
  missed: boolean;
};

export type PhoneState = {
  connection: PhoneConnection;
  me: { id: string; name: string } | null;
  server: { name: string; version: string } | null;
  people: readonly Person[];
  call: ActiveCall | null;
  /** The last call, until the next or until dismissed. */
  ended: EndedCall | null;
  /** The last attempt to call that never became one. */
  callProblem: PhoneProblem | null;
  devices: {
    microphones: readonly MediaDevice[];
    speakers: readonly MediaDevice[];
    cameras: readonly MediaDevice[];
    /** Chosen by the user; `null` is the system's default. */
    microphoneId: string | null;
    speakerId: string | null;
    cameraId: string | null;
  };
};

/** What the screens ask of the softphone. All are safe in any state: what does not apply does nothing. */
export interface PhoneActions {
  signIn(account: { server: string; token: string }): void;
  signOut(): void;
  call(personId: string): void;
  accept(): void;
  decline(): void;
  hangUp(): void;
  setMuted(muted: boolean): void;
  setHeld(held: boolean): void;
  setCamera(on: boolean): void;
  retryMicrophone(): void;
  dismissEnded(): void;
  chooseMicrophone(deviceId: string | null): void;
  chooseSpeaker(deviceId: string | null): void;
  chooseCamera(deviceId: string | null): void;
  /** Level of the own microphone or of what is heard, 0…1, some 15 times a second while anyone listens. */
  onLevel(of: 'microphone' | 'speaker', listener: (level: number) => void): () => void;
}
