import type { EndReason } from '../../shared/call.ts';
import type {
  Invitation,
  JoinedSession,
  PushOf,
  ReplyOf,
  RequestOf,
  SessionHead,
  SessionKind,
  SessionState,
} from '../../shared/protocol.ts';
import type { Device, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { PublishRequest, RtpCapabilities } from '../media/port.ts';
import { Admission } from './admission.ts';
import { Moderation } from './moderation.ts';
import type { Participant } from './participant.ts';
import { Participants, sees } from './participants.ts';
import { Recovery } from './recovery.ts';
import { type Action, demand } from './rights.ts';
import {
  type Joined,
  type LiveSession,
  type LostSession,
  noSuchSession,
  type SessionContext,
  type SessionStart,
} from './session-context.ts';
import type { ParticipantNote } from './session-log.ts';
import { SessionMedia } from './session-media.ts';
import { type Beginning, Standing } from './standing.ts';

/** Of each of a union: `Omit` would make one of them all. */
type WithoutWho<T> = T extends unknown ? Omit<T, 'participantId' | 'person'> : never;

/** Whoever holds the session hears what becomes of it. */
export interface SessionObserver {
  /** Who is in it has changed, or what is said of it. */
  changed(): void;
  /** It is over; those who are in are told after this, then `changed` follows. */
  over(reason: EndReason): void;
}

/**
 * Where media flows among participants, from its start to its end, see {@link Standing}. All transitions are synchronous, media follows them. Who is rung is its holder's to decide; it knows what became
 * of invitations as far as those in it see that. Who causes something has a reply, all others are told.
 */
export class Session {
  readonly id: string;
  readonly moderation: Moderation;
  readonly #context: SessionContext;
  readonly #observer: SessionObserver;
  readonly #participants: Participants;
  readonly #media: SessionMedia;
  readonly #recovery: Recovery;
  readonly #admission: Admission;
  readonly #standing: Standing;
  #lost: LostSession | null = null;
  #roomFailed = false;

  private constructor(
    context: SessionContext,
    observer: SessionObserver,
    beginning: Beginning & { id: string },
    before: LostSession | null,
  ) {
    this.#context = context;
    this.#observer = observer;
    this.id = beginning.id;
    this.#standing = new Standing(beginning, context.clock);
    this.#recovery = new Recovery(context.clock, before);
    this.#admission = new Admission(before?.admission);
    this.#participants = new Participants(this.id, context.newId, context.outbox);
    this.moderation = new Moderation({
      sessionId: this.id,
      clock: context.clock,
      participants: this.#participants,
      kind: () => this.kind,
      silence: (participant) => this.#silence(participant),
      expel: (participant) => this.#expel(participant),
      setLocked: (locked) => this.#setLocked(locked),
      changed: () => this.#observer.changed(),
    });
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
      flows: (from, to) => this.phase === 'live' && from.answered && to.answered && !from.held && !to.held,
    });
  }

  /** A new one. It rings nobody yet. */
  static start(context: SessionContext, observer: SessionObserver, start: SessionStart): Session {
    const { startedBy: device, id, kind } = start;
    const { person } = device;
    const session = new Session(context, observer, { ...start, startedBy: person }, null);
    session.#admission.admit(person.id);
    session.#participants.letIn(session.#participants.add({ person, device, endpoint: 'device', role: 'host' }));
    context.log.note({ sessionId: id, happened: 'started', kind, from: person.id });
    return session;
  }

  /** Goes on with a session that was lost with its worker: each device has what is left of its grace to join again. */
  static revive(context: SessionContext, observer: SessionObserver, lost: LostSession): Session {
    const session = new Session(context, observer, lost, lost);
    context.log.note({ sessionId: lost.id, happened: 'revived' });
    for (const who of lost.participants) {
      const participant = session.#participants.add(who);
      session.#participants.letIn(participant);
      if (participant.device === null) continue;
      participant.lose(lost.lostAt);
      session.#startGrace(participant);
    }
    return session;
  }

  get kind(): SessionKind {
    return this.#standing.kind;
  }

  get startedBy(): PersonRef {
    return this.#standing.startedBy;
  }

  get phase(): 'ringing' | 'live' | 'over' {
    return this.#standing.phase;
  }

  get title(): string | null {
    return this.#standing.title;
  }

  /** How many are in. */
  get size(): number {
    return this.#participants.size;
  }

  /** Persons who are in, longest there first. */
  get people(): PersonRef[] {
    return [...this.#participants].filter(({ answered }) => answered).map(({ person }) => person);
  }

  /** Ids of persons. */
  get hosts(): ReadonlySet<string> {
    return new Set(this.#participants.devices.filter(({ role }) => role === 'host').map(({ person }) => person.id));
  }

  /** Those of them who are in with a device. */
  get devicePeople(): PersonRef[] {
    return this.#participants.devices.map(({ person }) => person);
  }

  /** What it takes to go on with it, while it is live. */
  get live(): LiveSession | null {
    const { kind, title, startedAt, startedBy } = this.#standing;
    if (this.phase !== 'live' || startedAt === null) return null;
    const participants = [...this.#participants]
      .filter(({ answered }) => answered)
      .map(({ person, device, endpoint, role, hand }) => ({ person, device, endpoint, role, hand }));
    return {
      id: this.id,
      kind,
      title,
      startedAt,
      startedBy,
      participants,
      admission: this.#admission.record,
    };
  }

  /** How to go on with it, if it is over because its media was lost. */
  get lostSession(): LostSession | null {
    return this.#lost;
  }

  /** Whether the person is in: who started it from the start, who is rung from the answer on. */
  has(personId: string): boolean {
    return this.deviceOf(personId) !== undefined;
  }

  /** The device with which the person is in. */
  deviceOf(personId: string): Device | undefined {
    return this.#participants.inOf(personId)?.device ?? undefined;
  }

  participantOf(device: Device): Participant | undefined {
    return this.#participants.of(device);
  }

  /** What has joined for the person and is not in. */
  ringing(personId: string): Participant[] {
    return [...this.#participants].filter(({ answered, person }) => !answered && person.id === personId);
  }

  /** What may come in without being rung: who has been in it or was invited to it, while it is a group. */
  isOpenTo(personId: string): boolean {
    return this.kind === 'group' && this.#admission.isOpenTo(personId);
  }

  /** @throws RequestError `not-allowed` */
  demand(participant: Participant, action: Action): void {
    demand(participant, action, this.kind);
  }

  /** Somebody is to be invited. @throws RequestError `not-allowed` */
  demandInvite(participant: Participant): void {
    this.demand(participant, this.#admission.locked ? 'invite-into-locked' : 'invite');
  }

  hasRoomFor(more: number): boolean {
    return this.size + more <= this.#context.maxParticipants;
  }

  /** @throws RequestError `session-full` when there is no room for so many more. */
  checkRoomFor(more: number): void {
    if (!this.hasRoomFor(more)) {
      throw new RequestError('session-full', `There is room for ${this.#context.maxParticipants} in a session.`);
    }
  }

  // ---- Invitations, as those in it see them --------------------------------------------------------------------------

  invitation(invitationId: string): Invitation | undefined {
    return this.#admission.invitations.find((invitation) => invitation.invitationId === invitationId);
  }

  /** Somebody has been invited, or that had its outcome. */
  putInvitation(invitation: Invitation): void {
    const { to, by, outcome } = invitation;
    this.#admission.putInvitation(invitation, this.has(to.id));
    // Whoever accepts is noted as a participant.
    if (outcome !== 'accepted') {
      const happened = outcome === 'ringing' ? 'invited' : 'invitation over';
      this.#context.log.note({ sessionId: this.id, happened, from: by.id, to: to.id, outcome });
    }
    this.#participants.tell('invitation.changed', { sessionId: this.id, invitation });
  }

  /** A third person is invited or joins: nobody's media is touched. @param title of the group that it becomes part of */
  becomeGroup(title: string | null = null): void {
    if (this.kind === 'group' || this.phase === 'over') return;
    this.#standing.setKind('group');
    if (title !== null) this.#standing.setTitle(title);
    this.#context.log.note({ sessionId: this.id, happened: 'became a group' });
    if (this.phase === 'ringing') this.#standing.goLive();
    this.#tellHead();
    this.#observer.changed();
  }

  /**
   * A direct call that nobody can answer any more is over.
   * @param by the participant that refused it
   * @returns whether this was one
   */
  unanswered(reason: 'declined' | 'no-answer' | 'peer-lost' | 'cancelled', by?: Participant): boolean {
    if (this.kind !== 'direct' || this.phase !== 'ringing') return false;
    if (by !== undefined) this.#note(by, { happened: 'left', reason });
    this.#end(reason);
    return true;
  }

  /** Two are left of what was more. */
  becomeDirect(): void {
    if (this.kind === 'direct' || this.phase !== 'live' || this.title !== null || this.size !== 2) return;
    this.#standing.setKind('direct');
    this.#context.log.note({ sessionId: this.id, happened: 'became a direct call' });
    this.#tellHead();
    this.#observer.changed();
  }

  /** The person may come in without being rung, whatever a host has said of it before. */
  admit(personId: string): void {
    this.#admission.admit(personId);
  }

  // ---- Participants --------------------------------------------------------------------------------------------------

  /** Something that is no device takes part; it does not answer by itself. */
  addEcho(person: PersonRef): Participant {
    return this.#participants.add({ person, device: null, endpoint: 'echo', role: 'member' });
  }

  /**
   * The first join of whoever started it or rings, or a fresh start of a device that is in the session already.
   * @param as how a device that is not there yet comes in: `ringing` until it {@link answer}s
   */
  async join(
    device: Device,
    rtpCapabilities: RtpCapabilities,
    as: 'ringing' | 'answered',
  ): Promise<Joined<JoinedSession>> {
    const known = this.participantOf(device);
    if (known === undefined && as === 'answered') this.checkRoomFor(1);
    const participant =
      known ?? this.#participants.add({ person: device.person, device, endpoint: 'device', role: 'member' });
    if (known === undefined && as === 'answered') this.answer(participant);
    participant.startAfresh();
    this.#found(participant);
    let attached: boolean;
    try {
      attached = await this.#media.attach(participant, rtpCapabilities);
    } catch (error) {
      // Without a room it is not the session that is missing: whoever was in it may try again.
      if (participant.removed && !this.#roomFailed) throw noSuchSession(this.id);
      if (known === undefined && !participant.removed) this.#takeOut(participant, 'peer-lost');
      throw error;
    }
    const { media } = participant;
    if (!attached || media === null) throw noSuchSession(this.id);
    this.#recovery.mediaFound();
    this.#note(participant, { happened: 'joined' });
    this.#participants.tellChanged(participant);
    return participant.snapshot((version) => ({ ...this.#stateFor(participant, version), ...media.transports }));
  }

  /** New ICE parameters for the transports that there are, and the state as it is now. */
  async resume(device: Device, seen?: number): Promise<Joined<ReplyOf<'session.resume'>>> {
    const participant = this.of(device);
    const { media, generation } = participant;
    if (media === null) throw noSuchSession(this.id);
    this.#found(participant);
    const ice = await media.restartIce();
    if (!participant.isIn(generation)) throw noSuchSession(this.id);
    return participant.snapshot((version) => {
      if (seen !== undefined && seen < version) this.#note(participant, { happened: 'missed', pushes: version - seen });
      return { state: this.#stateFor(participant, version), ...ice };
    });
  }

  /** Comes in. @throws RequestError `session-full` */
  answer(participant: Participant): void {
    if (participant.answered) return;
    this.checkRoomFor(1);
    this.#admission.admit(participant.person.id);
    this.#participants.letIn(participant);
    this.#note(participant, { happened: 'answered' });
    if (this.phase === 'ringing') {
      this.#standing.goLive();
      this.#tellHead(participant);
    } else if (this.size > 2) this.becomeGroup();
    this.#media.refresh();
    this.#participants.tellChanged(participant);
    // Who lost the connection while it rang has the longer grace of a live call from now on.
    for (const lost of this.#participants) if (lost.answered && lost.connection === 'lost') this.#startGrace(lost);
    this.#observer.changed();
  }

  /** The person goes on with this device in place of the one that is in, which is out: for the others nobody has changed. */
  async takeOver(device: Device, rtpCapabilities: RtpCapabilities): Promise<Joined<JoinedSession>> {
    const participant = this.#participants.inOf(device.person.id);
    const former = participant?.device;
    if (participant === undefined || former == null) throw noSuchSession(this.id);
    participant.moveTo(device);
    this.#note(participant, { happened: 'moved' });
    this.#observer.changed();
    try {
      return await this.join(device, rtpCapabilities, 'answered');
    } finally {
      // Only now: until then what it sends is heard.
      this.#context.outbox.push(former.key, 'session.ended', { sessionId: this.id, reason: 'moved' });
    }
  }

  /**
   * Somebody comes with a link of that generation, and makes it a group.
   * @throws RequestError `link-invalid`, `not-allowed`, `session-locked`, `session-full`
   */
  openBy(linkGeneration: number, personId: string): void {
    this.#admission.checkLink(personId, linkGeneration);
    this.checkRoomFor(1);
    this.becomeGroup();
  }

  /**
   * The generation of the link, a new one to `renew` it.
   * @throws RequestError `not-allowed`
   */
  linkFor(device: Device, renew: boolean): number {
    this.demand(this.of(device), renew ? 'renew-link' : 'link');
    if (renew) {
      this.#admission.renewLink();
      this.#context.log.note({ sessionId: this.id, happened: 'link renewed' });
      this.#observer.changed();
    }
    return this.#admission.linkGeneration;
  }

  leave(device: Device): void {
    this.#takeOut(this.of(device), this.phase === 'ringing' ? 'cancelled' : 'peer-hung-up');
  }

  /** Its place is elsewhere from now on: the others go on, a direct call too. */
  release(participant: Participant, reason: 'merged' | 'transferred'): void {
    if (participant.removed) return;
    participant.pushAlways('session.ended', { sessionId: this.id, reason });
    this.#removeAndTell(participant, reason);
    if (this.#participants.devices.length === 0) this.#end(reason);
    else this.#handOver();
  }

  releasePerson(personId: string, reason: 'merged' | 'transferred'): void {
    const participant = this.#participants.inOf(personId);
    if (participant !== undefined) this.release(participant, reason);
  }

  /** Over for all who are left. */
  close(reason: 'merged' | 'transferred'): void {
    this.#end(reason);
  }

  tellMoved(personIds: readonly string[], to: string, reason: 'merged' | 'transferred'): void {
    for (const participant of this.#participants.devices) {
      if (!personIds.includes(participant.person.id)) continue;
      participant.push('session.moved', { sessionId: this.id, to, reason });
    }
  }

  tellTransfer(transfer: Omit<PushOf<'transfer.changed'>, 'sessionId' | 'version'>): void {
    if (this.phase !== 'over') this.#participants.tell('transfer.changed', { sessionId: this.id, ...transfer });
  }

  /** What only rings does so no more. */
  dismiss(participant: Participant, reason: EndReason): void {
    if (!participant.answered && !participant.removed) this.#removeAndTell(participant, reason);
  }

  /** Over for all. @throws RequestError `not-allowed` */
  endForAll(device: Device): void {
    const participant = this.of(device);
    this.demand(participant, 'end');
    this.#note(participant, { happened: 'left', reason: 'ended-by-host' });
    this.#end('ended-by-host', participant);
  }

  /** @throws RequestError `not-allowed` */
  changeSettings(device: Device, { title }: Pick<RequestOf<'session.settings'>, 'title'>): void {
    this.demand(this.of(device), 'settings');
    if (title === undefined || title === this.title) return;
    this.#standing.setTitle(title);
    this.#tellHead();
    this.#observer.changed();
  }

  hold(device: Device, held: boolean): void {
    const participant = this.of(device);
    if (!participant.hold(held)) return;
    this.#media.refresh();
    this.#participants.tellChanged(participant);
  }

  /** The device's connection is gone: its participant stays for the grace time, until it joins or resumes. */
  lost(device: Device): void {
    const participant = this.participantOf(device);
    if (participant === undefined) return;
    if (participant.lose(this.#context.clock.now())) this.#note(participant, { happened: 'lost' });
    if (participant.answered) this.#startGrace(participant);
    this.#participants.tellChanged(participant);
  }

  /** @throws RequestError `session-not-found` for a device that has not joined it */
  of(device: Device): Participant {
    const participant = this.participantOf(device);
    if (participant === undefined) throw noSuchSession(this.id);
    return participant;
  }

  head(): SessionHead {
    return this.#standing.head(this.#admission.locked);
  }

  /** Since when it is live, and for how long by the server's count. */
  started(): { startedAt: number; elapsedMs: number } {
    return this.#standing.started();
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
    this.#end('server-failure');
  }

  // ---- Inside --------------------------------------------------------------------------------------------------------

  async #silence(participant: Participant): Promise<void> {
    const microphone = participant.media?.publications.find(({ source }) => source === 'microphone');
    if (microphone === undefined) return;
    this.#note(participant, { happened: 'muted' });
    await this.setPublicationPaused(participant, microphone.id, true);
  }

  #expel(participant: Participant): void {
    this.#admission.remove(participant.person.id);
    participant.pushAlways('session.ended', { sessionId: this.id, reason: 'removed' });
    this.#removeAndTell(participant, 'removed');
  }

  #setLocked(locked: boolean): void {
    if (!this.#admission.setLocked(locked, this.hosts, (personId) => this.has(personId))) return;
    this.#context.log.note({ sessionId: this.id, happened: locked ? 'locked' : 'unlocked' });
    this.#tellHead();
    this.#observer.changed();
  }

  #startGrace(participant: Participant): void {
    const { clock, times } = this.#context;
    const graceMs = this.phase === 'live' ? times.participantGraceMs : times.ringGraceMs;
    participant.startGrace(clock, graceMs, () => this.#takeOut(participant, 'peer-lost'));
  }

  #found(participant: Participant): void {
    if (!participant.find()) return;
    this.#note(participant, { happened: 'found' });
    this.#participants.tellChanged(participant);
  }

  /** A direct call ends with either, a group with the last. */
  #takeOut(participant: Participant, reason: 'cancelled' | 'peer-hung-up' | 'peer-lost'): void {
    if (this.kind === 'direct' && participant.answered) {
      this.#note(participant, { happened: 'left', reason });
      this.#end(reason, participant);
      return;
    }
    this.#removeAndTell(participant, reason);
    if (this.#participants.devices.length === 0) this.#end(reason);
    else this.#handOver();
  }

  /** There is always a host: whoever is there longest, guests last. */
  #handOver(): void {
    const { devices } = this.#participants;
    if (devices.some(({ role }) => role === 'host')) return;
    const next = devices.find(({ role }) => role === 'member') ?? devices[0];
    if (next?.setRole('host') !== true) return;
    this.#note(next, { happened: 'has another role', role: 'host' });
    this.#participants.tellChangedByOthers(next);
    this.#observer.changed();
  }

  /** Over for everybody; `gone` need not be told. */
  #end(reason: EndReason, gone?: Participant): void {
    if (this.phase === 'over') return;
    this.#standing.end();
    this.#context.log.note({ sessionId: this.id, happened: 'ended', reason });
    this.#observer.over(reason);
    this.#media.close();
    for (const participant of [...this.#participants]) {
      if (participant.answered && participant !== gone)
        participant.pushAlways('session.ended', { sessionId: this.id, reason });
      this.#remove(participant);
    }
    this.#observer.changed();
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
    this.#observer.changed();
  }

  #tellHead(except?: Participant): void {
    this.#participants.tell('session.changed', { sessionId: this.id, ...this.head() }, except);
  }

  #note({ id: participantId, person }: Participant, what: WithoutWho<ParticipantNote>): void {
    this.#context.log.note({ sessionId: this.id, participantId, person: person.id, ...what });
  }

  #stateFor(participant: Participant, version: number): SessionState {
    return {
      sessionId: this.id,
      version,
      participantId: participant.id,
      ...this.head(),
      participants: this.#participants.describeFor(participant),
      invitations: this.#admission.invitations,
      subscriptions: (participant.media?.subscriptions ?? []).map((subscription) => subscription.describe()),
    };
  }
}
