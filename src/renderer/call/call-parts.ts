/** What a call is made of and how it begins. */
import type { CallId, CallSnapshot, EndReason } from '../../shared/call.ts';
import type { RequestName } from '../../shared/protocol.ts';
import type { CallErrorCode } from '../call-error.ts';
import type { MediaParts } from '../media/call-media.ts';
import type { RecoveryTimes } from '../recovery/recovery.ts';
import type { ActiveCall } from './active-call.ts';

export type CallPerson = { id: string; name: string };

/** They outlive a call. */
export type CallParts = MediaParts & {
  random: () => number;
  /** The id of a session that is to be made: the protocol's `newSessionId`. */
  newSessionId: () => string;
  recoveryTimes?: Partial<RecoveryTimes>;
};

export type CallSettings = {
  parts: CallParts;
  /** Who is calling or answering here: a person's id. */
  me: string;
  /** The other person, as far as known before the server tells. */
  person?: CallPerson;
  /** Of what rings here. */
  invitationId?: string;
  /** A group, as far as known before the server tells: what it is called, `null` for the names of its people. */
  group?: { title: string | null };
  /** The token of a link that lets one in. */
  link?: string;
  /** Another of one's own devices gives the session up for this one. */
  takeOver?: boolean;
  muted?: boolean;
  held?: boolean;
  camera?: boolean;
  /** Neither own nor others' video. */
  audioOnly?: boolean;
  /** Alone in a group for so long, ms, one is asked whether to stay, and out without an answer; `null` for never. */
  idleTimeoutMs?: number | null;
  /** The call as it was before this program was started again: it goes on as it was. */
  resumed?: CallSnapshot;
};

export type CallSessionEvents = {
  /** The session has been joined; again after each rejoin. */
  joined: { callId: CallId };
  /** Nobody answered; or one was alone for too long. `left` follows. */
  timedOut: undefined;
  /** Media, the other side or signaling is missing; it is being brought back. */
  connectionLost: undefined;
  connectionRestored: undefined;
  /** It could not be brought back. `left` follows. */
  connectionClosed: undefined;
  /** What was asked of the session was refused or got no answer: nothing has changed. */
  refused: { request: RequestName; code: CallErrorCode };
  /** The call is over and has released everything; once, the last event. `error`: it never became a call. */
  left: { reason: EndReason; error: CallErrorCode | null };
  changed: ActiveCall;
};

/** The settings of a call that goes on as it was: whoever was not heard yet is not heard now without asking for it. */
export function resumedSettings(settings: CallSettings): CallSettings {
  const { resumed } = settings;
  if (resumed === undefined) return settings;
  const { microphone, held, camera, peer, kind, title } = resumed;
  const known = { ...(peer && { person: peer }), ...(kind === 'group' && { group: { title } }) };
  return { ...settings, ...known, muted: microphone !== 'on', held, camera };
}
