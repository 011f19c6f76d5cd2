/** The whole state of the softphone as the screens read it. Written only by `Phone`. */
import type { EndReason } from '../../shared/call.ts';
import type { Elsewhere, ErrorCode, Person } from '../../shared/protocol.ts';
import type { SessionSettings } from '../../shared/session-settings.ts';
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
  callId: string;
  /** As it was shown. */
  title: string;
  /** Whom to call again; `null` for a group. */
  peer: { id: string; name: string } | null;
  reason: EndReason;
  durationMs: number | null;
  /** It rang here, and was declined here. */
  declined: boolean;
  /** It rang here until the caller or the server gave up. */
  missed: boolean;
};

export type PhoneState = {
  connection: PhoneConnection;
  me: { id: string; name: string } | null;
  server: { name: string; version: string } | null;
  people: readonly Person[];
  /** Sessions that one is in on one's other devices. */
  elsewhere: readonly Elsewhere[];
  /** All that go on, in the order in which they began. */
  calls: readonly ActiveCall[];
  /**
   * The one that is spoken in, and that is shown where there is room for one. Each other one is held, or rings here. There is
   * one as long as there are calls.
   */
  activeCallId: string | null;
  /** The call that ended last, until the next begins or until dismissed. */
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

export const activeCall = ({ calls, activeCallId }: Pick<PhoneState, 'calls' | 'activeCallId'>): ActiveCall | null =>
  calls.find(({ snapshot }) => snapshot.callId === activeCallId) ?? null;

/** The call that rings here; there is one at most, the next one waits until it is answered. */
export const ringingIn = ({ calls }: Pick<PhoneState, 'calls'>): ActiveCall | null =>
  calls.find(({ snapshot }) => snapshot.phase === 'ringing-in') ?? null;

/** Calls that wait for this person beside the active one. A new list each time: compare it as such (`useShallow`). */
export function heldCalls({ calls, activeCallId }: Pick<PhoneState, 'calls' | 'activeCallId'>): readonly ActiveCall[] {
  return calls.filter(({ snapshot }) => snapshot.callId !== activeCallId && snapshot.phase !== 'ringing-in');
}

/** While nobody is signed in. */
export const signedOutState: PhoneState = {
  connection: { status: 'signed-out', problem: null },
  me: null,
  server: null,
  people: [],
  elsewhere: [],
  calls: [],
  activeCallId: null,
  ended: null,
  callProblem: null,
  devices: {
    microphones: [],
    speakers: [],
    cameras: [],
    microphoneId: null,
    speakerId: null,
    cameraId: null,
  },
};

/** How to come into a session. */
export type JoinSettings = Pick<SessionSettings, 'muted' | 'audioOnly' | 'idleTimeoutMs'>;

/** Of settings, or more than these, those that a call begins with. */
export const chosen = ({
  muted = false,
  audioOnly = false,
  idleTimeoutMs = null,
}: Partial<JoinSettings>): JoinSettings => ({
  muted,
  audioOnly,
  idleTimeoutMs,
});

/** What the screens ask of the softphone. All are safe in any state: what does not apply does nothing. Without an id the active call is meant. */
export interface PhoneActions {
  signIn(account: { server: string; token: string }): void;
  signOut(): void;
  /** A call that goes on is held for it. With somebody one is in a call with already, that one is returned to. */
  call(personId: string): void;
  /** Comes into a session by the token of its link; other calls are held for it. One that is in already is returned to. */
  join(session: { sessionId: string; token: string }, how: JoinSettings): void;
  /** In a session in which nobody else is. */
  stay(callId: string): void;
  /** The one that rings, or this one. Another call that goes on is held. */
  accept(callId?: string): void;
  decline(callId?: string): void;
  /** The active one, or this one. */
  hangUp(callId?: string): void;
  /** Answers a call that rings in beside another. */
  holdAndAccept(callId: string): void;
  endAndAccept(callId: string): void;
  /** Speaks in this one and holds the other. */
  swap(callId: string): void;
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
