import { webLink } from '../../shared/session-link.ts';
import { defaultSettings } from '../../shared/session-settings.ts';
import type { CallSettings } from '../call/call-parts.ts';
import type { CallSession } from '../call/call-session.ts';
import { CallError } from '../call-error.ts';
import { type Calls, problemOf } from './calls.ts';
import type { GroupActions } from './group-actions.ts';
import type { CallFactory } from './phone.ts';
import { chosen, type JoinSettings } from './phone-state.ts';

type GroupCallsDeps = {
  calls: Calls;
  factory: Pick<CallFactory, 'start' | 'join'>;
  /** Origin of the call server that one is signed in to; `null` while nobody is. */
  server: () => string | null;
  /** Calls one person. */
  call: (personId: string, how: Partial<JoinSettings>) => void;
  /** It cannot be done while nobody is signed in. */
  unreachable: () => void;
};

/** What is asked about calls of many, brought to the calls that it is about. */
export class GroupCalls implements GroupActions {
  readonly #deps: GroupCallsDeps;

  constructor(deps: GroupCallsDeps) {
    this.#deps = deps;
  }

  start({ people, title }: Parameters<GroupActions['start']>[0], how: Partial<JoinSettings> = {}): void {
    const [only, ...others] = people;
    // One person and no title is a call like any other, which ends with either.
    if (only !== undefined && others.length === 0 && title === null) this.#deps.call(only, how);
    else this.#begin((settings) => this.#deps.factory.start({ title, people }, { ...settings, ...chosen(how) }));
  }

  continueHere(sessionId: string): void {
    this.#begin((settings) => this.#deps.factory.join(sessionId, { ...settings, takeOver: true }));
  }

  invite(callId: string, personIds: readonly string[]): void {
    this.#call(callId)?.invite(personIds);
  }

  withdraw(callId: string, invitationId: string): void {
    this.#call(callId)?.withdraw(invitationId);
  }

  raiseHand(callId: string, raised: boolean): void {
    this.#call(callId)?.raiseHand(raised);
  }

  lowerHand(callId: string, participantId: string): void {
    this.#call(callId)?.lowerHand(participantId);
  }

  muteParticipants(callId: string, who: readonly string[] | 'all'): void {
    this.#call(callId)?.muteParticipants(who);
  }

  removeParticipant(callId: string, participantId: string): void {
    this.#call(callId)?.removeParticipant(participantId);
  }

  setRole(callId: string, participantId: string, role: 'host' | 'member'): void {
    this.#call(callId)?.setRole(participantId, role);
  }

  lock(callId: string, locked: boolean): void {
    this.#call(callId)?.setLocked(locked);
  }

  endForAll(callId: string): void {
    this.#call(callId)?.endForAll();
  }

  merge(fromCallId: string): void {
    const into = this.#deps.calls.active;
    const from = this.#call(fromCallId);
    if (into !== null && from !== into) from?.mergeInto(into.snapshot.callId);
  }

  transfer(callId: string, to: Parameters<GroupActions['transfer']>[1]): void {
    this.#call(callId)?.transfer('personId' in to ? to.personId : { sessionId: to.callId });
  }

  async link(callId: string, renew: boolean): ReturnType<GroupActions['link']> {
    const call = this.#call(callId);
    const server = this.#deps.server();
    if (server === null) return { problem: { code: 'server-unreachable' } };
    if (call === null) return { problem: { code: 'session-not-found' } };
    try {
      const { token } = await call.createLink(renew);
      return { link: webLink({ server, sessionId: callId, token, settings: defaultSettings }) };
    } catch (error) {
      return { problem: error instanceof CallError ? problemOf(error.code) : { code: 'internal' } };
    }
  }

  #call(callId: string): CallSession | null {
    return this.#deps.calls.get(callId);
  }

  #begin(create: (settings: CallSettings) => CallSession): void {
    if (this.#deps.server() === null) this.#deps.unreachable();
    else this.#deps.calls.begin(create, { active: true });
  }
}
