import { echoPersonId, type JoinedSession, type PushOf } from '../../shared/protocol.ts';
import { RequestError } from '../errors.ts';
import type { PeerMedia, RtpCapabilities } from './media.ts';
import type { Device, Peer, PersonRef } from './peer.ts';
import { type Joined, noSuchSession, Session, type SessionContext } from './session.ts';

/** Who there is to call. */
export interface People {
  person(id: string): PersonRef | undefined;
  /** Devices of the person that are connected now. */
  devicesOf(personId: string): readonly Device[];
}

export type CallsContext = Omit<SessionContext, 'onChange'> & {
  people: People;
  /** Sessions at once; more are refused. */
  maxSessions: number;
  /** These persons may have a new presence. */
  onPresence: (personIds: readonly string[]) => void;
};

/** All sessions of this server, and which device is in which. */
export class Calls {
  readonly #context: CallsContext;
  readonly #sessions = new Map<string, Session>();

  constructor(context: CallsContext) {
    this.#context = context;
  }

  get size(): number {
    return this.#sessions.size;
  }

  async invite(device: Device, to: string, rtpCapabilities: RtpCapabilities): Promise<Joined<JoinedSession>> {
    const { people, maxSessions } = this.#context;
    if (to === device.person.id) throw new RequestError('self-call', 'You cannot call yourself. Call Echo instead.');
    if (this.#sessionOf(device) !== undefined) throw alreadyInCall();
    const callee = people.person(to);
    if (callee === undefined) throw new RequestError('person-not-found', `There is nobody called ${to} here.`);
    const devices = people.devicesOf(to);
    if (to !== echoPersonId) {
      if (this.isBusy(to)) throw new RequestError('busy', `${callee.name} is in another call.`);
      if (devices.length === 0) throw new RequestError('offline', `${callee.name} is offline.`);
    }
    if (this.#sessions.size >= maxSessions) {
      throw new RequestError('limit-reached', 'This server has no room for another call. Try again later.');
    }
    const session = new Session({ ...this.#context, onChange: (changed) => this.#onChange(changed) }, device, callee);
    this.#sessions.set(session.id, session);
    // Ringing does not wait for the caller's transports.
    if (to === echoPersonId) session.ringEcho();
    else for (const calleeDevice of devices) session.ring(calleeDevice, true);
    this.#onChange(session);
    try {
      return await session.join(device, rtpCapabilities);
    } catch (error) {
      // Without media there is no call; the caller learns it from this reply.
      if (session.phase !== 'over') session.leave(device);
      throw error;
    }
  }

  async join(device: Device, sessionId: string, rtpCapabilities: RtpCapabilities): Promise<Joined<JoinedSession>> {
    const session = this.#session(sessionId);
    const current = this.#sessionOf(device);
    if (current !== undefined && current !== session) {
      if (!session.isRinging(device)) throw noSuchSession(sessionId);
      throw alreadyInCall();
    }
    return session.join(device, rtpCapabilities);
  }

  /** @throws RequestError `session-not-found`, also for a session that exists but is none of this device's. */
  of(device: Device, sessionId: string): Session {
    const session = this.#session(sessionId);
    if (session.peerOf(device.key) === undefined && !session.isRinging(device)) throw noSuchSession(sessionId);
    return session;
  }

  /** The session and peer that a device's media requests mean: it is in one at most. */
  mediaOf(device: Device): { session: Session; peer: Peer; media: PeerMedia } {
    const session = this.#sessionOf(device);
    const peer = session?.peerOf(device.key);
    if (session === undefined || peer === undefined || peer.media === null) {
      throw new RequestError('not-found', 'You are in no session that this could belong to.');
    }
    return { session, peer, media: peer.media };
  }

  /** In a call, calling, or rung. */
  isBusy(personId: string): boolean {
    return this.isInCall(personId) || this.#ringingFor(personId).length > 0;
  }

  isInCall(personId: string): boolean {
    return [...this.#sessions.values()].some((session) => session.answeredPersons.has(personId));
  }

  /** A device has signed in: what it is in, and what rings for it. */
  connected(device: Device): Pick<PushOf<'welcome'>, 'sessions' | 'ringing'> {
    for (const session of this.#ringingFor(device.person.id)) session.ring(device, false);
    const session = this.#sessionOf(device);
    const peer = session?.peerOf(device.key);
    return {
      sessions:
        session === undefined || peer === undefined
          ? []
          : [{ sessionId: session.id, phase: session.phase === 'live' ? 'live' : 'ringing', answered: peer.answered }],
      ringing: this.#ringingFor(device.person.id).map(({ id, caller }) => ({ sessionId: id, from: caller })),
    };
  }

  /** A device's connection is gone. */
  disconnected(device: Device): void {
    for (const session of [...this.#sessions.values()]) {
      if (session.isRinging(device) || session.peerOf(device.key) !== undefined) session.lost(device);
    }
  }

  /** Ends every session. */
  close(): void {
    for (const session of [...this.#sessions.values()]) session.fail();
  }

  #session(sessionId: string): Session {
    const session = this.#sessions.get(sessionId);
    if (session === undefined) throw noSuchSession(sessionId);
    return session;
  }

  #sessionOf(device: Device): Session | undefined {
    return [...this.#sessions.values()].find((session) => session.peerOf(device.key) !== undefined);
  }

  #ringingFor(personId: string): Session[] {
    return [...this.#sessions.values()].filter(
      ({ phase, callee }) => phase === 'ringing' && callee.id === personId && personId !== echoPersonId,
    );
  }

  #onChange(session: Session): void {
    if (session.phase === 'over') this.#sessions.delete(session.id);
    this.#context.onPresence([session.caller.id, session.callee.id]);
  }
}

function alreadyInCall(): RequestError {
  return new RequestError('already-in-call', 'This device is in a call already. Leave it first.');
}
