import type { EndReason } from '../../shared/call.ts';
import type { InvitationOutcome, Role, SessionKind } from '../../shared/protocol.ts';

/** `person`, `from` and `to` are persons' ids. */
export type SessionNote = { sessionId: string } & (
  | { happened: 'started'; kind: SessionKind; from: string }
  | { happened: 'invited' | 'invitation over'; from: string; to: string; outcome: InvitationOutcome }
  | { happened: 'became a group' | 'became a direct call' }
  | { happened: 'locked' | 'unlocked' | 'link renewed' }
  /** What was lost with its media worker or its server goes on, or nobody can go on with it any more. */
  | { happened: 'revived' | 'forgotten' }
  | { happened: 'ended'; reason: EndReason }
  | ParticipantNote
);

export type ParticipantNote = { participantId: string; person: string } & (
  | { happened: 'joined' | 'answered' }
  /** By a host. */
  | { happened: 'muted' }
  /** It goes on on another device of its person. */
  | { happened: 'moved' }
  /** Its device's connection is gone, and is back. */
  | { happened: 'lost' | 'found' }
  /** It came back with a gap in what it had been told. */
  | { happened: 'missed'; pushes: number }
  | { happened: 'has another role'; role: Role }
  | { happened: 'left'; reason: EndReason }
);

/** What becomes of sessions and of who is in them, for whoever has to find out later how a call was lost. */
export interface SessionLog {
  note(note: SessionNote): void;
}
