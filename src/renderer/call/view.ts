/** How a call looks from outside, derived from what is known of it. */
import type { CallPhase, CallSnapshot } from '../../shared/call.ts';
import type { ActiveCall, ParticipantView } from './active-call.ts';
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
        connection,
        speaking: false,
        level: 0,
        ...picturesOf(participantId),
      }),
    );
  return {
    snapshot: snapshotOf(state),
    participants: [me, ...others],
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
    speaking: false,
    level: 0,
    video,
    screen: null,
  };
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
    speaker: null,
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
