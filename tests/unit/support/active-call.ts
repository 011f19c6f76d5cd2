import type { ActiveCall, ParticipantView } from '../../../src/renderer/call/active-call.ts';
import type { CallSnapshot } from '../../../src/shared/call.ts';

/** Somebody in a call, or one who differs in some way. */
export const aParticipant = (change: Partial<ParticipantView> = {}): ParticipantView => ({
  participantId: 'participant-grace',
  person: { id: 'grace', name: 'Grace Hopper' },
  role: 'member',
  me: false,
  muted: false,
  held: false,
  hand: null,
  connection: 'connected',
  speaking: false,
  level: 0,
  video: null,
  screen: null,
  ...change,
});

/** A call of two as the screens show it. */
export function activeCallOf(snapshot: CallSnapshot, change: Partial<ActiveCall> = {}): ActiveCall {
  const me = aParticipant({
    participantId: 'participant-me',
    person: { id: 'me', name: 'Me' },
    me: true,
    muted: snapshot.microphone !== 'on',
    held: snapshot.held,
    ...change.me,
  });
  const { peer, peerHeld } = snapshot;
  const other = aParticipant({ participantId: 'participant-other', held: peerHeld, ...(peer && { person: peer }) });
  return {
    snapshot,
    participants: [me, other],
    floor: null,
    invitations: [],
    locked: false,
    mutedBy: null,
    transfer: null,
    leavesAt: null,
    microphoneProblem: null,
    otherMicrophone: null,
    localVideo: null,
    peerVideo: null,
    ...change,
    me,
  };
}
