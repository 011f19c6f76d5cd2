/** One call, read by the parts of its screen, each what it shows and no more. */
import { createContext, type RefObject, useContext, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { CallOnStage, ParticipantView } from '../call/active-call.ts';
import type { ReadonlyStore } from './gate.ts';

const CallContext = createContext<ReadonlyStore<CallOnStage> | null>(null);
export const CallProvider = CallContext.Provider;

function useCallStore(): ReadonlyStore<CallOnStage> {
  const call = useContext(CallContext);
  if (call === null) throw new Error('A part of a call is shown outside of CallProvider: wrap it in one.');
  return call;
}

/** What `select` reads of the call; the same object as before while `equal` to it. */
export function useCall<T>(select: (call: CallOnStage) => T, equal: (a: T, b: T) => boolean = Object.is): T {
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

const participantIn = ({ participants }: CallOnStage, id: string): ParticipantView | null =>
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
