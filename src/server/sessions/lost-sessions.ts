import type { Clock } from '../clock.ts';
import type { Device } from '../device.ts';
import type { LostSession } from './session-context.ts';

/** Live sessions that were lost with their media worker or their server, for as long as somebody may come back to them. */
export class LostSessions {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #onForgotten: (id: string) => void;
  readonly #sessions = new Map<string, { lost: LostSession; forget: () => void }>();

  /**
   * @param keepMs from when they were lost
   * @param onForgotten nobody came back to this one in time
   */
  constructor(clock: Clock, keepMs: number, onForgotten: (id: string) => void) {
    this.#clock = clock;
    this.#keepMs = keepMs;
    this.#onForgotten = onForgotten;
  }

  keep(lost: LostSession): void {
    this.#sessions.get(lost.id)?.forget();
    const left = lost.lostAt + this.#keepMs - this.#clock.now();
    const forget = this.#clock.after(Math.max(0, left), () => {
      this.#sessions.delete(lost.id);
      this.#onForgotten(lost.id);
    });
    this.#sessions.set(lost.id, { lost, forget });
  }

  has(id: string): boolean {
    return this.#sessions.has(id);
  }

  /** The session if this device was in it; it is kept no more. */
  take(id: string, device: Device): LostSession | null {
    const entry = this.#sessions.get(id);
    if (entry === undefined || !wasIn(entry.lost, device)) return null;
    entry.forget();
    this.#sessions.delete(id);
    return entry.lost;
  }

  /**
   * The device does not want to come back; with that a direct call is over, and a group when nobody else was in it.
   * @returns `null` when it was in no such session
   */
  leave(id: string, device: Device): 'over' | 'left' | null {
    const lost = this.take(id, device);
    if (lost === null) return null;
    const participants = lost.participants.filter((participant) => participant.device?.key !== device.key);
    if (lost.kind === 'direct' || participants.every((participant) => participant.device === null)) return 'over';
    this.keep({ ...lost, participants });
    return 'left';
  }

  /** Those that this device was in. */
  of(device: Device): LostSession[] {
    return [...this.#sessions.values()].map(({ lost }) => lost).filter((lost) => wasIn(lost, device));
  }

  close(): void {
    for (const { forget } of this.#sessions.values()) forget();
    this.#sessions.clear();
  }
}

function wasIn({ participants }: LostSession, { key }: Device): boolean {
  return participants.some(({ device }) => device?.key === key);
}
