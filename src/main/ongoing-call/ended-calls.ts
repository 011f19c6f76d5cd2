import type { CallId } from '../../shared/call.ts';

/** Words about a call that come later than its end come soon after it. */
const kept = 64;

/** The calls that ended last: what is still told of one does not bring it back. */
export class EndedCalls {
  readonly #ids = new Set<CallId>();

  has(id: CallId): boolean {
    return this.#ids.has(id);
  }

  add(id: CallId): void {
    this.#ids.delete(id);
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > kept && oldest !== undefined) this.#ids.delete(oldest);
  }

  /** It goes on again. */
  forget(id: CallId): void {
    this.#ids.delete(id);
  }
}
