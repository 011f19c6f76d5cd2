/** How a call looks from outside, derived from what is known of it. */
import type { CallPhase, CallSnapshot } from '../../shared/call.ts';
import { cleanName } from '../../shared/display-name.ts';
import { words } from '../../shared/words.ts';
import type { ActiveCall, InvitationView, ParticipantView, TransferView } from './active-call.ts';
import { stayAnswerMs } from './alone.ts';
import { inOrder } from './speaking-order.ts';
import { type CallState, isHeld, othersIn, othersLost, ownParticipant } from './state.ts';
import { troubleOf } from './trouble.ts';

/** What a participant shows of itself. */
export type Pictures = Pick<ParticipantView, 'video' | 'screen'>;

/** What of a call is no plain data, or belongs to a device. */
export type ViewMedia = Pick<ActiveCall, 'microphoneProblem' | 'otherMicrophone' | 'localVideo' | 'peerVideo'> & {
  picturesOf: (participantId: string) => Pictures;
};

export function viewOf(state: CallState, { picturesOf, ...media }: ViewMedia): ActiveCall {
  const me = meOf(state, media.localVideo);
  const others = othersIn(state).map((other): ParticipantView => {
    const { participantId, person, role, muted, held, hand, connection } = other;
    return {
      participantId,
      person,
      role,
      me: false,
      muted,
      held,
      hand,
      // Its socket may be alive and its media not.
      connection: state.media.missing.includes(participantId) ? 'lost' : connection,
      ...voiceOf(state, participantId),
      ...picturesOf(participantId),
    };
  });
  return {
    snapshot: snapshotOf(state),
    participants: [me, ...inOrder(state.order, others)],
    floor: state.order.floor,
    invitations: invitationsOf(state),
    locked: state.locked,
    me,
    mutedBy: state.media.speaking ? null : state.mutedBy,
    transfer: transferOf(state),
    leavesAt: state.alone.askedAt === null ? null : state.alone.askedAt + stayAnswerMs,
    ...media,
  };
}

/** Oneself, as it is here: the server hears of it later. */
function meOf(state: CallState, video: MediaStream | null): ParticipantView {
  const own = ownParticipant(state);
  return {
    participantId: state.participantId ?? '',
    person: state.me,
    role: own?.role ?? 'member',
    me: true,
    muted: state.media.microphone !== 'on',
    held: isHeld(state),
    hand: own?.hand ?? null,
    connection: state.signalingMissing ? 'lost' : 'connected',
    ...voiceOf(state, state.participantId),
    video,
    screen: null,
  };
}

function voiceOf({ speakers }: CallState, id: string | null): Pick<ParticipantView, 'speaking' | 'level'> {
  const said = speakers.levels.find(({ participantId }) => participantId === id);
  return { speaking: said !== undefined, level: said === undefined ? 0 : 10 ** (said.level / 20) };
}

const transferOf = ({ transfer }: CallState): TransferView | null =>
  transfer && { by: transfer.by, to: transfer.to, outcome: transfer.outcome };

/** Those who have been asked and are not in. */
function invitationsOf(state: CallState): InvitationView[] {
  const there = new Set(othersIn(state).map(({ person }) => person.id));
  return state.invitations
    .filter(({ to, outcome }) => outcome !== 'accepted' && to.id !== state.me.id && !there.has(to.id))
    .map(({ invitationId, to, outcome }) => ({ invitationId, person: to, outcome }));
}

export function snapshotOf(state: CallState): CallSnapshot {
  const phase = phaseOf(state);
  const others = othersIn(state);
  return {
    callId: state.callId,
    phase,
    kind: state.kind,
    title: titleOf(state),
    peer: peerOf(state),
    participants: state.kind === 'direct' ? 2 : others.length + (phase === 'ringing-in' ? 0 : 1),
    speaker: others.find(({ participantId }) => participantId === state.speakers.dominant)?.person.name ?? null,
    startedAt: state.startedAt,
    microphone: state.media.microphone,
    camera: state.media.camera,
    peerVideo: state.media.peerVideo,
    held: isHeld(state),
    peerHeld: state.kind === 'direct' && others.length > 0 && others.every(({ held }) => held),
    hand: (ownParticipant(state)?.hand ?? null) !== null,
    trouble: phase === 'reconnecting' ? troubleOf(state) : null,
    recording: false,
    encrypted: false,
  };
}

function peerOf(state: CallState): CallSnapshot['peer'] {
  const { kind, stage, person } = state;
  if (kind === 'group') return stage === 'ringing-in' ? { id: person.id, name: person.name } : null;
  const { id, name } = othersIn(state)[0]?.person ?? person;
  return { id, name };
}

/** The other person's name; of a group its title, or its people's names. */
function titleOf(state: CallState): string {
  if (state.kind === 'direct') return (othersIn(state)[0]?.person ?? state.person).name;
  const there = othersIn(state).map(({ person }) => person);
  const rung = state.invitations.filter(({ outcome }) => outcome === 'ringing').map(({ to }) => to);
  const people = new Map([...there, ...rung].map(({ id, name }) => [id, name]));
  people.delete(state.me.id);
  return cleanName(state.title ?? ([...people.values()].join(', ') || words.group.untitled));
}

export function phaseOf(state: CallState): CallPhase {
  if (state.stage !== 'live') return state.stage;
  if (!state.wasConnected) return 'connecting';
  const { link, stalled } = state.media;
  const affected = link !== 'connected' || stalled || state.signalingMissing || othersLost(state);
  return affected ? 'reconnecting' : 'connected';
}
