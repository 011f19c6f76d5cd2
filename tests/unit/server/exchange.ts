/** The call logic with everything around it handed in: people, devices, a clock, an SFU without media. */
import { type CallLimits, Calls, type CallTimes } from '../../../src/server/calls/calls.ts';
import type { RingRules } from '../../../src/server/calls/ring-limits.ts';
import type { Device, Outbox } from '../../../src/server/device.ts';
import type { PublishRequest } from '../../../src/server/media/port.ts';
import type { LiveSession, LostSession, SessionRecord } from '../../../src/server/sessions/session-context.ts';
import type { SessionNote } from '../../../src/server/sessions/session-log.ts';
import type { PushName, PushOf } from '../../../src/shared/protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { FakeMediaHost, rtpCapabilities } from './fake-media.ts';

export const times: CallTimes = {
  ringTimeoutMs: 45_000,
  participantGraceMs: 30_000,
  ringGraceMs: 5_000,
  echoAnswersMs: 1_500,
};

/** Live sessions as the disk has them. */
export class FakeRecord implements SessionRecord {
  readonly sessions = new Map<string, LostSession>();
  /** Set to have nothing written any more. */
  full = false;

  takeAliveSince(at: number): LostSession[] {
    for (const { id, lostAt } of this.sessions.values()) if (lostAt < at) this.sessions.delete(id);
    return [...this.sessions.values()];
  }

  put(session: LiveSession, aliveAt: number): void {
    this.#fail();
    this.sessions.set(session.id, structuredClone({ ...session, lostAt: aliveAt, crashes: 0 }));
  }

  touch(aliveAt: number): void {
    this.#fail();
    for (const session of this.sessions.values()) session.lostAt = aliveAt;
  }

  delete(id: string): void {
    this.#fail();
    this.sessions.delete(id);
  }

  #fail(): void {
    if (this.full) throw new Error('the disk is full');
  }
}

const invitationTo = (to: string, sessionId: string) => `${sessionId} to ${to}`;

type Pushed = { to: string; name: PushName; payload: unknown };

export class Exchange implements Outbox {
  readonly clock: ManualClock;
  readonly media = new FakeMediaHost();
  readonly pushed: Pushed[] = [];
  /** Persons of whom the directory knows that they are in a call. */
  readonly inCall = new Set<string>();
  readonly notes: SessionNote[] = [];
  readonly recordFailures: unknown[] = [];
  readonly #devices = new Map<string, Device>();
  readonly #people = new Map<string, { id: string; name: string }>([['echo', { id: 'echo', name: 'Echo' }]]);
  readonly #joined = new Map<string, string>();
  #ids = 0;
  readonly calls: Calls;
  readonly record: FakeRecord;

  /** @param options.record what an earlier server has left */
  constructor(
    options: { rings?: RingRules; limits?: Partial<CallLimits>; record?: FakeRecord; clock?: ManualClock } = {},
  ) {
    this.record = options.record ?? new FakeRecord();
    this.clock = options.clock ?? new ManualClock();
    this.calls = new Calls({
      clock: this.clock,
      outbox: this,
      media: this.media,
      times,
      heard: { all: 16, latest: 8 },
      log: { note: (note) => this.notes.push(note) },
      newId: () => `id-${++this.#ids}`,
      people: {
        person: (id) => this.#people.get(id),
        devicesOf: (id) => [...this.#devices.values()].filter(({ person }) => person.id === id),
        setInCall: (id, inCall) => this.inCall[inCall ? 'add' : 'delete'](id),
      },
      record: this.record,
      onRecordFailed: (error) => this.recordFailures.push(error),
      rings: options.rings ?? { callsPerSecond: 1, callBurst: 1_000, unansweredBurst: 1_000, unansweredPerHour: 1 },
      limits: { sessions: 100, participants: 100, sessionsPerDevice: 8, callsPerPerson: 4, ...options.limits },
    });
  }

  push<N extends PushName>(deviceKey: string, name: N, payload: PushOf<N>): void {
    if (this.#devices.has(deviceKey)) this.pushed.push({ to: deviceKey, name, payload });
  }

  signIn(personId: string, deviceId = 'laptop'): Device & { welcome: ReturnType<Calls['connected']> } {
    const person = { id: personId, name: personId.toUpperCase() };
    this.#people.set(personId, person);
    const device = { key: `${personId}/${deviceId}`, id: deviceId, person };
    this.#devices.set(device.key, device);
    return { ...device, welcome: this.calls.connected(device) };
  }

  /** The connection is gone. */
  drop(device: Device): void {
    this.#devices.delete(device.key);
    this.calls.disconnected(device);
  }

  async invite(from: Device, to: string, sessionId = `session-${++this.#ids}`) {
    const { reply, delivered } = await this.calls.start(from, {
      sessionId,
      title: null,
      invitations: [{ invitationId: invitationTo(to, sessionId), to }],
      rtpCapabilities,
    });
    this.#joined.set(from.key, sessionId);
    delivered();
    return reply;
  }

  /** A group of one's own, with those people rung. */
  async start(
    from: Device,
    people: readonly string[],
    title: string | null = 'Team',
    sessionId = `session-${++this.#ids}`,
  ) {
    const invitations = people.map((to) => ({ invitationId: invitationTo(to, sessionId), to }));
    const { reply, delivered } = await this.calls.start(from, { sessionId, title, invitations, rtpCapabilities });
    this.#joined.set(from.key, sessionId);
    delivered();
    return reply;
  }

  inviteInto(from: Device, sessionId: string, ...people: readonly string[]) {
    const invitations = people.map((to) => ({ invitationId: invitationTo(to, sessionId), to }));
    return this.calls.invite(from, { sessionId, invitations }).invitations;
  }

  /** @param link its generation */
  async join(device: Device, sessionId: string, how: { takeOver?: boolean } = {}, link: number | null = null) {
    const { reply, delivered } = await this.calls.join(device, { sessionId, rtpCapabilities, ...how }, link);
    this.#joined.set(device.key, sessionId);
    delivered();
    return reply;
  }

  async resume(device: Device, sessionId: string) {
    const { reply, delivered } = await this.calls.of(device, sessionId).resume(device);
    delivered();
    return reply;
  }

  accept(device: Device, sessionId: string) {
    return this.calls.accept(device, this.#rung(device, sessionId));
  }

  decline(device: Device, sessionId: string) {
    this.calls.decline(device, this.#rung(device, sessionId));
  }

  /** As {@link invite} and {@link inviteInto} have named the invitation. */
  #rung(device: Device, sessionId: string) {
    return { sessionId, invitationId: invitationTo(device.person.id, sessionId) };
  }

  /** Of the session that the device has joined last. */
  mediaOf(device: Device) {
    return this.calls.mediaOf(device, this.#joined.get(device.key) ?? 'none');
  }

  async publish(device: Device, source: PublishRequest['source'] = 'microphone', paused = false): Promise<string> {
    const { session, participant, media } = this.mediaOf(device);
    const kind = source === 'microphone' ? 'audio' : 'video';
    return session.publish(participant, {
      sessionId: session.id,
      transportId: media.transports.send.id,
      kind,
      source,
      paused,
      rtpParameters: { codecs: [] },
    });
  }

  /** Which publications reach the device now. */
  heardBy(device: Device): string[] {
    const { media } = this.mediaOf(device);
    return media.subscriptions
      .filter((subscription) => 'open' in subscription && subscription.open === true)
      .map(({ publicationId }) => publicationId);
  }

  /** Takes what has been pushed to a device so far. */
  take(device: Device): { name: PushName; payload: unknown }[] {
    const own = this.pushed.filter(({ to }) => to === device.key);
    for (const push of own) this.pushed.splice(this.pushed.indexOf(push), 1);
    return own.map(({ name, payload }) => ({ name, payload }));
  }

  names(device: Device): string[] {
    return this.take(device).map(({ name }) => name);
  }

  /** Ada in a live call with Bob, both speaking. */
  async call() {
    const ada = this.signIn('ada');
    const bob = this.signIn('bob');
    const { sessionId } = await this.invite(ada, 'bob');
    await this.join(bob, sessionId);
    const fromAda = await this.publish(ada);
    const fromBob = await this.publish(bob);
    this.accept(bob, sessionId);
    await settle();
    this.pushed.length = 0;
    return { ada, bob, sessionId, fromAda, fromBob };
  }
}
