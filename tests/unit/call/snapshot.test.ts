import { describe, expect, it } from 'vitest';
import { type CallFacts, localStart, snapshotOf } from '../../../src/renderer/call/snapshot.ts';
import { type CallSnapshot, callId, callSnapshot } from '../../../src/shared/call.ts';
import { bob, participantOf } from './protocol-fixtures.ts';

const talking: CallFacts = {
  callId: callId.parse('session-1'),
  stage: 'live',
  person: bob,
  startedAt: 1_000,
  link: 'connected',
  wasConnected: true,
  signalingMissing: false,
  serverFailed: false,
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

  it('is shown with the other person as its title', () => {
    expect(snapshotOf(talking)).toMatchObject({ kind: 'direct', title: bob.name, peer: bob, participants: 2 });
  });

  it('says who holds', () => {
    const snapshot = snapshotOf({ ...talking, held: true, participant: participantOf({ held: true }) });
    expect([snapshot.held, snapshot.peerHeld]).toEqual([true, true]);
  });
});

describe('whose trouble it is', () => {
  const lost = participantOf({ connection: 'lost' });
  it.each<[string, Partial<CallFacts>, CallSnapshot['trouble']]>([
    ['nobody is in trouble', {}, null],
    ['the browser lost the path', { link: 'disconnected' }, 'own'],
    ['transports are being replaced', { link: null }, 'own'],
    ['signaling stays away', { signalingMissing: true }, 'own'],
    ['the other side is lost', { participant: lost }, 'other'],
    ['nothing arrives from a lost side', { participant: lost, stalled: true }, 'other'],
    ['nothing arrives, and nobody has said why', { stalled: true }, null],
    ['cut off oneself, what was last heard of the other side is old', { participant: lost, link: 'failed' }, 'own'],
    ['the server has lost its part', { serverFailed: true, link: 'closed' }, 'server'],
    ['a call that is not up yet is not in trouble', { link: 'connecting', wasConnected: false }, null],
    ['a call that rings is not in trouble', { stage: 'ringing-in', signalingMissing: true }, null],
  ])('%s', (_, facts, trouble) => {
    expect(snapshotOf({ ...talking, ...facts }).trouble).toBe(trouble);
  });
});

describe('when a call began', () => {
  it("is counted back from now on this machine's clock, however wrong that is", () => {
    expect(localStart(90_000, 1_000_000)).toBe(910_000);
    expect(localStart(null, 1_000_000)).toBeNull();
    expect(localStart(90_000, 1_000)).toBe(0);
  });
});
