/** What is read out of who comes, goes and asks to speak. */
import { expect, test } from 'vitest';
import { announcementsBetween } from '../../../src/renderer/state/announcements.ts';
import { handPlace, handQueue } from '../../../src/renderer/state/hand-queue.ts';
import { participant } from './support/crowd.ts';

const people = (count: number) => Array.from({ length: count }, (_, n) => participant(n));

test('who joins, leaves, and raises or lowers a hand is said by name', () => {
  expect(announcementsBetween(people(2), people(3))).toEqual(['Alan Turing joined.']);
  expect(announcementsBetween(people(3), people(2))).toEqual(['Alan Turing left.']);
  const raised = [participant(0), participant(1, { hand: 5 })];
  expect(announcementsBetween(people(2), raised)).toEqual(['Grace Hopper raised a hand.']);
  expect(announcementsBetween(raised, people(2))).toEqual(['Grace Hopper lowered the hand.']);
});

test('nothing is said of oneself, nor of who speaks or is muted', () => {
  expect(announcementsBetween([participant(1)], people(2))).toEqual([]);
  expect(announcementsBetween(people(2), [participant(0, { hand: 5 }), participant(1)])).toEqual([]);
  expect(announcementsBetween(people(2), [participant(0), participant(1, { muted: true, speaking: true })])).toEqual(
    [],
  );
});

test('in a crowd nothing is said', () => {
  expect(announcementsBetween(people(7), people(8))).toHaveLength(1);
  expect(announcementsBetween(people(8), people(9))).toEqual([]);
  expect(announcementsBetween(people(9), people(8))).toEqual([]);
});

test('the first hand that was raised is the first in the queue', () => {
  const here = [
    participant(0, { hand: 30 }),
    participant(1),
    participant(2, { hand: 10 }),
    participant(3, { hand: 20 }),
  ];
  expect(handQueue(here).map(({ participantId }) => participantId)).toEqual([
    'participant-2',
    'participant-3',
    'participant-0',
  ]);
  expect(here.map(({ participantId }) => handPlace(here, participantId))).toEqual([3, null, 1, 2]);
});
