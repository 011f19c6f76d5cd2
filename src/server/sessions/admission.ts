import type { Invitation } from '../../shared/protocol.ts';
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
  /** The latest of each person, by their id. */
  readonly #invitations = new Map<string, Invitation>();
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

  /** The latest of each person, the latest last. */
  get invitations(): Invitation[] {
    return [...this.#invitations.values()];
  }

  /** Somebody has been invited, or that had its outcome. */
  putInvitation(invitation: Invitation, isIn: boolean): void {
    const { to, outcome } = invitation;
    this.#invitations.delete(to.id);
    this.#invitations.set(to.id, invitation);
    if (outcome === 'ringing') this.admit(to.id);
    // Its invitation is void.
    if ((outcome === 'withdrawn' || outcome === 'not-found') && !isIn) this.#members.delete(to.id);
  }

  isOpenTo(personId: string): boolean {
    return this.#members.has(personId);
  }

  /** Invited, or in: whatever was before. */
  admit(personId: string): void {
    this.#members.add(personId);
    this.#removed.delete(personId);
  }

  /** Back by a new invitation only. */
  remove(personId: string): void {
    this.#members.delete(personId);
    this.#removed.add(personId);
  }

  /**
   * Locked, it stays open to those who have been in it, and whom one of its hosts has invited.
   * @param hosts ids of persons
   * @returns whether that is a change
   */
  setLocked(locked: boolean, hosts: ReadonlySet<string>, isIn: (personId: string) => boolean): boolean {
    if (this.#locked === locked) return false;
    this.#locked = locked;
    if (!locked) return true;
    for (const id of [...this.#members]) {
      const invitation = this.#invitations.get(id);
      // Who has no invitation, or has accepted it, has been in.
      const hasBeenIn = invitation === undefined || invitation.outcome === 'accepted' || isIn(id);
      if (!hasBeenIn && !hosts.has(invitation.by.id)) this.#members.delete(id);
    }
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
