/** What the server says, and whether it can be heard at all. */
import { type Participant, ringGraceMs } from '../../../shared/protocol.ts';
import type { CallEffect } from '../effects.ts';
import type { CallEvent } from '../events.ts';
import { nextChangeAt, settled, spoken } from '../speaking-order.ts';
import { type CallState, noSpeakers } from '../state.ts';
import { end, ended } from './ending.ts';
import { moving, over } from './moves.ts';
import { withInvitations } from './people.ts';
import { ask, live, withHead } from './session.ts';
import { andThen, type Step, step } from './step.ts';
import { setMuted } from './user.ts';

/** How long signaling may be away before it shows, ms. */
const signalingPatienceMs = 2_000;

type Pushed = CallEvent & { type: 'pushed' };

export function pushed(state: CallState, event: Pushed): Step {
  if (!('version' in event.push) || state.version === null) return take(state, event);
  const { version } = event.push;
  // What came with the state already.
  if (version <= state.version) return step(state);
  const taken = take({ ...state, version }, event);
  if (version === state.version + 1) return taken;
  return andThen(taken, (after) => step(after, { type: 'trouble', sign: 'missed' }));
}

function take(state: CallState, event: Pushed): Step {
  switch (event.name) {
    case 'invitation.ringing':
      return step(state);
    case 'session.moved':
      return moving(state, event.push.to);
    case 'transfer.changed': {
      const { sessionId: _, version: __, ...transfer } = event.push;
      return step({ ...state, transfer });
    }
    case 'microphone.muted':
      return setMuted({ ...state, mutedBy: event.push.by }, true);
    case 'speakers': {
      const { sessionId: _, ...speakers } = event.push;
      const speaking = speakers.levels.map(({ participantId }) => participantId);
      return ordered({ ...state, speakers, order: spoken(state.order, speaking, event.at) }, event.at);
    }
    case 'invitation.changed':
      return step({ ...state, invitations: withInvitations(state.invitations, [event.push.invitation]) });
    case 'session.changed': {
      const headed = withHead(state, event.push);
      // What rings here is answered by nobody but the user.
      const lives = event.push.phase === 'live' && state.stage !== 'ringing-in';
      return step(lives ? live(headed, event.push.elapsedMs, event.at) : headed);
    }
    case 'invitation.stopped':
      return ended(state, event.push.reason);
    case 'session.ended':
      // The server has lost its part; the session may still be joined anew.
      if (event.push.reason === 'server-failure' && state.stage === 'live') {
        return step({ ...state, serverFailed: true }, { type: 'trouble', sign: 'server-failure' });
      }
      return over(state, event.push.reason);
    case 'participant.changed':
      return step({ ...state, participants: withParticipant(state.participants, event.push.participant) });
    case 'participant.left':
      return step({
        ...state,
        participants: state.participants.filter(({ participantId }) => participantId !== event.push.participantId),
      });
    case 'subscriptions.created':
      return step(state, { type: 'subscribe', subscriptions: event.push.subscriptions });
    case 'subscriptions.closed':
      return step(state, { type: 'unsubscribe', subscriptionIds: event.push.subscriptionIds });
  }
}

export const reordered = (state: CallState, at: number): Step =>
  ordered({ ...state, order: settled(state.order, at) }, at);

/** Looks again when time alone changes the order. */
function ordered(state: CallState, at: number): Step {
  const next = nextChangeAt(state.order);
  return next === null ? step(state) : step(state, { type: 'startTimer', timer: 'order', ms: next - at });
}

function withParticipant(participants: readonly Participant[], changed: Participant): readonly Participant[] {
  const same = ({ participantId }: Participant) => participantId === changed.participantId;
  if (!participants.some(same)) return [...participants, changed];
  return participants.map((participant) => (same(participant) ? changed : participant));
}

const isUp = ({ stage, made }: CallState): boolean => stage === 'live' && made;

export function signalingLost(state: CallState, at: number): Step {
  const ms = isUp(state) ? signalingPatienceMs : ringGraceMs;
  // What was last said of it does not last.
  const order = spoken(state.order, [], at);
  return step({ ...state, online: false, speakers: noSpeakers, order }, { type: 'startTimer', timer: 'signaling', ms });
}

export function signalingStaysAway(state: CallState): Step {
  // The server has given up a ringing call by now, and one that it has not heard of will not begin.
  if (!isUp(state)) return end(state, 'connection-lost');
  return step({ ...state, signalingMissing: true });
}

export const signalingRestored = (state: CallState): Step =>
  step(
    { ...state, online: true, signalingMissing: false },
    { type: 'cancelTimer', timer: 'signaling' },
    comesBack(state),
  );

function comesBack(state: CallState): CallEffect {
  // What is being left need not be brought back.
  if (state.moving !== null) return { type: 'joinOther', sessionId: state.moving.to };
  return state.made ? { type: 'trouble', sign: 'signaling-restored' } : ask(state);
}
