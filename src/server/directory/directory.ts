import { echoPersonId, type Person, type Presence } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Device, PersonRef } from '../device.ts';

/** People a client is told about; the protocol's limit with room for the echo. */
const maxListed = 4_900;

export const echoPerson: PersonRef = { id: echoPersonId, name: 'Echo' };

/** People who have ever signed in, across restarts. */
export interface PeopleRecord {
  /** Everybody, last seen first; who is beyond the limit is forgotten. */
  takeLatest(limit: number): readonly PersonRef[];
  /** @param at ms since the epoch */
  seen(person: PersonRef, at: number): void;
}

export type DirectoryContext = {
  record: PeopleRecord;
  clock: Clock;
  /** Tells everybody else. */
  announce: (person: Person) => void;
};

/** People, the devices they are connected with, and the presence that follows from that and from the calls they are in. */
export class Directory {
  readonly #context: DirectoryContext;
  readonly #people = new Map<string, PersonRef>();
  readonly #devices = new Map<string, Map<string, Device>>();
  readonly #inCall = new Set<string>();
  /** As last announced. */
  readonly #announced = new Map<string, string>();

  constructor(context: DirectoryContext) {
    this.#context = context;
    this.#people.set(echoPersonId, echoPerson);
    for (const person of context.record.takeLatest(maxListed)) this.#people.set(person.id, person);
    // Nobody is connected yet.
    for (const [id, person] of this.#people) {
      const presence = id === echoPersonId ? 'online' : 'offline';
      this.#announced.set(id, fingerprint({ ...person, presence }));
    }
  }

  person(id: string): PersonRef | undefined {
    return this.#people.get(id);
  }

  devicesOf(personId: string): readonly Device[] {
    return [...(this.#devices.get(personId)?.values() ?? [])];
  }

  /** As `personId` sees it: everybody else, the echo first, then whoever is there. */
  listFor(personId: string): Person[] {
    const rank: Record<Presence, number> = { online: 0, 'in-call': 0, offline: 1 };
    return [...this.#people.keys()]
      .filter((id) => id !== personId)
      .map((id) => this.#describe(id))
      .filter((person) => person !== null)
      .sort((a, b) => rank[a.presence] - rank[b.presence])
      .slice(0, maxListed);
  }

  connected(device: Device): void {
    const { person } = device;
    const devices = this.#devices.get(person.id) ?? new Map<string, Device>();
    this.#devices.set(person.id, devices.set(device.key, device));
    this.#people.set(person.id, person);
    this.#context.record.seen(person, this.#context.clock.now());
    this.#changed(person.id);
  }

  disconnected(device: Device): void {
    const devices = this.#devices.get(device.person.id);
    devices?.delete(device.key);
    if (devices?.size === 0) this.#devices.delete(device.person.id);
    this.#changed(device.person.id);
  }

  /** The person is in a call now, or in none any more. */
  setInCall(personId: string, inCall: boolean): void {
    if (inCall) this.#inCall.add(personId);
    else this.#inCall.delete(personId);
    this.#changed(personId);
  }

  /** Announces the person if its name or presence is another than before. */
  #changed(id: string): void {
    const person = this.#describe(id);
    if (person === null || this.#announced.get(id) === fingerprint(person)) return;
    this.#announced.set(id, fingerprint(person));
    this.#context.announce(person);
  }

  #describe(id: string): Person | null {
    const person = this.#people.get(id);
    return person === undefined ? null : { ...person, presence: this.#presenceOf(id) };
  }

  #presenceOf(id: string): Presence {
    if (id === echoPersonId) return 'online';
    if (this.#inCall.has(id)) return 'in-call';
    return this.#devices.has(id) ? 'online' : 'offline';
  }
}

function fingerprint(person: Person | null): string {
  return person === null ? '' : `${person.presence} ${person.name}`;
}
