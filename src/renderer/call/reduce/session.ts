/** How one comes into the session, and what it is like from then on. */
import { callId } from '../../../shared/call.ts';
import type { JoinedSession, ReplyOf, SessionHead, SessionState } from '../../../shared/protocol.ts';
import type { CallErrorCode } from '../../call-error.ts';
import { failed, reset, retry, succeeded, wishFor } from '../../wish.ts';
import type { CallEffect } from '../effects.ts';
import { nobodySpoke } from '../speaking-order.ts';
import { type CallState, noSpeakers, ownParticipant, wayIn } from '../state.ts';
import { end, ended, refused } from './ending.ts';
import { andThen, type Step, step, withAnswer, withHold } from './step.ts';

/** Asked again the answer would be the same. */
const noWayIn: ReadonlySet<CallErrorCode> = new Set([
  'session-full',
  'session-locked',
  'link-invalid',
  'link-expired',
  'link-other-server',
  'not-allowed',
  'already-there',
  'limit-reached',
]);

/** How soon to ask again for what the server could not do, ms. */
const againMs = 1_000;

export function begin(state: CallState, camera: boolean): Step {
  const asked = step(state, ask(state));
  const held = state.hold.wanted ? andThen(asked, (now) => step(now, { type: 'setHeld', held: true })) : asked;
  // The callee's microphone opens with the accept.
  if (state.stage === 'ringing-in') return held;
  return andThen(held, (now) =>
    step(now, { type: 'openMicrophone' }, ...(camera ? [{ type: 'setCamera', on: true } as const] : [])),
  );
}

/** Asks to come in: again, after a reply that was lost, it is the same session. */
export const ask = ({ made, version, beginning }: CallState): CallEffect =>
  made || beginning.kind === 'join'
    ? { type: 'join', ...wayIn({ version, beginning }) }
    : { type: 'start', title: beginning.title, invitations: beginning.invitations };

/** What was said of a session is not said of the next. */
const nothingTold = {
  moving: null,
  transfer: null,
  invitationId: null,
  speakers: noSpeakers,
  order: nobodySpoke,
};

/** Also another session than before: everybody has gone on there. */
export function joined(before: CallState, session: JoinedSession, now: number): Step {
  const moved = session.sessionId !== before.callId;
  const state = moved ? { ...before, ...nothingTold, callId: callId.parse(session.sessionId) } : before;
  const follow: CallEffect[] = moved ? [{ type: 'follow', sessionId: session.sessionId }] : [];
  const there = step({ ...state, made: true, serverFailed: false }, ...follow);
  const taken = andThen(there, (after) => takeState(after, session, now));
  const told = andThen(taken, (after) =>
    step(after, { type: 'emit', name: 'joined', event: { callId: after.callId } }),
  );
  // A join ends a hold.
  const held = andThen(told, (after) => withHold(after, reset(after.hold, false)));
  const answered = andThen(held, (after) => withAnswer(after, retry(after.answer)));
  return andThen(answered, (after) => step(after, { type: 'adopt', joined: session, seamless: moved }));
}

export function notJoined(state: CallState, code: CallErrorCode): Step {
  if (!state.made) return notMade(state, code);
  // The session that a link led to was over before one came: no call was lost.
  if (code === 'session-not-found' && wayIn(state).link !== undefined) return refused(state, code);
  if (code === 'session-not-found') return end(state, 'connection-lost');
  if (noWayIn.has(code)) return refused(state, code);
  return step(state, { type: 'trouble', sign: state.media.link === null ? 'server-failure' : 'failed' });
}

/** Refused, it never becomes a call. Where only the reply is missing it may ring already: it is asked for again. */
function notMade(state: CallState, code: CallErrorCode): Step {
  if (code === 'timeout' || (state.replyLost && code === 'not-connected')) {
    return step({ ...state, replyLost: true }, ...(state.online ? [{ type: 'reconnect' } as const] : []));
  }
  // It rang, and ended while nobody could say so: a call that is over, not one that never was.
  if (state.replyLost && code === 'session-not-found') return end(state, 'connection-lost');
  return refused(state, code);
}

export function resumed(state: CallState, reply: ReplyOf<'session.resume'>, now: number): Step {
  const taken = takeState(state, reply.state, now);
  return andThen(andThen(taken, again), (after) => step(after, { type: 'resumeMedia', resumed: reply }));
}

/** Answered `elapsedMs` ago by the server's count; this machine's clock may be wrong. */
export function live(state: CallState, elapsedMs: number | null, now: number): CallState {
  const startedAt = elapsedMs === null ? null : Math.max(0, Math.round(now - elapsedMs));
  return { ...state, stage: 'live', startedAt: state.startedAt ?? startedAt };
}

export const accepted = (state: CallState, elapsedMs: number, now: number): Step =>
  withAnswer(live(state, elapsedMs, now), succeeded(state.answer));

export function notAccepted(state: CallState, code: CallErrorCode): Step {
  // One is in all the same.
  if (state.answer.step === null) return step(state);
  // The caller has gone, or somebody else was faster.
  const gone = code === 'not-ringing' || code === 'session-not-found';
  if (gone && state.media.link !== null) return ended(state, 'cancelled');
  if (code === 'session-full') return refused(state, code);
  return waiting(withAnswer(state, failed(state.answer)), code);
}

export const held = (state: CallState): Step => withHold(state, succeeded(state.hold));

export const notHeld = (state: CallState, code: CallErrorCode): Step =>
  waiting(withHold(state, failed(state.hold)), code);

/** A connection that does not answer is not trusted any more; where there is none, it is tried again when there is. */
function waiting(after: Step, code: CallErrorCode): Step {
  if (code === 'not-connected') return after;
  return andThen(after, (state) => {
    if (code === 'timeout') return step(state, { type: 'reconnect' });
    // The server has forgotten whom it lets wait: what there is left of the session is to be found out.
    if (code === 'session-not-found' && state.media.link !== null)
      return step(state, { type: 'trouble', sign: 'missed' });
    return step(state, { type: 'startTimer', timer: 'again', ms: againMs });
  });
}

/** Tries again what was refused. */
export const again = (state: CallState): Step =>
  andThen(withHold(state, retry(state.hold)), (after) => withAnswer(after, retry(after.answer)));

function takeState(state: CallState, session: SessionState, now: number): Step {
  const { participantId, participants, invitations, startedBy, version } = session;
  const people = [startedBy, ...participants.map(({ person }) => person), ...invitations.map(({ to }) => to)];
  const me = people.find(({ id }) => id === state.me.id) ?? state.me;
  const own = invitations.find(({ to, outcome }) => to.id === me.id && outcome === 'ringing');
  const known = {
    ...withHead(state, session),
    me,
    participantId,
    participants,
    invitations,
    version,
    person: own?.by ?? people.find(({ id }) => id !== me.id) ?? state.person,
    invitationId: own?.invitationId ?? state.invitationId,
  };
  const answered = ownParticipant(known)?.answered ?? session.phase === 'live';
  if (answered && session.phase === 'live') {
    // Whether the reply was heard or not.
    const { answer } = known;
    const settled = answer.wanted ? wishFor(true) : answer;
    return step(live({ ...known, answer: settled }, session.elapsedMs, now));
  }
  // The user has accepted, which the server may not know yet.
  if (state.answer.wanted) return step(known);
  // Whoever has started it and left may be rung into it as anybody.
  if (answered || (own === undefined && startedBy.id === me.id)) return step({ ...known, stage: 'ringing-out' });
  return step({ ...known, stage: 'ringing-in' }, { type: 'setSpeaking', speaking: false });
}

export const withHead = (state: CallState, { kind, title, locked }: SessionHead): CallState => ({
  ...state,
  kind,
  title,
  locked,
});
