import { Emitter, type EventSource, type Unsubscribe } from '../emitter.ts';
import { Reconciler } from '../reconciler.ts';
import {
  type BrowserMediaDevices,
  type DeviceCatalog,
  type DeviceLists,
  devicesToTry,
  type MicrophoneProblem,
  microphoneProblem,
} from './devices.ts';

/** `device` is used in place of the microphone that should be, which is not there or would not open. */
export type OtherMicrophone = { reason: 'gone' | 'busy'; device: string };

export type MicrophoneEvents = { changed: undefined };

const processing: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: 1,
};

/** What has been opened for which wish; a new object is a wish to open again. */
type Opening = { open: boolean; chosenId: string | null; generation: number };

/**
 * The microphone: open while anyone has acquired it. Moves to the next best device when the present one goes away and
 * back when the chosen one returns; says so, and why when there is none.
 */
export class Microphone implements EventSource<MicrophoneEvents> {
  readonly #browser: BrowserMediaDevices;
  readonly #catalog: DeviceCatalog;
  readonly #emitter = new Emitter<MicrophoneEvents>();
  readonly #loop: Reconciler<Opening>;
  #users = 0;
  #chosenId: string | null = null;
  #generation = 0;
  #track: MediaStreamTrack | null = null;
  #openedId: string | null = null;
  #openedDefault = '';
  /** The system's default when it was first opened. */
  #firstDefault: string | null = null;
  #problem: MicrophoneProblem | null = null;
  #lost = false;
  #other: OtherMicrophone | null = null;
  /** The chosen one was there when one was last opened: opening it again would come to the same. */
  #chosenTried = false;

  constructor(browser: BrowserMediaDevices, catalog: DeviceCatalog) {
    this.#browser = browser;
    this.#catalog = catalog;
    this.#loop = new Reconciler<Opening>(
      { open: false, chosenId: null, generation: 0 },
      {
        apply: (wanted) => (wanted.open ? this.#open(wanted) : this.#close()),
        onActual: () => {},
        onFailure: (error) => this.#fail(error),
        equal: (a, b) => a.open === b.open && (!a.open || (a.chosenId === b.chosenId && a.generation === b.generation)),
      },
    );
    catalog.on('changed', () => this.#devicesChanged());
  }

  /** The open microphone's track, which is sent to nobody itself: others may read and clone it, nobody else stops it. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get problem(): MicrophoneProblem | null {
    return this.#problem;
  }

  /** What has taken the place of the device that should be used, until that returns or another is chosen. */
  get other(): OtherMicrophone | null {
    return this.#other;
  }

  on<N extends keyof MicrophoneEvents>(name: N, listener: (event: MicrophoneEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  /** Opens the microphone and keeps it open until the returned function is called (again is harmless). */
  acquire(): () => void {
    this.#users += 1;
    this.#want();
    const unwatch = this.#catalog.watch();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      unwatch();
      this.#users -= 1;
      if (this.#users === 0) {
        this.#problem = null;
        this.#lost = false;
        this.#other = null;
        this.#firstDefault = null;
      }
      this.#want();
    };
  }

  choose(deviceId: string | null): void {
    if (deviceId === this.#chosenId) return;
    this.#chosenId = deviceId;
    this.#lost = false;
    this.#other = null;
    this.#firstDefault = null;
    this.#want();
  }

  retry(): void {
    this.#generation += 1;
    this.#want();
  }

  #want(): void {
    this.#loop.want({ open: this.#users > 0, chosenId: this.#chosenId, generation: this.#generation });
  }

  async #open(wanted: Opening): Promise<void> {
    const known = this.#catalog.lists;
    let failure: unknown;
    this.#chosenTried = isListed(known, wanted.chosenId);
    for (const id of devicesToTry(known.microphones, wanted.chosenId)) {
      try {
        const stream = await this.#browser.getUserMedia({
          audio: id === null ? processing : { ...processing, deviceId: { exact: id } },
        });
        const [track] = stream.getAudioTracks();
        if (track === undefined) continue;
        this.#take(track, id, failure);
        return;
      } catch (error) {
        failure ??= error;
        // A refusal holds for every device.
        if (microphoneProblem(error) === 'refused') break;
      }
    }
    throw failure ?? new DOMException('There is no microphone', 'NotFoundError');
  }

  /** @param failure of the devices that should have been used rather */
  #take(track: MediaStreamTrack, id: string | null, failure: unknown): void {
    const known = this.#catalog.lists;
    track.addEventListener('ended', () => {
      if (this.#track === track) this.#trackLost();
    });
    const before = this.#track;
    this.#track = track;
    if (this.#isBack(id, known.defaultMicrophone)) this.#lost = false;
    this.#openedId = id;
    this.#openedDefault = known.defaultMicrophone;
    this.#firstDefault ??= known.defaultMicrophone;
    this.#problem = null;
    const reason = this.#insteadBecause(id, failure);
    this.#other = reason && { reason, device: id === null ? known.defaultLabel : track.label };
    this.#emitter.emit('changed', undefined);
    before?.stop();
    // With the first open device come the labels.
    if (known.microphones.every(({ label }) => label === '')) void this.#catalog.refresh();
  }

  /** What was lost is in use again. Right after a loss the lists may still show it: it has to have been away first. */
  #isBack(id: string | null, defaultMicrophone: string): boolean {
    if (this.#chosenId !== null) return id === this.#chosenId;
    return this.#openedDefault !== this.#firstDefault && defaultMicrophone === this.#firstDefault;
  }

  #insteadBecause(id: string | null, failure: unknown): OtherMicrophone['reason'] | null {
    const { microphones } = this.#catalog.lists;
    if (this.#lost) return 'gone';
    // Ids are not known before a device was opened for the first time.
    if (this.#chosenId !== null && !this.#chosenTried && microphones.length > 0) return 'gone';
    if (failure === undefined || id === this.#chosenId) return null;
    return microphoneProblem(failure) === 'none-found' ? 'gone' : 'busy';
  }

  async #close(): Promise<void> {
    const track = this.#track;
    this.#track = null;
    this.#openedId = null;
    this.#emitter.emit('changed', undefined);
    track?.stop();
  }

  #fail(error: unknown): void {
    const track = this.#track;
    this.#track = null;
    this.#problem = microphoneProblem(error);
    this.#emitter.emit('changed', undefined);
    track?.stop();
  }

  /** The system took the device away. */
  #trackLost(): void {
    this.#lost = true;
    this.retry();
  }

  #devicesChanged(): void {
    if (this.#users === 0) return;
    const { microphones, defaultMicrophone } = this.#catalog.lists;
    const chosenListed = isListed(this.#catalog.lists, this.#chosenId);
    // One that is there and would not open is not tried at every change of the list: each trial is a gap in the sound.
    const chosenIsBack = chosenListed && !this.#chosenTried;
    if (!chosenListed) this.#chosenTried = false;
    if (this.#problem !== null) {
      // Something was plugged in: it may be what was missing.
      if (this.#problem !== 'refused' && microphones.length > 0) this.retry();
      return;
    }
    if (this.#track === null) return;
    const openedIsGone = this.#openedId !== null && !microphones.some(({ id }) => id === this.#openedId);
    const defaultMoved =
      this.#openedId === null && this.#openedDefault !== '' && defaultMicrophone !== this.#openedDefault;
    if (openedIsGone) this.#lost = true;
    if (chosenIsBack || openedIsGone || defaultMoved) this.retry();
  }
}

const isListed = ({ microphones }: DeviceLists, id: string | null) =>
  id !== null && microphones.some((one) => one.id === id);
