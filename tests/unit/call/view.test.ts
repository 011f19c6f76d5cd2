import { describe, expect, it } from 'vitest';
import { reduce } from '../../../src/renderer/call/reduce.ts';
import { beginningState, type CallState } from '../../../src/renderer/call/state.ts';
import { snapshotOf, viewOf } from '../../../src/renderer/call/view.ts';
import { want } from '../../../src/renderer/wish.ts';
import { type CallSnapshot, callId, callSnapshot } from '../../../src/shared/call.ts';
import { ada, bob, joinedOf, participantOf } from './protocol-fixtures.ts';

const media = {
  link: 'connected',
  stalled: false,
  missing: [],
  microphone: 'on',
  speaking: true,
  camera: false,
  peerVideo: false,
} as const;

const talking: CallState = {
  ...beginningState({
    callId: callId.parse('session-1'),
    me: ada,
    beginning: { kind: 'join' },
    invitationId: null,
    group: null,
    stage: 'live',
    person: bob,
    startedAt: 1_000,
    held: false,
    online: true,
    media,
  }),
  participants: [participantOf()],
};

describe('the phase of a call', () => {
  it.each<[string, Partial<CallState>, string]>([
    ['all is well', {}, 'connected'],
    ['it rings here', { stage: 'ringing-in' }, 'ringing-in'],
    [
      'it rings there, whatever media does',
      { stage: 'ringing-out', media: { ...media, link: 'failed' } },
      'ringing-out',
    ],
    ['media has never flowed', { wasConnected: false, media: { ...media, link: 'connecting' } }, 'connecting'],
    ['there are no transports yet', { wasConnected: false, media: { ...media, link: null } }, 'connecting'],
    ['transports are being replaced', { media: { ...media, link: 'idle' } }, 'reconnecting'],
    ['the browser lost the path', { media: { ...media, link: 'disconnected' } }, 'reconnecting'],
    ['nothing arrives', { media: { ...media, stalled: true } }, 'reconnecting'],
    ['signaling stays away', { signalingMissing: true }, 'reconnecting'],
    ['the other side is lost', { participants: [participantOf({ connection: 'lost' })] }, 'reconnecting'],
    ['the other side is not known yet', { participants: [] }, 'connected'],
  ])('%s', (_, facts, phase) => {
    const snapshot = snapshotOf({ ...talking, ...facts });
    expect(snapshot.phase).toBe(phase);
    expect(callSnapshot.parse(snapshot)).toEqual(snapshot);
  });

  it('is shown with the other person as its title', () => {
    expect(snapshotOf(talking)).toMatchObject({ kind: 'direct', title: bob.name, peer: bob, participants: 2 });
  });

  it('says who holds', () => {
    const snapshot = snapshotOf({
      ...talking,
      hold: want(talking.hold, true),
      participants: [participantOf({ held: true })],
    });
    expect([snapshot.held, snapshot.peerHeld]).toEqual([true, true]);
  });

  it('is not on hold in a group in which somebody else holds', () => {
    const { peerHeld } = snapshotOf({ ...talking, kind: 'group', participants: [participantOf({ held: true })] });
    expect(peerHeld).toBe(false);
  });
});

describe('whose trouble it is', () => {
  const lost = participantOf({ connection: 'lost' });
  it.each<[string, Partial<CallState>, CallSnapshot['trouble']]>([
    ['nobody is in trouble', {}, null],
    ['the browser lost the path', { media: { ...media, link: 'disconnected' } }, 'own'],
    ['transports are being replaced', { media: { ...media, link: null } }, 'own'],
    ['signaling stays away', { signalingMissing: true }, 'own'],
    ['the other side is lost', { participants: [lost] }, 'other'],
    ['nothing arrives from a lost side', { participants: [lost], media: { ...media, stalled: true } }, 'other'],
    ['nothing arrives, and nobody has said why', { media: { ...media, stalled: true } }, null],
    [
      'cut off oneself, what was last heard of the other side is old',
      { participants: [lost], media: { ...media, link: 'failed' } },
      'own',
    ],
    ['the server has lost its part', { serverFailed: true, media: { ...media, link: 'closed' } }, 'server'],
    [
      'a call that is not up yet is not in trouble',
      { media: { ...media, link: 'connecting' }, wasConnected: false },
      null,
    ],
    ['a call that rings is not in trouble', { stage: 'ringing-in', signalingMissing: true }, null],
  ])('%s', (_, facts, trouble) => {
    expect(snapshotOf({ ...talking, ...facts }).trouble).toBe(trouble);
  });
});

it.each([
  ['as long before now as the server counts', 90_000, 1_000_000, 910_000],
  ['not yet, while it rings', null, 1_000_000, null],
  ['at the beginning of time, for a clock that stands there', 90_000, 1_000, 0],
])("began, by this machine's clock however wrong that is: %s", (_, elapsedMs, at, startedAt) => {
  const { state } = reduce({ ...talking, startedAt: null }, { type: 'joined', joined: joinedOf({ elapsedMs }), at });
  expect(state.startedAt).toBe(startedAt);
});

describe('who speaks', () => {
  const eve = participantOf({ participantId: 'participant-eve', person: { id: 'eve', name: 'Eve' } });
  const three: CallState = { ...talking, participants: [participantOf(), eve] };
  const look = (state: CallState) =>
    viewOf(state, {
      microphoneProblem: null,
      otherMicrophone: null,
      localVideo: null,
      peerVideo: null,
      picturesOf: () => ({ video: null, screen: null }),
    });
  const said = (state: CallState, at: number, ...speakers: string[]) =>
    reduce(state, {
      type: 'pushed',
      name: 'speakers',
      push: {
        sessionId: 'session-1',
        dominant: speakers[0] ?? null,
        levels: speakers.map((participantId) => ({ participantId, level: -20 })),
        heard: null,
      },
      at,
    });

  it('is named, shown with the level, and in front once it is more than a word', () => {
    const { state, effects } = said(three, 1_000, eve.participantId);
    expect(effects).toEqual([{ type: 'startTimer', timer: 'order', ms: 1_000 }]);
    expect(look(state).snapshot.speaker).toBe('Eve');
    expect(look(state).participants.map(({ person, speaking, level }) => [person.name, speaking, level])).toEqual([
      ['Ada', false, 0],
      ['Bob', false, 0],
      ['Eve', true, 0.1],
    ]);
    const later = reduce(state, { type: 'timer', timer: 'order', at: 2_000 });
    expect(look(later.state).participants.map(({ person }) => person.name)).toEqual(['Ada', 'Eve', 'Bob']);
    expect(look(later.state).floor).toBe(eve.participantId);
  });

  it('is nobody any more when the server cannot be heard', () => {
    const { state } = said(three, 1_000, eve.participantId);
    const { state: away } = reduce(state, { type: 'signalingLost', at: 1_100 });
    expect(look(away).participants.some(({ speaking }) => speaking)).toBe(false);
  });
});

it('of several who send, one who is missing is shown as lost, and all who are missing are the own trouble', () => {
  const eve = participantOf({ participantId: 'participant-eve', person: { id: 'eve', name: 'Eve' } });
  const three: CallState = { ...talking, participants: [participantOf(), eve] };
  const one = { ...three, media: { ...media, missing: [eve.participantId] } };
  expect(snapshotOf(one).phase).toBe('connected');
  const all = { ...three, media: { ...media, stalled: true } };
  expect(snapshotOf(all)).toMatchObject({ phase: 'reconnecting', trouble: 'own' });
});
