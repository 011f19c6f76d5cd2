/** What can happen to the service and its surfaces, for fast-check. */
import fc from 'fast-check';
import type { CallId, CallSnapshot } from '../../../src/shared/call.ts';
import { type StateName, stateNames, states } from './fixtures.ts';

type CallStep = { do: 'launch' | 'update'; state: StateName; id: string };

export const aCallId = fc.constantFrom('a', 'b', 'c');

/** One of three calls is told of, in any state. */
export const callStep = fc.record({
  do: fc.constantFrom('launch' as const, 'update' as const),
  state: fc.constantFrom(...stateNames),
  id: aCallId,
});

/** All calls end. */
export const abortStep = fc.record({ do: fc.constant('abort' as const) });

/** One call ends. */
export const endStep = fc.record({ do: fc.constant('end' as const), id: aCallId });

export const activateStep = fc.record({ do: fc.constant('activate' as const), id: fc.option(aCallId) });

/** The main window comes into sight, or goes. */
export const windowStep = fc.record({
  do: fc.constant('window' as const),
  presence: fc.constantFrom('in-front', 'behind', 'unknown', 'hidden'),
});

/** The call that a step tells of. */
export const callOf = ({ state, id }: CallStep): CallSnapshot => ({ ...states[state], callId: id as CallId });
