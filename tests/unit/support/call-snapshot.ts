import { type CallSnapshot, type CallsSnapshot, callSnapshot } from '../../../src/shared/call.ts';
import { clockStart } from './manual-clock.ts';

/** A call with Ada that goes on since 14:32, or one that differs in some way. */
export function aCall(changes: Record<string, unknown> = {}): CallSnapshot {
  return callSnapshot.parse({
    callId: 'call-1',
    phase: 'connected',
    peer: { id: 'ada', name: 'Ada Lovelace' },
    startedAt: clockStart,
    microphone: 'on',
    camera: false,
    peerVideo: false,
    held: false,
    peerHeld: false,
    ...changes,
  });
}

/** These calls go on; the first one is active. */
export function callsOf(active: CallSnapshot, ...others: CallSnapshot[]): CallsSnapshot {
  return { calls: [active, ...others], activeCallId: active.callId };
}
