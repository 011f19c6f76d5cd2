import { describe, expect, test } from 'vitest';
import type { PhoneState } from '../../../src/renderer/phone/phone-state.ts';
import { addressIn, isSignedOut, peopleMatching, sameStage, stageOf } from '../../../src/renderer/state/selectors.ts';
import { type CallPhase, callId } from '../../../src/shared/call.ts';
import { activeCall, ended, grace, online, onlyCall, people, signedOut } from './support/fake-phone.ts';

describe('the stage', () => {
  test.each<[CallPhase, string]>([
    ['ringing-in', 'incoming'],
    ['ringing-out', 'ringing-out'],
    ['connecting', 'in-call'],
    ['connected', 'in-call'],
    ['reconnecting', 'in-call'],
  ])('a call that is %s shows as %s, before anything else', (phase, show) => {
    const state: PhoneState = { ...online, ended, ...onlyCall(activeCall({ phase })) };
    expect(stageOf(state, grace.id).show).toBe(show);
  });

  test('then the call that ended, the chosen person, nobody', () => {
    expect(stageOf({ ...online, ended }, grace.id)).toEqual({ show: 'ended', ended });
    expect(stageOf(online, grace.id)).toEqual({ show: 'person', person: grace });
    expect(stageOf(online, 'gone')).toEqual({ show: 'nobody' });
    expect(stageOf(online, null).show).toBe('nobody');
  });

  test('signed out, there is only the sign-in', () => {
    expect(stageOf(signedOut, grace.id).show).toBe('sign-in');
    expect(isSignedOut({ ...signedOut, connection: { status: 'signing-in' } })).toBe(true);
  });

  test('losing the server signs nobody out', () => {
    expect(isSignedOut({ ...online, connection: { status: 'reconnecting' } })).toBe(false);
    expect(isSignedOut({ ...online, connection: { status: 'signing-in' } })).toBe(false);
  });
});

describe('what is shown stays the same', () => {
  const group = (change: Partial<Parameters<typeof activeCall>[0]>) =>
    stageOf({ ...online, ...onlyCall(activeCall({ kind: 'group', ...change })) }, null);

  test('while a group goes on, whoever speaks in it', () => {
    expect(sameStage(group({}), group({ speaker: 'Grace Hopper' }))).toBe(true);
  });

  test('and no longer when it is another call, or no group yet', () => {
    expect(sameStage(group({}), group({ callId: callId.parse('another') }))).toBe(false);
    expect(sameStage(group({ kind: 'direct' }), group({}))).toBe(false);
    expect(sameStage(group({}), group({ kind: 'direct' }))).toBe(false);
    expect(sameStage(group({}), stageOf(online, null))).toBe(false);
  });

  test('for a call of two only while nothing of it changes', () => {
    const call = activeCall();
    const stage = (shown: typeof call) => stageOf({ ...online, ...onlyCall(shown) }, null);
    expect(sameStage(stage(call), stage(call))).toBe(true);
    expect(sameStage(stage(call), stage({ ...call }))).toBe(false);
  });
});

describe('searching people', () => {
  const names = (query: string) => peopleMatching(people, query).map(({ name }) => name);

  test('all, those who are here first, by name', () => {
    expect(names('')).toEqual(['Alan Turing', 'Echo', 'Grace Hopper', 'Katherine Johnson']);
  });

  test('a call beginning moves nobody', () => {
    const busy = people.map((person) => (person.presence === 'online' ? { ...person, presence: 'in-call' } : person));
    expect(peopleMatching(busy as typeof people, '').map(({ name }) => name)).toEqual(names(''));
  });

  test('every word counts, wherever it is, without case', () => {
    expect(names('HOP gra')).toEqual(['Grace Hopper']);
    expect(names('hop turing')).toEqual([]);
  });

  test('accents may be left out; addresses are found too', () => {
    const others = [{ id: 'jm@work', name: 'Jürgen Müller', presence: 'online' }] as const;
    expect(peopleMatching(others, 'muller jurgen')).toHaveLength(1);
    expect(peopleMatching(others, 'jm@')).toHaveLength(1);
  });

  test('numbers are sorted as numbers', () => {
    const rooms = ['Room 10', 'Room 2'].map((name) => ({ id: name, name, presence: 'online' }) as const);
    expect(peopleMatching(rooms, '').map(({ name }) => name)).toEqual(['Room 2', 'Room 10']);
  });
});

test.each([
  [' mary@example.com ', 'mary@example.com'],
  ['grace', null],
  ['two words', null],
  ['', null],
  ['<b>', null],
  ['x'.repeat(65), null],
])('the address in %o is %o', (query, address) => {
  expect(addressIn(query, people)).toBe(address);
});
