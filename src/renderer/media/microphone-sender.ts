import type { MicrophoneState } from '../../shared/call.ts';
import { CallError, hasCode } from '../call-error.ts';
import type { Clock } from '../clock.ts';
import type { Microphone } from '../devices/microphone.ts';
import { log } from '../log.ts';
import { Reconciler } from '../reconciler.ts';
import type { MediaLink } from './link.ts';

/** The microphone as one call sees it, which may not be the only one. */
export type MicrophoneSource = Pick<Microphone, 'track' | 'problem' | 'other' | 'acquire' | 'retry' | 'on'> & {
  /** What is said may come through, as far as this call is concerned; the track's `enabled` is written by nobody else. */
  setAudible(audible: boolean): void;
};

/** How long an unmute may wait for the server before it is given up, ms: nobody should be heard when they expect it no more. */
const unmutePatienceMs = 2_000;

type Sending = { link: MediaLink | null; track: MediaStreamTrack | null; on: boolean };

/**
 * Brings the microphone to the others: which track is sent and whether it may be heard.
 *
 * Muting silences the track in the same tick and then pauses it at the server. Unmuting counts once the server
 * has resumed it: only then can anyone hear it.
 */
export class MicrophoneSender {
  readonly #microphone: MicrophoneSource;
  readonly #silence: MediaStreamTrack;
  readonly #clock: Clock;
  readonly #onChanged: () => void;
  readonly #loop: Reconciler<Sending>;
  readonly #unsubscribe: () => void;
  #release: (() => void) | null = null;
  #link: MediaLink | null = null;
  #speaking: boolean;
  /** It has been heard, or the user has asked for it back: it is opened no more. */
  #wasOpened = false;
  #held = false;
  /** The server was asked to let it through, and has not said since that it is paused. */
  #mayBeHeard = false;
  /** The server has said that it lets it through, and was not asked since to pause it. */
  #letThrough = false;
  #cancelPatience: () => void = () => {};

  constructor(options: {
    microphone: MicrophoneSource;
    /** Sent while no microphone is open. */
    silence: MediaStreamTrack;
    speaking: boolean;
    clock: Clock;
    onChanged: () => void;
  }) {
    this.#microphone = options.microphone;
    this.#silence = options.silence;
    this.#speaking = options.speaking;
    this.#clock = options.clock;
    this.#onChanged = options.onChanged;
    this.#loop = new Reconciler<Sending>(
      { link: null, track: null, on: false },
      {
        apply: (wanted, actual) => this.#apply(wanted, actual),
        onActual: () => this.#onChanged(),
        onFailure: (error) => log.warn('The microphone is not yet as wanted:', error),
        equal: (a, b) => a.link === b.link && a.track === b.track && a.on === b.on,
      },
    );
    this.#unsubscribe = this.#microphone.on('changed', () => this.#sync());
  }

  /** The user wants to be heard. */
  get speaking(): boolean {
    return this.#speaking;
  }

  get state(): MicrophoneState {
    const { track, problem } = this.#microphone;
    if (track === null && problem !== null) return 'unavailable';
    if (!this.#speaking) return 'muted';
    if (track === null) return 'opening';
    if (this.#letThrough) return 'on';
    return this.#wasOpened ? 'unmuting' : 'opening';
  }

  open(): void {
    this.#release ??= this.#microphone.acquire();
    this.#sync();
  }

  setSpeaking(speaking: boolean): void {
    this.#cancelPatience();
    this.#speaking = speaking;
    this.#sync();
  }

  /** The user takes a mute back: now, or not at all. */
  unmute(): void {
    if (this.#speaking && this.#letThrough) return;
    this.#wasOpened = true;
    this.setSpeaking(true);
    this.#awaitServer();
  }

  setHeld(held: boolean): void {
    this.#held = held;
    this.#sync();
  }

  /** Starts sending over new transports, as things are wanted now. */
  async attach(link: MediaLink): Promise<void> {
    this.#link = null;
    const { track, on } = this.#wanted();
    this.#mayBeHeard = on;
    this.#letThrough = false;
    await link.publish('microphone', track ?? this.#silence, !on);
    this.#link = link;
    this.#heard(on);
    this.#loop.reset({ link, track, on }, this.#wanted());
    this.#sync();
  }

  /** Tries again what failed: signaling is back. */
  retry(): void {
    this.#loop.retry();
  }

  stop(): void {
    this.#cancelPatience();
    this.#loop.stop();
    this.#unsubscribe();
    this.#link = null;
    this.#release?.();
    this.#release = null;
  }

  #awaitServer(): void {
    this.#cancelPatience = this.#clock.after(unmutePatienceMs, () => {
      if (this.#letThrough) return;
      // A microphone that is still being opened is waited for: somebody is being asked for it.
      if (this.#microphone.track === null) return this.#awaitServer();
      log.warn('The server does not answer: the microphone stays muted.');
      this.setSpeaking(false);
    });
  }

  #heard(letThrough: boolean): void {
    this.#letThrough = letThrough;
    this.#wasOpened ||= letThrough;
  }

  #wanted(): Sending {
    const track = this.#microphone.track;
    return { link: this.#link, track, on: this.#speaking && track !== null };
  }

  #sync(): void {
    const wanted = this.#wanted();
    this.#microphone.setAudible(wanted.on && !this.#held);
    if (this.#link !== null) this.#loop.want(wanted);
    this.#onChanged();
  }

  async #apply(wanted: Sending, actual: Sending): Promise<void> {
    const { link } = wanted;
    if (link === null || link !== actual.link) {
      throw new CallError('not-connected', 'the microphone waits for new transports');
    }
    if (this.#mayBeHeard && !wanted.on) {
      const before = this.#letThrough;
      this.#letThrough = false;
      try {
        await link.setPaused('microphone', true);
      } catch (error) {
        // The server was not even asked: what it lets through is what it was.
        if (hasCode(error, 'not-connected')) this.#letThrough = before;
        throw error;
      }
      this.#mayBeHeard = false;
    }
    if (actual.track !== wanted.track) await link.replaceTrack('microphone', wanted.track ?? this.#silence);
    if (!wanted.on) return;
    this.#mayBeHeard = true;
    await link.setPaused('microphone', false);
    this.#heard(true);
    // What seemed to be already is so only now.
    this.#onChanged();
  }
}
