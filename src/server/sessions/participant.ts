import type * as protocol from '../../shared/protocol.ts';
import type { Clock } from '../clock.ts';
import type { Device, Outbox, PersonRef } from '../device.ts';
import type { ParticipantMedia } from '../media/port.ts';

/** A push as it is meant, without the count that each participant has of its own. */
export type Told<N extends protocol.PushName> = Omit<protocol.PushOf<N>, 'version'>;

export type ParticipantInit = {
  id: string;
  person: PersonRef;
  /** `null` for what is no device: the echo. */
  device: Device | null;
  endpoint: protocol.Endpoint;
  role: protocol.Role;
  /** When the hand was raised, ms since the epoch. */
  hand?: number | null;
};

/** One person's device (or the echo) in one session. What becomes of it is told by its methods; nobody else changes it. */
export class Participant {
  readonly id: string;
  readonly person: PersonRef;
  readonly endpoint: protocol.Endpoint;
  readonly #outbox: Outbox;
  #device: Device | null;
  #role: protocol.Role;
  #hand: number | null;
  #answered = false;
  #held = false;
  /** When the connection was lost, ms since the epoch; `null` while there is one. */
  #lostAt: number | null = null;
  #cancelGrace: () => void = () => {};
  #media: ParticipantMedia | null = null;
  #removed = false;
  #generation = 0;
  /** Counts what it was told. */
  #version = 0;
  #delivery: 'withhold' | 'queue' | 'direct' = 'withhold';
  #queue: (() => void)[] = [];

  constructor(init: ParticipantInit, outbox: Outbox) {
    this.id = init.id;
    this.person = init.person;
    this.#device = init.device;
    this.endpoint = init.endpoint;
    this.#role = init.role;
    this.#hand = init.hand ?? null;
    this.#outbox = outbox;
  }

  /** `null` for what is no device: the echo. */
  get device(): Device | null {
    return this.#device;
  }

  get role(): protocol.Role {
    return this.#role;
  }

  /** When the hand was raised, ms since the epoch; `null` while it is down. */
  get hand(): number | null {
    return this.#hand;
  }

  /** Is in; what only rings is not. */
  get answered(): boolean {
    return this.#answered;
  }

  get held(): boolean {
    return this.#held;
  }

  get connection(): 'connected' | 'lost' {
    return this.#lostAt === null ? 'connected' : 'lost';
  }

  /** Is in the session no more. */
  get removed(): boolean {
    return this.#removed;
  }

  /** `null` until it has joined, and while it joins again. */
  get media(): ParticipantMedia | null {
    return this.#media;
  }

  /** Counts joins: an older one still under way has lost its place, see {@link isIn}. */
  get generation(): number {
    return this.#generation;
  }

  get muted(): boolean {
    const microphone = this.media?.publications.find(({ source }) => source === 'microphone');
    return microphone?.paused ?? true;
  }

  describe(): protocol.Participant {
    const { id: participantId, person, endpoint, role, answered, muted, held, hand, connection } = this;
    return { participantId, person, endpoint, role, answered, muted, held, hand, connection };
  }

  // ---- What happens to it --------------------------------------------------------------------------------------------

  answer(): void {
    this.#answered = true;
  }

  /** @returns whether that is a change */
  setRole(role: protocol.Role): boolean {
    if (this.#role === role) return false;
    this.#role = role;
    return true;
  }

  /** @returns whether that is a change */
  setHand(hand: number | null): boolean {
    if (this.#hand === hand) return false;
    this.#hand = hand;
    return true;
  }

  /** Its person goes on with another device, which is to join. */
  moveTo(device: Device): void {
    this.#device = device;
  }

  /** @returns whether that is a change */
  hold(held: boolean): boolean {
    if (this.#held === held) return false;
    this.#held = held;
    return true;
  }

  /** The device starts afresh: it holds no more, and is told nothing before it has the state by {@link snapshot}. */
  startAfresh(): void {
    this.#withhold();
    this.#held = false;
  }

  /**
   * Its connection is gone; what it misses the next {@link snapshot} will say.
   * @param at ms since the epoch
   * @returns whether it had one
   */
  lose(at: number): boolean {
    this.#withhold();
    if (this.#lostAt !== null) return false;
    this.#lostAt = at;
    return true;
  }

  /**
   * Its device has come back.
   * @returns whether it was lost
   */
  find(): boolean {
    this.#cancelGrace();
    const wasLost = this.#lostAt !== null;
    this.#lostAt = null;
    return wasLost;
  }

  /** Gives its device that long from the loss to come back, ms; in place of an earlier grace. */
  startGrace(clock: Clock, graceMs: number, onOver: () => void): void {
    const now = clock.now();
    this.#cancelGrace();
    this.#cancelGrace = clock.after(Math.max(0, (this.#lostAt ?? now) + graceMs - now), onOver);
  }

  /** It is out of the session, for good. */
  remove(): void {
    this.#cancelGrace();
    this.#removed = true;
  }

  // ---- Its media -----------------------------------------------------------------------------------------------------

  /** Begins a join, which counts until there is another. @returns what it had before, to be closed */
  beginJoin(): { generation: number; before: ParticipantMedia | null } {
    this.#generation += 1;
    return { generation: this.#generation, before: this.takeMedia() };
  }

  /** Whether it is still there, and has not joined again since. */
  isIn(generation: number): boolean {
    return !this.#removed && this.#generation === generation;
  }

  /** @returns whether it is still wanted: see {@link isIn} */
  giveMedia(generation: number, media: ParticipantMedia): boolean {
    if (!this.isIn(generation)) return false;
    this.#media = media;
    return true;
  }

  /** Whoever takes it away sees to its end. */
  takeMedia(): ParticipantMedia | null {
    const media = this.#media;
    this.#media = null;
    return media;
  }

  // ---- What it is told -----------------------------------------------------------------------------------------------

  /** Something about the session that a complete state contains too: see {@link snapshot}. */
  push<N extends protocol.PushName>(name: N, told: Told<N>): void {
    const { device } = this;
    if (device === null) return;
    // Counted also while nothing is sent: whoever comes back sees that something was missed.
    this.#version += 1;
    if (this.#delivery === 'withhold') return;
    this.#send(device, name, { ...told, version: this.#version } as protocol.PushOf<N>);
  }

  /** Something of the moment, which no state contains: nobody misses it later, so it is not counted. */
  pushPassing<N extends protocol.PushName>(name: N, payload: protocol.PushOf<N>): void {
    if (this.device !== null && this.#delivery !== 'withhold') this.#send(this.device, name, payload);
  }

  /** Something that must arrive whatever the participant knows so far. */
  pushAlways<N extends protocol.PushName>(name: N, payload: protocol.PushOf<N>): void {
    if (this.device !== null) this.#outbox.push(this.device.key, name, payload);
  }

  #send<N extends protocol.PushName>(device: Device, name: N, payload: protocol.PushOf<N>): void {
    const send = (): void => this.#outbox.push(device.key, name, payload);
    if (this.#delivery === 'queue') this.#queue.push(send);
    else send();
  }

  /** Until the next {@link snapshot} the participant is told nothing: the snapshot will say it all. */
  #withhold(): void {
    this.#delivery = 'withhold';
    this.#queue = [];
  }

  /**
   * Takes the complete state for a reply. What happens until that reply is on its way waits, so that no push overtakes
   * the state that it changes.
   * @param take is told how much the participant has been told before
   */
  snapshot<T>(take: (version: number) => T): { reply: T; delivered: () => void } {
    this.#delivery = 'queue';
    this.#queue = [];
    const queue = this.#queue;
    const delivered = (): void => {
      if (this.#queue !== queue || this.#delivery !== 'queue') return;
      this.#delivery = 'direct';
      this.#queue = [];
      for (const send of queue) send();
    };
    return { reply: take(this.#version), delivered };
  }
}
