import type { ConnectionStatus } from '../../shared/ipc.ts';
import type { Unsubscribe } from './ports.ts';

/** How the connection to the call server is, as the window told last: whoever is not connected cannot be called. */
export class ServerConnection {
  readonly #listeners = new Set<() => void>();
  #status: ConnectionStatus | null = null;

  /** `null` until a window has told. */
  get status(): ConnectionStatus | null {
    return this.#status;
  }

  set(status: ConnectionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    for (const listener of this.#listeners) listener();
  }

  onChanged(listener: () => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
