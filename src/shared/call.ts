/**
 * The call as every process sees it: one complete, plain snapshot outwards and one command back. Nothing else crosses.
 */
import { z } from 'zod';
import { displayName } from './display-name.ts';

export const callId = z.string().min(1).max(64).brand('CallId');
/** The call server's session id. */
export type CallId = z.infer<typeof callId>;

export const callPhases = ['ringing-in', 'ringing-out', 'connecting', 'connected', 'reconnecting'] as const;
export const callPhase = z.enum(callPhases);
export type CallPhase = z.infer<typeof callPhase>;

export const microphoneStates = ['on', 'muted', 'opening', 'unmuting', 'unavailable'] as const;
export const microphoneState = z.enum(microphoneStates);
/**
 * Others can hear what is said in `on` alone. `opening`: wanted, and on its way for the first time; the system may be asking
 * the user for it. `unmuting`: muted no more for the user, but the server has not let it through yet. `unavailable`: no
 * device, refused or in use; the call goes on listening only.
 */
export type MicrophoneState = z.infer<typeof microphoneState>;

/** `direct`: two people, over when either leaves. `group`: goes on until the last one leaves or a host ends it. */
export const callKind = z.enum(['direct', 'group']);

export const troubles = ['own', 'other', 'server'] as const;
export const trouble = z.enum(troubles);
/** Whose connection is away: one's own, the other side's, or the call server failed. */
export type Trouble = z.infer<typeof trouble>;

export const callSnapshot = z.strictObject({
  callId,
  phase: callPhase,
  kind: callKind,
  /** What to show: the other person's name, or the group's title, or its people's names. */
  title: displayName,
  /** The other person of a direct call; who invites, while a group rings here; `null` in a group. */
  peer: z.strictObject({ id: z.string().max(128), name: displayName }).nullable(),
  /** How many people are in it, oneself too. */
  participants: z.number().int().nonnegative(),
  /** Name of who speaks, in a group. */
  speaker: displayName.nullable(),
  /** When both sides were first joined, ms since the epoch; `null` until then. Durations are computed from it. */
  startedAt: z.number().int().nonnegative().nullable(),
  microphone: microphoneState,
  /** Own camera is being sent. */
  camera: z.boolean(),
  /** Somebody's video is arriving and could be shown. */
  peerVideo: z.boolean(),
  /** Held by us. */
  held: z.boolean(),
  /** Held by the other side. Never in a group: there it is said of each participant. */
  peerHeld: z.boolean(),
  /** Own hand is raised. */
  hand: z.boolean(),
  /** While `reconnecting`: whose trouble it is, `null` where that is not known; `null` in every other phase. */
  trouble: trouble.nullable(),
  recording: z.boolean(),
  /** End to end. */
  encrypted: z.boolean(),
});
/** What the call is right now, complete each time. A call that has ended has no snapshot. */
export type CallSnapshot = z.infer<typeof callSnapshot>;

export const callsSnapshot = z.strictObject({
  calls: z.array(callSnapshot).readonly(),
  activeCallId: callId.nullable(),
});
/** All calls that are going on. One of them is active: the one that is spoken in, and that is shown where there is room for one. */
export type CallsSnapshot = Readonly<z.infer<typeof callsSnapshot>>;

export const noCalls: CallsSnapshot = { calls: [], activeCallId: null };

export const activeCall = ({ calls, activeCallId }: CallsSnapshot): CallSnapshot | null =>
  calls.find(({ callId: id }) => id === activeCallId) ?? null;

/**
 * Which of these is the active one where none has been named: one that is spoken in, else one that rings, else one that is
 * held; of several the first.
 */
export function nextActive(calls: readonly CallSnapshot[]): CallSnapshot | null {
  const rings = ({ phase }: CallSnapshot) => phase === 'ringing-in';
  return calls.find((call) => !call.held && !rings(call)) ?? calls.find(rings) ?? calls[0] ?? null;
}

/** Whose picture stands for the call: the other person's, or the group's own. */
export const faceOf = ({ callId: id, title, peer }: CallSnapshot): { id: string; name: string } => ({
  id: peer?.id ?? id,
  name: title,
});

export const callCommandTypes = [
  'mute',
  'unmute',
  'toggle-mute',
  'hang-up',
  'accept',
  'decline',
  'start-video',
  'stop-video',
  'hold',
  'resume',
  'raise-hand',
  'lower-hand',
  'swap',
  'merge',
  'hold-and-accept',
  'end-and-accept',
] as const;
export const callCommand = z.strictObject({ callId, type: z.enum(callCommandTypes) });
/**
 * A wish of the user's, from any surface, for the call with this id. Naming a call that has ended changes nothing.
 * Of several calls `swap` makes this one the active one and holds the other, `merge` moves its people into the active one,
 * `hold-and-accept` and `end-and-accept` answer this one and hold or end the active one.
 */
export type CallCommand = z.infer<typeof callCommand>;
export type CallCommandType = CallCommand['type'];

export const endReasons = [
  'hung-up',
  'peer-hung-up',
  'declined',
  'cancelled',
  'no-answer',
  'busy',
  'offline',
  'answered-elsewhere',
  'declined-elsewhere',
  'peer-lost',
  'connection-lost',
  'server-failure',
  'media-failure',
  'app-failure',
  'signed-out',
  'timed-out',
  'removed',
  'ended-by-host',
  'moved',
  'merged',
  'transferred',
] as const;
export const endReason = z.enum(endReasons);
/** Why a call ended; `hung-up`, `cancelled` and `signed-out` were this user's own wish. */
export type EndReason = z.infer<typeof endReason>;
