import { type CallSnapshot, callSnapshot } from '../../../src/shared/call.ts';
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
