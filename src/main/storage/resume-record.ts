import { statSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type CallId, type CallSnapshot, callId, callSnapshot, type EndReason } from '../../shared/call.ts';
import type { Clock, Log, Unsubscribe } from '../ongoing-call/ports.ts';
import { JsonStore } from './json-store.ts';

/** A record that nobody touched for so long is of a call that is over: the server keeps a lost peer for less. */
export const resumeWithinMs = 60_000;
const touchEveryMs = 15_000;

/** Ends of a ringing call that the user wished for; without a reason it may have been. */
const refusals: ReadonlySet<EndReason | null> = new Set(['declined', 'hung-up', null]);

/** The call that goes on, or the one that has ended last. */
const record = z.union([callSnapshot, z.strictObject({ ended: callId })]).nullable();
type Recorded = z.infer<typeof record>;

/**
 * The call as it was last, on the disk while it goes on: an app that was killed returns to it at the next start. Of one
 * that has ended the id stays: its end may never have reached the server, which then still counts this device in. The
 * file's time says when the app was last alive.
 */
export class ResumeRecord {
  readonly #store: JsonStore<Recorded>;
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #found: Recorded;
  #cancelTouch: Unsubscribe | null = null;

  constructor(options: { folder: string; clock: Clock; log: Log }) {
    this.#file = join(options.folder, 'call.json');
    this.#clock = options.clock;
    this.#log = options.log;
    const age = this.#ageMs();
    this.#store = new JsonStore<Recorded>({
      file: this.#file,
      parse: (data) => record.parse(data),
      defaults: null,
      migrations: [],
      log: options.log,
    });
    this.#found = age !== null && age < resumeWithinMs ? this.#store.get() : null;
  }

  /** The call that the app was in when it was killed less than {@link resumeWithinMs} ago. */
  get found(): CallSnapshot | null {
    return goingOn(this.#found);
  }

  /** The call that the app ended in less than {@link resumeWithinMs} before its own end: not to be returned to. */
  get ended(): CallId | null {
    return this.#found && 'ended' in this.#found ? this.#found.ended : null;
  }

  /** Keeps the record equal to the call that goes on. */
  write(call: CallSnapshot): void {
    this.#set(call);
    this.#touchLater();
  }

  /** The call is over. One that rang and was lost may go on ringing: nobody has refused it. */
  end(call: CallSnapshot, reason: EndReason | null): void {
    const mayRingOn = call.phase === 'ringing-in' && !refusals.has(reason);
    this.#set(mayRingOn ? null : { ended: call.callId });
  }

  flush(): Promise<void> {
    return this.#store.flush();
  }

  flushNow(): void {
    this.#store.flushNow();
  }

  #set(recorded: Recorded): void {
    this.#cancelTouch?.();
    this.#cancelTouch = null;
    this.#store.set(recorded).catch(() => undefined); // The store has logged it.
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

function goingOn(recorded: Recorded): CallSnapshot | null {
  return recorded && 'phase' in recorded ? recorded : null;
}
