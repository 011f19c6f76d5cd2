import { CallError } from '../call-error.ts';
import type { CameraSource } from '../devices/camera.ts';
import { log } from '../log.ts';
import { Reconciler } from '../reconciler.ts';
import type { MediaLink } from './link.ts';

/** The own camera in a call: wanted, and really sent. */
export class CameraSender {
  readonly #camera: CameraSource;
  readonly #loop: Reconciler<boolean>;
  #link: MediaLink | null = null;
  #own: { track: MediaStreamTrack; stream: MediaStream } | null = null;
  #wanted = false;
  #held = false;
  #stopped = false;

  constructor(options: { camera: CameraSource; onChanged: () => void }) {
    this.#camera = options.camera;
    this.#loop = new Reconciler(false, {
      apply: (on) => (on ? this.#start() : this.#end()),
      onActual: options.onChanged,
      onFailure: (error, on) => {
        // It waits for the transports that are on their way.
        if (this.#link === null) return;
        log.warn(`The camera could not be ${on ? 'started' : 'stopped'}:`, error);
        // Not sent later by itself, when nobody expects it any more.
        if (on) this.want(false);
      },
    });
  }

  /** Really being sent. */
  get on(): boolean {
    return this.#loop.actual;
  }

  get stream(): MediaStream | null {
    return this.on ? (this.#own?.stream ?? null) : null;
  }

  want(on: boolean): void {
    this.#wanted = on;
    this.#loop.want(on && !this.#held);
  }

  /** Held, it is let go of, also for another call; afterwards it is as it was. */
  setHeld(held: boolean): void {
    if (held === this.#held) return;
    this.#held = held;
    this.#loop.want(this.#wanted && !held);
  }

  /** Goes on over new transports. */
  async attach(link: MediaLink): Promise<void> {
    this.#link = link;
    if (this.#own !== null && this.#loop.actual) await link.publish('camera', this.#own.track, false);
    this.#loop.retry();
  }

  stop(): void {
    this.#stopped = true;
    this.#loop.stop();
    this.#own?.track.stop();
    this.#own = null;
  }

  async #start(): Promise<void> {
    if (this.#link === null) throw new CallError('not-connected', 'the camera needs a joined session');
    const track = await this.#camera.open();
    if (this.#stopped) {
      track.stop();
      return;
    }
    track.addEventListener('ended', () => this.want(false));
    this.#own = { track, stream: new MediaStream([track]) };
    try {
      await this.#link.publish('camera', track, false);
    } catch (error) {
      track.stop();
      this.#own = null;
      throw error;
    }
  }

  async #end(): Promise<void> {
    this.#own?.track.stop();
    this.#own = null;
    this.#link?.unpublish('camera');
  }
}
