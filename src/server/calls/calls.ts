import { echoPersonId, type JoinedSession, type PushOf, type RequestOf } from '../../shared/protocol.ts';
import type { Device, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { ParticipantMedia, RtpCapabilities } from '../media/port.ts';
import { EndedSessions } from '../sessions/ended-sessions.ts';
import { LiveRecord } from '../sessions/live-record.ts';
import { LostSessions } from '../sessions/lost-sessions.ts';
import type { Participant } from '../sessions/participant.ts';
import { Session } from '../sessions/session.ts';
import { type Joined, noSuchSession, type SessionContext, type SessionRecord } from '../sessions/session-context.ts';

/** Who there is to call. */
export interface People {
  person(id: string): PersonRef | undefined;
  /** Devices of the person that are connected now. */
  devicesOf(personId: string): readonly Device[];
  /** The person is in a call now, or in none any more. */
  setInCall(personId: string, inCall: boolean): void;
}

export type CallsContext = Omit<SessionContext, 'onChange'> & {
  people: People;
  record: SessionRecord;
  /** Live sessions cannot be written down: they would not outlive the server. */
  onRecordFailed: (error: unknown) => void;
  /** Sessions at once; more are refused. */
  maxSessions: number;
};

/** All sessions of this server, and which device is in which. */
export class Calls {
  readonly #context: CallsContext;
  readonly #sessions = new Map<string, Session>();
  /** By person: the sessions in which it is caller or callee. */
  readonly #byPerson = new Map<string, Set<Session>>();
  readonly #lost: LostSessions;
  readonly #ended: EndedSessions;
  readonly #record: LiveRecord;

  constructor(context: CallsContext) {
    this.#context = context;
    const { clock, times, record } = context;
    this.#record = new LiveRecord(record, clock, context.onRecordFailed);
    this.#ended = new EndedSessions(clock, times.ringTimeoutMs);
    this.#lost = new LostSessions(clock, times.participantGraceMs, (id) => this.#forget(id));
    // Whoever was in a call when the server went may come back to it.
    for (const session of this.#record.found(times.participantGraceMs)) this.#lost.keep(session);
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Calls somebody. Again with the same id, because a reply was lost, it is the same call. */
  async invite(device: Device, request: RequestOf<'call.invite'>): Promise<Joined<JoinedSession>> {
    const { sessionId, to, rtpCapabilities } = request;
    const { people, maxSessions, media, outbox } = this.#context;
    media.check(rtpCapabilities);
    const asked = this.#sessions.get(sessionId);
    if (asked?.isCall(device, to)) return asked.join(device, rtpCapabilities);
    if (asked !== undefined || this.#ended.has(sessionId) || this.#lost.has(sessionId)) throw noSuchSession(sessionId);
    if (to === device.person.id) throw new RequestError('self-call', 'You cannot call yourself. Call Echo instead.');
    const left = this.#leftFor(device);
    const callee = people.person(to);
    if (callee === undefined) throw new RequestError('person-not-found', `There is nobody called ${to} here.`);
    const devices = people.devicesOf(to);
    if (to !== echoPersonId) {
      if (this.#isBusy(to, left)) throw new RequestError('busy', `${callee.name} is in another call.`);
      if (devices.length === 0) throw new RequestError('offline', `${callee.name} is offline.`);
    }
    if (this.#sessions.size - (left === undefined ? 0 : 1) >= maxSessions) {
      throw new RequestError('limit-reached', 'This server has no room for another call. Try again later.');
    }
    // Only now: a call that is refused ends no other.
    left?.leave(device);
    const session = this.#add((own) => Session.invite(own, sessionId, device, callee));
    // Ringing does not wait for the caller's transports.
    if (to === echoPersonId) session.ringEcho();
    for (const calleeDevice of devices) {
      session.ring(calleeDevice);
      outbox.push(calleeDevice.key, 'call.ringing', { sessionId: session.id, from: session.caller });
    }
    this.#onChange(session);
    try {
      return await session.join(device, rtpCapabilities);
    } catch (error) {
      // Without media there is no call; the caller learns it from this reply.
      if (session.participantOf(device) !== undefined) session.leave(device);
      throw error;
    }
  }

  async join(device: Device, sessionId: string, rtpCapabilities: RtpCapabilities): Promise<Joined<JoinedSession>> {
    this.#context.media.check(rtpCapabilities);
    this.#revive(device, sessionId);
    const session = this.of(device, sessionId);
    this.#leftFor(device, session)?.leave(device);
    return session.join(device, rtpCapabilities);
  }

  leave(device: Device, sessionId: string): void {
    // Leaving what was lost: nobody comes back to it.
    if (this.#lost.take(sessionId, device) === null) this.of(device, sessionId).leave(device);
    else this.#forget(sessionId);
  }

  /** @throws RequestError `session-not-found`, also for a session that exists but is none of this device's. */
  of(device: Device, sessionId: string): Session {
    const session = this.#sessions.get(sessionId);
    if (session === undefined || (session.participantOf(device) === undefined && !session.ringsOn(device))) {
      throw noSuchSession(sessionId);
    }
    return session;
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

  /** A device has signed in: what it is in, and what rings for it. */
  connected(device: Device): Pick<PushOf<'welcome'>, 'sessions' | 'ringing'> {
    const ringing = this.#ringingFor(device.person.id);
    for (const session of ringing) session.ring(device);
    const session = this.#sessionOf(device);
    const participant = session?.participantOf(device);
    const lost = this.#lost.of(device).map(({ id }) => ({ sessionId: id, phase: 'live', answered: true }) as const);
    return {
      sessions:
        session === undefined || participant === undefined
          ? lost
          : [
              {
                sessionId: session.id,
                phase: session.phase === 'live' ? 'live' : 'ringing',
                answered: participant.answered,
              },
            ],
      ringing: ringing.map(({ id, caller }) => ({ sessionId: id, from: caller })),
    };
  }

  /** A device's connection is gone. */
  disconnected(device: Device): void {
    for (const session of this.#of(device.person.id)) session.lost(device);
  }

  /** Ends every session. */
  close(): void {
    this.#record.close();
    for (const session of [...this.#sessions.values()]) session.fail();
    this.#lost.close();
  }

  #of(personId: string): Session[] {
    return [...(this.#byPerson.get(personId) ?? [])];
  }

  #isInCall(personId: string): boolean {
    return this.#of(personId).some((session) => session.hasAnswered(personId));
  }

  #sessionOf(device: Device): Session | undefined {
    return this.#of(device.person.id).find((session) => session.participantOf(device) !== undefined);
  }

  #ringingFor(personId: string): Session[] {
    return this.#of(personId).filter(({ phase, callee }) => phase === 'ringing' && callee.id === personId);
  }

  /** In a call, calling, or rung; in another session than that one. */
  #isBusy(personId: string, except?: Session): boolean {
    return this.#of(personId).some(
      (session) =>
        session !== except &&
        (session.hasAnswered(personId) || (session.phase === 'ringing' && session.callee.id === personId)),
    );
  }

  /**
   * One device is in one session at most. A device that has come back and asks for another call than the one it was in
   * leaves that one, which is this.
   * @throws RequestError `already-in-call` when it has not lost it.
   */
  #leftFor(device: Device, wanted?: Session): Session | undefined {
    const current = this.#sessionOf(device);
    if (current === undefined || current === wanted) return undefined;
    if (current.participantOf(device)?.connection !== 'lost') {
      throw new RequestError('already-in-call', 'This device is in a call already. Leave it first.');
    }
    return current;
  }

  /** A member asks for a session that was lost: it goes on with those who are in no other call since. */
  #revive(device: Device, sessionId: string): void {
    const lost = this.#lost.take(sessionId, device);
    if (lost === null) return;
    const devices = lost.devices.filter(({ person, key }) => key === device.key || !this.#isBusy(person.id));
    if (devices.length < lost.devices.length) {
      this.#forget(sessionId);
      throw noSuchSession(sessionId);
    }
    this.#onChange(this.#add((own) => Session.revive(own, lost)));
  }

  /** Nobody can go on with it any more. */
  #forget(sessionId: string): void {
    this.#record.delete(sessionId);
    this.#context.log.note({ sessionId, happened: 'forgotten' });
  }

  #add(create: (own: SessionContext) => Session): Session {
    const session: Session = create({ ...this.#context, onChange: () => this.#onChange(session) });
    this.#sessions.set(session.id, session);
    for (const { id } of [session.caller, session.callee]) {
      const sessions = this.#byPerson.get(id) ?? new Set<Session>();
      this.#byPerson.set(id, sessions.add(session));
    }
    return session;
  }

  #onChange(session: Session): void {
    const persons = [session.caller.id, session.callee.id];
    if (session.live !== null) this.#record.put(session.live);
    if (session.phase === 'over') {
      this.#sessions.delete(session.id);
      this.#ended.add(session.id);
      if (session.lostSession !== null) this.#lost.keep(session.lostSession);
      else this.#record.delete(session.id);
      for (const id of persons) {
        const sessions = this.#byPerson.get(id);
        sessions?.delete(session);
        if (sessions?.size === 0) this.#byPerson.delete(id);
      }
    }
    for (const id of persons) this.#context.people.setInCall(id, this.#isInCall(id));
  }
}
