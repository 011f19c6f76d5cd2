import { echoPersonId } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Device, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import { RingLimits, type RingRules } from './ring-limits.ts';
import type { Call, Whereabouts } from './whereabouts.ts';

/** Who there is to call. */
export interface People {
  person(id: string): PersonRef | undefined;
  /** Devices of the person that are connected now. */
  devicesOf(personId: string): readonly Device[];
  /** The person is in a call now, or in none any more. */
  setInCall(personId: string, inCall: boolean): void;
}

export type ReachContext = {
  clock: Clock;
  people: People;
  whereabouts: Whereabouts;
  rings: RingRules;
  /** That a person may be in and still be rung. */
  callsPerPerson: number;
};

/** Whether somebody can be rung now, and by whom. */
export class Reach {
  readonly #context: ReachContext;
  readonly #limits: RingLimits;

  constructor(context: ReachContext) {
    this.#context = context;
    this.#limits = new RingLimits(context.clock, context.rings);
  }

  /** What comes of ringing somebody for that session: `ringing`, if nothing is in the way. Counts as having rung. */
  ring(from: PersonRef, to: string, call: Call): 'ringing' | 'not-found' | 'busy' | 'offline' | 'failed' {
    const hindrance = this.#hindrance(to, call);
    if (hindrance !== null) return hindrance;
    return to === echoPersonId || this.#limits.takeRing(from.id, to) ? 'ringing' : 'failed';
  }

  /** Somebody is to be called. @throws RequestError `self-call`, `person-not-found`, `busy`, `offline`, `rate-limited` */
  check(from: PersonRef, to: string): PersonRef {
    if (to === from.id) throw new RequestError('self-call', 'You cannot call yourself. Call Echo instead.');
    const person = this.nameOf(to);
    switch (this.#hindrance(to, null)) {
      case 'not-found':
        throw new RequestError('person-not-found', `There is nobody called ${to} here.`);
      case 'busy':
        throw new RequestError('busy', `${person.name} is in another call.`);
      case 'offline':
        throw new RequestError('offline', `${person.name} is offline.`);
      case null:
        if (to !== echoPersonId && !this.#limits.mayRing(from.id, to)) {
          throw new RequestError('rate-limited', `${person.name} has not answered so often. Wait some minutes.`);
        }
        return person;
    }
  }

  /** So many are to be rung. @throws RequestError `rate-limited` */
  checkRate(from: PersonRef, count: number): void {
    if (!this.#limits.takeCalls(from.id, count)) {
      throw new RequestError('rate-limited', 'Too many calls in a short time. Wait a minute.');
    }
  }

  /** They talk with each other. */
  answered(one: PersonRef, other: PersonRef): void {
    this.#limits.answered(one.id, other.id);
  }

  /** The person, as far as it is known. */
  nameOf(id: string): PersonRef {
    return this.#context.people.person(id) ?? { id, name: id };
  }

  #hindrance(to: string, call: Call | null): 'not-found' | 'busy' | 'offline' | null {
    if (to === echoPersonId) return null;
    const { people, whereabouts, callsPerPerson } = this.#context;
    if (people.person(to) === undefined) return 'not-found';
    const others = whereabouts.of(to).filter((other) => other !== call);
    const isIn = others.filter(({ session }) => session.has(to));
    // Where it is not in, it is being rung.
    if (others.length > isIn.length || isIn.length >= callsPerPerson) return 'busy';
    return people.devicesOf(to).length === 0 ? 'offline' : null;
  }
}
