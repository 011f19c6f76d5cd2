/** All that a call knows, as plain data. `reduce` alone makes another of it. */
import type { CallId, EndReason } from '../../shared/call.ts';
import type { Participant } from '../../shared/protocol.ts';
import type { CallErrorCode } from '../call-error.ts';
import type { MediaFacts } from '../media/call-media.ts';
import { type Wish, wishFor } from '../wish.ts';
import type { CallPerson } from './call-parts.ts';

export type CallStage = 'ringing-in' | 'ringing-out' | 'live';

/** How one comes into the session. */
export type Beginning = { kind: 'invite'; to: string } | { kind: 'join' };

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
  /** The other person. */
  readonly person: CallPerson;
  readonly participants: readonly Participant[];
  /** When the call was answered, ms since the epoch by this machine's clock. */
  readonly startedAt: number | null;
  /** People have been able to talk. */
  readonly wasConnected: boolean;
  readonly answer: Wish<boolean>;
  readonly hold: Wish<boolean>;
  readonly media: MediaFacts;
  readonly online: boolean;
  /** Signaling has been away for longer than anyone should have to wonder. */
  readonly signalingMissing: boolean;
  /** The server has lost its part, and it has not been joined anew yet. */
  readonly serverFailed: boolean;
  readonly ended: { readonly reason: EndReason; readonly error: CallErrorCode | null } | null;
};

export type Begin = {
  callId: CallId;
  me: CallPerson;
  beginning: Beginning;
  invitationId: string | null;
  stage: CallStage;
  person: CallPerson;
  startedAt: number | null;
  held: boolean;
  online: boolean;
  media: MediaFacts;
};

export const beginningState = ({ held, ...begin }: Begin): CallState => ({
  ...begin,
  made: begin.beginning.kind === 'join',
  replyLost: false,
  participantId: null,
  participants: [],
  wasConnected: begin.startedAt !== null,
  answer: wishFor(false),
  hold: wishFor(false, held),
  signalingMissing: false,
  serverFailed: false,
  ended: null,
});

/** The other person's device that matters: the one that has answered, else one that rings. */
export function otherParticipant({ participants, me }: Pick<CallState, 'participants' | 'me'>): Participant | null {
  const others = participants.filter(({ person }) => person.id !== me.id);
  return others.find(({ answered }) => answered) ?? others[0] ?? null;
}

/** Wanted, it is silent here already; given up, it is so when the server has heard of it. */
export const isHeld = ({ hold }: Pick<CallState, 'hold'>): boolean => hold.wanted || hold.actual;

/** They are sending sound, unless they say nothing, and it should be heard here. */
export function expectsAudio(state: CallState): boolean {
  const other = otherParticipant(state);
  if (other === null || state.stage !== 'live' || !state.wasConnected || isHeld(state)) return false;
  return other.connection === 'connected' && !other.muted && !other.held;
}
