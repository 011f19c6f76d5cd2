import type { EndReason } from '../../shared/call.ts';
import type { JoinedSession, ReplyOf, SessionState } from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import { RequestError } from '../errors.ts';
import type { MediaHost, ProduceRequest, RtpCapabilities } from './media.ts';
import { type Device, type Outbox, Peer, type PersonRef } from './peer.ts';
import { SessionMedia } from './session-media.ts';

/** Delays of a call, ms; the defaults are the protocol's. */
export type CallTimes = { ringTimeoutMs: number; peerGraceMs: number; ringGraceMs: number; echoAnswersMs: number };

export type SessionContext = {
  clock: Clock;
  outbox: Outbox;
  media: MediaHost;
  times: CallTimes;
  newId: () => string;
  /** Who is in this session has changed, or it is over. */
  onChange: (session: Session) => void;
};

export type StopReason =
  | 'cancelled'
  | 'no-answer'
  | 'answered-elsewhere'
  | 'declined-elsewhere'
  | 'peer-lost'
  | 'server-failure';
export type Joined<T> = { reply: T; delivered: () => void };

/**
 * One call from invitation to end: `ringing` → `live` → over. All transitions are synchronous, media follows them.
 * Devices that ring are told `call.stopped`, peers that have answered `session.ended`; whoever caused it has a reply.
 */
export class Session {
  readonly id: string;
  readonly caller: PersonRef;
  readonly callee: PersonRef;
  readonly #context: SessionContext;
  readonly #peers = new Map<string, Peer>();
  /** Devices that ring, joined or not. */
  readonly #ringing = new Map<string, { device: Device; cancelGrace: () => void }>();
  readonly #media: SessionMedia;
  #phase: 'ringing' | 'live' | 'over' = 'ringing';
  #startedAt: number | null = null;
  #cancelRing: () => void;

  constructor(context: SessionContext, caller: Device, callee: PersonRef) {
    this.#context = context;
    this.id = context.newId();
    this.caller = caller.person;
    this.callee = callee;
    this.#addPeer(caller.person, caller, true);
    this.#media = new SessionMedia(
      context.media.createRoom(() => this.#end('server-failure', 'server-failure')),
      {
        sessionId: this.id,
        peers: { [Symbol.iterator]: () => this.#peers.values() },
        connects: (from, to) => from !== to && (from.answered || to.answered),
        flows: (from, to) => this.#phase === 'live' && from.answered && to.answered && !from.held && !to.held,
      },
    );
    this.#cancelRing = context.clock.after(context.times.ringTimeoutMs, () => this.#end('no-answer', 'no-answer'));
  }

  get phase(): 'ringing' | 'live' | 'over' {
    return this.#phase;
  }

  /** Persons who are in the call: the caller from the start, who is rung from the answer on. */
  get answeredPersons(): Set<string> {
    return new Set([...this.#peers.values()].filter(({ answered }) => answered).map(({ person }) => person.id));
  }

  peerOf(deviceKey: string): Peer | undefined {
    return [...this.#peers.values()].find(({ device }) => device?.key === deviceKey);
  }

  isRinging(device: Device): boolean {
    return this.#phase === 'ringing' && this.#ringing.has(device.key);
  }

  // ---- Ringing -------------------------------------------------------------------------------------------------------

  /** Rings a device of the callee's; one that comes back within its grace goes on ringing. */
  ring(device: Device, announce: boolean): void {
    if (this.#phase !== 'ringing') return;
    this.#ringing.get(device.key)?.cancelGrace();
    this.#ringing.set(device.key, { device, cancelGrace: () => {} });
    if (announce) this.#context.outbox.push(device.key, 'call.ringing', { sessionId: this.id, from: this.caller });
  }

  /** The echo is there at once and picks up after one ring. */
  ringEcho(): void {
    const echo = this.#addPeer(this.callee, null, false);
    const { clock, times } = this.#context;
    const cancelTimeout = this.#cancelRing;
    const cancelAnswer = clock.after(times.echoAnswersMs, () => this.#answer(echo));
    this.#cancelRing = () => {
      cancelTimeout();
      cancelAnswer();
    };
  }

  accept(device: Device): ReplyOf<'call.accept'> {
    const peer = this.#ringingPeer(device);
    this.#answer(peer);
    return this.#started();
  }

  decline(device: Device): void {
    if (!this.isRinging(device)) throw notRinging();
    this.#ringing.delete(device.key);
    this.#end('declined', 'declined-elsewhere');
  }

  // ---- Peers ---------------------------------------------------------------------------------------------------------

  /** The first join of the caller, of a ringing device, or a fresh start of a device that is in the session already. */
  async join(device: Device, rtpCapabilities: RtpCapabilities): Promise<Joined<JoinedSession>> {
    const known = this.peerOf(device.key);
    if (known === undefined && !this.isRinging(device)) throw noSuchSession(this.id);
    const peer = known ?? this.#addPeer(device.person, device, false);
    peer.withhold();
    this.#restored(peer);
    try {
      if (!(await this.#media.attach(peer, rtpCapabilities))) throw noSuchSession(this.id);
    } catch (error) {
      if (this.#phase === 'over') throw noSuchSession(this.id);
      throw error;
    }
    const { media } = peer;
    if (media === null || peer.removed) throw noSuchSession(this.id);
    this.#tellOthers(peer);
    return peer.snapshot(() => ({ ...this.#stateFor(peer), ...media.transports }));
  }

  async resume(device: Device): Promise<Joined<ReplyOf<'session.resume'>>> {
    const peer = this.#peer(device);
    const { media, generation } = peer;
    if (media === null) throw noSuchSession(this.id);
    this.#restored(peer);
    const ice = await media.restartIce();
    if (peer.removed || peer.generation !== generation) throw noSuchSession(this.id);
    return peer.snapshot(() => ({ state: this.#stateFor(peer), ...ice }));
  }

  leave(device: Device): void {
    const peer = this.peerOf(device.key);
    if (peer?.answered === true) {
      this.#remove(peer);
      this.#afterAnsweredLeft(peer, this.#phase === 'ringing' ? 'cancelled' : 'peer-hung-up');
    } else if (peer !== undefined || this.isRinging(device)) {
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
    this.#tellOthers(peer);
  }

  /** The device's connection is gone: its peer stays for the grace time. */
  lost(device: Device): void {
    const { clock, times } = this.#context;
    const peer = this.peerOf(device.key);
    const ringing = this.#ringing.get(device.key);
    if (ringing !== undefined && this.#phase === 'ringing') {
      ringing.cancelGrace();
      ringing.cancelGrace = clock.after(times.ringGraceMs, () => this.#stopRinging(device));
    }
    if (peer === undefined) return;
    peer.withhold();
    peer.connection = 'lost';
    peer.lostAt ??= clock.now();
    if (peer.answered) this.#startGrace(peer);
    this.#tellOthers(peer);
  }

  // ---- Media ---------------------------------------------------------------------------------------------------------

  async produce(peer: Peer, request: ProduceRequest): Promise<string> {
    const publication = await this.#media.produce(peer, request);
    if (publication.source === 'microphone') this.#tellOthers(peer);
    return publication.id;
  }

  async setProducerPaused(peer: Peer, producerId: string, paused: boolean): Promise<void> {
    const before = peer.muted;
    const done = peer.media?.setProducerPaused(producerId, paused);
    if (peer.muted !== before) this.#tellOthers(peer);
    await done;
  }

  closeProducer(peer: Peer, producerId: string): void {
    const before = peer.muted;
    this.#media.closeProducer(peer, producerId);
    if (peer.muted !== before) this.#tellOthers(peer);
  }

  /** Ends the session for everybody, as when its media is lost. */
  fail(): void {
    this.#end('server-failure', 'server-failure');
  }

  // ---- Inside --------------------------------------------------------------------------------------------------------

  #addPeer(person: PersonRef, device: Device | null, answered: boolean): Peer {
    const { newId, outbox } = this.#context;
    const peer = new Peer({ id: newId(), person, device, answered }, outbox);
    this.#peers.set(peer.id, peer);
    return peer;
  }

  #peer(device: Device): Peer {
    const peer = this.peerOf(device.key);
    if (peer === undefined) throw noSuchSession(this.id);
    return peer;
  }

  #ringingPeer(device: Device): Peer {
    const peer = this.peerOf(device.key);
    if (peer === undefined && !this.isRinging(device)) throw noSuchSession(this.id);
    if (!this.isRinging(device)) throw notRinging();
    if (peer === undefined) throw new RequestError('not-ringing', 'Join the session before accepting the call.');
    return peer;
  }

  #answer(peer: Peer): void {
    const { clock } = this.#context;
    this.#cancelRing();
    this.#phase = 'live';
    this.#startedAt = clock.now();
    peer.answered = true;
    if (peer.device !== null) this.#ringing.get(peer.device.key)?.cancelGrace();
    const others = [...this.#ringing.values()]
      .map(({ device }) => device)
      .filter(({ key }) => key !== peer.device?.key);
    this.#media.refresh();
    for (const other of this.#answeredExcept(peer)) {
      other.push('call.accepted', { sessionId: this.id, peerId: peer.id, ...this.#started() });
    }
    this.#tellOthers(peer);
    for (const device of others) this.#stopDevice(device, 'answered-elsewhere', 'answered-elsewhere');
    this.#ringing.clear();
    // Who lost the connection while it rang has the longer grace of a live call from now on.
    for (const lost of this.#peers.values()) if (lost.connection === 'lost') this.#startGrace(lost);
    this.#context.onChange(this);
  }

  #startGrace(peer: Peer): void {
    const { clock, times } = this.#context;
    const grace = this.#phase === 'live' ? times.peerGraceMs : times.ringGraceMs;
    peer.cancelGrace();
    peer.cancelGrace = clock.after(Math.max(0, (peer.lostAt ?? clock.now()) + grace - clock.now()), () => {
      this.#remove(peer);
      this.#afterAnsweredLeft(peer, 'peer-lost');
    });
  }

  #restored(peer: Peer): void {
    peer.cancelGrace();
    peer.lostAt = null;
    if (peer.device !== null) this.#ringing.get(peer.device.key)?.cancelGrace();
    if (peer.connection === 'connected') return;
    peer.connection = 'connected';
    this.#tellOthers(peer);
  }

  /** A ringing device has gone: the call goes on as long as another one rings. */
  #stopRinging(device: Device): void {
    this.#ringing.delete(device.key);
    const peer = this.peerOf(device.key);
    if (peer !== undefined) this.#removeAndTell(peer, 'peer-lost');
    if (this.#ringing.size === 0) this.#end('peer-lost', 'peer-lost');
  }

  #stopDevice(device: Device, stopped: StopReason, left: EndReason): void {
    this.#ringing.get(device.key)?.cancelGrace();
    const peer = this.peerOf(device.key);
    if (peer !== undefined) this.#removeAndTell(peer, left);
    this.#context.outbox.push(device.key, 'call.stopped', { sessionId: this.id, reason: stopped });
  }

  #afterAnsweredLeft(peer: Peer, reason: 'cancelled' | 'peer-hung-up' | 'peer-lost'): void {
    if (this.#phase === 'ringing' || this.#answeredExcept(peer).length <= 1) {
      this.#end(reason, reason === 'peer-hung-up' ? 'cancelled' : reason);
    } else {
      this.#tellLeft(peer, reason);
      this.#context.onChange(this);
    }
  }

  /** Over for everybody who is left. */
  #end(reason: EndReason, stopped: StopReason): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#cancelRing();
    for (const { device, cancelGrace } of this.#ringing.values()) {
      cancelGrace();
      this.#context.outbox.push(device.key, 'call.stopped', { sessionId: this.id, reason: stopped });
    }
    this.#ringing.clear();
    this.#media.close();
    for (const peer of [...this.#peers.values()]) {
      if (peer.answered) peer.pushAlways('session.ended', { sessionId: this.id, reason });
      this.#remove(peer);
    }
    this.#context.onChange(this);
  }

  #remove(peer: Peer): void {
    peer.cancelGrace();
    peer.removed = true;
    this.#media.detach(peer);
    this.#peers.delete(peer.id);
  }

  #removeAndTell(peer: Peer, reason: EndReason): void {
    this.#remove(peer);
    this.#tellLeft(peer, reason);
  }

  #tellLeft(peer: Peer, reason: EndReason): void {
    for (const other of this.#answeredExcept(peer)) {
      other.push('session.peerLeft', { sessionId: this.id, peerId: peer.id, reason });
    }
  }

  #tellOthers(peer: Peer): void {
    for (const other of this.#peers.values()) {
      if (this.#sees(other, peer)) other.push('session.peerChanged', { sessionId: this.id, peer: peer.describe() });
    }
  }

  /** Devices that ring for the same person have nothing to do with each other. */
  #sees(peer: Peer, other: Peer): boolean {
    return peer !== other && (peer.answered || other.answered);
  }

  #answeredExcept(peer: Peer): Peer[] {
    return [...this.#peers.values()].filter((other) => other !== peer && other.answered);
  }

  #started(): { startedAt: number; elapsedMs: number } {
    const startedAt = this.#startedAt ?? this.#context.clock.now();
    return { startedAt, elapsedMs: Math.max(0, this.#context.clock.now() - startedAt) };
  }

  #stateFor(peer: Peer): SessionState {
    const live = this.#phase === 'live';
    return {
      sessionId: this.id,
      peerId: peer.id,
      members: [this.caller, this.callee],
      phase: live ? 'live' : 'ringing',
      ...(live ? this.#started() : { startedAt: null, elapsedMs: null }),
      peers: [...this.#peers.values()].filter((other) => this.#sees(peer, other)).map((other) => other.describe()),
      consumers: (peer.media?.subscriptions ?? []).map((subscription) => subscription.describe()),
    };
  }
}

export function noSuchSession(id: string): RequestError {
  return new RequestError('session-not-found', `There is no session ${id} that you are a member of.`);
}

function notRinging(): RequestError {
  return new RequestError('not-ringing', 'This call does not ring here (any more).');
}
