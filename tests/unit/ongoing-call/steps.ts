/** What can happen to the service and its surfaces, for fast-check. */
import fc from 'fast-check';
import type { CallId, CallSnapshot, CallsSnapshot } from '../../../src/shared/call.ts';
import { type StateName, stateNames, states } from './fixtures.ts';

type CallStep = { do: 'launch' | 'update'; state: StateName; id: string };

export const aCallId = fc.constantFrom('a', 'b', 'c');

/** One of three calls is told of, in any state. */
export const callStep = fc.record({
  do: fc.constantFrom('launch' as const, 'update' as const),
  state: fc.constantFrom(...stateNames),
  id: aCallId,
});

const inGroup: fc.Arbitrary<Partial<CallSnapshot>> = fc.record({
  kind: fc.constant('group' as const),
  title: fc.constantFrom('Standup', 'Ada, Bob'),
  participants: fc.nat(100),
  speaker: fc.constantFrom('Ada', 'Bob', null),
  hand: fc.boolean(),
});

const anyCall: fc.Arbitrary<CallSnapshot> = fc
  .record({
    state: fc.constantFrom(...stateNames),
    id: fc.constantFrom('a', 'b', 'c'),
    group: fc.oneof(fc.constant({}), inGroup),
  })
  .map(({ state, id, group }) => ({ ...states[state], ...group, callId: id as CallId }));

/** Up to three calls, in any states; one of them is active, or none. */
export const anyCalls: fc.Arbitrary<CallsSnapshot> = fc
  .uniqueArray(anyCall, { maxLength: 3, selector: ({ callId }) => callId })
  .chain((calls) =>
    fc.constantFrom(null, ...calls.map(({ callId }) => callId)).map((activeCallId) => ({ calls, activeCallId })),
  );

export const callsStep = fc.record({ do: fc.constant('calls' as const), calls: anyCalls });

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
