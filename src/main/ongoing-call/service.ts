import { isDeepStrictEqual } from 'node:util';
import {
  type CallCommand,
  type CallCommandType,
  type CallId,
  type CallSnapshot,
  type CallsSnapshot,
  type EndReason,
  noCalls,
} from '../../shared/call.ts';
import type { Result } from '../../shared/ipc.ts';
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

/**
 * The call that is going on, on every surface of the desktop. Safe in any order, any number of times, before a surface
 * is attached and after {@link OngoingCallService.dispose}.
 */
export class OngoingCallService {
  readonly #options: OngoingCallServiceOptions;
  readonly #surfaces: CallSurface[] = [];
  readonly #snapshotListeners = new Set<(call: CallSnapshot | null) => void>();
  readonly #endedListeners = new Set<(ended: EndedCall) => void>();
  #current: CallSnapshot | null = null;
  #lastEnded: CallId | null = null;
  #answered = false;
  #cancelHangUpWatch: Unsubscribe | null = null;
  #disposed = false;
  /** Counts changes of what is shown: a fan-out that another one overtook stops. */
  #generation = 0;

  constructor(options: OngoingCallServiceOptions) {
    this.#options = options;
  }

  /** The last snapshot, `null` when there is no call. */
  get current(): CallSnapshot | null {
    return this.#current;
  }

  /** Adds a surface; it shows at once what is going on. */
  attach(surface: CallSurface): void {
    if (this.#disposed) return;
    this.#surfaces.push(surface);
    if (this.#current) this.#guard(surface.name, () => surface.show(this.#calls()));
  }

  /** Shows the call. A call that another one replaces has ended. */
  launch(call: CallSnapshot): void {
    if (this.#disposed || isDeepStrictEqual(call, this.#current)) return;
    if (this.#current && this.#current.callId !== call.callId) this.abort();
    this.#current = call;
    this.#fanOut();
  }

  /** As {@link launch}; but an update that comes after the end of its call does not bring the call back. */
  update(call: CallSnapshot): void {
    if (call.callId === this.#lastEnded && this.#current?.callId !== call.callId) {
      this.#options.log.warn(`Ignored an update of call ${call.callId}, which has ended.`);
      return;
    }
    this.launch(call);
  }

  /** The call has ended, however that came: takes it off every surface. */
  abort(reason: EndReason | null = null): void {
    this.#cancelHangUpWatch?.();
    this.#cancelHangUpWatch = null;
    const call = this.#current;
    if (!call) return;
    const ended: EndedCall = { call, reason, answered: this.#answered };
    this.#current = null;
    this.#lastEnded = call.callId;
    this.#answered = false;
    // Before the surfaces: what is left to show of an ended call (missed) is known when they render.
    for (const listener of this.#endedListeners) this.#guard('listener of ended calls', () => listener(ended));
    this.#fanOut();
  }

  /** Hands a user's wish to the session. Refused with `no-such-call` when it names a call that is not going on. */
  command(command: CallCommand): Result<undefined> {
    const call = this.#current;
    if (!call || call.callId !== command.callId) {
      const message = `Refused ${command.type}: call ${command.callId} has ended.`;
      this.#options.log.warn(message);
      return { ok: false, error: { code: 'no-such-call', message } };
    }
    if (command.type === 'accept' || command.type === 'decline') this.#answered = true;
    if (command.type === 'hang-up' || command.type === 'decline') this.#watchHangUp();
    this.#options.send(command);
    return { ok: true, value: undefined };
  }

  /** The same for whichever call is going on: for keys and scripts that know of no call id. */
  commandCurrent(type: CallCommandType): Result<undefined> {
    if (this.#current) return this.command({ callId: this.#current.callId, type });
    const message = `Refused ${type}: there is no call.`;
    this.#options.log.warn(message);
    return { ok: false, error: { code: 'no-such-call', message } };
  }

  /** Tells of every change of {@link current}, after the surfaces. */
  onSnapshot(listener: (call: CallSnapshot | null) => void): Unsubscribe {
    this.#snapshotListeners.add(listener);
    return () => this.#snapshotListeners.delete(listener);
  }

  onEnded(listener: (ended: EndedCall) => void): Unsubscribe {
    this.#endedListeners.add(listener);
    return () => this.#endedListeners.delete(listener);
  }

  /** Ends what is shown and lets every surface go. Resolves when all of them have. Never rejects. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.abort();
    this.#disposed = true;
    this.#snapshotListeners.clear();
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

  #watchHangUp(): void {
    this.#cancelHangUpWatch ??= this.#options.clock.after(hangUpGraceMs, () => {
      const call = this.#current;
      if (!call) return;
      this.#options.log.error(
        `Call ${call.callId} did not acknowledge its hang-up within ${hangUpGraceMs} ms: ending its renderer.`,
      );
      this.#guard('replacing the renderer', () => this.#options.onHangUpIgnored(call));
      if (this.#current?.callId === call.callId) this.abort('hung-up');
    });
  }

  #calls(): CallsSnapshot {
    return this.#current === null ? noCalls : { calls: [this.#current], activeCallId: this.#current.callId };
  }

  #fanOut(): void {
    const call = this.#current;
    const calls = this.#calls();
    const generation = ++this.#generation;
    for (const surface of this.#surfaces) {
      this.#guard(surface.name, () => surface.show(calls));
      // A surface or listener changed the call: that change has reached everybody already.
      if (generation !== this.#generation) return;
    }
    for (const listener of this.#snapshotListeners) {
      this.#guard('listener of the snapshot', () => listener(call));
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
