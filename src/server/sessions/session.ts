import type { EndReason } from '../../shared/call.ts';
import { echoPersonId, type JoinedSession, type ReplyOf, type SessionState } from '../../shared/protocol.ts';
import type { Device, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { PublishRequest, RtpCapabilities } from '../media/port.ts';
import type { Participant } from './participant.ts';
import { Participants, sees } from './participants.ts';
import { Recovery } from './recovery.ts';
import { Ringing } from './ringing.ts';
import {
  type Joined,
  type LiveSession,
  type LostSession,
  noSuchSession,
  notRinging,
  type SessionContext,
  type StopReason,
} from './session-context.ts';
import type { ParticipantNote } from './session-log.ts';
import { SessionMedia } from './session-media.ts';

/** Of each of a union: `Omit` would make one of them all. */
type WithoutWho<T> = T extends unknown ? Omit<T, 'participantId' | 'person'> : never;

/**
 * One call from invitation to end: `ringing` → `live` → `over`. All transitions are synchronous, media follows them.
 * Devices that ring are told `call.stopped`, participants that have answered `session.ended`; whoever caused it has a reply.
 */
export class Session {
  readonly id: string;
  readonly caller: PersonRef;
  readonly callee: PersonRef;
  readonly #context: SessionContext;
  readonly #participants: Participants;
  readonly #ringing: Ringing;
  readonly #media: SessionMedia;
  readonly #recovery: Recovery;
  #phase: 'ringing' | 'live' | 'over' = 'ringing';
  #startedAt: number | null = null;
  #lost: LostSession | null = null;
  #roomFailed = false;
  #cancelTimers: () => void = () => {};

  private constructor(
    context: SessionContext,
    ends: { id: string; caller: PersonRef; callee: PersonRef },
    before: LostSession | null,
  ) {
    this.#context = context;
    this.id = ends.id;
    this.caller = ends.caller;
    this.callee = ends.callee;
    this.#ringing = new Ringing(context.clock);
    this.#recovery = new Recovery(context.clock, before);
    this.#participants = new Participants(this.id, context.newId, context.outbox);
    const room = context.media.createRoom(() => this.fail());
    room.catch(() => {
      this.#roomFailed = true;
      this.fail();
    });
    this.#media = new SessionMedia(room, {
      sessionId: this.id,
      participants: this.#participants,
      clock: context.clock,
      heard: context.heard,
      connects: sees,
      flows: (from, to) => this.#phase === 'live' && from.answered && to.answered && !from.held && !to.held,
    });
  }

  /** A new call. It rings nobody yet. */
  static invite(context: SessionContext, id: string, caller: Device, callee: PersonRef): Session {
    const session = new Session(context, { id, caller: caller.person, callee }, null);
    session.#participants.add(caller.person, caller, true);
    context.log.note({ sessionId: id, happened: 'invited', from: caller.person.id, to: callee.id });
    const { clock, times } = context;
    session.#cancelTimers = clock.after(times.ringTimeoutMs, () => session.#end('no-answer', 'no-answer'));
    return session;
  }

  /** Goes on with a session that was lost with its worker: each device has what is left of its grace to join again. */
  static revive(context: SessionContext, lost: LostSession): Session {
    const session = new Session(context, lost, lost);
    context.log.note({ sessionId: lost.id, happened: 'revived' });
    session.#phase = 'live';
    session.#startedAt = lost.startedAt;
    if (lost.callee.id === echoPersonId) session.#participants.add(lost.callee, null, true);
    for (const device of lost.devices) {
      const participant = session.#participants.add(device.person, device, true);
      participant.lose(lost.lostAt);
      session.#startGrace(participant);
    }
    return session;
  }

  get phase(): 'ringing' | 'live' | 'over' {
    return this.#phase;
  }

  /** What it takes to go on with it, while it is live. */
  get live(): LiveSession | null {
    if (this.#phase !== 'live' || this.#startedAt === null) return null;
    const { id, caller, callee } = this;
    const devices = [...this.#participants].map(({ device }) => device).filter((device) => device !== null);
    return { id, caller, callee, startedAt: this.#startedAt, devices };
  }

  /** How to go on with it, if it is over because its media was lost. */
  get lostSession(): LostSession | null {
    return this.#lost;
  }

  /** Whether the person is in the call: the caller from the start, who is rung from the answer on. */
  hasAnswered(personId: string): boolean {
    return [...this.#participants].some(({ answered, person }) => answered && person.id === personId);
  }

  /** Whether this is the call that the device has made to that person. */
  isCall(device: Device, calleeId: string): boolean {
    return (
      device.person.id === this.caller.id && calleeId === this.callee.id && this.participantOf(device) !== undefined
    );
  }

  participantOf(device: Device): Participant | undefined {
    return this.#participants.of(device);
  }

  ringsOn(device: Device): boolean {
    return this.#phase === 'ringing' && this.#ringing.has(device);
  }

  // ---- Ringing -------------------------------------------------------------------------------------------------------

  /** Rings a device of the callee's; one that comes back within its grace goes on ringing. */
  ring(device: Device): void {
    if (this.#phase === 'ringing') this.#ringing.add(device);
  }

  /** The echo is there at once and picks up after one ring. */
  ringEcho(): void {
    const echo = this.#participants.add(this.callee, null, false);
    const cancelTimeout = this.#cancelTimers;
    const cancelAnswer = this.#context.clock.after(this.#context.times.echoAnswersMs, () => this.#answer(echo));
    this.#cancelTimers = () => {
      cancelTimeout();
      cancelAnswer();
    };
  }

  /** Again by the device that has accepted changes nothing: its first reply may have been lost. */
  accept(device: Device): ReplyOf<'call.accept'> {
    const participant = this.participantOf(device);
    if (this.#phase === 'ringing' || participant?.answered !== true || device.person.id === this.caller.id) {
      if (!this.ringsOn(device)) throw notRinging();
      if (participant === undefined)
        throw new RequestError('not-ringing', 'Join the session before accepting the call.');
      this.#answer(participant);
    }
    return this.#started();
  }

  decline(device: Device): void {
    if (!this.ringsOn(device)) throw notRinging();
    const others = this.#ringing.stop(device);
    for (const other of others) this.#tellStopped(other, 'declined-elsewhere');
    const participant = this.participantOf(device);
    if (participant !== undefined) this.#note(participant, { happened: 'left', reason: 'declined' });
    this.#end('declined', 'declined-elsewhere');
  }

  // ---- Participants --------------------------------------------------------------------------------------------------

  /** The first join of the caller, of a ringing device, or a fresh start of a device that is in the session already. */
  async join(device: Device, rtpCapabilities: RtpCapabilities): Promise<Joined<JoinedSession>> {
    const known = this.participantOf(device);
    if (known === undefined && !this.ringsOn(device)) throw noSuchSession(this.id);
    const participant = known ?? this.#participants.add(device.person, device, false);
    participant.startAfresh();
    this.#found(participant);
    let attached: boolean;
    try {
      attached = await this.#media.attach(participant, rtpCapabilities);
    } catch (error) {
      // Without a room it is not the session that is missing: whoever was in it may try again.
      throw participant.removed && !this.#roomFailed ? noSuchSession(this.id) : error;
    }
    const { media } = participant;
    if (!attached || media === null) throw noSuchSession(this.id);
    this.#recovery.mediaFound();
    this.#note(participant, { happened: 'joined' });
    this.#participants.tellChanged(participant);
    return participant.snapshot(() => ({ ...this.#stateFor(participant), ...media.transports }));
  }

  /** New ICE parameters for the transports that there are, and the state as it is now. */
  async resume(device: Device): Promise<Joined<ReplyOf<'session.resume'>>> {
    const participant = this.#participant(device);
    const { media, generation } = participant;
    if (media === null) throw noSuchSession(this.id);
    this.#found(participant);
    const ice = await media.restartIce();
    if (!participant.isIn(generation)) throw noSuchSession(this.id);
    return participant.snapshot(() => ({ state: this.#stateFor(participant), ...ice }));
  }

  leave(device: Device): void {
    const participant = this.participantOf(device);
    if (participant?.answered === true) {
      this.#takeOut(participant, this.#phase === 'ringing' ? 'cancelled' : 'peer-hung-up');
    } else if (participant !== undefined || this.ringsOn(device)) {
      this.decline(device);
    } else {
      throw noSuchSession(this.id);
    }
  }

  hold(device: Device, held: boolean): void {
    const participant = this.#participant(device);
    if (!participant.hold(held)) return;
    this.#media.refresh();
    this.#participants.tellChanged(participant);
  }

  /** The device's connection is gone: its participant stays for the grace time, until it joins or resumes. */
  lost(device: Device): void {
    const { clock, times } = this.#context;
    if (this.#phase === 'ringing') this.#ringing.lost(device, times.ringGraceMs, () => this.#ringingGone(device));
    const participant = this.participantOf(device);
    if (participant === undefined) return;
    if (participant.lose(clock.now())) this.#note(participant, { happened: 'lost' });
    if (participant.answered) this.#startGrace(participant);
    this.#participants.tellChanged(participant);
  }

  // ---- Media ---------------------------------------------------------------------------------------------------------

  async publish(participant: Participant, request: PublishRequest): Promise<string> {
    const { id } = await this.#media.publish(participant, request);
    if (request.source === 'microphone') this.#participants.tellMuted(participant);
    return id;
  }

  async setPublicationPaused(participant: Participant, publicationId: string, paused: boolean): Promise<void> {
    const before = participant.muted;
    const done = this.#media.setPublicationPaused(participant, publicationId, paused);
    if (participant.muted !== before) this.#participants.tellMuted(participant);
    await done;
  }

  closePublication(participant: Participant, publicationId: string): void {
    const before = participant.muted;
    this.#media.closePublication(participant, publicationId);
    if (participant.muted !== before) this.#participants.tellMuted(participant);
  }

  /** Ends the session for everybody: its media is lost, or the server stops. */
  fail(): void {
    const { live } = this;
    if (live !== null) this.#lost = this.#recovery.mediaLost(live);
    this.#end('server-failure', 'server-failure');
  }

  // ---- Inside --------------------------------------------------------------------------------------------------------

  #participant(device: Device): Participant {
    const participant = this.participantOf(device);
    if (participant === undefined) throw noSuchSession(this.id);
    return participant;
  }

  #answer(participant: Participant): void {
    this.#cancelTimers();
    this.#phase = 'live';
    this.#startedAt = this.#context.clock.now();
    participant.answer();
    this.#note(participant, { happened: 'answered' });
    this.#media.refresh();
    for (const other of this.#participants.answeredExcept(participant)) {
      other.push('call.accepted', { sessionId: this.id, participantId: participant.id, ...this.#started() });
    }
    for (const device of this.#ringing.stop(participant.device ?? undefined)) {
      const elsewhere = this.participantOf(device);
      if (elsewhere !== undefined) this.#removeAndTell(elsewhere, 'answered-elsewhere');
      this.#tellStopped(device, 'answered-elsewhere');
    }
    this.#participants.tellChanged(participant);
    // Who lost the connection while it rang has the longer grace of a live call from now on.
    for (const lost of this.#participants) if (lost.connection === 'lost') this.#startGrace(lost);
    this.#context.onChange();
  }

  #startGrace(participant: Participant): void {
    const { clock, times } = this.#context;
    const graceMs = this.#phase === 'live' ? times.participantGraceMs : times.ringGraceMs;
    participant.startGrace(clock, graceMs, () => this.#takeOut(participant, 'peer-lost'));
  }

  #found(participant: Participant): void {
    const wasLost = participant.find();
    if (participant.device !== null && this.ringsOn(participant.device)) this.#ringing.add(participant.device);
    if (!wasLost) return;
    this.#note(participant, { happened: 'found' });
    this.#participants.tellChanged(participant);
  }

  /** A ringing device has gone for good: the call goes on as long as another one rings. */
  #ringingGone(device: Device): void {
    const participant = this.participantOf(device);
    if (participant !== undefined) this.#removeAndTell(participant, 'peer-lost');
    if (this.#ringing.size === 0) this.#end('peer-lost', 'peer-lost');
  }

  /** In a call of two the other one is alone now, and a call of one is none. */
  #takeOut(participant: Participant, reason: 'cancelled' | 'peer-hung-up' | 'peer-lost'): void {
    if (this.#phase === 'ringing' || this.#participants.answeredExcept(participant).length <= 1) {
      this.#note(participant, { happened: 'left', reason });
      this.#end(reason, reason === 'peer-hung-up' ? 'cancelled' : reason, participant);
    } else {
      this.#removeAndTell(participant, reason);
    }
  }

  /** Over for everybody; `gone` need not be told. */
  #end(reason: EndReason, stopped: StopReason, gone?: Participant): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#context.log.note({ sessionId: this.id, happened: 'ended', reason });
    this.#cancelTimers();
    for (const device of this.#ringing.stop()) this.#tellStopped(device, stopped);
    this.#media.close();
    for (const participant of [...this.#participants]) {
      if (participant.answered && participant !== gone)
        participant.pushAlways('session.ended', { sessionId: this.id, reason });
      this.#remove(participant);
    }
    this.#context.onChange();
  }

  #remove(participant: Participant): void {
    participant.remove();
    this.#media.detach(participant);
    this.#participants.delete(participant);
  }

  #removeAndTell(participant: Participant, reason: EndReason): void {
    this.#note(participant, { happened: 'left', reason });
    this.#remove(participant);
    this.#participants.tellLeft(participant, reason);
    this.#context.onChange();
  }

  #note({ id: participantId, person }: Participant, what: WithoutWho<ParticipantNote>): void {
    this.#context.log.note({ sessionId: this.id, participantId, person: person.id, ...what });
  }

  #tellStopped(device: Device, reason: StopReason): void {
    this.#context.outbox.push(device.key, 'call.stopped', { sessionId: this.id, reason });
  }

  #started(): { startedAt: number; elapsedMs: number } {
    const now = this.#context.clock.now();
    const startedAt = this.#startedAt ?? now;
    return { startedAt, elapsedMs: Math.max(0, now - startedAt) };
  }

  #stateFor(participant: Participant): SessionState {
    const live = this.#phase === 'live';
    return {
      sessionId: this.id,
      participantId: participant.id,
      members: [this.caller, this.callee],
      phase: live ? 'live' : 'ringing',
      ...(live ? this.#started() : { startedAt: null, elapsedMs: null }),
      participants: this.#participants.describeFor(participant),
      subscriptions: (participant.media?.subscriptions ?? []).map((subscription) => subscription.describe()),
    };
  }
}
