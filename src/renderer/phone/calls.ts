import type { StoreApi } from 'zustand/vanilla';
import { type CallSnapshot, type EndReason, nextActive } from '../../shared/call.ts';
import { type ErrorCode, errorCode } from '../../shared/protocol.ts';
import type { CallParts, CallSettings } from '../call/call-parts.ts';
import type { CallSession } from '../call/call-session.ts';
import type { CallErrorCode } from '../call-error.ts';
import type { AudioOutput } from '../devices/speaker.ts';
import type { Unsubscribe } from '../emitter.ts';
import type { PhoneProblem, PhoneState } from './phone-state.ts';
import type { MicrophoneShare, SharedMicrophone } from './shared-microphone.ts';

export type CallsDeps = {
  microphone: SharedMicrophone;
  speaker: Pick<AudioOutput, 'openOutput'>;
  /** What calls need of the rest; `null` while nobody is signed in. */
  settings: () => SharedSettings | null;
  now: () => number;
  /** A call is over, and the next may ring. */
  onLeft: (call: CallSnapshot, reason: EndReason) => void;
};

/** As {@link CallSettings}, without what each call has for itself. */
export type SharedSettings = Omit<CallSettings, 'parts'> & { parts: Omit<CallParts, 'microphone' | 'output'> };

type OngoingCall = { session: CallSession; microphone: MicrophoneShare };

/**
 * Several calls, one of which is active. Each other one is held or rings here, so that one call at most is spoken and heard in.
 * Writes those parts of the phone's state.
 */
export class Calls {
  readonly #deps: CallsDeps;
  readonly #state: StoreApi<PhoneState>;
  /** In the order in which they began. A call may go on in another session, by whose id it is known from then on. */
  readonly #calls = new Set<OngoingCall>();
  #active: OngoingCall | null = null;

  constructor(deps: CallsDeps, state: StoreApi<PhoneState>) {
    this.#deps = deps;
    this.#state = state;
  }

  get size(): number {
    return this.#calls.size;
  }

  get active(): CallSession | null {
    return this.#active?.session ?? null;
  }

  /** The one that rings here. */
  get ringing(): CallSession | null {
    return this.#all.find(({ session }) => rings(session))?.session ?? null;
  }

  get(callId: string): CallSession | null {
    return this.#find(callId)?.session ?? null;
  }

  /** With this person alone. */
  with(personId: string): CallSession | null {
    return this.#all.find(({ session }) => isWith(session, personId))?.session ?? null;
  }

  /**
   * One more call. `active`: the others are held for it; else it is held itself, unless it rings or is the only one.
   * Does nothing while nobody is signed in.
   */
  begin(create: (settings: CallSettings) => CallSession, { active }: { active: boolean }): void {
    const shared = this.#deps.settings();
    if (shared === null) return;
    const microphone = this.#deps.microphone.share();
    const parts = { ...shared.parts, microphone, output: this.#deps.speaker.openOutput() };
    const session = create({ ...shared, parts });
    const call = { session, microphone };
    this.#calls.add(call);
    const unsubscribes: Unsubscribe[] = [
      session.on('changed', () => {
        this.#keepHeld(call);
        this.#publish();
      }),
      session.on('refused', ({ code }) => this.#publish({ callProblem: problemOf(code) })),
      session.on('left', ({ reason, error }) => {
        for (const unsubscribe of unsubscribes) unsubscribe();
        this.#left(call, reason, error);
      }),
    ];
    if (active || this.#active === null) this.#activate(call);
    else this.#keepHeld(call);
    this.#publish({ ended: null, callProblem: null });
  }

  /** Makes this call the active one; of the others each that is spoken in is held. */
  activate(callId: string): CallSession | null {
    const call = this.#find(callId);
    if (call === undefined) return null;
    this.#activate(call);
    this.#publish();
    return call.session;
  }

  endAll(reason: EndReason): void {
    for (const { session } of this.#all) session.end(reason);
  }

  networkChanged(): void {
    for (const { session } of this.#all) session.networkChanged();
  }

  get #all(): OngoingCall[] {
    return [...this.#calls];
  }

  #find(callId: string): OngoingCall | undefined {
    return this.#all.find(({ session }) => session.snapshot.callId === callId);
  }

  #activate(call: OngoingCall): void {
    this.#active = call;
    // Holding first: its requests are on their way before the one that lets this call be heard.
    for (const other of this.#all) this.#keepHeld(other);
    this.#deps.microphone.give(call.microphone);
  }

  /** Also one that comes alive beside the active one by itself, and one that still looks held but is on its way out of it. */
  #keepHeld(call: OngoingCall): void {
    const { session } = call;
    if (call !== this.#active && !rings(session) && !session.wantsHeld) session.setHeld(true);
  }

  #left(call: OngoingCall, reason: EndReason, error: CallErrorCode | null): void {
    const { callId, phase, title, peer, startedAt } = call.session.snapshot;
    this.#calls.delete(call);
    if (this.#active === call) {
      this.#active = this.#next();
      this.#deps.microphone.give(this.#active?.microphone ?? null);
    }
    const durationMs = startedAt === null ? null : Math.max(0, this.#deps.now() - startedAt);
    const neverBegan = error !== null && reason !== 'busy' && reason !== 'offline';
    const missed = phase === 'ringing-in' && (reason === 'no-answer' || reason === 'cancelled');
    const declined = phase === 'ringing-in' && reason === 'declined';
    const ended = { callId, title, peer, reason, durationMs, missed, declined };
    this.#publish(neverBegan ? { ended: null, callProblem: problemOf(error) } : { ended });
    this.#deps.onLeft(call.session.snapshot, reason);
  }

  /** A held call stays held: nobody is heard without having asked for it. */
  #next(): OngoingCall | null {
    const next = nextActive(this.#all.map(({ session }) => session.snapshot));
    return next === null ? null : (this.#find(next.callId) ?? null);
  }

  #publish(change: Partial<Pick<PhoneState, 'ended' | 'callProblem'>> = {}): void {
    this.#state.setState({
      calls: this.#all.map(({ session }) => session.view),
      activeCallId: this.#active?.session.snapshot.callId ?? null,
      ...change,
    });
  }
}

const isWith = (session: CallSession, personId: string): boolean =>
  session.snapshot.kind === 'direct' && session.snapshot.peer?.id === personId;

const rings = (session: CallSession): boolean => session.snapshot.phase === 'ringing-in';

/** As the screens can explain it. */
export function problemOf(code: CallErrorCode): PhoneProblem {
  const known = errorCode.safeParse(code);
  return known.success ? { code: known.data satisfies ErrorCode } : { code: 'server-unreachable' };
}
