/** What can happen to the service and its surfaces, for fast-check. */
import fc from 'fast-check';
import type { CallId, CallSnapshot } from '../../../src/shared/call.ts';
import { type StateName, stateNames, states } from './fixtures.ts';

type CallStep = { do: 'launch' | 'update'; state: StateName; id: string };

/** One of two calls is told of, in any state. */
export const callStep = fc.record({
  do: fc.constantFrom('launch' as const, 'update' as const),
  state: fc.constantFrom(...stateNames),
  id: fc.constantFrom('a', 'b'),
});

export const abortStep = fc.record({ do: fc.constant('abort' as const) });

/** The main window comes into sight, or goes. */
export const windowStep = fc.record({
  do: fc.constant('window' as const),
  presence: fc.constantFrom('in-front', 'behind', 'unknown', 'hidden'),
});

/** The call that a step tells of. */
export const callOf = ({ state, id }: CallStep): CallSnapshot => ({ ...states[state], callId: id as CallId });
