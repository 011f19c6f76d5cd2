/** How a call looks from outside, derived from what the session knows. */
import type { CallId, CallPhase, CallSnapshot, MicrophoneState, Trouble } from '../../shared/call.ts';
import type { Participant } from '../../shared/protocol.ts';
import type { LinkState } from '../media/link.ts';
import type { ActiveCall } from './active-call.ts';

export type CallStage = 'ringing-in' | 'ringing-out' | 'live';

export type CallFacts = {
  callId: CallId;
  stage: CallStage;
  person: { id: string; name: string };
  startedAt: number | null;
  /** Of the present transports, `null` while there are none. */
  link: LinkState | null;
  /** Media has flowed in this call before. */
  wasConnected: boolean;
  /** Signaling has been away for longer than anyone should have to wonder. */
  signalingMissing: boolean;
  /** The server has lost its part of the call. */
  serverFailed: boolean;
  /** Nothing arrives although the other side is sending. */
  stalled: boolean;
  participant: Participant | null;
  microphone: MicrophoneState;
  camera: boolean;
  peerVideo: boolean;
  held: boolean;
};

export function snapshotOf(facts: CallFacts): CallSnapshot {
  const phase = phaseOf(facts);
  return {
    callId: facts.callId,
    phase,
    kind: 'direct',
    title: facts.person.name,
    peer: { id: facts.person.id, name: facts.person.name },
    participants: 2,
    speaker: null,
    startedAt: facts.startedAt,
    microphone: facts.microphone,
    camera: facts.camera,
    peerVideo: facts.peerVideo,
    held: facts.held,
    peerHeld: facts.participant?.held ?? false,
    hand: false,
    trouble: phase === 'reconnecting' ? troubleOf(facts) : null,
    recording: false,
    encrypted: false,
  };
}

function phaseOf(facts: CallFacts): CallPhase {
  if (facts.stage !== 'live') return facts.stage;
  if (!facts.wasConnected) return 'connecting';
  const affected =
    facts.link !== 'connected' || facts.stalled || facts.signalingMissing || facts.participant?.connection === 'lost';
  return affected ? 'reconnecting' : 'connected';
}

/** Cut off oneself, one hears nothing of the other side: what was last said of it proves nothing then. */
function troubleOf({ serverFailed, link, signalingMissing, participant }: CallFacts): Trouble | null {
  if (serverFailed) return 'server';
  if (link !== 'connected' || signalingMissing) return 'own';
  // Nothing arrives, and nobody has said why.
  return participant?.connection === 'lost' ? 'other' : null;
}

/** When the call was answered by this machine's clock, which may be wrong: only the server's count is trusted. */
export const localStart = (elapsedMs: number | null, now: number): number | null =>
  elapsedMs === null ? null : Math.max(0, Math.round(now - elapsedMs));

/** Nothing that anyone could see differs. */
export function sameView(a: ActiveCall, b: ActiveCall): boolean {
  return (
    a.microphoneProblem === b.microphoneProblem &&
    a.otherMicrophone?.reason === b.otherMicrophone?.reason &&
    a.otherMicrophone?.device === b.otherMicrophone?.device &&
    a.localVideo === b.localVideo &&
    a.peerVideo === b.peerVideo &&
    // Both come from `snapshotOf`, so their keys are in the same order.
    JSON.stringify(a.snapshot) === JSON.stringify(b.snapshot)
  );
}
