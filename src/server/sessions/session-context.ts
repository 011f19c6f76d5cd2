import type { Endpoint, Role, SessionKind } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Device, Outbox, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { MediaHost } from '../media/port.ts';
import type { AdmissionRecord } from './admission.ts';
import type { HeardRules } from './heard.ts';
import type { SessionLog } from './session-log.ts';

/** Delays of a session, ms; the defaults are the protocol's. */
export type SessionTimes = {
  participantGraceMs: number;
  ringGraceMs: number;
};

/** What sessions are made with. */
export type SessionContext = {
  clock: Clock;
  outbox: Outbox;
  media: MediaHost;
  times: SessionTimes;
  /** Participants that a session has room for. */
  maxParticipants: number;
  heard: HeardRules;
  log: SessionLog;
  newId: () => string;
};

/** How a session begins. */
export type SessionStart = { id: string; kind: SessionKind; title: string | null; startedBy: Device };

/** Who takes part in a session, as it is written down. */
export type LiveParticipant = {
  person: PersonRef;
  /** `null` for what is no device: the echo. */
  device: Device | null;
  endpoint: Endpoint;
  role: Role;
  /** When the hand was raised, ms since the epoch. */
  hand: number | null;
};

/** What of a live session it takes to go on with it. */
export type LiveSession = {
  id: string;
  kind: SessionKind;
  title: string | null;
  /** Since when it is live, ms since the epoch. */
  startedAt: number;
  startedBy: PersonRef;
  /** Longest there first. */
  participants: readonly LiveParticipant[];
  admission: AdmissionRecord;
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

/** A reply, and what to call when it is on its way: see `Participant.snapshot`. */
export type Joined<T> = { reply: T; delivered: () => void };

export function noSuchSession(id: string): RequestError {
  return new RequestError('session-not-found', `There is no session ${id} that you are a member of.`);
}
