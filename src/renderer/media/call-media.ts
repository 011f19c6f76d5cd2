import type { MicrophoneState } from '../../shared/call.ts';
import type { JoinedSession, ReplyOf, SubscriptionParameters } from '../../shared/protocol.ts';
import { CallError } from '../call-error.ts';
import type { Clock } from '../clock.ts';
import type { CameraSource } from '../devices/camera.ts';
import type { CallOutput } from '../devices/speaker.ts';
import type { TroubleSign } from '../recovery/recovery.ts';
import type { Signaling } from '../signaling/signaling.ts';
import { CameraSender } from './camera-sender.ts';
import type { LinkState, MediaEngine, MediaLink, ReceivedAudio } from './link.ts';
import { MicrophoneSender, type MicrophoneSource } from './microphone-sender.ts';
import { RemoteMedia } from './remote-media.ts';
import { StallWatch } from './stall-watch.ts';

/** How long transports may take to connect before they are helped, ms. */
const connectPatienceMs = 5_000;
/** How long an ICE restart on a live path may take before it counts as a loss, ms; nobody hears a shorter one. */
const restartPatienceMs = 1_000;

const nobodysAudio: ReadonlyMap<string, ReceivedAudio> = new Map();

/** What the media of a call is made of; all of it outlives a call, which gives back what it takes. */
export type MediaParts = {
  signaling: Signaling;
  engine: MediaEngine;
  microphone: MicrophoneSource;
  camera: CameraSource;
  output: CallOutput;
  /** See `createSilence`. */
  silence: MediaStreamTrack;
  clock: Clock;
};

/** What the media of a call look like. */
export type MediaFacts = {
  /** Of the present transports as it matters to the people talking; `null` while there are none. */
  link: LinkState | null;
  /** Nothing arrives although somebody is sending. */
  stalled: boolean;
  /** Participants of whom nothing arrives although they are sending and others are heard. */
  missing: readonly string[];
  microphone: MicrophoneState;
  /** The user wants to be heard. */
  speaking: boolean;
  /** The own camera is really being sent. */
  camera: boolean;
  /** The other side's picture arrives. */
  peerVideo: boolean;
};

export type CallMediaOptions = {
  parts: MediaParts;
  /** The user wants to be heard from the start. */
  speaking: boolean;
  /** Participants who are sending, as far as signaling knows. */
  senders: () => readonly string[];
  onChanged: () => void;
  /** Media flows, again or for the first time. */
  onUp: () => void;
  onTrouble: (sign: TroubleSign) => void;
};

/** All media of one call. Transports are replaced under it; tracks stay. */
export class CallMedia {
  readonly microphone: MicrophoneSender;
  readonly camera: CameraSender;
  readonly #options: CallMediaOptions;
  readonly #remote: RemoteMedia;
  readonly #stall: StallWatch;
  #link: MediaLink | null = null;
  #cancelConnectPatience: (() => void) | null = null;
  #cancelRestartPatience: (() => void) | null = null;
  /** A path that was alive is being checked anew, or a first track is to be received. */
  #restarting = false;
  #lastState: LinkState | null = null;
  #stopped = false;

  constructor(options: CallMediaOptions) {
    const { parts, onChanged } = options;
    this.#options = options;
    this.#remote = new RemoteMedia(parts.output);
    this.microphone = new MicrophoneSender({
      microphone: parts.microphone,
      silence: parts.silence,
      speaking: options.speaking,
      clock: parts.clock,
      onChanged,
    });
    this.camera = new CameraSender({ camera: parts.camera, onChanged });
    this.#stall = new StallWatch({
      clock: parts.clock,
      senders: () => (this.#link?.state === 'connected' ? options.senders() : []),
      lastAudio: () => this.#link?.lastAudio() ?? nobodysAudio,
      onChanged: ({ stalled }) => {
        if (stalled) options.onTrouble('stalled');
        else if (this.up) options.onUp();
        onChanged();
      },
      onWoke: () => options.onTrouble('network-changed'),
    });
  }

  /** The transports of now. */
  get link(): MediaLink | null {
    return this.#link;
  }

  get facts(): MediaFacts {
    return {
      link: this.#restarting ? 'connected' : (this.#link?.state ?? null),
      ...this.#stall.stall,
      microphone: this.microphone.state,
      speaking: this.microphone.speaking,
      camera: this.camera.on,
      peerVideo: this.peerVideo !== null,
    };
  }

  /** Connected, and what should arrive does. */
  get up(): boolean {
    return this.#link?.state === 'connected' && !this.#stall.stall.stalled;
  }

  /** What there is to be seen of the other side: a screen if there is one, else a camera. */
  get peerVideo(): MediaStream | null {
    return this.#remote.video;
  }

  /** What there is to be seen of a participant. */
  picturesOf(participantId: string): { video: MediaStream | null; screen: MediaStream | null } {
    return {
      video: this.#remote.picture(participantId, 'camera'),
      screen: this.#remote.picture(participantId, 'screen'),
    };
  }

  /**
   * Takes the transports of a join into use, in place of earlier ones.
   * @param seamless the earlier ones were well: for a moment nobody is told that the new ones are not there yet
   */
  async adopt(joined: JoinedSession, seamless: boolean): Promise<void> {
    const { parts, onChanged, onTrouble } = this.#options;
    const wasUp = seamless && this.up;
    this.#link?.close();
    this.#remote.clear();
    const link = parts.engine.createLink(joined, parts.signaling);
    this.#link = link;
    this.#restarting = false;
    if (wasUp) this.#beginRestart();
    this.#lastState = null;
    link.on('stateChanged', (state) => {
      if (link === this.#link) this.#linkChanged(state);
    });
    this.#stall.start();
    this.#cancelConnectPatience?.();
    this.#cancelConnectPatience = parts.clock.after(connectPatienceMs, () => {
      if (!this.up) onTrouble('disconnected');
    });
    onChanged();
    // Together: neither transport waits for the other. Hearing comes first by a few ms.
    await Promise.all([
      this.subscribe(joined.subscriptions),
      this.microphone.attach(link).then(() => this.camera.attach(link)),
    ]);
  }

  /** Brings the present transports back to life and catches up on what was missed. */
  async resume(resumed: ReplyOf<'session.resume'>): Promise<void> {
    const { subscriptions } = resumed.state;
    const current = new Set(subscriptions.map(({ subscriptionId }) => subscriptionId));
    this.unsubscribe(this.#remote.ids.filter((id) => !current.has(id)));
    this.microphone.retry();
    await Promise.all([this.#link?.restartIce(resumed), this.subscribe(subscriptions)]);
  }

  /** The other side may send or not send now. */
  expectationChanged(): void {
    this.#stall.look();
  }

  /** Makes all of them ready together: one SDP round, one request that lets their media come. */
  async subscribe(subscriptions: readonly SubscriptionParameters[]): Promise<void> {
    const link = this.#link;
    if (link === null) return;
    const { tracks, failed } = await link.subscribe(subscriptions);
    if (link !== this.#link || this.#stopped) return;
    this.#remote.add(tracks);
    this.#options.onChanged();
    // Only now: packets that arrive before the receiver exists may bind to the wrong one.
    const waiting = tracks
      .filter(({ parameters }) => parameters.paused)
      .map(({ parameters }) => parameters.subscriptionId);
    if (waiting.length > 0) await link.resumeSubscriptions(waiting);
    // A picture less is no reason for new transports; a voice less is.
    const [unheard] = failed.filter(({ kind }) => kind === 'audio');
    if (unheard !== undefined) throw new CallError('media-failed', `the ${unheard.source} cannot be received`);
  }

  unsubscribe(subscriptionIds: readonly string[]): void {
    this.#link?.unsubscribe(subscriptionIds);
    this.#remote.remove(subscriptionIds);
    if (!this.#stopped) this.#options.onChanged();
  }

  /** Here at once, whatever the way to the server is like. */
  setHeld(held: boolean): void {
    this.microphone.setHeld(held);
    this.camera.setHeld(held);
    this.#options.parts.output.setMuted(held);
  }

  /** Releases everything. */
  stop(): void {
    this.#stopped = true;
    this.#cancelConnectPatience?.();
    this.#cancelRestartPatience?.();
    this.#stall.stop();
    this.microphone.stop();
    this.camera.stop();
    this.#remote.clear();
    this.#options.parts.output.setMuted(false);
    this.#link?.close();
    this.#link = null;
  }

  #linkChanged(state: LinkState): void {
    const pending = state === 'connecting' || state === 'idle';
    if (pending && this.#lastState === 'connected') this.#beginRestart();
    else if (!pending) this.#restarting = false;
    this.#lastState = state;
    switch (state) {
      case 'connected':
        this.#cancelConnectPatience?.();
        // The path has just been checked: from here on only what arrives can be missed.
        this.#stall.reset();
        if (this.up) this.#options.onUp();
        break;
      case 'disconnected':
      case 'failed':
        this.#options.onTrouble(state);
        break;
      case 'idle':
      case 'connecting':
      case 'closed':
        break;
    }
    this.#options.onChanged();
  }

  #beginRestart(): void {
    this.#restarting = true;
    this.#cancelRestartPatience?.();
    this.#cancelRestartPatience = this.#options.parts.clock.after(restartPatienceMs, () => {
      this.#restarting = false;
      this.#options.onChanged();
    });
  }
}
