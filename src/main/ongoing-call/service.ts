import { isDeepStrictEqual } from 'node:util';
import {
  activeCall,
  type CallCommand,
  type CallCommandType,
  type CallId,
  type CallSnapshot,
  type CallsSnapshot,
  type EndReason,
  nextActive,
  noCalls,
} from '../../shared/call.ts';
import type { Result } from '../../shared/ipc.ts';
import { EndedCalls } from './ended-calls.ts';
import type { Clock, CommandSink, Log, Unsubscribe } from './ports.ts';
import type { CallSurface } from './surface.ts';

/** How long the session may take to acknowledge a hang-up with `abort`, ms. */
export const hangUpGraceMs = 2_000;

export type EndedCall = {
  /** As it was last. */
  call: CallSnapshot;
  /** `null` where the session did not say. */
  reason: EndReason | null;
  /** Accept or decline was asked for from a surface. */
  answered: boolean;
};

export type OngoingCallServiceOptions = {
  send: CommandSink;
  /** The session let {@link hangUpGraceMs} pass. The call is off all surfaces when this returns. */
  onHangUpIgnored: (call: CallSnapshot) => void;
  log: Log;
  clock: Clock;
};

type Ongoing = { call: CallSnapshot; answered: boolean; cancelHangUpWatch: Unsubscribe | null };

const answers: ReadonlySet<CallCommandType> = new Set(['accept', 'decline', 'hold-and-accept', 'end-and-accept']);

/**
 * The calls that are going on, on every surface of the desktop. Safe in any order, any number of times, before a surface
 * is attached and after {@link OngoingCallService.dispose}.
 */
export class OngoingCallService {
  readonly #options: OngoingCallServiceOptions;
  readonly #surfaces: CallSurface[] = [];
  readonly #callsListeners = new Set<(calls: CallsSnapshot) => void>();
  readonly #endedListeners = new Set<(ended: EndedCall) => void>();
  /** In the order in which they began. */
  readonly #ongoing = new Map<CallId, Ongoing>();
  readonly #ended = new EndedCalls();
  /** The session's last word about which is the active one; that call may not be there yet, or no longer. */
  #named: CallId | null = null;
  #calls: CallsSnapshot = noCalls;
  #disposed = false;
  /** Counts changes of what is shown: a fan-out that another one overtook stops. */
  #generation = 0;

  constructor(options: OngoingCallServiceOptions) {
    this.#options = options;
  }

  /** All calls by their last snapshots. One of them is active as long as there are any. */
  get calls(): CallsSnapshot {
    return this.#calls;
  }

  /** The active one, `null` when there is no call. */
  get current(): CallSnapshot | null {
    return activeCall(this.#calls);
  }

  /** Adds a surface; it shows at once what is going on. */
  attach(surface: CallSurface): void {
    if (this.#disposed) return;
    this.#surfaces.push(surface);
    if (this.#calls.calls.length > 0) this.#guard(surface.name, () => surface.show(this.#calls));
  }

  /** Shows the call, beside the others that there are. */
  launch(call: CallSnapshot): void {
    if (this.#disposed) return;
    const known = this.#ongoing.get(call.callId);
    if (known) known.call = call;
    else this.#ongoing.set(call.callId, { call, answered: false, cancelHangUpWatch: null });
    this.#ended.forget(call.callId);
    this.#changed();
  }

  /** As {@link launch}; but an update that comes after the end of its call does not bring the call back. */
  update(call: CallSnapshot): void {
    if (this.#ended.has(call.callId)) {
      this.#options.log.warn(`Ignored an update of call ${call.callId}, which has ended.`);
      return;
    }
    this.launch(call);
  }

  /** The call has ended, however that came: takes it off every surface. */
  abort(callId: CallId, reason: EndReason | null = null): void {
    this.#end([callId], reason);
  }

  /** Every call has ended. */
  abortAll(reason: EndReason | null = null): void {
    this.#end([...this.#ongoing.keys()], reason);
  }

  /**
   * This is the call that is spoken in, now or as soon as it is launched. With `null`, or when it ends, the one that has to be
   * seen most: nobody's calls go on unseen.
   */
  activate(callId: CallId | null): void {
    this.#named = callId;
    this.#changed();
  }

  /** Hands a user's wish to the session. Refused with `no-such-call` when it names a call that is not going on. */
  command(command: CallCommand): Result<undefined> {
    const ongoing = this.#ongoing.get(command.callId);
    if (!ongoing) return this.#refused(command.type, `call ${command.callId} has ended.`);
    if (answers.has(command.type)) ongoing.answered = true;
    if (command.type === 'hang-up' || command.type === 'decline') this.#watchHangUp(ongoing);
    this.#options.send(command);
    return { ok: true, value: undefined };
  }

  /** The same for the active call: for keys and scripts that know of no call id. */
  commandCurrent(type: CallCommandType): Result<undefined> {
    const { current } = this;
    return current ? this.command({ callId: current.callId, type }) : this.#refused(type, 'there is no call.');
  }

  /** Tells of every change of {@link calls}, after the surfaces. */
  onCalls(listener: (calls: CallsSnapshot) => void): Unsubscribe {
    this.#callsListeners.add(listener);
    return () => this.#callsListeners.delete(listener);
  }

  onEnded(listener: (ended: EndedCall) => void): Unsubscribe {
    this.#endedListeners.add(listener);
    return () => this.#endedListeners.delete(listener);
  }

  /** Ends what is shown and lets every surface go. Resolves when all of them have. Never rejects. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.abortAll();
    this.#disposed = true;
    this.#callsListeners.clear();
    this.#endedListeners.clear();
    await Promise.all(
      this.#surfaces.splice(0).map(async (surface) => {
        try {
          await surface.dispose?.();
        } catch (cause) {
          this.#options.log.error(`Ongoing call: ${surface.name} could not be let go.`, cause);
        }
      }),
    );
  }

  /** All of them at once: none is shown as the active one in between. */
  #end(ids: readonly CallId[], reason: EndReason | null): void {
    const ended: EndedCall[] = [];
    for (const id of ids) {
      this.#ended.add(id);
      const ongoing = this.#ongoing.get(id);
      if (!ongoing) continue;
      ongoing.cancelHangUpWatch?.();
      this.#ongoing.delete(id);
      ended.push({ call: ongoing.call, reason, answered: ongoing.answered });
    }
    // What is going on is so for whoever asks now.
    const changed = this.#derive();
    // Before the surfaces: what is left to show of an ended call (missed) is known when they render.
    for (const end of ended) {
      for (const listener of this.#endedListeners) this.#guard('listener of ended calls', () => listener(end));
    }
    if (changed) this.#fanOut();
  }

  #refused(type: CallCommandType, why: string): Result<undefined> {
    const message = `Refused ${type}: ${why}`;
    this.#options.log.warn(message);
    return { ok: false, error: { code: 'no-such-call', message } };
  }

  #watchHangUp(ongoing: Ongoing): void {
    ongoing.cancelHangUpWatch ??= this.#options.clock.after(hangUpGraceMs, () => {
      const { call } = ongoing;
      this.#options.log.error(
        `Call ${call.callId} did not acknowledge its hang-up within ${hangUpGraceMs} ms: ending its renderer.`,
      );
      this.#guard('replacing the renderer', () => this.#options.onHangUpIgnored(call));
      this.abort(call.callId, 'hung-up');
    });
  }

  #changed(): void {
    if (this.#derive()) this.#fanOut();
  }

  /** @returns whether anybody could see a difference */
  #derive(): boolean {
    const calls = [...this.#ongoing.values()].map(({ call }) => call);
    const named = this.#named !== null && this.#ongoing.has(this.#named) ? this.#named : null;
    const now = { calls, activeCallId: named ?? nextActive(calls)?.callId ?? null };
    if (isDeepStrictEqual(now, this.#calls)) return false;
    this.#calls = now;
    return true;
  }

  #fanOut(): void {
    const calls = this.#calls;
    const generation = ++this.#generation;
    for (const surface of this.#surfaces) {
      this.#guard(surface.name, () => surface.show(calls));
      // A surface or listener changed the calls: that change has reached everybody already.
      if (generation !== this.#generation) return;
    }
    for (const listener of this.#callsListeners) {
      this.#guard('listener of the calls', () => listener(calls));
      if (generation !== this.#generation) return;
    }
  }

  #guard(name: string, run: () => void): void {
    try {
      run();
    } catch (cause) {
      this.#options.log.error(`Ongoing call: ${name} failed.`, cause);
    }
  }
}
