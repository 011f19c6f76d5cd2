import type { PushOf } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Device, Outbox, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { MediaHost } from '../media/port.ts';
import type { HeardRules } from './heard.ts';
import type { SessionLog } from './session-log.ts';

/** Delays of a call, ms; the defaults are the protocol's. */
export type CallTimes = {
  ringTimeoutMs: number;
  participantGraceMs: number;
  ringGraceMs: number;
  echoAnswersMs: number;
};

/** What sessions are made with. */
export type SessionContext = {
  clock: Clock;
  outbox: Outbox;
  media: MediaHost;
  times: CallTimes;
  heard: HeardRules;
  log: SessionLog;
  newId: () => string;
  /** Who is in the session has changed, or it is over. */
  onChange: () => void;
};

/** What of a live session it takes to go on with it. */
export type LiveSession = {
  id: string;
  caller: PersonRef;
  callee: PersonRef;
  /** When it was answered, ms since the epoch. */
  startedAt: number;
  devices: readonly Device[];
};

/** One that ended with its media worker or with the server, and whose devices may go on with it. */
export type LostSession = LiveSession & {
  lostAt: number;
  /** How often in a row it has lost its media soon after it went on. */
  crashes: number;
};

/** Where live sessions are written down. Times are ms since the epoch. */
export interface SessionRecord {
  /** Those that were alive then or later, lost when they last were; all others are deleted. */
  takeAliveSince(at: number): readonly LostSession[];
  put(session: LiveSession, aliveAt: number): void;
  /** All that are there are alive. */
  touch(aliveAt: number): void;
  delete(id: string): void;
}

export type StopReason = PushOf<'call.stopped'>['reason'];

/** A reply, and what to call when it is on its way: see `Participant.snapshot`. */
export type Joined<T> = { reply: T; delivered: () => void };

export function noSuchSession(id: string): RequestError {
  return new RequestError('session-not-found', `There is no session ${id} that you are a member of.`);
}

export function notRinging(): RequestError {
  return new RequestError('not-ringing', 'This call does not ring here (any more).');
}
