import type { Microphone } from '../devices/microphone.ts';
import { Emitter, type Unsubscribe } from '../emitter.ts';
import type { MicrophoneSource } from '../media/microphone-sender.ts';
import { hearingCall } from './microphone-arbiter.ts';

type Device = Pick<Microphone, 'track' | 'problem' | 'other' | 'acquire' | 'retry' | 'on'>;

/**
 * The one microphone among several calls. Each call has a track of its own, made of the device's, and `enabled` of it is
 * written here alone: a call that loses the microphone falls silent in the same tick, whatever it still sends and however long
 * its server takes to be told.
 */
export class SharedMicrophone {
  readonly #device: Device;
  readonly #shares = new Set<MicrophoneShare>();
  readonly #speaking = new Set<MicrophoneShare>();
  #active: MicrophoneShare | null = null;

  constructor(device: Device) {
    this.#device = device;
    device.on('changed', () => {
      for (const share of this.#shares) share.take(device.track);
      this.#decide();
      for (const share of [...this.#shares]) share.tell();
    });
  }

  /** For one call; it hears nothing before it is given the microphone. */
  share(): MicrophoneShare {
    return new MicrophoneShare(this.#device, {
      opened: (share) => this.#shares.add(share),
      closed: (share) => {
        this.#shares.delete(share);
        this.#speaking.delete(share);
      },
      wants: (share, audible) => {
        if (audible) this.#speaking.add(share);
        else this.#speaking.delete(share);
        this.#decide();
      },
    });
  }

  /** This call is the active one now; with it goes the microphone. */
  give(share: MicrophoneShare | null): void {
    this.#active = share;
    this.#decide();
  }

  /** What of it can be heard by somebody, for level meters; outside of calls the device's own. */
  get tracks(): readonly MediaStreamTrack[] {
    const heard = this.#shares.size === 0 ? this.#device.track : (this.#hearing()?.track ?? null);
    return heard === null ? [] : [heard];
  }

  #hearing(): MicrophoneShare | null {
    return hearingCall({ active: this.#active, speaking: this.#speaking });
  }

  /** First everybody else is silenced: there is no moment in which two hear it. */
  #decide(): void {
    const hearing = this.#hearing();
    for (const share of this.#shares) if (share !== hearing) share.setEnabled(false);
    hearing?.setEnabled(true);
  }
}

type Sharing = {
  opened: (share: MicrophoneShare) => void;
  closed: (share: MicrophoneShare) => void;
  wants: (share: MicrophoneShare, audible: boolean) => void;
};

/** The microphone as one call sees it. */
export class MicrophoneShare implements MicrophoneSource {
  readonly #device: Device;
  readonly #sharing: Sharing;
  readonly #emitter = new Emitter<{ changed: undefined }>();
  #users = 0;
  #of: MediaStreamTrack | null = null;
  #track: MediaStreamTrack | null = null;

  constructor(device: Device, sharing: Sharing) {
    this.#device = device;
    this.#sharing = sharing;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get problem(): Device['problem'] {
    return this.#device.problem;
  }

  get other(): Device['other'] {
    return this.#device.other;
  }

  on<N extends 'changed'>(name: N, listener: (event: undefined) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  acquire(): () => void {
    this.#users += 1;
    if (this.#users === 1) {
      this.#sharing.opened(this);
      this.take(this.#device.track);
    }
    const release = this.#device.acquire();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#users -= 1;
      if (this.#users === 0) {
        this.#sharing.closed(this);
        this.take(null);
      }
      release();
    };
  }

  retry(): void {
    this.#device.retry();
  }

  setAudible(audible: boolean): void {
    if (this.#users > 0) this.#sharing.wants(this, audible);
  }

  /** Of {@link SharedMicrophone}: the device's track is this now. */
  take(device: MediaStreamTrack | null): void {
    if (device === this.#of) return;
    const before = this.#track;
    this.#of = device;
    this.#track = device?.clone() ?? null;
    this.setEnabled(false);
    before?.stop();
  }

  /** Of {@link SharedMicrophone}: whether what is said comes through. */
  setEnabled(enabled: boolean): void {
    if (this.#track !== null) this.#track.enabled = enabled;
  }

  /** Of {@link SharedMicrophone}: something about the device has changed. */
  tell(): void {
    this.#emitter.emit('changed', undefined);
  }
}
