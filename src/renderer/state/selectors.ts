/** What the screens read of the phone's state. */
import type { Person } from '../../shared/protocol.ts';
import type { ActiveCall } from '../call/active-call.ts';
import { activeCall, type EndedCall, type PhoneState } from '../phone/phone-state.ts';

/** What the stage shows: one thing at a time, the most urgent first. */
export type Stage =
  | { show: 'sign-in' }
  | { show: 'incoming'; call: ActiveCall }
  | { show: 'ringing-out'; call: ActiveCall }
  | { show: 'in-call'; call: ActiveCall }
  | { show: 'ended'; ended: EndedCall }
  | { show: 'person'; person: Person }
  | { show: 'nobody' };

export function stageOf(state: PhoneState, personId: string | null): Stage {
  const { ended } = state;
  const call = activeCall(state);
  if (call !== null) {
    switch (call.snapshot.phase) {
      case 'ringing-in':
        return { show: 'incoming', call };
      case 'ringing-out':
        return { show: 'ringing-out', call };
      case 'connecting':
      case 'connected':
      case 'reconnecting':
        return { show: 'in-call', call };
    }
  }
  if (isSignedOut(state)) return { show: 'sign-in' };
  if (ended !== null) return { show: 'ended', ended };
  const person = state.people.find(({ id }) => id === personId);
  return person === undefined ? { show: 'nobody' } : { show: 'person', person };
}

/** The same is shown. How a group is, its own parts read by themselves: who speaks in it draws nothing else. */
export function sameStage(a: Stage, b: Stage): boolean {
  if (a.show === 'in-call' && b.show === 'in-call' && a.call.snapshot.kind === 'group') {
    return b.call.snapshot.kind === 'group' && a.call.snapshot.callId === b.call.snapshot.callId;
  }
  return (Object.keys(a) as (keyof Stage)[]).every((key) => a[key] === b[key]);
}

/** Nobody is signed in: there is nothing to show but the sign-in. */
export function isSignedOut(state: PhoneState): boolean {
  const { status } = state.connection;
  return status === 'signed-out' || (status === 'signing-in' && state.me === null);
}

/** Folds case and accents, so that `muller` finds `Müller`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en');
}

/** People whose name or address has every word of the query; those who are here first, by name: calls going on around move nobody. */
export function peopleMatching(people: readonly Person[], query: string): Person[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean);
  return people
    .filter((person) => {
      const text = fold(`${person.name} ${person.id}`);
      return wanted.every((word) => text.includes(word));
    })
    .sort(
      (a, b) =>
        Number(a.presence === 'offline') - Number(b.presence === 'offline') ||
        a.name.localeCompare(b.name, 'en', { sensitivity: 'base', numeric: true }) ||
        (a.id < b.id ? -1 : 1),
    );
}

/** The query as an address that could be called though nobody in the list has it, else `null`. */
export function addressIn(query: string, people: readonly Person[]): string | null {
  const address = query.trim();
  if (!/^[\p{L}\p{N}._@+-]{1,64}$/u.test(address)) return null;
  return people.some(({ id }) => id === address) ? null : address;
}
