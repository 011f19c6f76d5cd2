/** The rules of a call, whole: what becomes of it at each event, and what has to be done. Pure. */
import type { CallEvent } from './events.ts';
import { lookWhetherAlone, stay } from './reduce/alone.ts';
import { end, ended, joinedTooLate } from './reduce/ending.ts';
import { notMoved } from './reduce/moves.ts';
import { asked, invited, notDone } from './reduce/people.ts';
import { pushed, reordered, signalingLost, signalingRestored, signalingStaysAway } from './reduce/server.ts';
import { accepted, again, begin, held, joined, notAccepted, notHeld, notJoined, resumed } from './reduce/session.ts';
import { andThen, type Step, step } from './reduce/step.ts';
import { accept, hangUp, setCamera, setHeld, setMuted } from './reduce/user.ts';
import { audioSenders, type CallState } from './state.ts';
import { phaseOf } from './view.ts';

export function reduce(state: CallState, event: CallEvent): Step {
  // After the end nothing happens any more, but what the server has to be told.
  if (state.ended !== null)
    return event.type === 'joined' ? joinedTooLate(state, state.ended.reason, event.joined.sessionId) : step(state);
  const decided = andThen(decide(state, event), (after) => step(connected(after)));
  if (decided.state.ended !== null) return decided;
  const followed = andThen(decided, (after) => consequences(state, after));
  return andThen(followed, (after) => lookWhetherAlone(after, event.at));
}

function decide(state: CallState, event: CallEvent): Step {
  switch (event.type) {
    case 'begin':
      return begin(state, event.camera);
    case 'accept':
      return accept(state);
    case 'setMuted':
      return setMuted(state, event.muted);
    case 'toggleMuted':
      return setMuted(state, state.media.speaking);
    case 'setHeld':
      return setHeld(state, event.held);
    case 'setCamera':
      return setCamera(state, event.on);
    case 'hangUp':
      return hangUp(state);
    case 'stay':
      return stay(state, event.at);
    case 'ask':
      return asked(state, event.request);
    case 'end':
      return end(state, event.reason);
    case 'networkChanged':
      return step(state, { type: 'trouble', sign: 'network-changed' });
    case 'joined':
      return joined(state, event.joined, event.at);
    case 'notJoined':
      return notJoined(state, event.code);
    case 'notMoved':
      return notMoved(state, event.code);
    case 'resumed':
      return resumed(state, event.resumed, event.at);
    case 'notReceived':
      return step(state, { type: 'trouble', sign: 'failed' });
    case 'replied':
      return replied(state, event);
    case 'refused':
      return refused(state, event);
    case 'timer':
      return timeUp(state, event);
    case 'givenUp':
      return end(state, state.serverFailed ? 'server-failure' : 'connection-lost');
    case 'pushed':
      return pushed(state, event);
    case 'signalingLost':
      return signalingLost(state, event.at);
    case 'signalingRestored':
      return signalingRestored(state);
    case 'mediaChanged':
      return step({ ...state, media: event.media });
  }
}

function timeUp(state: CallState, { timer, at }: CallEvent & { type: 'timer' }): Step {
  switch (timer) {
    case 'signaling':
      return signalingStaysAway(state);
    case 'again':
      return again(state);
    case 'order':
      return reordered(state, at);
    case 'alone':
      return step(state);
  }
}

function replied(state: CallState, event: CallEvent & { type: 'replied' }): Step {
  switch (event.name) {
    case 'invitation.accept':
      return accepted(state, event.reply.elapsedMs, event.at);
    case 'session.hold':
      return held(state);
    case 'invitation.create':
      return invited(state, event.reply);
    case 'session.end':
      return ended(state, 'hung-up');
    default:
      return step(state);
  }
}

function refused(state: CallState, event: CallEvent & { type: 'refused' }): Step {
  switch (event.name) {
    case 'invitation.accept':
      return notAccepted(state, event.code);
    case 'session.hold':
      return notHeld(state, event.code);
    case 'invitation.decline':
    case 'session.leave':
      return step(state);
    default:
      return notDone(state, event.name, event.code);
  }
}

/** Once media flow in an answered call, people have been able to talk. */
function connected(state: CallState): CallState {
  if (state.wasConnected || state.startedAt === null || state.media.link !== 'connected') return state;
  return { ...state, wasConnected: true };
}

/** What follows from how the call is now and was before, whatever has happened. */
function consequences(before: CallState, after: CallState): Step {
  const was = phaseOf(before);
  const is = phaseOf(after);
  const lost = is === 'reconnecting' && was !== 'reconnecting';
  const restored = was === 'reconnecting' && is === 'connected';
  return step(
    after,
    ...(audioSenders(before).join() === audioSenders(after).join() ? [] : [{ type: 'expectAudio' } as const]),
    ...(lost ? [{ type: 'emit', name: 'connectionLost', event: undefined } as const] : []),
    ...(restored ? [{ type: 'emit', name: 'connectionRestored', event: undefined } as const] : []),
  );
}
