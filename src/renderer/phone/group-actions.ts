import type { JoinSettings, PhoneProblem } from './phone-state.ts';

/** What the screens ask about a call of many, and about several calls. Safe in any state: what does not apply does nothing. */
export interface GroupActions {
  /** A new session in which these people are rung; without a title it is called by its people's names. */
  start(wish: { people: readonly string[]; title: string | null }, how?: Partial<JoinSettings>): void;
  /** Takes a session over from another of one's own devices. */
  continueHere(sessionId: string): void;
  /** Rings these people into a call; a call of two becomes a group when the first of them comes. */
  invite(callId: string, personIds: readonly string[]): void;
  withdraw(callId: string, invitationId: string): void;
  raiseHand(callId: string, raised: boolean): void;
  lowerHand(callId: string, participantId: string): void;
  muteParticipants(callId: string, who: readonly string[] | 'all'): void;
  removeParticipant(callId: string, participantId: string): void;
  setRole(callId: string, participantId: string, role: 'host' | 'member'): void;
  lock(callId: string, locked: boolean): void;
  endForAll(callId: string): void;
  /** Moves the people of this call into the active one. */
  merge(fromCallId: string): void;
  /** Hands the call on: to a person, who is rung and may not answer, or to another call that one is in. */
  transfer(callId: string, to: { personId: string } | { callId: string }): void;
  /** @param renew makes the links of before useless */
  link(callId: string, renew: boolean): Promise<{ link: string } | { problem: PhoneProblem }>;
}
