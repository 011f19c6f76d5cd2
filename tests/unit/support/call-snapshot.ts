import { type CallSnapshot, type CallsSnapshot, callSnapshot } from '../../../src/shared/call.ts';
import { clockStart } from './manual-clock.ts';

type Unbranded = Omit<CallSnapshot, 'callId'> & { callId: string };

const ada = { id: 'ada', name: 'Ada Lovelace' };

/** A call with Ada that goes on since 14:32, or one that differs in some way. */
export function aCall({ peer = ada, ...changes }: Partial<Unbranded> = {}): CallSnapshot {
  return callSnapshot.parse({
    callId: 'call-1',
    phase: 'connected',
    kind: 'direct',
    title: peer?.name ?? 'Standup',
    peer,
    participants: 2,
    speaker: null,
    startedAt: clockStart,
    microphone: 'on',
    camera: false,
    peerVideo: false,
    held: false,
    peerHeld: false,
    hand: false,
    trouble: null,
    recording: false,
    encrypted: false,
    ...changes,
  });
}

/** The same as a group of five. */
export const aGroup = (changes: Partial<Unbranded> = {}): CallSnapshot =>
  aCall({ kind: 'group', title: 'Standup', peer: null, participants: 5, ...changes });

/** These calls go on; the first one is active. */
export function callsOf(active: CallSnapshot, ...others: CallSnapshot[]): CallsSnapshot {
  return { calls: [active, ...others], activeCallId: active.callId };
}
