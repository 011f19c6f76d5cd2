import type { Visibility } from '../../../../src/renderer/state/gate.ts';

export class FakeVisibility implements Visibility {
  readonly #listeners = new Set<(visible: boolean) => void>();
  #visible = true;

  visible(): boolean {
    return this.#visible;
  }

  subscribe(listener: (visible: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(visible: boolean): void {
    this.#visible = visible;
    for (const listener of [...this.#listeners]) listener(visible);
  }
}
