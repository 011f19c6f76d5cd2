/** One call, read by the parts of its screen, each what it shows and no more. */
import { createContext, type RefObject, useContext, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { ActiveCall, ParticipantView } from '../call/active-call.ts';
import type { PhoneState } from '../phone/phone-state.ts';
import type { ReadonlyStore } from './gate.ts';

const CallContext = createContext<ReadonlyStore<ActiveCall> | null>(null);
export const CallProvider = CallContext.Provider;

/** One call of the phone's; as it last was once it is over. */
export function callOf(phone: ReadonlyStore<PhoneState>, call: ActiveCall): ReadonlyStore<ActiveCall> {
  const { callId } = call.snapshot;
  let last = call;
  const getState = () => {
    last = phone.getState().calls.find(({ snapshot }) => snapshot.callId === callId) ?? last;
    return last;
  };
  return {
    getState,
    getInitialState: getState,
    subscribe(listener) {
      let before = getState();
      return phone.subscribe(() => {
        const now = getState();
        if (now === before) return;
        const previous = before;
        before = now;
        listener(now, previous);
      });
    },
  };
}

function useCallStore(): ReadonlyStore<ActiveCall> {
  const call = useContext(CallContext);
  if (call === null) throw new Error('A part of a call is shown outside of CallProvider: wrap it in one.');
  return call;
}

/** What `select` reads of the call; the same object as before while `equal` to it. */
export function useCall<T>(select: (call: ActiveCall) => T, equal: (a: T, b: T) => boolean = Object.is): T {
  return useStore(useCallStore(), useKept(select, equal));
}

/** A selector that hands out what it last did while that is still true. */
export function useKept<S, T>(select: (state: S) => T, equal: (a: T, b: T) => boolean): (state: S) => T {
  const kept = useRef<{ value: T } | null>(null);
  return (state) => {
    const value = select(state);
    if (kept.current === null || !equal(kept.current.value, value)) kept.current = { value };
    return kept.current.value;
  };
}

/** Everything of a participant that is drawn by React: all but how loud they are. */
export function useParticipant(participantId: string): ParticipantView | null {
  return useCall((call) => participantIn(call, participantId), sameParticipant);
}

const participantIn = ({ participants }: ActiveCall, id: string): ParticipantView | null =>
  participants.find(({ participantId }) => participantId === id) ?? null;

/** Nothing that is drawn differs. A level changes many times a second, and is not told through React. */
export function sameParticipant(a: ParticipantView | null, b: ParticipantView | null): boolean {
  if (a === null || b === null) return a === b;
  const { level: _, person, ...rest } = a;
  return (
    person.id === b.person.id &&
    person.name === b.person.name &&
    (Object.keys(rest) as (keyof typeof rest)[]).every((key) => rest[key] === b[key])
  );
}

/** Tells an element how loud a participant is, 0 to 1, as `--level`, without React. */
export function useParticipantLevel(participantId: string, element: RefObject<HTMLElement | null>): void {
  const store = useCallStore();
  useEffect(() => {
    let told: number | null = null;
    const tell = () => {
      const level = participantIn(store.getState(), participantId)?.level ?? 0;
      if (level === told) return;
      told = level;
      element.current?.style.setProperty('--level', level.toFixed(2));
    };
    tell();
    return store.subscribe(tell);
  }, [store, participantId, element]);
}
