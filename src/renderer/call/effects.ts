/** What a call does, as plain data; `CallSession` does it. */
import type { JoinedSession, ReplyOf, RequestName, RequestOf, SubscriptionParameters } from '../../shared/protocol.ts';
import type { TroubleSign } from '../recovery/recovery.ts';
import type { CallSessionEvents } from './call-parts.ts';
import type { NewInvitation, WayIn } from './state.ts';

/** Requests whose replies need nothing done but to be known. */
type Plain =
  | 'invitation.create'
  | 'invitation.withdraw'
  | 'invitation.accept'
  | 'invitation.decline'
  | 'session.leave'
  | 'session.end'
  | 'session.settings'
  | 'session.lock'
  | 'session.merge'
  | 'session.transfer'
  | 'participant.mute'
  | 'participant.remove'
  | 'participant.role'
  | 'hand.raise'
  | 'hand.lower'
  | 'session.hold';

/** A request to the server about this session. */
export type SessionRequest = {
  [N in Plain & RequestName]: { name: N; data: Omit<RequestOf<N>, 'sessionId'> };
}[Plain & RequestName];

/** `signaling`: it is away; `again`: the server could not do what was asked. */
/** `order`: that of the tiles changes by time alone. */
export type TimerName = 'signaling' | 'again' | 'order' | 'alone';

type Told = Omit<CallSessionEvents, 'changed'>;

export type CallEffect =
  /** Makes the session and joins it: `joined` or `notJoined` follows. */
  | { type: 'start'; title: string | null; invitations: readonly NewInvitation[] }
  /** The same for a session that there is. */
  | ({ type: 'join' } & WayIn)
  /** Joins the session into which everybody goes: `joined` or `notMoved` follows. */
  | { type: 'joinOther'; sessionId: string }
  /** From here on the call is that session. */
  | { type: 'follow'; sessionId: string }
  /** Takes the transports of a join into use. `seamless`: in place of some that were well. */
  | { type: 'adopt'; joined: JoinedSession; seamless: boolean }
  /** Restarts ICE and catches up on tracks. */
  | { type: 'resumeMedia'; resumed: ReplyOf<'session.resume'> }
  /** `replied` or `refused` follows. */
  | ({ type: 'request' } & SessionRequest)
  /** The present connection to the server does not answer. */
  | { type: 'reconnect' }
  | { type: 'trouble'; sign: TroubleSign }
  | { type: 'openMicrophone' }
  | { type: 'setSpeaking'; speaking: boolean }
  /** The user takes a mute back: now, or not at all. */
  | { type: 'unmute' }
  /** Silence here at once, both ways. */
  | { type: 'setHeld'; held: boolean }
  | { type: 'setCamera'; on: boolean }
  | { type: 'subscribe'; subscriptions: readonly SubscriptionParameters[] }
  | { type: 'unsubscribe'; subscriptionIds: readonly string[] }
  /** Whether sound should be arriving has changed. */
  | { type: 'expectAudio' }
  | { type: 'startTimer'; timer: TimerName; ms: number }
  | { type: 'cancelTimer'; timer: TimerName }
  | { [N in keyof Told]: { type: 'emit'; name: N; event: Told[N] } }[keyof Told]
  /** Lets go of everything: nothing is heard or sent from here on. */
  | { type: 'release' };
