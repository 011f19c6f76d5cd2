import type { Clock } from '../clock.ts';
import type { Device } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { Session } from '../sessions/session.ts';

/** Everybody of one session goes on in another: because the two become one, or because somebody connects their people and goes. */
type Move = {
  from: Session;
  into: Session;
  by: Device;
  reason: 'merged' | 'transferred';
  /** Persons who have not come yet, by their ids. */
  waitsFor: Set<string>;
  cancelTimeout: () => void;
  /** @param all whether all have come; whoever has not stays where it was */
  onOver: (all: boolean) => void;
};

/** Those who are moved are in the former session until they have come into the other: nobody is without sound for longer than a join takes. */
export class Moves {
  readonly #clock: Clock;
  /** How long somebody may take to come, ms. */
  readonly #patienceMs: number;
  readonly #moves = new Set<Move>();

  constructor(clock: Clock, patienceMs: number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
  }

  /** Of two sessions makes one. @throws RequestError `not-allowed`, `already-there`, `session-full` */
  merge(by: Device, from: Session, into: Session): void {
    this.#check(by, from, into);
    this.#begin({ by, from, into, reason: 'merged', onOver: () => {} });
  }

  /** Connects the people of two sessions, and goes. @throws RequestError `not-allowed`, `already-there`, `session-full` */
  transfer(by: Device, from: Session, into: Session, onOver: (all: boolean) => void): void {
    this.#check(by, from, into);
    from.demand(from.of(by), 'transfer');
    const others = (session: Session) => session.people.filter(({ id }) => id !== by.person.id);
    if (others(from).length === 0 || others(into).length === 0) {
      throw new RequestError('not-allowed', 'There is nobody to connect: call somebody first.');
    }
    if (others(from).every(({ id }) => into.has(id))) {
      throw new RequestError('already-there', 'They are in a call with each other already.');
    }
    this.#begin({ by, from, into, reason: 'transferred', onOver });
  }

  /** Whether the person is on the way into that session. */
  leadsTo(into: Session, personId: string): boolean {
    return [...this.#moves].some((move) => move.into === into && move.waitsFor.has(personId));
  }

  /** Whether people are on their way out of that session. */
  isLeft(from: Session): boolean {
    return [...this.#moves].some((move) => move.from === from);
  }

  /** The person has come into that session. */
  arrived(into: Session, personId: string): void {
    for (const move of [...this.#moves]) {
      if (move.into !== into || !move.waitsFor.delete(personId)) continue;
      move.from.releasePerson(personId, move.reason);
      this.#finishIfAll(move);
    }
  }

  /** The session is over: nobody comes into it any more. */
  over(session: Session): void {
    for (const move of [...this.#moves]) if (move.into === session) this.#end(move, false);
  }

  close(): void {
    for (const { cancelTimeout } of this.#moves) cancelTimeout();
    this.#moves.clear();
  }

  #check(by: Device, from: Session, into: Session): void {
    if (from === into) throw new RequestError('already-there', 'That is the same call.');
    from.demand(from.of(by), 'move-all');
    into.demandInvite(into.of(by));
    if (from.phase !== 'live' || into.phase !== 'live') {
      throw new RequestError('not-allowed', 'Wait until both calls are answered.');
    }
    // Neither in a circle nor on from where somebody is on the way to.
    const moving = [...this.#moves].some((move) => move.from === from || move.from === into || move.into === from);
    if (moving) throw new RequestError('already-there', 'One of these calls is being moved already.');
    into.checkRoomFor(this.#movers(by, from, into).length);
  }

  /** Who is to come: whoever is in both is only out of the former. */
  #movers(by: Device, from: Session, into: Session): string[] {
    return from.devicePeople.map(({ id }) => id).filter((id) => id !== by.person.id && !into.has(id));
  }

  #begin(wanted: Omit<Move, 'waitsFor' | 'cancelTimeout'>): void {
    const { by, from, into, reason } = wanted;
    const movers = this.#movers(by, from, into);
    const move: Move = {
      ...wanted,
      waitsFor: new Set(movers),
      cancelTimeout: this.#clock.after(this.#patienceMs, () => this.#end(move, false)),
    };
    this.#moves.add(move);
    // A call of two that takes in a group is that group from now on.
    if (movers.length > 0) into.becomeGroup(reason === 'merged' ? from.title : null);
    for (const id of movers) into.admit(id);
    from.tellMoved(movers, into.id, reason);
    for (const { id } of from.devicePeople) {
      if (id !== by.person.id && !move.waitsFor.has(id)) from.releasePerson(id, reason);
    }
    this.#finishIfAll(move);
  }

  #finishIfAll(move: Move): void {
    if (move.waitsFor.size > 0) return;
    move.from.close(move.reason);
    this.#end(move, true);
  }

  #end(move: Move, all: boolean): void {
    if (!this.#moves.delete(move)) return;
    move.cancelTimeout();
    move.onOver(all);
  }
}
