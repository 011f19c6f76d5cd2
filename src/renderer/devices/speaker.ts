import { log } from '../log.ts';

/** Plays what is received. */
export interface AudioOutput {
  play(id: string, track: MediaStreamTrack): void;
  stop(id: string): void;
  /** Silent while held. */
  setMuted(muted: boolean): void;
  /** `null` is the system's default. */
  choose(deviceId: string | null): void;
  /** What is heard now, for level meters. */
  readonly tracks: readonly MediaStreamTrack[];
  stopAll(): void;
}

/** One audio element a track: Chromium plays a received track only through an element. */
export class Speaker implements AudioOutput {
  readonly #createElement: () => HTMLAudioElement;
  readonly #elements = new Map<string, { element: HTMLAudioElement; track: MediaStreamTrack }>();
  #deviceId: string | null = null;
  #muted = false;

  constructor(createElement: () => HTMLAudioElement = () => new Audio()) {
    this.#createElement = createElement;
  }

  get tracks(): readonly MediaStreamTrack[] {
    return this.#muted ? [] : [...this.#elements.values()].map(({ track }) => track);
  }

  play(id: string, track: MediaStreamTrack): void {
    this.stop(id);
    const element = this.#createElement();
    element.srcObject = new MediaStream([track]);
    element.muted = this.#muted;
    this.#elements.set(id, { element, track });
    this.#route(element);
    element.play().catch((error: unknown) => {
      // Stopped again before it began.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      log.error('What is received cannot be played:', error);
    });
  }

  stop(id: string): void {
    const playing = this.#elements.get(id);
    if (playing === undefined) return;
    this.#elements.delete(id);
    playing.element.pause();
    playing.element.srcObject = null;
  }

  setMuted(muted: boolean): void {
    this.#muted = muted;
    for (const { element } of this.#elements.values()) element.muted = muted;
  }

  choose(deviceId: string | null): void {
    if (deviceId === this.#deviceId) return;
    this.#deviceId = deviceId;
    for (const { element } of this.#elements.values()) this.#route(element);
  }

  stopAll(): void {
    for (const id of [...this.#elements.keys()]) this.stop(id);
    this.#muted = false;
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
