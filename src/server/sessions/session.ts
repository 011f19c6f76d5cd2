import type { EndReason } from '../../shared/call.ts';
import { echoPersonId, type JoinedSession, type ReplyOf, type SessionState } from '../../shared/protocol.ts';
import type { Device, PersonRef } from '../device.ts';
import { RequestError } from '../errors.ts';
import type { ProduceRequest, RtpCapabilities } from '../media/port.ts';
import type { Peer } from './peer.ts';
import { Peers, sees } from './peers.ts';
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
import { SessionMedia } from './session-media.ts';

/** Media that is lost sooner than this after a session went on was lost in a row, ms. */
const steadyAfterMs = 60_000;
/** A session whose media was lost so often in a row may be why: another worker must not go down with it. */
const maxCrashes = 3;

/**
 * One call from invitation to end: `ringing` → `live` → `over`. All transitions are synchronous, media follows them.
 * Devices that ring are told `call.stopped`, peers that have answered `session.ended`; whoever caused it has a reply.
 */
export class Session {
  readonly id: string;
  readonly caller: PersonRef;
  readonly callee: PersonRef;
  readonly #context: SessionContext;
  readonly #peers: Peers;
  readonly #ringing: Ringing;
  readonly #media: SessionMedia;
  #phase: 'ringing' | 'live' | 'over' = 'ringing';
  #startedAt: number | null = null;
  #lost: LostSession | null = null;
  /** What was lost before it went on; and it has media again. */
  #revived: { lostAt: number; crashes: number; at: number; hasMedia: boolean } | null = null;
  #roomFailed = false;
  #cancelTimers: () => void = () => {};

  private constructor(context: SessionContext, ends: { id: string; caller: PersonRef; callee: PersonRef }) {
    this.#context = context;
    this.id = ends.id;
    this.caller = ends.caller;
    this.callee = ends.callee;
    this.#ringing = new Ringing(context.clock);
    this.#peers = new Peers(this.id, context.newId, context.outbox);
    const room = context.media.createRoom(() => this.fail());
    room.catch(() => {
      this.#roomFailed = true;
      this.fail();
    });
    this.#media = new SessionMedia(room, {
      sessionId: this.id,
      peers: this.#peers,
      connects: sees,
      flows: (from, to) => this.#phase === 'live' && from.answered && to.answered && !from.held && !to.held,
    });
  }

  /** A new call. It rings nobody yet. */
  static invite(context: SessionContext, id: string, caller: Device, callee: PersonRef): Session {
    const session = new Session(context, { id, caller: caller.person, callee });
    session.#peers.add(caller.person, caller, true);
    const { clock, times } = context;
    session.#cancelTimers = clock.after(times.ringTimeoutMs, () => session.#end('no-answer', 'no-answer'));
    return session;
  }

  /** Goes on with a session that was lost with its worker: each device has what is left of its grace to join again. */
  static revive(context: SessionContext, lost: LostSession): Session {
    const session = new Session(context, lost);
    session.#phase = 'live';
    session.#startedAt = lost.startedAt;
    session.#revived = { lostAt: lost.lostAt, crashes: lost.crashes, at: context.clock.now(), hasMedia: false };
    if (lost.callee.id === echoPersonId) session.#peers.add(lost.callee, null, true);
    for (const device of lost.devices) {
      const peer = session.#peers.add(device.person, device, true);
      peer.connection = 'lost';
      peer.lostAt = lost.lostAt;
      session.#startGrace(peer);
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
    const devices = [...this.#peers].map(({ device }) => device).filter((device) => device !== null);
    return { id, caller, callee, startedAt: this.#startedAt, devices };
  }

  /** How to go on with it, if it is over because its media was lost. */
  get lostSession(): LostSession | null {
    return this.#lost;
  }

  /** Whether the person is in the call: the caller from the start, who is rung from the answer on. */
  hasAnswered(personId: string): boolean {
    return [...this.#peers].some(({ answered, person }) => answered && person.id === personId);
  }

  /** Whether this is the call that the device has made to that person. */
  isCall(device: Device, calleeId: string): boolean {
    return device.person.id === this.caller.id && calleeId === this.callee.id && this.peerOf(device) !== undefined;
  }

  peerOf(device: Device): Peer | undefined {
    return this.#peers.of(device);
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
    const echo = this.#peers.add(this.callee, null, false);
    const cancelTimeout = this.#cancelTimers;
    const cancelAnswer = this.#context.clock.after(this.#context.times.echoAnswersMs, () => this.#answer(echo));
    this.#cancelTimers = () => {
      cancelTimeout();
      cancelAnswer();
    };
  }

  /** Again by the device that has accepted changes nothing: its first reply may have been lost. */
  accept(device: Device): ReplyOf<'call.accept'> {
    const peer = this.peerOf(device);
    if (this.#phase === 'ringing' || peer?.answered !== true || device.person.id === this.caller.id) {
      if (!this.ringsOn(device)) throw notRinging();
      if (peer === undefined) throw new RequestError('not-ringing', 'Join the session before accepting the call.');
      this.#answer(peer);
    }
    return this.#started();
  }

  decline(device: Device): void {
    if (!this.ringsOn(device)) throw notRinging();
    const others = this.#ringing.stop(device);
    for (const other of others) this.#tellStopped(other, 'declined-elsewhere');
    this.#end('declined', 'declined-elsewhere');
  }

  // ---- Peers ---------------------------------------------------------------------------------------------------------

  /** The first join of the caller, of a ringing device, or a fresh start of a device that is in the session already. */
  async join(device: Device, rtpCapabilities: RtpCapabilities): Promise<Joined<JoinedSession>> {
    const known = this.peerOf(device);
    if (known === undefined && !this.ringsOn(device)) throw noSuchSession(this.id);
    const peer = known ?? this.#peers.add(device.person, device, false);
    peer.withhold();
    peer.held = false;
    this.#found(peer);
    let attached: boolean;
    try {
      attached = await this.#media.attach(peer, rtpCapabilities);
    } catch (error) {
      // Without a room it is not the session that is missing: whoever was in it may try again.
      throw peer.removed && !this.#roomFailed ? noSuchSession(this.id) : error;
    }
    const { media } = peer;
    if (!attached || media === null) throw noSuchSession(this.id);
    if (this.#revived !== null) this.#revived.hasMedia = true;
    this.#peers.tellChanged(peer);
    return peer.snapshot(() => ({ ...this.#stateFor(peer), ...media.transports }));
  }

  /** New ICE parameters for the transports that there are, and the state as it is now. */
  async resume(device: Device): Promise<Joined<ReplyOf<'session.resume'>>> {
    const peer = this.#peer(device);
    const { media, generation } = peer;
    if (media === null) throw noSuchSession(this.id);
    this.#found(peer);
    const ice = await media.restartIce();
    if (peer.removed || peer.generation !== generation) throw noSuchSession(this.id);
    return peer.snapshot(() => ({ state: this.#stateFor(peer), ...ice }));
  }

  leave(device: Device): void {
    const peer = this.peerOf(device);
    if (peer?.answered === true) {
      this.#takeOut(peer, this.#phase === 'ringing' ? 'cancelled' : 'peer-hung-up');
    } else if (peer !== undefined || this.ringsOn(device)) {
      this.decline(device);
    } else {
      throw noSuchSession(this.id);
    }
  }

  hold(device: Device, held: boolean): void {
    const peer = this.#peer(device);
    if (peer.held === held) return;
    peer.held = held;
    this.#media.refresh();
    this.#peers.tellChanged(peer);
  }

  /** The device's connection is gone: its peer stays for the grace time, until it joins or resumes. */
  lost(device: Device): void {
    const { clock, times } = this.#context;
    if (this.#phase === 'ringing') this.#ringing.lost(device, times.ringGraceMs, () => this.#ringingGone(device));
    const peer = this.peerOf(device);
    if (peer === undefined) return;
    peer.withhold();
    peer.connection = 'lost';
    peer.lostAt ??= clock.now();
    if (peer.answered) this.#startGrace(peer);
    this.#peers.tellChanged(peer);
  }

  // ---- Media ---------------------------------------------------------------------------------------------------------

  async produce(peer: Peer, request: ProduceRequest): Promise<string> {
    const { id } = await this.#media.produce(peer, request);
    if (request.source === 'microphone') this.#peers.tellMuted(peer);
    return id;
  }

  async setProducerPaused(peer: Peer, producerId: string, paused: boolean): Promise<void> {
    const before = peer.muted;
    const done = peer.media?.setProducerPaused(producerId, paused);
    if (peer.muted !== before) this.#peers.tellMuted(peer);
    await done;
  }

  closeProducer(peer: Peer, producerId: string): void {
    const before = peer.muted;
    this.#media.closeProducer(peer, producerId);
    if (peer.muted !== before) this.#peers.tellMuted(peer);
  }

  /** Ends the session for everybody: its media is lost, or the server stops. */
  fail(): void {
    const { live } = this;
    if (live !== null) this.#lost = this.#lostNow(live);
    this.#end('server-failure', 'server-failure');
  }

  /** `null` for one that must not go on again. */
  #lostNow(live: LiveSession): LostSession | null {
    const now = this.#context.clock.now();
    const before = this.#revived;
    // It never went on: trying to does not make its grace longer.
    if (before?.hasMedia === false) return { ...live, lostAt: before.lostAt, crashes: before.crashes };
    const inARow = before !== null && now - before.at < steadyAfterMs;
    const crashes = inARow ? before.crashes + 1 : 1;
    return crashes < maxCrashes ? { ...live, lostAt: now, crashes } : null;
  }

  // ---- Inside --------------------------------------------------------------------------------------------------------

  #peer(device: Device): Peer {
    const peer = this.peerOf(device);
    if (peer === undefined) throw noSuchSession(this.id);
    return peer;
  }

  #answer(peer: Peer): void {
    this.#cancelTimers();
    this.#phase = 'live';
    this.#startedAt = this.#context.clock.now();
    peer.answered = true;
    this.#media.refresh();
    for (const other of this.#peers.answeredExcept(peer)) {
      other.push('call.accepted', { sessionId: this.id, peerId: peer.id, ...this.#started() });
    }
    for (const device of this.#ringing.stop(peer.device ?? undefined)) {
      const elsewhere = this.peerOf(device);
      if (elsewhere !== undefined) this.#removeAndTell(elsewhere, 'answered-elsewhere');
      this.#tellStopped(device, 'answered-elsewhere');
    }
    this.#peers.tellChanged(peer);
    // Who lost the connection while it rang has the longer grace of a live call from now on.
    for (const lost of this.#peers) if (lost.connection === 'lost') this.#startGrace(lost);
    this.#context.onChange();
  }

  #startGrace(peer: Peer): void {
    const { clock, times } = this.#context;
    const grace = this.#phase === 'live' ? times.peerGraceMs : times.ringGraceMs;
    const left = (peer.lostAt ?? clock.now()) + grace - clock.now();
    peer.cancelGrace();
    peer.cancelGrace = clock.after(Math.max(0, left), () => this.#takeOut(peer, 'peer-lost'));
  }

  #found(peer: Peer): void {
    peer.cancelGrace();
    peer.lostAt = null;
    if (peer.device !== null && this.ringsOn(peer.device)) this.#ringing.add(peer.device);
    if (peer.connection === 'connected') return;
    peer.connection = 'connected';
    this.#peers.tellChanged(peer);
  }

  /** A ringing device has gone for good: the call goes on as long as another one rings. */
  #ringingGone(device: Device): void {
    const peer = this.peerOf(device);
    if (peer !== undefined) this.#removeAndTell(peer, 'peer-lost');
    if (this.#ringing.size === 0) this.#end('peer-lost', 'peer-lost');
  }

  /** In a call of two the other one is alone now, and a call of one is none. */
  #takeOut(peer: Peer, reason: 'cancelled' | 'peer-hung-up' | 'peer-lost'): void {
    if (this.#phase === 'ringing' || this.#peers.answeredExcept(peer).length <= 1) {
      this.#end(reason, reason === 'peer-hung-up' ? 'cancelled' : reason, peer);
    } else {
      this.#removeAndTell(peer, reason);
    }
  }

  /** Over for everybody; `gone` need not be told. */
  #end(reason: EndReason, stopped: StopReason, gone?: Peer): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#cancelTimers();
    for (const device of this.#ringing.stop()) this.#tellStopped(device, stopped);
    this.#media.close();
    for (const peer of [...this.#peers]) {
      if (peer.answered && peer !== gone) peer.pushAlways('session.ended', { sessionId: this.id, reason });
      this.#remove(peer);
    }
    this.#context.onChange();
  }

  #remove(peer: Peer): void {
    peer.cancelGrace();
    peer.removed = true;
    this.#media.detach(peer);
    this.#peers.delete(peer);
  }

  #removeAndTell(peer: Peer, reason: EndReason): void {
    this.#remove(peer);
    this.#peers.tellLeft(peer, reason);
    this.#context.onChange();
  }

  #tellStopped(device: Device, reason: StopReason): void {
    this.#context.outbox.push(device.key, 'call.stopped', { sessionId: this.id, reason });
  }

  #started(): { startedAt: number; elapsedMs: number } {
    const now = this.#context.clock.now();
    const startedAt = this.#startedAt ?? now;
    return { startedAt, elapsedMs: Math.max(0, now - startedAt) };
  }

  #stateFor(peer: Peer): SessionState {
    const live = this.#phase === 'live';
    return {
      sessionId: this.id,
      peerId: peer.id,
      members: [this.caller, this.callee],
      phase: live ? 'live' : 'ringing',
      ...(live ? this.#started() : { startedAt: null, elapsedMs: null }),
      peers: this.#peers.describeFor(peer),
      consumers: (peer.media?.subscriptions ?? []).map((subscription) => subscription.describe()),
    };
  }
}
