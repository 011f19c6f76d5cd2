import {
  echoPersonId,
  type Invitation,
  type InvitationOutcome,
  type PushOf,
  type ReplyOf,
  type Ringing as RingingPush,
} from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Device, Outbox, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { Participant } from '../sessions/participant.ts';
import type { Session } from '../sessions/session.ts';
import { Ringing } from './ringing.ts';

export type StopReason = PushOf<'invitation.stopped'>['reason'];

/** Delays of ringing, ms; the defaults are the protocol's. */
export type RingTimes = { ringTimeoutMs: number; ringGraceMs: number; echoAnswersMs: number };

export type InvitationsContext = {
  clock: Clock;
  outbox: Outbox;
  times: RingTimes;
  /** Devices of the person that are connected now. */
  devicesOf: (personId: string) => readonly Device[];
  /** What became of one that rang, before whoever has accepted it comes in. */
  onConcluded: (invitation: Invitation) => void;
  /** Who is rung has changed. */
  onChange: () => void;
};

type Open = { invitation: Invitation; ringing: Ringing; cancelTimers: () => void };

/** Who is rung for one session, on which devices, and what comes of it. */
export class Invitations {
  readonly #session: Session;
  readonly #context: InvitationsContext;
  /** Those that ring, by their id. */
  readonly #open = new Map<string, Open>();

  constructor(session: Session, context: InvitationsContext) {
    this.#session = session;
    this.#context = context;
  }

  /** Persons who are rung. */
  get people(): PersonRef[] {
    return [...this.#open.values()].map(({ invitation }) => invitation.to);
  }

  rings(personId: string): boolean {
    return this.#openFor(personId) !== undefined;
  }

  ringsOn(device: Device): boolean {
    return this.#openFor(device.person.id)?.ringing.has(device) ?? false;
  }

  /** Rings all devices of a person's for the first time. */
  ring(invitation: Omit<Invitation, 'outcome'>): Invitation {
    const { clock, times, outbox, devicesOf, onChange } = this.#context;
    const { to } = invitation;
    const open: Open = {
      invitation: { ...invitation, outcome: 'ringing' },
      ringing: new Ringing(clock),
      cancelTimers: clock.after(times.ringTimeoutMs, () => this.#conclude(open, 'no-answer')),
    };
    this.#open.set(invitation.invitationId, open);
    this.#session.putInvitation(open.invitation);
    if (to.id === echoPersonId) this.#ringEcho(open);
    for (const device of to.id === echoPersonId ? [] : devicesOf(to.id)) {
      open.ringing.add(device);
      outbox.push(device.key, 'invitation.ringing', this.#describe(open));
    }
    onChange();
    return open.invitation;
  }

  /** A device of somebody who is rung has come, or is back within its grace: it rings there too. */
  connected(device: Device): RingingPush | undefined {
    const open = this.#openFor(device.person.id);
    if (open === undefined) return undefined;
    open.ringing.add(device);
    return this.#describe(open);
  }

  /** The device's connection is gone: unless it is back within the grace time it rings no more. */
  lost(device: Device): void {
    const open = this.#openFor(device.person.id);
    open?.ringing.lost(device, this.#context.times.ringGraceMs, () => {
      const participant = this.#session.participantOf(device);
      if (participant !== undefined) this.#session.dismiss(participant, 'peer-lost');
      // It goes on as long as another one rings.
      if (open.ringing.size === 0) this.#conclude(open, 'offline');
    });
  }

  /** Again by the device that has accepted changes nothing: its first reply may have been lost. */
  accept(device: Device, invitationId: string): ReplyOf<'invitation.accept'> {
    const open = this.#open.get(invitationId);
    const participant = this.#session.participantOf(device);
    if (open === undefined || !open.ringing.has(device)) {
      const known = this.#session.invitation(invitationId);
      const done = known?.outcome === 'accepted' && known.to.id === device.person.id && participant?.answered === true;
      if (!done) throw notRinging();
      return this.#session.started();
    }
    if (participant === undefined) {
      throw new RequestError('not-ringing', 'Join the session before accepting the invitation.');
    }
    this.#session.checkRoomFor(1);
    this.#conclude(open, 'accepted', { device, participant });
    return this.#session.started();
  }

  /** @param invitationId `undefined` for whichever rings there */
  decline(device: Device, invitationId?: string): void {
    const open = this.#openFor(device.person.id);
    if (open === undefined || !open.ringing.has(device)) throw notRinging();
    if (invitationId !== undefined && open.invitation.invitationId !== invitationId) throw notRinging();
    this.#conclude(open, 'declined', { device, participant: this.#session.participantOf(device) });
  }

  /** It rings no more; one that does not is left as it is. */
  withdraw(invitationId: string): void {
    const open = this.#open.get(invitationId);
    if (open !== undefined) this.#conclude(open, 'withdrawn');
  }

  /** Those that others than these persons have made ring no more. */
  withdrawAllBut(inviters: ReadonlySet<string>): void {
    for (const open of [...this.#open.values()]) {
      if (!inviters.has(open.invitation.by.id)) this.#conclude(open, 'withdrawn');
    }
  }

  /** The person has come in another way than by accepting. */
  cameIn(device: Device): void {
    const open = this.#openFor(device.person.id);
    if (open !== undefined)
      this.#conclude(open, 'accepted', { device, participant: this.#session.participantOf(device) });
  }

  /** The session is over. */
  stop(reason: StopReason): void {
    for (const open of [...this.#open.values()]) this.#silence(open, reason);
  }

  #openFor(personId: string): Open | undefined {
    return [...this.#open.values()].find(({ invitation }) => invitation.to.id === personId);
  }

  /** The echo is there at once and picks up after one ring. */
  #ringEcho(open: Open): void {
    const { clock, times } = this.#context;
    const participant = this.#session.addEcho(open.invitation.to);
    const cancelTimeout = open.cancelTimers;
    const cancelAnswer = clock.after(times.echoAnswersMs, () => {
      const outcome = this.#session.hasRoomFor(1) ? 'accepted' : 'declined';
      this.#conclude(open, outcome, { device: null, participant });
    });
    open.cancelTimers = () => {
      cancelTimeout();
      cancelAnswer();
    };
  }

  /** @param by what has answered it, and the participant that it is or will be */
  #conclude(open: Open, outcome: Concluded, by?: Answerer): void {
    const { told, direct, left } = consequences[outcome];
    this.#silence(open, told, by?.device ?? undefined);
    const own = by?.participant;
    if (direct !== null && this.#session.unanswered(direct, own)) return;
    for (const participant of this.#session.ringing(open.invitation.to.id)) {
      if (participant !== own) this.#session.dismiss(participant, left);
    }
    const concluded = { ...open.invitation, outcome };
    this.#context.onConcluded(concluded);
    if (own !== undefined && outcome === 'accepted') this.#session.answer(own);
    else if (own !== undefined) this.#session.dismiss(own, 'declined');
    this.#session.putInvitation(concluded);
    this.#context.onChange();
  }

  /** Tells all devices but that one. */
  #silence(open: Open, reason: StopReason, except?: Device): void {
    const { invitationId } = open.invitation;
    open.cancelTimers();
    this.#open.delete(invitationId);
    for (const { key } of open.ringing.stop(except)) {
      this.#context.outbox.push(key, 'invitation.stopped', { sessionId: this.#session.id, invitationId, reason });
    }
  }

  #describe({ invitation: { invitationId, by } }: Open): RingingPush {
    const { id: sessionId, kind, title, size: participants } = this.#session;
    return { sessionId, invitationId, from: by, kind, title, participants };
  }
}

type Answerer = { device: Device | null; participant: Participant | undefined };

type Consequence = {
  /** What the person's other devices are told. */
  told: StopReason;
  /** How a direct call ends with it. */
  direct: 'declined' | 'no-answer' | 'peer-lost' | 'cancelled' | null;
  /** Why those of them that had joined are not in the session any more. */
  left: 'answered-elsewhere' | 'declined-elsewhere' | 'no-answer' | 'peer-lost' | 'cancelled';
};

type Concluded = Exclude<InvitationOutcome, 'ringing' | 'not-found' | 'busy' | 'failed'>;

const consequences = {
  accepted: { told: 'answered-elsewhere', direct: null, left: 'answered-elsewhere' },
  declined: { told: 'declined-elsewhere', direct: 'declined', left: 'declined-elsewhere' },
  'no-answer': { told: 'no-answer', direct: 'no-answer', left: 'no-answer' },
  offline: { told: 'peer-lost', direct: 'peer-lost', left: 'peer-lost' },
  withdrawn: { told: 'cancelled', direct: 'cancelled', left: 'cancelled' },
} as const satisfies Record<Concluded, Consequence>;

function notRinging(): RequestError {
  return new RequestError('not-ringing', 'This call does not ring here (any more).');
}
