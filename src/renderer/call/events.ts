/** What happens to a call. */
import type { EndReason } from '../../shared/call.ts';
import type { JoinedSession, Pushes, PushOf, ReplyOf } from '../../shared/protocol.ts';
import type { CallErrorCode } from '../call-error.ts';
import type { MediaFacts } from '../media/call-media.ts';
import type { SessionRequest, TimerName } from './effects.ts';

/** Pushes that are about one session. */
type SessionPush = { [N in keyof Pushes]: PushOf<N> extends { sessionId: string } ? N : never }[keyof Pushes];

/** One of them as it came. */
export type SessionPushed = { [N in SessionPush]: { name: N; push: PushOf<N> } }[SessionPush];

type Replied = {
  [N in SessionRequest['name']]: { type: 'replied'; name: N; reply: ReplyOf<N> };
}[SessionRequest['name']];

export type CallEvent = { /** ms since the epoch. */ at: number } & (
  | { type: 'begin'; camera: boolean }
  // What the user asks for
  | { type: 'accept' }
  | { type: 'setMuted'; muted: boolean }
  | { type: 'toggleMuted' }
  | { type: 'setHeld'; held: boolean }
  | { type: 'setCamera'; on: boolean }
  | { type: 'hangUp' }
  /** Although one is alone. */
  | { type: 'stay' }
  /** Of the session: for others, or for all. */
  | { type: 'ask'; request: SessionRequest }
  /** From the program around the call. */
  | { type: 'end'; reason: EndReason }
  | { type: 'networkChanged' }
  // What came of effects
  | { type: 'joined'; joined: JoinedSession }
  | { type: 'notJoined'; code: CallErrorCode }
  /** Another session, into which everybody goes, could not be joined. */
  | { type: 'notMoved'; code: CallErrorCode }
  | { type: 'resumed'; resumed: ReplyOf<'session.resume'> }
  | { type: 'notReceived' }
  | Replied
  | { type: 'refused'; name: SessionRequest['name']; code: CallErrorCode }
  | { type: 'timer'; timer: TimerName }
  /** Nothing brought media back in time. */
  | { type: 'givenUp' }
  // What comes by itself
  | ({ type: 'pushed' } & SessionPushed)
  | { type: 'signalingLost' }
  | { type: 'signalingRestored' }
  | { type: 'mediaChanged'; media: MediaFacts }
);

/** Without its time, as it is before it is told. */
export type Happening = CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never;
