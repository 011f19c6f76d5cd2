import type { CallSnapshot, EndReason } from '../../shared/call.ts';
import type { ReplyOf } from '../../shared/protocol.ts';
import type { EventSource, Unsubscribe } from '../emitter.ts';
import type { MediaLink } from '../media/link.ts';
import type { ActiveCall, ParticipantView } from './active-call.ts';
import { type CallPerson, type CallSessionEvents, type CallSettings, resumedSettings } from './call-parts.ts';
import { CallRunner, type CallStart } from './call-runner.ts';
import type { SessionRequest } from './effects.ts';
import type { Happening } from './events.ts';
import type { CallStage } from './state.ts';

/** One call, from its first ring to its end, as the rest of the program knows it. What becomes of it is decided in `reduce`. */
export class CallSession implements EventSource<CallSessionEvents> {
  readonly #runner: CallRunner;
  readonly #newId: () => string;

  /** Calls a person: rings all their devices. */
  static invite(to: CallPerson, settings: CallSettings): CallSession {
    return new CallSession(newSession(settings, 'ringing-out', null, [to.id]), { ...settings, person: to });
  }

  /** Starts a group, which is live from its start, and rings all of these persons. */
  static start(group: { title: string | null; people: readonly string[] }, settings: CallSettings): CallSession {
    return new CallSession(newSession(settings, 'live', group.title, group.people), { ...settings, group });
  }

  /** Joins a call that rings here, so that accepting takes one round trip. The microphone stays closed until then. */
  static ring(sessionId: string, from: CallPerson, settings: CallSettings): CallSession {
    const start: CallStart = { beginning: { kind: 'join' }, sessionId, stage: 'ringing-in' };
    return new CallSession(start, { ...settings, person: from });
  }

  /** Joins a session one is a member of, also again after a restart. */
  static join(sessionId: string, settings: CallSettings): CallSession {
    const phase = settings.resumed?.phase;
    const stage = phase === 'ringing-in' || phase === 'ringing-out' ? phase : 'live';
    const { link, takeOver } = settings;
    return new CallSession(
      { beginning: { kind: 'join', link, takeOver }, sessionId, stage },
      resumedSettings(settings),
    );
  }

  private constructor(start: CallStart, settings: CallSettings) {
    this.#newId = settings.parts.newSessionId;
    this.#runner = new CallRunner(start, settings);
  }

  on<N extends keyof CallSessionEvents>(name: N, listener: (event: CallSessionEvents[N]) => void): Unsubscribe {
    return this.#runner.events.on(name, listener);
  }

  /** What the screens show. */
  get view(): ActiveCall {
    return this.#runner.view;
  }

  get snapshot(): CallSnapshot {
    return this.#runner.view.snapshot;
  }

  /** Whether it is to be held, which the server may have to be told yet. */
  get wantsHeld(): boolean {
    return this.#runner.wantsHeld;
  }

  /** The transports of now, for measurements. */
  get link(): MediaLink | null {
    return this.#runner.link;
  }

  accept(): void {
    this.#happen({ type: 'accept' });
  }

  setMuted(muted: boolean): void {
    this.#happen({ type: 'setMuted', muted });
  }

  toggleMuted(): void {
    this.#happen({ type: 'toggleMuted' });
  }

  setHeld(held: boolean): void {
    this.#happen({ type: 'setHeld', held });
  }

  setCamera(on: boolean): void {
    this.#happen({ type: 'setCamera', on });
  }

  /** Although one is alone. */
  stay(): void {
    this.#happen({ type: 'stay' });
  }

  /** Hangs up, cancels or declines, whichever applies. Everything is released when this returns. */
  hangUp(): void {
    this.#happen({ type: 'hangUp' });
  }

  /** Rings further persons, which makes a direct call a group. */
  invite(people: readonly string[]): void {
    const invitations = people.map((to) => ({ invitationId: this.#newId(), to }));
    this.#ask({ name: 'invitation.create', data: { invitations } });
  }

  withdraw(invitationId: string): void {
    this.#ask({ name: 'invitation.withdraw', data: { invitationId } });
  }

  /** What the session is called; `null` for the names of its people. */
  setTitle(title: string | null): void {
    this.#ask({ name: 'session.settings', data: { title } });
  }

  raiseHand(raised: boolean): void {
    this.#ask({ name: 'hand.raise', data: { raised } });
  }

  /**
   * Rings a person, or takes another session that this device is in: that is where the others of this call go on, without this
   * user. It stays as it was when nobody answers.
   */
  transfer(to: string | { sessionId: string }): void {
    this.#ask({ name: 'session.transfer', data: { to, invitationId: this.#newId() } });
  }

  /** Everybody of this call goes on in that one. */
  mergeInto(sessionId: string): void {
    this.#ask({ name: 'session.merge', data: { from: this.snapshot.callId, into: sessionId } });
  }

  /**
   * A link by which others may join. `renew`: all older ones are worth nothing any more, which only a host may do.
   * @throws {CallError}
   */
  createLink(renew = false): Promise<ReplyOf<'session.link'>> {
    return this.#runner.createLink(renew);
  }

  // ---- What only a host may do -------------------------------------------------------------------------------------
  /** Whoever is muted unmutes by themselves; nobody else can. */
  muteParticipants(participantIds: readonly string[] | 'all'): void {
    const ids = participantIds === 'all' ? participantIds : [...participantIds];
    this.#ask({ name: 'participant.mute', data: { participantIds: ids } });
  }

  removeParticipant(participantId: string): void {
    this.#ask({ name: 'participant.remove', data: { participantId } });
  }

  setRole(participantId: string, role: ParticipantView['role']): void {
    this.#ask({ name: 'participant.role', data: { participantId, role } });
  }

  lowerHand(participantId: string): void {
    this.#ask({ name: 'hand.lower', data: { participantId } });
  }

  /** Nobody comes in who has not been in it, unless a host invites them. */
  setLocked(locked: boolean): void {
    this.#ask({ name: 'session.lock', data: { locked } });
  }

  /** Over for all, which a host may do; who only leaves {@link hangUp}s. */
  endForAll(): void {
    this.#ask({ name: 'session.end', data: {} });
  }

  #ask(request: SessionRequest): void {
    this.#happen({ type: 'ask', request });
  }

  /** Another network, or the machine woke up. */
  networkChanged(): void {
    this.#happen({ type: 'networkChanged' });
  }

  /** Ends for any reason and releases everything; again is harmless. */
  end(reason: EndReason): void {
    this.#happen({ type: 'end', reason });
  }

  #happen(happening: Happening): void {
    void this.#runner.happen(happening);
  }
}

function newSession(
  { parts }: CallSettings,
  stage: CallStage,
  title: string | null,
  people: readonly string[],
): CallStart {
  const sessionId = parts.newSessionId();
  // Unique in its session is enough: the first may have the session's own.
  const idOf = (index: number) => (index === 0 ? sessionId : parts.newSessionId());
  const invitations = people.map((to, index) => ({ invitationId: idOf(index), to }));
  return { sessionId, stage, beginning: { kind: 'start', title, invitations } };
}
