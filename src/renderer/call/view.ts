/** How a call looks from outside, derived from what is known of it. */
import type { CallPhase, CallSnapshot } from '../../shared/call.ts';
import type { ActiveCall, ParticipantView } from './active-call.ts';
import { inOrder } from './speaking-order.ts';
import { type CallState, isHeld, otherParticipant } from './state.ts';
import { troubleOf } from './trouble.ts';

/** What a participant shows of itself. */
export type Pictures = Pick<ParticipantView, 'video' | 'screen'>;

/** What of a call is no plain data, or belongs to a device. */
export type ViewMedia = Pick<ActiveCall, 'microphoneProblem' | 'otherMicrophone' | 'localVideo' | 'peerVideo'> & {
  picturesOf: (participantId: string) => Pictures;
};

export function viewOf(state: CallState, { picturesOf, ...media }: ViewMedia): ActiveCall {
  const me = meOf(state, media.localVideo);
  const others = state.participants
    .filter(({ participantId, answered }) => answered && participantId !== me.participantId)
    .map(
      ({ participantId, person, muted, held, connection }): ParticipantView => ({
        participantId,
        person,
        role: 'member',
        me: false,
        muted,
        held,
        hand: null,
        // Its socket may be alive and its media not.
        connection: state.media.missing.includes(participantId) ? 'lost' : connection,
        ...voiceOf(state, participantId),
        ...picturesOf(participantId),
      }),
    );
  return {
    snapshot: snapshotOf(state),
    participants: [me, ...inOrder(state.order, others)],
    floor: state.order.floor,
    invitations: [],
    locked: false,
    me,
    transfer: null,
    ...media,
  };
}

/** Oneself, as it is here: the server hears of it later. */
function meOf(state: CallState, video: MediaStream | null): ParticipantView {
  return {
    participantId: state.participantId ?? '',
    person: state.me,
    role: 'member',
    me: true,
    muted: state.media.microphone !== 'on',
    held: isHeld(state),
    hand: null,
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

export function snapshotOf(state: CallState): CallSnapshot {
  const phase = phaseOf(state);
  return {
    callId: state.callId,
    phase,
    kind: 'direct',
    title: state.person.name,
    peer: { id: state.person.id, name: state.person.name },
    participants: 2,
    speaker:
      state.participants.find(({ participantId }) => participantId === state.speakers.dominant)?.person.name ?? null,
    startedAt: state.startedAt,
    microphone: state.media.microphone,
    camera: state.media.camera,
    peerVideo: state.media.peerVideo,
    held: isHeld(state),
    peerHeld: otherParticipant(state)?.held ?? false,
    hand: false,
    trouble: phase === 'reconnecting' ? troubleOf(state) : null,
    recording: false,
    encrypted: false,
  };
}

export function phaseOf(state: CallState): CallPhase {
  if (state.stage !== 'live') return state.stage;
  if (!state.wasConnected) return 'connecting';
  const { link, stalled } = state.media;
  const lost = otherParticipant(state)?.connection === 'lost';
  return link !== 'connected' || stalled || state.signalingMissing || lost ? 'reconnecting' : 'connected';
}
