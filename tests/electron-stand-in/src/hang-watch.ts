/** How often a page is looked at, and after how long without an answer it hangs, ms (content's kHungRendererDelay). */
const everyMs = 5_000;
const hungMs = 15_000;

export interface HangWatchOptions {
  /** Whether a page could be found out now: Electron notices by a person's keys and clicks, which only a window in front gets. */
  mayHang(): boolean;
  /** Resolves when the page answers. */
  answer(): Promise<void>;
  tell(name: 'unresponsive' | 'responsive'): void;
}

/** Notices that a page has stopped to answer, and that it answers again. */
export class HangWatch {
  readonly #options: HangWatchOptions;
  readonly #timer: NodeJS.Timeout;
  #asking = false;

  constructor(options: HangWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#look(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { mayHang, answer, tell } = this.#options;
    if (this.#asking || !mayHang()) return;
    this.#asking = true;
    let hung = false;
    const patience = setTimeout(() => {
      hung = true;
      tell('unresponsive');
    }, hungMs).unref();
    answer()
      .catch(() => {})
      .then(() => {
        clearTimeout(patience);
        this.#asking = false;
        if (hung) tell('responsive');
      });
  }
}
