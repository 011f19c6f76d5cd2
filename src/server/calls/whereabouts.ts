import type { Session } from '../sessions/session.ts';
import type { Invitations } from './invitations.ts';

/** A session, and who is rung for it. */
export type Call = { readonly session: Session; readonly invitations: Invitations };

/** Which sessions concern whom: those that a person is in, on any device, and those that ring for it. */
export class Whereabouts {
  readonly #byPerson = new Map<string, Set<Call>>();
  readonly #people = new Map<Call, Set<string>>();

  of(personId: string): Call[] {
    return [...(this.#byPerson.get(personId) ?? [])];
  }

  /** Looks again. @returns ids of all whom the session concerns or did before */
  update(call: Call): Set<string> {
    const before = this.#people.get(call) ?? new Set<string>();
    const over = call.session.phase === 'over';
    const now = new Set(over ? [] : [...call.session.people, ...call.invitations.people].map(({ id }) => id));
    for (const id of before) if (!now.has(id)) this.#remove(id, call);
    for (const id of now) {
      const calls = this.#byPerson.get(id) ?? new Set<Call>();
      this.#byPerson.set(id, calls.add(call));
    }
    if (over) this.#people.delete(call);
    else this.#people.set(call, now);
    return new Set([...before, ...now]);
  }

  #remove(personId: string, call: Call): void {
    const calls = this.#byPerson.get(personId);
    calls?.delete(call);
    if (calls?.size === 0) this.#byPerson.delete(personId);
  }
}
