import { log } from '../log.ts';

/** What one call plays; a call that is held is silent without the others being so. */
export interface CallOutput {
  play(id: string, track: MediaStreamTrack): void;
  stop(id: string): void;
  setMuted(muted: boolean): void;
}

/** The speaker, as all calls share it. */
export interface AudioOutput {
  /** For one call. What it plays it stops itself. */
  openOutput(): CallOutput;
  /** `null` is the system's default. */
  choose(deviceId: string | null): void;
  /** What is heard now, for level meters. */
  readonly tracks: readonly MediaStreamTrack[];
}

type Playing = { element: HTMLAudioElement; track: MediaStreamTrack };

/** One audio element a track: Chromium plays a received track only through an element. */
export class Speaker implements AudioOutput {
  readonly #createElement: () => HTMLAudioElement;
  readonly #playing = new Set<Playing>();
  #deviceId: string | null = null;

  constructor(createElement: () => HTMLAudioElement = () => new Audio()) {
    this.#createElement = createElement;
  }

  get tracks(): readonly MediaStreamTrack[] {
    return [...this.#playing].filter(({ element }) => !element.muted).map(({ track }) => track);
  }

  openOutput(): CallOutput {
    const own = new Map<string, Playing>();
    let silent = false;
    const stop = (id: string) => {
      const playing = own.get(id);
      if (playing === undefined) return;
      own.delete(id);
      this.#playing.delete(playing);
      playing.element.pause();
      playing.element.srcObject = null;
    };
    return {
      play: (id, track) => {
        stop(id);
        const playing = { element: this.#createElement(), track };
        playing.element.muted = silent;
        own.set(id, playing);
        this.#playing.add(playing);
        this.#play(playing);
      },
      stop,
      setMuted: (muted) => {
        silent = muted;
        for (const { element } of own.values()) element.muted = muted;
      },
    };
  }

  choose(deviceId: string | null): void {
    if (deviceId === this.#deviceId) return;
    this.#deviceId = deviceId;
    for (const { element } of this.#playing) this.#route(element);
  }

  #play({ element, track }: Playing): void {
    element.srcObject = new MediaStream([track]);
    this.#route(element);
    element.play().catch((error: unknown) => {
      // Stopped again before it began.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      log.error('What is received cannot be played:', error);
    });
  }

  #route(element: HTMLAudioElement): void {
    if (this.#deviceId === null && element.sinkId === '') return;
    element.setSinkId(this.#deviceId ?? '').catch((error: unknown) => {
      // The chosen speaker is not there: the system's default plays, which is better than silence.
      log.warn('The chosen speaker cannot be used; the default one plays:', error);
      if (this.#deviceId !== null) element.setSinkId('').catch(() => {});
    });
  }
}
