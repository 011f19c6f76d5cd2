import type { Clock } from '../clock.ts';
import type { Device } from './peer.ts';
import type { LostSession } from './session-context.ts';

/** Live sessions that were lost with their media worker, for as long as somebody may come back to them. */
export class LostSessions {
  readonly #clock: Clock;
  readonly #keepMs: number;
  readonly #sessions = new Map<string, { lost: LostSession; forget: () => void }>();

  constructor(clock: Clock, keepMs: number) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  keep(lost: LostSession): void {
    this.#sessions.get(lost.id)?.forget();
    const forget = this.#clock.after(this.#keepMs, () => this.#sessions.delete(lost.id));
    this.#sessions.set(lost.id, { lost, forget });
  }

  /** The session if this device was in it; it is kept no more. */
  take(id: string, device: Device): LostSession | null {
    const entry = this.#sessions.get(id);
    if (entry === undefined || !entry.lost.devices.some(({ key }) => key === device.key)) return null;
    entry.forget();
    this.#sessions.delete(id);
    return entry.lost;
  }

  close(): void {
    for (const { forget } of this.#sessions.values()) forget();
    this.#sessions.clear();
  }
}
