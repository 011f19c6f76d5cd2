/** Doubles of what a call is made of, driven by the tests. */

import type { CallParts } from '../../../src/renderer/call/call-parts.ts';
import { CallError } from '../../../src/renderer/call-error.ts';
import type { MicrophoneProblem } from '../../../src/renderer/devices/devices.ts';
import type { OtherMicrophone } from '../../../src/renderer/devices/microphone.ts';
import type { AudioOutput, CallOutput } from '../../../src/renderer/devices/speaker.ts';
import { Emitter, type Unsubscribe } from '../../../src/renderer/emitter.ts';
import type {
  LinkState,
  MediaEngine,
  MediaLink,
  MediaLinkEvents,
  ReceivedAudio,
} from '../../../src/renderer/media/link.ts';
import type { MicrophoneSource } from '../../../src/renderer/media/microphone-sender.ts';
import type { Signaling, SignalingEvents } from '../../../src/renderer/signaling/signaling.ts';
import type {
  MediaSource,
  PushOf,
  ReplyOf,
  RequestName,
  RequestOf,
  SubscriptionParameters,
} from '../../../src/shared/protocol.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { settle } from '../support/settle.ts';
import { welcomeOf } from './protocol-fixtures.ts';

/** A track as far as the call logic looks at one. */
export class FakeTrack extends EventTarget {
  enabled = true;
  readyState: MediaStreamTrackState = 'live';
  readonly kind: string;
  readonly label: string;
  readonly clones: FakeTrack[] = [];

  constructor(label: string, kind = 'audio') {
    super();
    this.label = label;
    this.kind = kind;
  }

  /** A track of its own of the same source. */
  clone(): FakeTrack {
    const clone = new FakeTrack(this.label, this.kind);
    clone.enabled = this.enabled;
    clone.readyState = this.readyState;
    this.clones.push(clone);
    return clone;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** As when the device is unplugged. */
  end(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }

  get asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

type Answer = { ok: unknown } | { error: CallError } | 'never';
type Sent = { [N in RequestName]: { name: N; data: RequestOf<N> } }[RequestName];

export class FakeSignaling implements Signaling {
  online = true;
  closed = false;
  reconnects = 0;
  readonly sent: Sent[] = [];
  readonly #emitter = new Emitter<SignalingEvents>((error) => {
    throw error;
  });
  readonly #answers = new Map<RequestName, (data: never) => Answer>();

  on<N extends keyof SignalingEvents>(name: N, listener: (event: SignalingEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  connect(): void {}

  answer<N extends RequestName>(
    name: N,
    answer: (data: RequestOf<N>) => { ok: ReplyOf<N> } | { error: CallError } | 'never',
  ) {
    this.#answers.set(name, answer as (data: never) => Answer);
  }

  async request<N extends RequestName>(name: N, data: RequestOf<N>): Promise<ReplyOf<N>> {
    if (!this.online) throw new CallError('not-connected', name);
    this.sent.push({ name, data } as Sent);
    const answer = this.#answers.get(name)?.(data as never) ?? { ok: {} };
    if (answer === 'never') return new Promise(() => {});
    await Promise.resolve();
    if ('error' in answer) throw answer.error;
    return answer.ok as ReplyOf<N>;
  }

  names(): RequestName[] {
    return this.sent.map(({ name }) => name);
  }

  reconnectNow(): void {
    this.reconnects += 1;
  }

  close(): void {
    this.closed = true;
    this.online = false;
  }

  push<N extends keyof SignalingEvents>(name: N, event: SignalingEvents[N]): void {
    this.#emitter.emit(name, event);
  }

  drop(): void {
    this.online = false;
    this.push('offline', { reason: 'test' });
  }

  comeBack(welcome: Partial<PushOf<'welcome'>> = {}): void {
    this.online = true;
    this.push('welcome', welcomeOf(welcome));
  }
}

export class FakeLink implements MediaLink {
  readonly sessionId: string;
  state: LinkState = 'idle';
  closed = false;
  restarts = 0;
  audio: ReceivedAudio | null = null;
  readonly sources = new Map<MediaSource, { track: MediaStreamTrack; paused: boolean }>();
  readonly subscribed = new Set<string>();
  /** Ids of subscriptions that no receiver can be made for. */
  readonly unreceivable = new Set<string>();
  readonly #received = new Map<string, MediaStreamTrack>();
  readonly log: string[] = [];
  /** Fails the next steps with this, all or some. */
  failing: Error | { step: RegExp; error: CallError } | null = null;
  readonly #emitter = new Emitter<MediaLinkEvents>();

  constructor(sessionId = 'session-1') {
    this.sessionId = sessionId;
  }

  on<N extends keyof MediaLinkEvents>(name: N, listener: (event: MediaLinkEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  become(state: LinkState): void {
    this.state = state;
    this.#emitter.emit('stateChanged', state);
  }

  async publish(source: MediaSource, track: MediaStreamTrack, paused: boolean): Promise<void> {
    this.#step(`publish ${source}${paused ? ' paused' : ''}`);
    this.sources.set(source, { track, paused });
  }

  async replaceTrack(source: MediaSource, track: MediaStreamTrack): Promise<void> {
    this.#step(`replace ${source}`);
    const sending = this.sources.get(source);
    if (sending !== undefined) sending.track = track;
  }

  async setPaused(source: MediaSource, paused: boolean): Promise<void> {
    this.#step(`${paused ? 'pause' : 'resume'} ${source}`);
    const sending = this.sources.get(source);
    if (sending !== undefined) sending.paused = paused;
  }

  unpublish(source: MediaSource): void {
    this.#step(`unpublish ${source}`);
    this.sources.delete(source);
  }

  async subscribe(parameters: readonly SubscriptionParameters[]) {
    this.#step('subscribe');
    const failed = parameters.filter(({ subscriptionId }) => this.unreceivable.has(subscriptionId));
    const received = parameters.filter(({ subscriptionId }) => !this.unreceivable.has(subscriptionId));
    for (const { subscriptionId } of received) this.subscribed.add(subscriptionId);
    const track = ({ subscriptionId: id, kind }: SubscriptionParameters) => {
      const known = this.#received.get(id) ?? new FakeTrack(id, kind).asTrack;
      this.#received.set(id, known);
      return known;
    };
    return { tracks: received.map((parameter) => ({ parameters: parameter, track: track(parameter) })), failed };
  }

  async resumeSubscriptions(subscriptionIds: readonly string[]): Promise<void> {
    this.#step(`resume ${subscriptionIds.join(' ')}`);
  }

  unsubscribe(subscriptionIds: readonly string[]): void {
    for (const id of subscriptionIds) this.subscribed.delete(id);
  }

  lastAudio(): ReadonlyMap<string, ReceivedAudio> {
    return new Map(this.audio === null ? [] : [['participant-bob', this.audio]]);
  }

  async restartIce(): Promise<void> {
    this.#step('restart');
    this.restarts += 1;
  }

  getStats(): Promise<never> {
    throw new Error('not needed by the call logic');
  }

  close(): void {
    this.closed = true;
    this.become('closed');
  }

  #step(what: string): void {
    if (this.failing instanceof Error) throw this.failing;
    if (this.failing?.step.test(what)) throw this.failing.error;
    this.log.push(what);
  }
}

export class FakeEngine implements MediaEngine {
  readonly rtpCapabilities = { codecs: [], headerExtensions: [] };
  readonly links: FakeLink[] = [];

  createLink({ sessionId }: { sessionId: string }): FakeLink {
    const link = new FakeLink(sessionId);
    this.links.push(link);
    return link;
  }

  get link(): FakeLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error('No link has been made');
    return link;
  }
}

export class FakeMicrophone implements MicrophoneSource {
  track: MediaStreamTrack | null = null;
  problem: MicrophoneProblem | null = null;
  other: OtherMicrophone | null = null;
  users = 0;
  retries = 0;
  /** What opening does. */
  opens: 'at once' | 'later' | MicrophoneProblem = 'at once';
  /** Of every device that has been open. */
  readonly tracks: FakeTrack[] = [];
  readonly #emitter = new Emitter<{ changed: undefined }>();

  on<N extends 'changed'>(name: N, listener: (event: undefined) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  acquire(): () => void {
    this.users += 1;
    if (this.users === 1 && this.opens !== 'later') void settle().then(() => this.opened());
    return () => {
      this.users -= 1;
      if (this.users > 0) return;
      this.track?.stop();
      this.change(null, null);
    };
  }

  opened(label = 'Desk microphone'): FakeTrack | null {
    if (this.users === 0) return null;
    const problem = this.opens === 'at once' || this.opens === 'later' ? null : this.opens;
    const track = problem === null ? new FakeTrack(label) : null;
    if (track !== null) this.tracks.push(track);
    this.change(track?.asTrack ?? null, problem);
    return track;
  }

  change(track: MediaStreamTrack | null, problem: MicrophoneProblem | null): void {
    this.track = track;
    this.problem = problem;
    this.#emitter.emit('changed', undefined);
  }

  retry(): void {
    this.retries += 1;
  }

  /** As for the only call there is. */
  setAudible(audible: boolean): void {
    if (this.track !== null) this.track.enabled = audible;
  }
}

export class FakeOutput implements CallOutput {
  readonly playing = new Map<string, MediaStreamTrack>();
  muted = false;

  play(id: string, track: MediaStreamTrack): void {
    this.playing.set(id, track);
  }

  stop(id: string): void {
    this.playing.delete(id);
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
  }
}

export class FakeSpeaker implements AudioOutput {
  /** One for each call that there has been. */
  readonly outputs: FakeOutput[] = [];

  openOutput(): FakeOutput {
    const output = new FakeOutput();
    this.outputs.push(output);
    return output;
  }

  choose(): void {}

  /** What comes out of it. */
  get tracks(): readonly MediaStreamTrack[] {
    return this.outputs.flatMap(({ playing, muted }) => (muted ? [] : [...playing.values()]));
  }

  get playing(): number {
    return this.outputs.reduce((sum, { playing }) => sum + playing.size, 0);
  }
}

export const silence = new FakeTrack('silence').asTrack;

export type FakeParts = CallParts & {
  signaling: FakeSignaling;
  engine: FakeEngine;
  microphone: FakeMicrophone;
  output: FakeOutput;
  clock: ManualClock;
};

export function fakeParts(): FakeParts {
  let ids = 0;
  return {
    signaling: new FakeSignaling(),
    engine: new FakeEngine(),
    microphone: new FakeMicrophone(),
    camera: { choose: () => {}, open: async () => new FakeTrack('camera', 'video').asTrack },
    output: new FakeOutput(),
    silence,
    clock: new ManualClock(),
    random: () => 0.5,
    newSessionId: () => `session-${++ids}`,
  };
}
