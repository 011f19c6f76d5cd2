/** Who has a tile, where in the order, and what is shown large. */
import { describe, expect, test } from 'vitest';
import { openInvitations, tilesOf } from '../../../../src/renderer/ui/layouts/tiles.ts';
import { crowd, invitation, participant } from '../support/crowd.ts';

const ids = (tiles: ReturnType<typeof tilesOf>) => tiles.tiles.map(({ id }) => id);
const screen = {} as MediaStream;

test('oneself comes first wherever one is in the order of who spoke', () => {
  const [me, grace, alan] = crowd(3);
  expect(ids(tilesOf([alan!, me!, grace!], [], 'grid'))).toEqual(['participant-0', 'participant-2', 'participant-1']);
});

test('whoever is rung has a tile after everybody who is there', () => {
  expect(ids(tilesOf(crowd(2), [invitation(5, 'ringing')], 'grid'))).toEqual([
    'participant-0',
    'participant-1',
    'invitation:invitation-5',
  ]);
});

describe('of those who were rung', () => {
  test('nobody is left who came or whose invitation was taken back', () => {
    const left = openInvitations(crowd(2), [
      invitation(1, 'ringing'),
      invitation(5, 'accepted'),
      invitation(6, 'withdrawn'),
      invitation(7, 'declined'),
      invitation(8, 'no-answer'),
    ]);
    expect(left.map(({ outcome }) => outcome)).toEqual(['declined', 'no-answer']);
  });

  test('the last time counts for somebody who was rung again', () => {
    const again = { ...invitation(5, 'ringing'), invitationId: 'again' };
    expect(openInvitations(crowd(2), [invitation(5, 'declined'), again])).toEqual([again]);
  });
});

test('a screen that somebody shares is large, and its owner keeps a tile', () => {
  const tiles = tilesOf([participant(0), participant(1, { screen }), participant(2, { screen })], [], 'grid');
  expect(tiles.large).toBe('screen:participant-1');
  expect(ids(tiles)).toEqual([
    'screen:participant-1',
    'screen:participant-2',
    'participant-0',
    'participant-1',
    'participant-2',
  ]);
});

test("one's own screen is not shown to oneself", () => {
  expect(tilesOf([participant(0, { screen }), participant(1)], [], 'grid')).toEqual(tilesOf(crowd(2), [], 'grid'));
});

describe('the speaker is large where that was chosen', () => {
  test('the first of the order, and never oneself', () => {
    const [me, grace, alan] = crowd(3);
    expect(tilesOf([me!, alan!, grace!], [], 'speaker').large).toBe('participant-2');
  });

  test('whoever has the floor, unless that is oneself', () => {
    const [me, grace, alan] = crowd(3);
    expect(tilesOf([me!, alan!, grace!], [], 'speaker', grace!.participantId).large).toBe('participant-1');
    expect(tilesOf([me!, alan!, grace!], [], 'speaker', me!.participantId).large).toBe('participant-2');
    expect(tilesOf([me!, alan!, grace!], [], 'grid', grace!.participantId).large).toBeNull();
  });

  test('alone, nobody is', () => {
    expect(tilesOf(crowd(1), [], 'speaker').large).toBeNull();
  });

  test('a screen goes before', () => {
    expect(tilesOf([participant(0), participant(1), participant(2, { screen })], [], 'speaker').large).toBe(
      'screen:participant-2',
    );
  });
});
