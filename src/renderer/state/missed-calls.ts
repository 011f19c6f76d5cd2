/** The calls that nobody answered here, until they are called back or put away: all of them, not only the last. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MissedPerson } from '../../shared/missed-calls.ts';
import type { PhoneState } from '../phone/phone-state.ts';
import type { ReadonlyStore } from './gate.ts';
import type { TickerClock } from './ticker.ts';

/** Who called, the last first. */
export type MissedCallsStore = StoreApi<readonly MissedPerson[]>;

/** A call with somebody, whoever made it, settles what was missed of theirs. */
export function createMissedCalls(phone: ReadonlyStore<PhoneState>, clock: Pick<TickerClock, 'now'>): MissedCallsStore {
  const store = createStore<readonly MissedPerson[]>(() => []);
  const of = (personId: string) => store.getState().find(({ id }) => id === personId);
  const without = (personId: string) => store.getState().filter(({ id }) => id !== personId);

  phone.subscribe(({ me, calls, ended }, previous) => {
    if (me === null && previous.me !== null) store.setState([], true);
    // Only whoever has a name can be called back.
    if (ended !== null && ended !== previous.ended && ended.missed && ended.peer !== null) {
      const { id, name } = ended.peer;
      store.setState([{ id, name, count: (of(id)?.count ?? 0) + 1, at: clock.now() }, ...without(id)], true);
    }
    if (calls === previous.calls) return;
    for (const { snapshot } of calls) {
      const id = snapshot.peer?.id;
      if (snapshot.phase !== 'ringing-in' && id !== undefined && of(id) !== undefined)
        store.setState(without(id), true);
    }
  });
  return store;
}
