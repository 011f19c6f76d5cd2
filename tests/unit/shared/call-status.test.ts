import { describe, expect, test } from 'vitest';
import { callPhases } from '../../../src/shared/call.ts';
import { durationMs, isAnswered, statusOf } from '../../../src/shared/call-status.ts';

describe('status of a call', () => {
  test.each(callPhases)('%s is a status of its own', (phase) => {
    expect(statusOf({ phase, held: false, peerHeld: false })).toBe(phase);
  });

  test.each([
    [true, false],
    [false, true],
    [true, true],
  ])('held by us: %s, by the peer: %s', (held, peerHeld) => {
    expect(statusOf({ phase: 'connected', held, peerHeld })).toBe('on-hold');
    expect(statusOf({ phase: 'reconnecting', held, peerHeld })).toBe('reconnecting');
    expect(statusOf({ phase: 'connecting', held, peerHeld })).toBe('connecting');
  });

  test('only calls that ring are unanswered', () => {
    expect(callPhases.filter((phase) => !isAnswered({ phase }))).toEqual(['ringing-in', 'ringing-out']);
  });

  test('duration counts from the answer, never below zero', () => {
    expect(durationMs({ startedAt: null }, 5_000)).toBeNull();
    expect(durationMs({ startedAt: 1_000 }, 5_000)).toBe(4_000);
    expect(durationMs({ startedAt: 9_000 }, 5_000)).toBe(0);
  });
});
