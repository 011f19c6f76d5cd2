import type { Invitation, TransferOutcome } from '../../shared/protocol.ts';
import type { Device, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { Participant } from '../sessions/participant.ts';
import type { Session } from '../sessions/session.ts';
import type { Moves } from './moves.ts';

type Transfer = { transferId: string; by: Participant; to: PersonRef };

/** Handing one's place in a session to somebody else. Everybody concerned is told what becomes of it; until it is done the call stays. */
export class Transfers {
  readonly #moves: Moves;
  /** The last of each session; those that ring can be done. */
  readonly #transfers = new WeakMap<Session, Transfer & { outcome: TransferOutcome }>();

  constructor(moves: Moves) {
    this.#moves = moves;
  }

  /** Whether it has been asked for before: the reply may have been lost. */
  has(session: Session, transferId: string): boolean {
    return this.#transfers.get(session)?.transferId === transferId;
  }

  /**
   * May begin.
   * @returns who transfers
   * @throws RequestError `not-allowed`, `already-there`
   */
  check(session: Session, device: Device): Participant {
    const by = session.of(device);
    session.demand(by, 'transfer');
    if (session.phase !== 'live') throw new RequestError('not-allowed', 'Wait until the call is answered.');
    if (session.people.length < 2) throw new RequestError('not-allowed', 'There is nobody else to transfer.');
    if (this.#transfers.get(session)?.outcome === 'ringing' || this.#moves.isLeft(session)) {
      throw new RequestError('already-there', 'This call is being transferred already.');
    }
    return by;
  }

  /** A person is about to be rung for it. */
  ring(session: Session, transfer: Transfer): void {
    this.#tell(session, transfer, 'ringing');
  }

  /** What became of an invitation: if it was for a transfer, whoever transferred makes room before the other comes in. */
  concluded(session: Session, { invitationId, outcome }: Invitation): void {
    const transfer = this.#transfers.get(session);
    if (transfer?.transferId !== invitationId || transfer.outcome !== 'ringing') return;
    if (outcome === 'accepted') {
      this.#tell(session, transfer, 'done');
      session.release(transfer.by, 'transferred');
    } else this.#tell(session, transfer, outcome === 'not-found' ? 'failed' : outcome);
  }

  /** After asking first: everybody goes on in the session in which one has asked. */
  connect(device: Device, from: Session, into: Session, transferId: string): void {
    const by = this.check(from, device);
    const [to = device.person] = into.people.filter(({ id }) => id !== device.person.id);
    const own = into.of(device);
    const transfer = { transferId, by, to };
    this.#moves.transfer(device, from, into, (all) => {
      this.#tell(from, transfer, all ? 'done' : 'failed');
      this.#tell(into, { ...transfer, by: own }, all ? 'done' : 'failed');
      if (!all) return;
      into.release(own, 'transferred');
      into.becomeDirect();
    });
    // Nobody may have had to move.
    if (!this.#moves.isLeft(from)) return;
    this.#tell(from, transfer, 'ringing');
    this.#tell(into, { ...transfer, by: own }, 'ringing');
  }

  #tell(session: Session, { transferId, by, to }: Transfer, outcome: TransferOutcome): void {
    this.#transfers.set(session, { transferId, by, to, outcome });
    session.tellTransfer({ transferId, by: by.person, to, outcome });
  }
}
