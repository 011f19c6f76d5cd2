import { invalidLink, RequestError } from '../errors.ts';

/** What is written down of it. */
export type AdmissionRecord = {
  /** Ids of persons who may come in without being rung. */
  members: readonly string[];
  /** Ids of persons whom a host has removed. */
  removed: readonly string[];
  locked: boolean;
  linkGeneration: number;
};

/** Who may come into a session: whoever has been in it or was invited, and whoever has its link, unless it is locked. */
export class Admission {
  readonly #members: Set<string>;
  readonly #removed: Set<string>;
  #locked: boolean;
  /** Counts renewals of the link: only that of the present one is good. */
  #linkGeneration: number;

  constructor({ members, removed, locked, linkGeneration }: AdmissionRecord = noAdmission) {
    this.#members = new Set(members);
    this.#removed = new Set(removed);
    this.#locked = locked;
    this.#linkGeneration = linkGeneration;
  }

  get locked(): boolean {
    return this.#locked;
  }

  get linkGeneration(): number {
    return this.#linkGeneration;
  }

  get record(): AdmissionRecord {
    return {
      members: [...this.#members],
      removed: [...this.#removed],
      locked: this.#locked,
      linkGeneration: this.#linkGeneration,
    };
  }

  isOpenTo(personId: string): boolean {
    return this.#members.has(personId);
  }

  /** Invited, or in: whatever was before. */
  admit(personId: string): void {
    this.#members.add(personId);
    this.#removed.delete(personId);
  }

  /** Its invitation is void. */
  forget(personId: string): void {
    this.#members.delete(personId);
  }

  /** Back by a new invitation only. */
  remove(personId: string): void {
    this.#members.delete(personId);
    this.#removed.add(personId);
  }

  /**
   * @param staysOpenTo who may come in although it is locked
   * @returns whether that is a change
   */
  setLocked(locked: boolean, staysOpenTo: (personId: string) => boolean): boolean {
    if (this.#locked === locked) return false;
    this.#locked = locked;
    if (locked) for (const id of [...this.#members]) if (!staysOpenTo(id)) this.#members.delete(id);
    return true;
  }

  /** All links that there are lead nowhere from now on. */
  renewLink(): void {
    this.#linkGeneration += 1;
  }

  /**
   * Somebody comes with a link of that generation.
   * @throws RequestError `link-invalid`, `not-allowed`, `session-locked`
   */
  checkLink(personId: string, generation: number): void {
    if (generation !== this.#linkGeneration) throw invalidLink();
    if (this.#removed.has(personId)) {
      throw new RequestError('not-allowed', 'A host has removed you: only an invitation brings you back.');
    }
    if (this.#locked) throw new RequestError('session-locked', 'This session is locked. Ask a host to invite you.');
  }
}

const noAdmission: AdmissionRecord = { members: [], removed: [], locked: false, linkGeneration: 1 };
