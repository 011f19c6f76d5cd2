import { statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  type CallId,
  type CallSnapshot,
  type CallsSnapshot,
  callId,
  callSnapshot,
  type EndReason,
} from '../../shared/call.ts';
import type { Clock, Log, Unsubscribe } from '../ongoing-call/ports.ts';
import { JsonStore } from './json-store.ts';

/** A record that nobody touched for so long is of a call that is over: the server keeps a lost peer for less. */
export const resumeWithinMs = 60_000;
const touchEveryMs = 15_000;

/** Ends of a ringing call that the user wished for; without a reason it may have been. */
const refusals: ReadonlySet<EndReason | null> = new Set(['declined', 'hung-up', null]);

const record = z.strictObject({
  /** Those that go on, the active one first. */
  calls: z.array(callSnapshot),
  /** Those that have ended, and when, ms since the epoch. */
  ended: z.array(z.strictObject({ callId, at: z.number() })),
});
type Recorded = z.infer<typeof record>;

/**
 * The calls as they were last, on the disk while they go on: an app that was killed returns to them at the next start. Of one
 * that has ended the id stays for a while: its end may never have reached the server, which then still counts this device in.
 * The file's time says when the app was last alive.
 */
export class ResumeRecord {
  readonly #store: JsonStore<Recorded>;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #found: readonly CallSnapshot[];
  readonly #endedBefore: readonly CallId[];
  #cancelTouch: Unsubscribe | null = null;

  constructor({ folder, clock, log }: { folder: string; clock: Clock; log: Log }) {
    this.#file = join(folder, 'call.json');
    this.#clock = clock;
    this.#log = log;
    const age = this.#ageMs();
    this.#store = new JsonStore<Recorded>({
      file: this.#file,
      parse: (data) => record.parse(data),
      defaults: { calls: [], ended: [] },
      migrations: [(data) => ofOneCall(data, clock.now() - (age ?? 0))],
      log,
    });
    const { calls } = this.#store.get();
    this.#found = age !== null && age < resumeWithinMs ? calls : [];
    this.#endedBefore = this.#recentlyEnded().map((ended) => ended.callId);
  }

  /** The calls that the app was in when it was killed less than {@link resumeWithinMs} ago, the active one first. */
  get found(): readonly CallSnapshot[] {
    return this.#found;
  }

  /** The calls that the app ended in less than {@link resumeWithinMs} before this start: not to be returned to. */
  get ended(): readonly CallId[] {
    return this.#endedBefore;
  }

  /** Keeps the record equal to the calls that go on. */
  write({ calls, activeCallId }: CallsSnapshot): void {
    const isActive = (call: CallSnapshot) => call.callId === activeCallId;
    const goesOn = (id: CallId) => calls.some((call) => call.callId === id);
    // Who speaks is of no use to a later run, and changes all the time.
    const kept = calls.map((call) => ({ ...call, speaker: null }));
    this.#set({
      calls: [...kept.filter(isActive), ...kept.filter((call) => !isActive(call))],
      ended: this.#recentlyEnded().filter((ended) => !goesOn(ended.callId)),
    });
  }

  /** The call is over. One that rang and was lost may go on ringing: nobody has refused it. */
  end({ callId: id, phase }: CallSnapshot, reason: EndReason | null): void {
    const mayRingOn = phase === 'ringing-in' && !refusals.has(reason);
    const others = this.#recentlyEnded().filter((ended) => ended.callId !== id);
    this.#set({
      calls: this.#store.get().calls.filter((call) => call.callId !== id),
      ended: mayRingOn ? others : [...others, { callId: id, at: this.#clock.now() }],
    });
  }

  flush(): Promise<void> {
    return this.#store.flush();
  }

  flushNow(): void {
    this.#store.flushNow();
  }

  #recentlyEnded(): Recorded['ended'] {
    const now = this.#clock.now();
    return this.#store.get().ended.filter(({ at }) => now - at < resumeWithinMs);
  }

  #set(recorded: Recorded): void {
    const kept = this.#cancelTouch !== null || recorded.calls.length === 0;
    if (kept && isDeepStrictEqual(recorded, this.#store.get())) return;
    this.#cancelTouch?.();
    this.#cancelTouch = null;
    this.#store.set(recorded).catch(() => undefined); // The store has logged it.
    if (recorded.calls.length > 0) this.#touchLater();
  }

  #touchLater(): void {
    this.#cancelTouch = this.#clock.after(touchEveryMs, () => {
      const now = new Date(this.#clock.now());
      utimes(this.#file, now, now).catch((cause: unknown) => this.#log.warn(`${this.#file}: ${String(cause)}`));
      this.#touchLater();
    });
  }

  #ageMs(): number | null {
    try {
      return this.#clock.now() - statSync(this.#file).mtimeMs;
    } catch {
      return null;
    }
  }
}

/** Version 1 knew of one call: the one that went on, or `{ ended }`, the id of the one that had ended last. */
function ofOneCall(data: unknown, lastAlive: number): unknown {
  if (typeof data !== 'object' || data === null) return { calls: [], ended: [] };
  return 'ended' in data ? { calls: [], ended: [{ callId: data.ended, at: lastAlive }] } : { calls: [data], ended: [] };
}
