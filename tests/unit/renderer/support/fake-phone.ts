/** A phone without a network: its state is what a test says, and it remembers what it was asked. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ActiveCall } from '../../../../src/renderer/call/active-call.ts';
import type { GroupActions } from '../../../../src/renderer/phone/group-actions.ts';
import {
  type EndedCall,
  type JoinSettings,
  type PhoneActions,
  type PhoneState,
  signedOutState,
} from '../../../../src/renderer/phone/phone-state.ts';
import type { CallSnapshot } from '../../../../src/shared/call.ts';
import type { Person } from '../../../../src/shared/protocol.ts';
import { activeCallOf } from '../../support/active-call.ts';
import { aCall } from '../../support/call-snapshot.ts';

export const signedOut = signedOutState;

export const grace: Person = { id: 'grace', name: 'Grace Hopper', presence: 'online' };

export const people: readonly Person[] = [
  { id: 'echo', name: 'Echo', presence: 'online' },
  grace,
  { id: 'alan', name: 'Alan Turing', presence: 'in-call' },
  { id: 'katherine', name: 'Katherine Johnson', presence: 'offline' },
];

export const online: PhoneState = {
  ...signedOut,
  connection: { status: 'online' },
  me: { id: 'ada', name: 'Ada Lovelace' },
  server: { name: 'Holdfast', version: '0.1.0' },
  people,
  devices: {
    ...signedOut.devices,
    microphones: [
      { id: 'mic-1', label: 'Built-in microphone' },
      { id: 'mic-2', label: 'USB headset' },
    ],
    speakers: [{ id: 'speaker-1', label: 'Built-in speakers' }],
    cameras: [{ id: 'camera-1', label: '' }],
  },
};

export function snapshot(change: Partial<CallSnapshot> = {}): CallSnapshot {
  return aCall({ peer: { id: grace.id, name: grace.name }, startedAt: 1_700_000_000_000, ...change });
}

export const activeCall = (change: Partial<CallSnapshot> = {}, rest: Partial<ActiveCall> = {}): ActiveCall =>
  activeCallOf(snapshot(change), rest);

export const ended: EndedCall = {
  callId: 'call-1',
  title: grace.name,
  peer: { id: grace.id, name: grace.name },
  reason: 'busy',
  durationMs: null,
  missed: false,
  declined: false,
};

/** The part of the state that says that one is in this call alone. */
export const onlyCall = (call: ActiveCall): Pick<PhoneState, 'calls' | 'activeCallId'> => ({
  calls: [call],
  activeCallId: call.snapshot.callId,
});

export type Asked = [keyof PhoneActions | keyof GroupActions, ...unknown[]];

export class FakePhone implements PhoneActions {
  readonly state: StoreApi<PhoneState>;
  readonly asked: Asked[] = [];
  readonly levels = new Set<{ of: 'microphone' | 'speaker'; listener: (level: number) => void }>();

  constructor(state: PhoneState = signedOut) {
    this.state = createStore(() => state);
  }

  /** One is in this call alone, or in none. */
  show(call: ActiveCall | null): void {
    this.state.setState(call === null ? { calls: [], activeCallId: null } : onlyCall(call));
  }

  signIn(account: { server: string; token: string }): void {
    this.asked.push(['signIn', account]);
  }
  signOut(): void {
    this.asked.push(['signOut']);
  }
  call(personId: string): void {
    this.asked.push(['call', personId]);
  }
  join(session: { sessionId: string; token: string }, how: JoinSettings): void {
    this.asked.push(['join', session, how]);
  }
  stay(callId: string): void {
    this.asked.push(['stay', callId]);
  }
  accept(callId?: string): void {
    this.asked.push(callId === undefined ? ['accept'] : ['accept', callId]);
  }
  decline(callId?: string): void {
    this.asked.push(callId === undefined ? ['decline'] : ['decline', callId]);
  }
  hangUp(callId?: string): void {
    this.asked.push(callId === undefined ? ['hangUp'] : ['hangUp', callId]);
  }
  holdAndAccept(callId: string): void {
    this.asked.push(['holdAndAccept', callId]);
  }
  endAndAccept(callId: string): void {
    this.asked.push(['endAndAccept', callId]);
  }
  swap(callId: string): void {
    this.asked.push(['swap', callId]);
  }
  setMuted(muted: boolean): void {
    this.asked.push(['setMuted', muted]);
  }
  setHeld(held: boolean): void {
    this.asked.push(['setHeld', held]);
  }
  setCamera(on: boolean): void {
    this.asked.push(['setCamera', on]);
  }
  retryMicrophone(): void {
    this.asked.push(['retryMicrophone']);
  }
  dismissEnded(): void {
    this.asked.push(['dismissEnded']);
  }
  chooseMicrophone(deviceId: string | null): void {
    this.asked.push(['chooseMicrophone', deviceId]);
  }
  chooseSpeaker(deviceId: string | null): void {
    this.asked.push(['chooseSpeaker', deviceId]);
  }
  chooseCamera(deviceId: string | null): void {
    this.asked.push(['chooseCamera', deviceId]);
  }
  onLevel(of: 'microphone' | 'speaker', listener: (level: number) => void): () => void {
    const listening = { of, listener };
    this.levels.add(listening);
    return () => this.levels.delete(listening);
  }
  /** Something is heard, 0 to 1. */
  sound(of: 'microphone' | 'speaker', level: number): void {
    for (const each of this.levels) if (each.of === of) each.listener(level);
  }
}

/** Remembers what it was asked beside what its phone was. */
export class FakeGroup implements GroupActions {
  readonly #asked: Asked[];
  /** What is answered when a link is asked for. */
  answer: Awaited<ReturnType<GroupActions['link']>> = { link: 'https://calls.example.com/join/session#token' };

  constructor(asked: Asked[]) {
    this.#asked = asked;
  }

  start(wish: Parameters<GroupActions['start']>[0]): void {
    this.#asked.push(['start', wish]);
  }
  continueHere(sessionId: string): void {
    this.#asked.push(['continueHere', sessionId]);
  }
  invite(callId: string, personIds: readonly string[]): void {
    this.#asked.push(['invite', callId, personIds]);
  }
  withdraw(callId: string, invitationId: string): void {
    this.#asked.push(['withdraw', callId, invitationId]);
  }
  raiseHand(callId: string, raised: boolean): void {
    this.#asked.push(['raiseHand', callId, raised]);
  }
  lowerHand(callId: string, participantId: string): void {
    this.#asked.push(['lowerHand', callId, participantId]);
  }
  muteParticipants(callId: string, who: readonly string[] | 'all'): void {
    this.#asked.push(['muteParticipants', callId, who]);
  }
  removeParticipant(callId: string, participantId: string): void {
    this.#asked.push(['removeParticipant', callId, participantId]);
  }
  setRole(callId: string, participantId: string, role: 'host' | 'member'): void {
    this.#asked.push(['setRole', callId, participantId, role]);
  }
  lock(callId: string, locked: boolean): void {
    this.#asked.push(['lock', callId, locked]);
  }
  endForAll(callId: string): void {
    this.#asked.push(['endForAll', callId]);
  }
  merge(fromCallId: string): void {
    this.#asked.push(['merge', fromCallId]);
  }
  transfer(callId: string, to: Parameters<GroupActions['transfer']>[1]): void {
    this.#asked.push(['transfer', callId, to]);
  }
  async link(callId: string, renew: boolean): ReturnType<GroupActions['link']> {
    this.#asked.push(['link', callId, renew]);
    return this.answer;
  }
}
