import type { CallSnapshot } from '../shared/call.ts';
import type { Clock, Log, Unsubscribe } from './ongoing-call/ports.ts';

/** A second wish to quit within this quits, whatever is on the screen, ms. */
export const insistWithinMs = 3_000;
/** The longest that the end of the call and the release of everything may take, ms. */
export const releaseWithinMs = 1_500;

export type QuitAnswer = 'hang-up-and-quit' | 'stay';

export type QuitOptions = {
  clock: Clock;
  log: Log;
  /** Those that go on. */
  calls: () => readonly CallSnapshot[];
  ask: (calls: readonly CallSnapshot[]) => Promise<QuitAnswer>;
  /** Ends all calls; resolves when their sessions have acknowledged it. */
  hangUp: () => Promise<void>;
  /** Lets go of everything the desktop or the disk would notice. */
  release: () => Promise<void>;
  /** The same before it returns, as far as that can be. */
  releaseNow: () => void;
  /** Ends the process at once. */
  exit: () => void;
};

type State = 'running' | 'asking' | 'leaving';

/**
 * The way out of the app. In a call it asks once; when the system ends the session or the user insists it does not ask;
 * and whichever way it goes, everything is released and the process ends within {@link releaseWithinMs}.
 */
export class Quit {
  readonly #options: QuitOptions;
  #state: State = 'running';
  #lastWish = Number.NEGATIVE_INFINITY;

  constructor(options: QuitOptions) {
    this.#options = options;
  }

  /** The app is on its way out: windows close for good. */
  get leaving(): boolean {
    return this.#state === 'leaving';
  }

  /** Electron's `before-quit`, from wherever it came: the app ends by {@link QuitOptions.exit} only. */
  beforeQuit(event: { preventDefault(): void }): void {
    event.preventDefault();
    this.request();
  }

  /** The user wants to quit: menu, tray, keyboard, last window. */
  request(): void {
    const { clock, calls } = this.#options;
    const now = clock.now();
    const insists = now - this.#lastWish <= insistWithinMs;
    this.#lastWish = now;
    switch (this.#state) {
      case 'leaving':
        return;
      case 'asking':
        // Asked already: asking for it again is an answer.
        this.#leave('asked again while the question was open');
        return;
      case 'running': {
        const current = calls();
        if (current.length === 0 || insists) this.#leave('the user quit');
        else void this.#ask(current);
      }
    }
  }

  /** The system ends the session, or a signal asks: no questions. */
  requestBySystem(reason: string): void {
    if (this.#state !== 'leaving') this.#leave(reason);
  }

  /** Windows ends the session, and this process with it as soon as this has returned: nothing can be waited for. */
  endNow(reason: string): void {
    // Whichever way it was going: what follows without delay here, the hang-up above all, is all there will be.
    this.requestBySystem(reason);
    this.#options.releaseNow();
  }

  async #ask(calls: readonly CallSnapshot[]): Promise<void> {
    this.#state = 'asking';
    let answer: QuitAnswer;
    try {
      answer = await this.#options.ask(calls);
    } catch (cause) {
      this.#options.log.error('The question before quitting could not be asked.', cause);
      answer = 'hang-up-and-quit';
    }
    // Meanwhile the user insisted, or the system ended the session.
    if (this.#state !== 'asking') return;
    this.#state = 'running';
    if (answer === 'hang-up-and-quit') this.#leave('the user hung up and quit');
  }

  #leave(reason: string): void {
    const { clock, log, hangUp, release, exit } = this.#options;
    this.#state = 'leaving';
    log.info(`Quitting: ${reason}.`);
    let cancelDeadline: Unsubscribe = () => undefined;
    const deadline = new Promise<'late'>((resolve) => {
      cancelDeadline = clock.after(releaseWithinMs, () => resolve('late'));
    });
    const attempt = (what: string, run: () => Promise<void>) =>
      run().catch((cause: unknown) => log.error(`Quitting: ${what} failed.`, cause));
    // The calls get two thirds of the time: what they do not acknowledge by then must not keep the rest from being released.
    const callsEnded = Promise.race([
      attempt('hanging up', hangUp),
      new Promise<void>((resolve) => {
        const cancel = clock.after((releaseWithinMs * 2) / 3, resolve);
        void deadline.then(cancel);
      }),
    ]);
    void Promise.race([callsEnded.then(() => attempt('releasing', release)), deadline]).then((outcome) => {
      cancelDeadline();
      if (outcome === 'late') log.warn(`Quitting: not everything was released within ${releaseWithinMs} ms.`);
      exit();
    });
  }
}
