/** All that a call knows, as plain data. `reduce` alone makes another of it. */
import type { CallId, EndReason } from '../../shared/call.ts';
import type { Invitation, Participant, PushOf, RequestOf, SessionKind } from '../../shared/protocol.ts';
import type { CallErrorCode } from '../call-error.ts';
import type { MediaFacts } from '../media/call-media.ts';
import { type Wish, wishFor } from '../wish.ts';
import type { Alone } from './alone.ts';
import type { CallPerson } from './call-parts.ts';
import { nobodySpoke, type SpeakingOrder } from './speaking-order.ts';

export type CallStage = 'ringing-in' | 'ringing-out' | 'live';

/** Who is to be rung, under an id that is chosen here: asking again rings nobody twice. */
export type NewInvitation = RequestOf<'session.start'>['invitations'][number];

/** What lets one in who is neither rung nor was in it: the token of a link; or another of one's own devices gives it up. */
export type WayIn = Pick<RequestOf<'session.join'>, 'link' | 'takeOver'>;

/** How one comes into the session. */
export type Beginning =
  | { kind: 'start'; title: string | null; invitations: readonly NewInvitation[] }
  | ({ kind: 'join' } & WayIn);

/** Who speaks in a session of more than two. */
export type Speakers = Omit<PushOf<'speakers'>, 'sessionId'>;

export const noSpeakers: Speakers = { dominant: null, levels: [], heard: null };

export type CallState = {
  readonly callId: CallId;
  /** Who is calling or answering here; the name as the server tells it. */
  readonly me: CallPerson;
  /** The own participant, once joined. */
  readonly participantId: string | null;
  readonly beginning: Beginning;
  /** Of what rings here, as far as known. */
  readonly invitationId: string | null;
  readonly stage: CallStage;
  /** The server has made the session. */
  readonly made: boolean;
  /** The reply to the invitation was lost: the server may have made the session. */
  readonly replyLost: boolean;
  readonly kind: SessionKind;
  readonly title: string | null;
  readonly locked: boolean;
  /** The other person of a direct call; who invites, while a group rings here. */
  readonly person: CallPerson;
  readonly participants: readonly Participant[];
  readonly speakers: Speakers;
  readonly order: SpeakingOrder;
  /** The latest of each person who was invited. */
  readonly invitations: readonly Invitation[];
  /** How much the server has told of the session; `null` before it is joined. */
  readonly version: number | null;
  /** When the call was answered, ms since the epoch by this machine's clock. */
  readonly startedAt: number | null;
  /** People have been able to talk. */
  readonly wasConnected: boolean;
  /** Where everybody is to go on: this session is left when that one has been joined. */
  readonly moving: { readonly to: string; readonly over: EndReason | null } | null;
  /** Who has muted this user, who has not unmuted since. */
  readonly mutedBy: CallPerson | null;
  /** The last one. */
  readonly transfer: Omit<PushOf<'transfer.changed'>, 'sessionId' | 'version'> | null;
  readonly answer: Wish<boolean>;
  readonly hold: Wish<boolean>;
  readonly media: MediaFacts;
  readonly online: boolean;
  /** Signaling has been away for longer than anyone should have to wonder. */
  readonly signalingMissing: boolean;
  /** The server has lost its part, and it has not been joined anew yet. */
  readonly serverFailed: boolean;
  /** How long one may be alone before the question, ms; `null` for ever. */
  readonly idleTimeoutMs: number | null;
  readonly alone: Alone;
  readonly ended: { readonly reason: EndReason; readonly error: CallErrorCode | null } | null;
};

export type Begin = {
  callId: CallId;
  me: CallPerson;
  beginning: Beginning;
  invitationId: string | null;
  stage: CallStage;
  person: CallPerson;
  group: { title: string | null } | null;
  startedAt: number | null;
  held: boolean;
  online: boolean;
  media: MediaFacts;
  idleTimeoutMs?: number | null;
};

export const beginningState = ({ held, group, idleTimeoutMs = null, ...begin }: Begin): CallState => ({
  ...begin,
  kind: group === null ? 'direct' : 'group',
  title: group?.title ?? null,
  locked: false,
  made: begin.beginning.kind === 'join',
  replyLost: false,
  participantId: null,
  participants: [],
  speakers: noSpeakers,
  order: nobodySpoke,
  invitations: [],
  version: null,
  wasConnected: begin.startedAt !== null,
  moving: null,
  mutedBy: null,
  transfer: null,
  answer: wishFor(false),
  hold: wishFor(false, held),
  signalingMissing: false,
  serverFailed: false,
  idleTimeoutMs,
  alone: { since: null, stayedAt: null, askedAt: null },
  ended: null,
});

/** Once joined, one is known there. */
export const wayIn = ({ version, beginning }: Pick<CallState, 'version' | 'beginning'>): WayIn =>
  version === null && beginning.kind === 'join' ? { link: beginning.link, takeOver: beginning.takeOver } : {};

/** Those who are in beside oneself. */
export const othersIn = ({ participants, participantId, me }: CallState): readonly Participant[] =>
  participants.filter((other) => other.answered && other.participantId !== participantId && other.person.id !== me.id);

export const ownParticipant = ({ participants, participantId }: CallState): Participant | null =>
  participants.find((participant) => participant.participantId === participantId) ?? null;

/** Everybody else who is in is lost: nobody hears what is said. */
export function othersLost(state: CallState): boolean {
  const others = othersIn(state);
  return others.length > 0 && others.every(({ connection }) => connection === 'lost');
}

/** Wanted, it is silent here already; given up, it is so when the server has heard of it. */
export const isHeld = ({ hold }: Pick<CallState, 'hold'>): boolean => hold.wanted || hold.actual;

/** The others who are sending sound, unless they say nothing, that should be heard here: their ids. */
export function audioSenders(state: CallState): readonly string[] {
  if (state.stage !== 'live' || !state.wasConnected || isHeld(state)) return [];
  const { heard } = state.speakers;
  return othersIn(state)
    .filter(({ connection, muted, held }) => connection === 'connected' && !muted && !held)
    .map(({ participantId }) => participantId)
    .filter((id) => heard === null || heard.includes(id));
}
