/** How a call looks from outside, derived from what the session knows. */
import type { CallId, CallPhase, CallSnapshot, MicrophoneState } from '../../shared/call.ts';
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
  /** Nothing arrives although the other side is sending. */
  stalled: boolean;
  participant: Participant | null;
  microphone: MicrophoneState;
  camera: boolean;
  peerVideo: boolean;
  held: boolean;
};

export function snapshotOf(facts: CallFacts): CallSnapshot {
  return {
    callId: facts.callId,
    phase: phaseOf(facts),
    peer: { id: facts.person.id, name: facts.person.name },
    startedAt: facts.startedAt,
    microphone: facts.microphone,
    camera: facts.camera,
    peerVideo: facts.peerVideo,
    held: facts.held,
    peerHeld: facts.participant?.held ?? false,
  };
}

function phaseOf(facts: CallFacts): CallPhase {
  if (facts.stage !== 'live') return facts.stage;
  if (!facts.wasConnected) return 'connecting';
  const affected =
    facts.link !== 'connected' || facts.stalled || facts.signalingMissing || facts.participant?.connection === 'lost';
  return affected ? 'reconnecting' : 'connected';
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
