/** A call's rules with a world of plain data around them: a server, a network, media and timers that a test sets going. */
import type { CallEffect, TimerName } from '../../../src/renderer/call/effects.ts';
import type { CallEvent, Happening } from '../../../src/renderer/call/events.ts';
import { reduce } from '../../../src/renderer/call/reduce.ts';
import { beginningState, type CallStage, type CallState } from '../../../src/renderer/call/state.ts';
import { snapshotOf } from '../../../src/renderer/call/view.ts';
import type { CallErrorCode } from '../../../src/renderer/call-error.ts';
import type { MediaFacts } from '../../../src/renderer/media/call-media.ts';
import { callId, callSnapshot } from '../../../src/shared/call.ts';
import type { Participant, Pushes, PushOf, SessionState } from '../../../src/shared/protocol.ts';
import { ada, bob, joinedOf, liveOf, participantOf, resumedOf } from './protocol-fixtures.ts';

type Asked = Extract<CallEffect, { type: 'start' | 'join' | 'joinOther' | 'request' }> | { type: 'resume' };
/** What was asked, and of which session. */
type Request = { asked: Asked; of: string };

const rung = { invitationId: 'invitation-1', to: 'bob' };

type CountedPush = { [N in keyof Pushes]: PushOf<N> extends { version: number } ? N : never }[keyof Pushes];

export type Begins = 'calling' | 'ringing' | 'joining';

const stages: Record<Begins, CallStage> = { calling: 'ringing-out', ringing: 'ringing-in', joining: 'live' };

/** What the server does with what it is asked, and what becomes of its reply. */
export type Fate = 'done' | 'done, reply lost' | 'not done' | { refused: CallErrorCode };

export class World {
  state: CallState;
  /** All that was done, in this order. */
  readonly effects: CallEffect[] = [];
  /** On its way to the server. */
  readonly waiting: Request[] = [];
  /** The session that requests are about. */
  #about = 'session-1';
  readonly timers = new Set<TimerName>();
  /** Recovery has been told and has not been dealt with. */
  trouble = false;
  /** The connection is about to be made anew. */
  distrusted = false;
  /** The server's side. */
  readonly server: {
    answered: boolean;
    held: boolean;
    there: boolean;
    other: Participant | null;
    id: string;
    next: string | null;
  };
  /** The user's wish to be heard as the sender of the microphone knows it. */
  speaking: boolean;
  heldHere = false;
  /** How much the server has told. */
  version = 0;
  #at = 1_000_000;
  readonly #calling: boolean;
  readonly #waiting: CallEvent[] = [];

  constructor(begins: Begins) {
    this.#calling = begins === 'calling';
    this.speaking = begins !== 'ringing';
    this.server = {
      answered: begins === 'joining',
      held: false,
      there: true,
      other: participantOf(),
      id: 'session-1',
      next: null,
    };
    this.state = beginningState({
      callId: callId.parse('session-1'),
      me: ada,
      beginning: begins === 'calling' ? { kind: 'start', title: null, invitations: [rung] } : { kind: 'join' },
      invitationId: begins === 'ringing' ? rung.invitationId : null,
      group: null,
      stage: stages[begins],
      person: bob,
      startedAt: null,
      held: false,
      online: true,
      media: this.#media(null),
    });
    this.happen({ type: 'begin', camera: false });
  }

  happen(happening: Happening): void {
    this.#waiting.push({ ...happening, at: this.#at });
    this.#at += 10;
    if (this.#waiting.length > 1) return;
    for (let [event] = this.#waiting; event !== undefined; [event] = this.#waiting) {
      const { state, effects } = reduce(this.state, event);
      this.state = state;
      for (const effect of effects) this.#do(effect);
      this.#waiting.shift();
    }
  }

  /** What the server makes of the oldest of what it was asked. */
  answer(fate: Fate): void {
    const request = this.waiting.shift();
    if (request === undefined) return;
    const { asked } = request;
    const code = this.#refusal(request, fate);
    if (code === null) this.#serve(asked);
    if (fate === 'done' && code === null) this.#reply(asked);
    else this.#fail(asked, code ?? 'timeout');
  }

  /** The next step of recovery: as far as signaling allows. */
  recover(how: 'resume' | 'join'): void {
    if (!this.trouble || !this.state.online || this.state.ended !== null) return;
    this.trouble = false;
    this.#ask(how === 'resume' && this.state.media.link !== null ? { type: 'resume' } : { type: 'join' });
  }

  goOffline(): void {
    if (!this.state.online) return;
    this.happen({ type: 'signalingLost' });
    for (const { asked } of this.waiting.splice(0)) this.#fail(asked, 'timeout');
  }

  fire(timer: TimerName): void {
    this.timers.delete(timer);
    this.happen({ type: 'timer', timer });
  }

  /** What the server says of the session to those in it, which it counts. Now and then it is not heard. */
  push<N extends CountedPush>(name: N, push: Omit<PushOf<N>, 'sessionId' | 'version'>, heard = true): void {
    this.version += 1;
    const pushed = { type: 'pushed', name, push: { ...push, sessionId: this.server.id, version: this.version } };
    if (heard && this.hears) this.happen(pushed as Happening);
  }

  /** What is said of another session than the one that the call is about is not heard. */
  get hears(): boolean {
    return this.state.online && this.#about === this.server.id;
  }

  /** One's own call rings at the other side. */
  get ringsThere(): boolean {
    return this.#calling && this.server.there && !this.server.answered;
  }

  /** The other side is so now, or gone. */
  changeOther(other: Participant | null, heard = true): void {
    this.server.other = other;
    const answered = !this.#calling || this.server.answered;
    if (other !== null) this.push('participant.changed', { participant: { ...other, answered } }, heard);
    else this.push('participant.left', { participantId: 'participant-bob', reason: 'peer-lost' }, heard);
  }

  moveAll(): void {
    if (!this.server.answered || !this.server.there || this.server.next !== null) return;
    const to = this.server.id === 'session-1' ? 'session-2' : 'session-1';
    this.server.next = to;
    this.push('session.moved', { to, reason: 'merged' });
  }

  answeredThere(): void {
    this.server.answered = true;
    this.push('session.changed', liveOf());
    this.changeOther(this.server.other);
  }

  setLink(link: MediaFacts['link']): void {
    // Without transports nothing can become of them.
    if (this.state.media.link !== null) this.happen({ type: 'mediaChanged', media: this.#media(link) });
  }

  /** All comes back, and everything that is asked is done. */
  settle(): void {
    if (this.server.other !== null) this.changeOther({ ...this.server.other, connection: 'connected' });
    for (let turn = 0; turn < 100 && this.#unsettled; turn += 1) {
      if (this.distrusted) this.goOffline();
      this.distrusted = false;
      if (!this.state.online) this.happen({ type: 'signalingRestored' });
      for (const timer of [...this.timers]) this.fire(timer);
      this.recover('resume');
      this.answer('done');
    }
    this.setLink('connected');
  }

  /** Of those who are in beside oneself, as the server knows them. */
  get othersThere(): { muted: boolean; held: boolean }[] {
    const { other, answered } = this.server;
    if (other === null || (this.#calling && !answered)) return [];
    return [{ muted: other.muted, held: other.held }];
  }

  get #unsettled(): boolean {
    return !this.state.online || this.distrusted || this.trouble || this.timers.size + this.waiting.length > 0;
  }

  get snapshot() {
    return callSnapshot.parse(snapshotOf(this.state));
  }

  #media(link: MediaFacts['link']): MediaFacts {
    const microphone = this.speaking ? 'on' : 'muted';
    return { link, stalled: false, missing: [], microphone, speaking: this.speaking, camera: false, peerVideo: false };
  }

  #do(effect: CallEffect): void {
    this.effects.push(effect);
    switch (effect.type) {
      case 'start':
      case 'join':
      case 'joinOther':
      case 'request':
        this.#ask(effect);
        break;
      case 'follow':
        this.#about = effect.sessionId;
        break;
      case 'adopt':
        this.happen({ type: 'mediaChanged', media: this.#media('connecting') });
        break;
      case 'setSpeaking':
        this.#speak(effect.speaking);
        break;
      case 'unmute':
        this.#speak(true);
        break;
      case 'setHeld':
        this.heldHere = effect.held;
        break;
      case 'startTimer':
        this.timers.add(effect.timer);
        break;
      case 'cancelTimer':
        this.timers.delete(effect.timer);
        break;
      case 'reconnect':
        this.distrusted = true;
        break;
      case 'trouble':
        this.trouble = true;
        break;
      case 'release':
        this.timers.clear();
        this.heldHere = false;
        break;
      default:
        break;
    }
  }

  #speak(speaking: boolean): void {
    this.speaking = speaking;
    this.happen({ type: 'mediaChanged', media: this.#media(this.state.media.link) });
  }

  #ask(asked: Asked): void {
    this.waiting.push({ asked, of: asked.type === 'joinOther' ? asked.sessionId : this.#about });
  }

  #serve(asked: Asked): void {
    if (asked.type === 'join' || asked.type === 'start' || asked.type === 'joinOther') this.server.held = false;
    if (asked.type === 'joinOther') this.#arrive(asked.sessionId);
    if (asked.type !== 'request') return;
    if (asked.name === 'session.hold') this.server.held = asked.data.held;
    if (asked.name === 'invitation.accept') this.server.answered = true;
    if (asked.name === 'session.leave' || asked.name === 'invitation.decline') this.server.there = false;
  }

  /** In the other session, one is out of the former. */
  #arrive(sessionId: string): void {
    const former = this.server.id;
    if (former === sessionId) return;
    this.server.id = sessionId;
    this.server.next = null;
    const push = { sessionId: former, reason: 'merged' } as const;
    if (this.state.online && this.#about === former) this.happen({ type: 'pushed', name: 'session.ended', push });
  }

  #refusal({ asked, of }: Request, fate: Fate): CallErrorCode | null {
    if (!this.state.online) return 'not-connected';
    if (typeof fate === 'object') return fate.refused;
    const known = of === this.server.id || (asked.type === 'joinOther' && of === this.server.next);
    if (!this.server.there || !known) return 'session-not-found';
    return fate === 'not done' ? 'timeout' : null;
  }

  #reply(asked: Asked): void {
    if (asked.type === 'resume') this.happen({ type: 'resumed', resumed: resumedOf(this.#session) });
    else if (asked.type !== 'request') this.happen({ type: 'joined', joined: joinedOf(this.#session) });
    else if (asked.name === 'invitation.accept') {
      this.happen({ type: 'replied', name: asked.name, reply: { startedAt: 5, elapsedMs: 0 } });
    } else if (asked.name !== 'invitation.create') this.happen({ type: 'replied', name: asked.name, reply: {} });
  }

  #fail(asked: Asked, code: CallErrorCode): void {
    if (asked.type === 'request') this.happen({ type: 'refused', name: asked.name, code });
    else if (asked.type === 'resume') this.trouble = true;
    // A rejoin that fails is tried again by recovery; the first join says so itself.
    else if (asked.type === 'joinOther') this.happen({ type: 'notMoved', code });
    else this.happen({ type: 'notJoined', code });
  }

  get #session(): Partial<SessionState> {
    const startedBy = this.#calling ? ada : bob;
    const own = participantOf({
      participantId: 'participant-ada',
      person: ada,
      answered: this.#calling || this.server.answered,
    });
    const { other } = this.server;
    const answered = !this.#calling || this.server.answered;
    const participants = other === null ? [own] : [own, { ...other, answered }];
    const known = { sessionId: this.server.id, startedBy, participants, version: this.version };
    if (this.server.answered) return { ...known, phase: 'live', startedAt: 5, elapsedMs: 0 };
    return { ...known, phase: 'ringing', startedAt: null, elapsedMs: null };
  }
}
