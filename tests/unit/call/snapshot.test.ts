import { describe, expect, it } from 'vitest';
import { type CallFacts, localStart, snapshotOf } from '../../../src/renderer/call/snapshot.ts';
import { callId, callSnapshot } from '../../../src/shared/call.ts';
import { bob, participantOf } from './protocol-fixtures.ts';

const talking: CallFacts = {
  callId: callId.parse('session-1'),
  stage: 'live',
  person: bob,
  startedAt: 1_000,
  link: 'connected',
  wasConnected: true,
  signalingMissing: false,
  stalled: false,
  participant: participantOf(),
  microphone: 'on',
  camera: false,
  peerVideo: false,
  held: false,
};

describe('the phase of a call', () => {
  it.each<[string, Partial<CallFacts>, string]>([
    ['all is well', {}, 'connected'],
    ['it rings here', { stage: 'ringing-in' }, 'ringing-in'],
    ['it rings there, whatever media does', { stage: 'ringing-out', link: 'failed' }, 'ringing-out'],
    ['media has never flowed', { wasConnected: false, link: 'connecting' }, 'connecting'],
    ['there are no transports yet', { wasConnected: false, link: null }, 'connecting'],
    ['transports are being replaced', { link: 'idle' }, 'reconnecting'],
    ['the browser lost the path', { link: 'disconnected' }, 'reconnecting'],
    ['nothing arrives', { stalled: true }, 'reconnecting'],
    ['signaling stays away', { signalingMissing: true }, 'reconnecting'],
    ['the other side is lost', { participant: participantOf({ connection: 'lost' }) }, 'reconnecting'],
    ['the other side is not known yet', { participant: null }, 'connected'],
  ])('%s', (_, facts, phase) => {
    const snapshot = snapshotOf({ ...talking, ...facts });
    expect(snapshot.phase).toBe(phase);
    expect(callSnapshot.parse(snapshot)).toEqual(snapshot);
  });

  it('says who holds', () => {
    const snapshot = snapshotOf({ ...talking, held: true, participant: participantOf({ held: true }) });
    expect([snapshot.held, snapshot.peerHeld]).toEqual([true, true]);
  });
});

describe('when a call began', () => {
  it("is counted back from now on this machine's clock, however wrong that is", () => {
    expect(localStart(90_000, 1_000_000)).toBe(910_000);
    expect(localStart(null, 1_000_000)).toBeNull();
    expect(localStart(90_000, 1_000)).toBe(0);
  });
});
