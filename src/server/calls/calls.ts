import type { EndReason } from '../../shared/call.ts';
import {
  echoPersonId,
  type Invitation,
  type JoinedSession,
  type PushOf,
  type ReplyOf,
  type RequestOf,
} from '../../shared/protocol.ts';
import type { Device, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { ParticipantMedia } from '../media/port.ts';
import { EndedSessions } from '../sessions/ended-sessions.ts';
import { LiveRecord } from '../sessions/live-record.ts';
import { LostSessions } from '../sessions/lost-sessions.ts';
import type { Participant } from '../sessions/participant.ts';
import { Session, type SessionObserver } from '../sessions/session.ts';
import { type Joined, noSuchSession, type SessionContext, type SessionRecord } from '../sessions/session-context.ts';
import { ElsewhereNews } from './elsewhere.ts';
import { Invitations, type RingTimes, type StopReason } from './invitations.ts';
import { Moves } from './moves.ts';
import { type People, Reach } from './reach.ts';
import type { RingRules } from './ring-limits.ts';
import { Transfers } from './transfers.ts';
import { type Call, Whereabouts } from './whereabouts.ts';

/** How much there may be at once; more is refused. */
export type CallLimits = {
  sessions: number;
  /** In a session, and rung for it. */
  participants: number;
  sessionsPerDevice: number;
  /** That a person may be in and still be rung. */
  callsPerPerson: number;
};

/** Delays of a call, ms; the defaults are the protocol's. */
export type CallTimes = SessionContext['times'] & RingTimes;

export type CallsContext = Omit<SessionContext, 'maxParticipants' | 'times'> & {
  times: CallTimes;
  people: People;
  record: SessionRecord;
  /** Live sessions cannot be written down: they would not outlive the server. */
  onRecordFailed: (error: unknown) => void;
  limits: CallLimits;
  rings: RingRules;
};

type NewInvitations = RequestOf<'invitation.create'>['invitations'];

/** All sessions of this server: who is in which, who is rung for which, and who may be. */
export class Calls {
  readonly #context: CallsContext;
  readonly #calls = new Map<string, Call>();
  readonly #whereabouts = new Whereabouts();
  readonly #elsewhere: ElsewhereNews;
  readonly #reach: Reach;
  readonly #lost: LostSessions;
  readonly #ended: EndedSessions;
  readonly #record: LiveRecord;
  readonly #moves: Moves;
  readonly #transfers: Transfers;

  constructor(context: CallsContext) {
    this.#context = context;
    const { clock, times, record } = context;
    this.#elsewhere = new ElsewhereNews(context.outbox);
    this.#reach = new Reach({
      ...context,
      whereabouts: this.#whereabouts,
      callsPerPerson: context.limits.callsPerPerson,
    });
    this.#record = new LiveRecord(record, clock, context.onRecordFailed);
    this.#ended = new EndedSessions(clock, times.ringTimeoutMs);
    this.#lost = new LostSessions(clock, times.participantGraceMs, (id) => this.#forget(id));
    this.#moves = new Moves(clock, times.participantGraceMs);
    this.#transfers = new Transfers(this.#moves);
    // Whoever was in a session when the server went may come back to it.
    for (const session of this.#record.found(times.participantGraceMs)) this.#lost.keep(session);
  }

  get size(): number {
    return this.#calls.size;
  }

  // ---- Beginning, inviting, answering --------------------------------------------------------------------------------

  /** Again with the same id, because a reply was lost, it is the same session. */
  async start(device: Device, request: RequestOf<'session.start'>): Promise<Joined<JoinedSession>> {
    const { sessionId, title, invitations, rtpCapabilities } = request;
    const { media, limits } = this.#context;
    media.check(rtpCapabilities);
    const asked = this.#calls.get(sessionId)?.session;
    if (asked !== undefined && isStartedBy(asked, device, invitations)) {
      return asked.join(device, rtpCapabilities, 'answered');
    }
    if (asked !== undefined || this.#ended.has(sessionId) || this.#lost.has(sessionId)) throw noSuchSession(sessionId);
    const [only, ...others] = invitations;
    const isDirect = title === null && only !== undefined && others.length === 0;
    this.#reach.checkRate(device.person, invitations.length);
    if (isDirect) this.#reach.check(device.person, only.to);
    if (this.#calls.size >= limits.sessions) {
      throw new RequestError('limit-reached', 'This server has no room for another call. Try again later.');
    }
    this.#checkDevice(device);
    if (1 + invitations.length > limits.participants) throw full(limits.participants);
    const call = this.#add((context, observer) =>
      Session.start(context, observer, {
        id: sessionId,
        kind: isDirect ? 'direct' : 'group',
        title,
        startedBy: device,
      }),
    );
    // Ringing does not wait for the transports of whoever starts it.
    this.#invite(call, device.person, invitations);
    this.#onChange(call);
    const { session } = call;
    try {
      return await session.join(device, rtpCapabilities, 'answered');
    } catch (error) {
      // Without media there is no session; who started it learns that from this reply.
      if (session.participantOf(device) !== undefined) session.leave(device);
      throw error;
    }
  }

  /** Rings further persons for a session. */
  invite(device: Device, { sessionId, invitations }: RequestOf<'invitation.create'>): ReplyOf<'invitation.create'> {
    const call = this.#callOf(device, sessionId);
    const { session } = call;
    session.demandInvite(session.of(device));
    const fresh = invitations.filter(({ invitationId }) => session.invitation(invitationId) === undefined);
    if (fresh.length > 0 && fresh.every(({ to }) => isThere(call, to))) {
      throw new RequestError('already-there', 'Everybody invited is in the session already, or is being rung.');
    }
    const { participants } = this.#context.limits;
    if (session.size + call.invitations.people.length + fresh.length > participants) throw full(participants);
    this.#reach.checkRate(device.person, fresh.length);
    if (fresh.length > 0) session.becomeGroup();
    const made = this.#invite(call, device.person, fresh);
    const known = invitations.filter((invitation) => !fresh.includes(invitation));
    return { invitations: [...known.flatMap(({ invitationId }) => session.invitation(invitationId) ?? []), ...made] };
  }

  withdraw(device: Device, { sessionId, invitationId }: RequestOf<'invitation.withdraw'>): void {
    const { session, invitations } = this.#callOf(device, sessionId);
    const participant = session.of(device);
    const invitation = session.invitation(invitationId);
    if (invitation === undefined || !participant.answered) {
      throw new RequestError('invitation-not-found', 'There is no such invitation in this session.');
    }
    if (invitation.by.id !== device.person.id) session.demand(participant, 'withdraw-of-others');
    invitations.withdraw(invitationId);
  }

  accept(device: Device, { sessionId, invitationId }: RequestOf<'invitation.accept'>): ReplyOf<'invitation.accept'> {
    const { session, invitations } = this.#callOf(device, sessionId);
    if (session.participantOf(device)?.answered !== true) this.#checkDevice(device);
    const accepted = invitations.accept(device, invitationId);
    const by = session.invitation(invitationId)?.by;
    if (by !== undefined) this.#reach.answered(by, device.person);
    return accepted;
  }

  decline(device: Device, { sessionId, invitationId }: RequestOf<'invitation.decline'>): void {
    this.#callOf(device, sessionId).invitations.decline(device, invitationId);
  }

  // ---- Coming and going ----------------------------------------------------------------------------------------------

  /** @param linkGeneration of the link that one comes with, whose token has been checked; `null` for none */
  async join(
    device: Device,
    { sessionId, rtpCapabilities, takeOver }: Omit<RequestOf<'session.join'>, 'link'>,
    linkGeneration: number | null,
  ): Promise<Joined<JoinedSession>> {
    this.#context.media.check(rtpCapabilities);
    this.#revive(device, sessionId);
    const call = this.#calls.get(sessionId);
    if (call === undefined) throw noSuchSession(sessionId);
    const { session, invitations } = call;
    const { person } = device;
    if (session.participantOf(device) !== undefined) return session.join(device, rtpCapabilities, 'answered');
    if (invitations.ringsOn(device)) return session.join(device, rtpCapabilities, 'ringing');
    if (session.has(person.id)) {
      if (takeOver !== true || session.phase !== 'live') {
        throw new RequestError('already-there', 'You are in this session on another device.');
      }
      this.#checkDevice(device);
      return session.takeOver(device, rtpCapabilities);
    }
    const isMoved = this.#moves.leadsTo(session, person.id);
    if (!isMoved) this.#checkDevice(device);
    if (!session.isOpenTo(person.id)) {
      if (linkGeneration === null) throw noSuchSession(sessionId);
      session.openBy(linkGeneration, person.id);
    }
    const joining = session.join(device, rtpCapabilities, 'answered');
    invitations.cameIn(device);
    const joined = await joining;
    this.#moves.arrived(session, person.id);
    return joined;
  }

  /** Whoever has been invited by others than hosts rings no more. */
  lock(device: Device, { sessionId, locked }: RequestOf<'session.lock'>): void {
    const { session, invitations } = this.#callOf(device, sessionId);
    session.moderation.lock(session.of(device), locked);
    if (locked) invitations.withdrawAllBut(session.hosts);
  }

  merge(device: Device, { from, into }: RequestOf<'session.merge'>): void {
    this.#moves.merge(device, this.of(device, from), this.of(device, into));
  }

  /** Again with the same id it changes nothing: the reply may have been lost. */
  transfer(device: Device, { sessionId, to, invitationId }: RequestOf<'session.transfer'>): void {
    const call = this.#callOf(device, sessionId);
    const { session } = call;
    if (this.#transfers.has(session, invitationId)) return;
    if (typeof to !== 'string') {
      this.#transfers.connect(device, session, this.of(device, to.sessionId), invitationId);
      return;
    }
    const by = this.#transfers.check(session, device);
    session.demandInvite(by);
    if (isThere(call, to)) throw new RequestError('already-there', 'They are in this call, or are being rung for it.');
    const person = this.#reach.check(device.person, to);
    session.checkRoomFor(call.invitations.people.length + 1);
    this.#reach.checkRate(device.person, 1);
    this.#transfers.ring(session, { transferId: invitationId, by, to: person });
    this.#invite(call, device.person, [{ invitationId, to }]);
  }

  leave(device: Device, sessionId: string): void {
    switch (this.#lost.leave(sessionId, device)) {
      case 'over':
        // Leaving what was lost: nobody comes back to it.
        this.#forget(sessionId);
        return;
      case 'left':
        return;
      case null: {
        const { session, invitations } = this.#callOf(device, sessionId);
        // What only rings is declined.
        if (session.participantOf(device)?.answered === true) session.leave(device);
        else invitations.decline(device);
      }
    }
  }

  /** @throws RequestError `session-not-found`, also for a session that exists but is none of this device's. */
  of(device: Device, sessionId: string): Session {
    return this.#callOf(device, sessionId).session;
  }

  /**
   * What a media request is about.
   * @throws RequestError `session-not-found` for a session that the device has not joined.
   */
  mediaOf(device: Device, sessionId: string): { session: Session; participant: Participant; media: ParticipantMedia } {
    const session = this.of(device, sessionId);
    const participant = session.participantOf(device);
    if (participant === undefined || participant.media === null) throw noSuchSession(sessionId);
    return { session, participant, media: participant.media };
  }

  /** A device has signed in: what it is in, what its person is in elsewhere, and what rings for it. */
  connected(device: Device): Pick<PushOf<'welcome'>, 'sessions' | 'elsewhere' | 'ringing'> {
    const calls = this.#whereabouts.of(device.person.id);
    const ringing = calls.flatMap(({ invitations }) => invitations.connected(device) ?? []);
    const sessions = calls.flatMap(({ session }) => {
      const participant = session.participantOf(device);
      if (participant === undefined) return [];
      const phase = session.phase === 'live' ? ('live' as const) : ('ringing' as const);
      return [{ sessionId: session.id, phase, answered: participant.answered }];
    });
    const lost = this.#lost.of(device).map(({ id }) => ({ sessionId: id, phase: 'live', answered: true }) as const);
    return { sessions: [...sessions, ...lost], elsewhere: this.#elsewhere.welcome(device, calls), ringing };
  }

  /** A device's connection is gone. */
  disconnected(device: Device): void {
    this.#elsewhere.forget(device);
    for (const { session, invitations } of this.#whereabouts.of(device.person.id)) {
      invitations.lost(device);
      session.lost(device);
    }
  }

  /** Ends every session. */
  close(): void {
    this.#record.close();
    this.#moves.close();
    for (const { session } of [...this.#calls.values()]) session.fail();
    this.#lost.close();
  }

  // ---- What may be done ---------------------------------------------------------------------------------------------

  #invite(call: Call, by: PersonRef, invitations: NewInvitations): Invitation[] {
    return invitations.map(({ invitationId, to }) => {
      const invitation = { invitationId, to: this.#reach.nameOf(to), by };
      // Who is in or rung is said to be so already: nothing takes the place of that.
      if (isThere(call, to)) return { ...invitation, outcome: 'failed' };
      const outcome = this.#reach.ring(by, to, call);
      if (outcome === 'ringing') return call.invitations.ring(invitation);
      const refused: Invitation = { ...invitation, outcome };
      call.session.putInvitation(refused);
      return refused;
    });
  }

  /** @throws RequestError `limit-reached` */
  #checkDevice(device: Device): void {
    const own = this.#whereabouts.of(device.person.id);
    const isIn = own.filter(({ session }) => session.participantOf(device)?.answered === true);
    const { sessionsPerDevice } = this.#context.limits;
    if (isIn.length >= sessionsPerDevice) {
      throw new RequestError(
        'limit-reached',
        `A device may be in ${sessionsPerDevice} calls at once. Leave one first.`,
      );
    }
  }

  // ---- Inside --------------------------------------------------------------------------------------------------------

  #callOf(device: Device, sessionId: string): Call {
    const call = this.#calls.get(sessionId);
    const isOwn = call?.session.participantOf(device) !== undefined || call?.invitations.ringsOn(device) === true;
    if (call === undefined || !isOwn) throw noSuchSession(sessionId);
    return call;
  }

  /** Somebody who was in it asks for a session that was lost: it goes on, and waits for the others. */
  #revive(device: Device, sessionId: string): void {
    const lost = this.#lost.take(sessionId, device);
    if (lost === null) return;
    this.#onChange(this.#add((context, observer) => Session.revive(context, observer, lost)));
  }

  /** Nobody can go on with it any more. */
  #forget(sessionId: string): void {
    this.#record.delete(sessionId);
    this.#context.log.note({ sessionId, happened: 'forgotten' });
  }

  #add(create: (context: SessionContext, observer: SessionObserver) => Session): Call {
    const { clock, outbox, times, people, limits } = this.#context;
    const session = create(
      { ...this.#context, maxParticipants: limits.participants },
      {
        changed: () => this.#onChange(call),
        over: (reason) => call.invitations.stop(stopReasons[reason] ?? 'cancelled'),
      },
    );
    const invitations = new Invitations(session, {
      clock,
      outbox,
      times,
      devicesOf: (personId) => people.devicesOf(personId),
      onConcluded: (invitation) => this.#transfers.concluded(session, invitation),
      onChange: () => this.#onChange(call),
    });
    const call: Call = { session, invitations };
    this.#calls.set(session.id, call);
    return call;
  }

  #onChange(call: Call): void {
    const { session } = call;
    if (session.live !== null) this.#record.put(session.live);
    if (session.phase === 'over' && this.#calls.delete(session.id)) {
      this.#ended.add(session.id);
      this.#moves.over(session);
      if (session.lostSession !== null) this.#lost.keep(session.lostSession);
      else this.#record.delete(session.id);
    }
    const { people } = this.#context;
    for (const id of this.#whereabouts.update(call)) {
      const calls = this.#whereabouts.of(id);
      people.setInCall(
        id,
        calls.some((other) => other.session.has(id)),
      );
      for (const device of people.devicesOf(id)) this.#elsewhere.update(device, calls);
    }
  }
}

/** What devices that ring are told of an end that no answer of theirs has brought. */
const stopReasons: Partial<Record<EndReason, StopReason>> = {
  'no-answer': 'no-answer',
  'peer-lost': 'peer-lost',
  'server-failure': 'server-failure',
};

/** Whether the person is in the session or is rung for it. */
function isThere({ session, invitations }: Call, personId: string): boolean {
  return personId === echoPersonId
    ? session.people.some(({ id }) => id === echoPersonId) || invitations.rings(echoPersonId)
    : session.has(personId) || invitations.rings(personId);
}

/** Whether this is the session that the device has started with that request. */
function isStartedBy(session: Session, device: Device, invitations: NewInvitations): boolean {
  if (session.startedBy.id !== device.person.id || session.participantOf(device) === undefined) return false;
  const known = invitations.flatMap(({ invitationId, to }) => {
    const invitation = session.invitation(invitationId);
    return invitation === undefined ? [] : [invitation.to.id === to];
  });
  return invitations.length === 0 || (known.length > 0 && known.every(Boolean));
}

function full(participants: number): RequestError {
  return new RequestError('session-full', `A session has room for ${participants}, those who are rung included.`);
}
