/** WebRTC of one call: the two transports of one join, over mediasoup-client. */

import type { Device } from 'mediasoup-client';
import type * as ms from 'mediasoup-client/types';
import type {
  JoinedSession,
  MediaSource,
  PushOf,
  ReplyOf,
  RequestOf,
  SubscriptionParameters,
  TransportParameters,
} from '../../shared/protocol.ts';
import { CallError, hasCode } from '../call-error.ts';
import { Emitter, type EventSource, type Unsubscribe } from '../emitter.ts';
import { log } from '../log.ts';
import type { Signaling } from '../signaling/signaling.ts';

export type Welcome = PushOf<'welcome'>;
type RtpCapabilities = Welcome['rtpCapabilities'];
type IceParameters = TransportParameters['iceParameters'];

/** Voice: silence costs nothing, a lost packet is repaired; nothing here is in stereo. */
const voiceCodec: ms.ProducerCodecOptions = { opusDtx: true, opusFec: true, opusNack: true, opusStereo: false };

/** Whether media can flow: of both transports the worse. `idle`: nothing needs them yet. */
export type LinkState = 'idle' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

export type MediaLinkEvents = {
  stateChanged: LinkState;
};

export type ReceivedAudio = {
  /** ms since the epoch. */
  at: number;
  /** How loud the sender says it is, 0…1 of full scale (RFC 6464). */
  level: number;
};

export type RemoteTrack = { parameters: SubscriptionParameters; track: MediaStreamTrack };
export type Received = { tracks: readonly RemoteTrack[]; failed: readonly SubscriptionParameters[] };

/** One join's transports. Never stops a track it was given: tracks belong to their devices and outlive a link. */
export interface MediaLink extends EventSource<MediaLinkEvents> {
  readonly state: LinkState;
  /** Sends `track`. The server learns of it within the same round trip in which the transport connects. */
  publish(source: MediaSource, track: MediaStreamTrack, paused: boolean): Promise<void>;
  /** Sends another track in place of the present one; needs no signaling. */
  replaceTrack(source: MediaSource, track: MediaStreamTrack): Promise<void>;
  /** Pauses at the server; resolves when the server has done it. */
  setPaused(source: MediaSource, paused: boolean): Promise<void>;
  /** Sends it no more, at once. What the server could not be told of is told with the next step that reaches it. */
  unpublish(source: MediaSource): void;
  /** Makes receivers, or finds those that there are; one that cannot be made takes no other with it. */
  subscribe(parameters: readonly SubscriptionParameters[]): Promise<Received>;
  /** Asks the server to let the media of these receivers flow. */
  resumeSubscriptions(subscriptionIds: readonly string[]): Promise<void>;
  /** Also one that is still being made. */
  unsubscribe(subscriptionIds: readonly string[]): void;
  /** The last audio packet that was received, by the participant it is from; of no more than ten seconds ago. */
  lastAudio(): ReadonlyMap<string, ReceivedAudio>;
  restartIce(parameters: { send: IceParameters; receive: IceParameters }): Promise<void>;
  getStats(): Promise<{ send: RTCStatsReport; receive: RTCStatsReport }>;
  close(): void;
}

export interface MediaEngine {
  /** What this device can receive; known once loaded. */
  readonly rtpCapabilities: RtpCapabilities;
  createLink(joined: JoinedSession, signaling: Signaling): MediaLink;
}

/** A third of all that a window runs, which nothing on the screen needs. */
const mediasoupClient = () => import('mediasoup-client');

/** Has the code there by the time that somebody is signed in. */
export function preloadMediaEngine(): void {
  // Who then loads the engine meets the failure.
  mediasoupClient().catch(() => {});
}

/** Loads the mediasoup device: some 10 ms that no call has to wait for. */
export async function loadMediaEngine(welcome: Pick<Welcome, 'rtpCapabilities' | 'iceServers'>): Promise<MediaEngine> {
  const { Device } = await mediasoupClient();
  // Named, because an Electron user agent of one's own defeats detection.
  const device = await Device.factory({ handlerName: 'Chrome111' });
  await device.load({ routerRtpCapabilities: welcome.rtpCapabilities as unknown as ms.RtpCapabilities });
  return createMediaEngine(device, welcome.iceServers as RTCIceServer[]);
}

/** @param device a loaded one */
export const createMediaEngine = (device: Device, iceServers: RTCIceServer[]): MediaEngine => ({
  rtpCapabilities: device.recvRtpCapabilities as unknown as RtpCapabilities,
  createLink: (joined, signaling) => new MediasoupLink(device, joined, iceServers, signaling),
});

class MediasoupLink implements MediaLink {
  readonly #send: ms.Transport;
  readonly #receive: ms.Transport;
  readonly #sessionId: string;
  readonly #signaling: Signaling;
  readonly #emitter = new Emitter<MediaLinkEvents>();
  readonly #producers = new Map<MediaSource, ms.Producer>();
  /** Ids of publications that have ended here, as far as the server has not been told. */
  readonly #ended = new Set<string>();
  readonly #consumers = new Map<string, ms.Consumer>();
  /** Receivers that are being made, by subscription id; `null` for one that is not wanted any more. Never reject. */
  readonly #making = new Map<string, Promise<ms.Consumer | 'failed' | null>>();
  #state: LinkState = 'idle';

  constructor(device: Device, joined: JoinedSession, iceServers: RTCIceServer[], signaling: Signaling) {
    const { sessionId } = joined;
    this.#sessionId = sessionId;
    this.#signaling = signaling;
    this.#send = device.createSendTransport(transportOptions(joined.send, iceServers));
    this.#receive = device.createRecvTransport(transportOptions(joined.receive, iceServers));
    for (const transport of [this.#send, this.#receive]) {
      transport.on('connect', ({ dtlsParameters }, callback) => {
        signaling
          .request('transport.connect', {
            sessionId,
            transportId: transport.id,
            dtlsParameters: dtlsParameters as RequestOf<'transport.connect'>['dtlsParameters'],
          })
          .catch((error: unknown) => this.#connectFailed(error));
        // Not waiting for the answer saves a round trip; requests keep their order, so what follows finds it connected.
        callback();
      });
      transport.on('connectionstatechange', () => this.#update());
    }
    this.#send.on('produce', ({ kind, rtpParameters, appData }, callback, errback) => {
      signaling
        .request('publication.create', {
          sessionId,
          transportId: this.#send.id,
          kind,
          source: appData.source as MediaSource,
          rtpParameters: rtpParameters as unknown as RequestOf<'publication.create'>['rtpParameters'],
          paused: appData.paused === true,
        })
        .then(({ publicationId }: ReplyOf<'publication.create'>) => callback({ id: publicationId }), errback);
    });
  }

  on<N extends keyof MediaLinkEvents>(name: N, listener: (event: MediaLinkEvents[N]) => void): Unsubscribe {
    return this.#emitter.on(name, listener);
  }

  get state(): LinkState {
    return this.#state;
  }

  async publish(source: MediaSource, track: MediaStreamTrack, paused: boolean): Promise<void> {
    // Hearing comes first: side by side the two take the same threads of the browser, and each takes longer.
    await Promise.all(this.#making.values());
    await this.#tellEnded();
    const producer = await mediaStep(`publishing the ${source}`, () =>
      this.#send.produce({
        track,
        stopTracks: false,
        // The microphone's own loop switches its track.
        disableTrackOnPause: false,
        appData: { source, paused },
        ...(track.kind === 'audio' ? { codecOptions: voiceCodec } : {}),
      }),
    );
    this.#producers.set(source, producer);
  }

  async replaceTrack(source: MediaSource, track: MediaStreamTrack): Promise<void> {
    await mediaStep(`replacing the ${source}'s track`, () => this.#producer(source).replaceTrack({ track }));
  }

  async setPaused(source: MediaSource, paused: boolean): Promise<void> {
    const producer = this.#producer(source);
    if (paused) producer.pause();
    await this.#signaling.request(paused ? 'publication.pause' : 'publication.resume', {
      sessionId: this.#sessionId,
      publicationId: producer.id,
    });
    if (!paused) producer.resume();
  }

  unpublish(source: MediaSource): void {
    const producer = this.#producers.get(source);
    if (producer === undefined) return;
    this.#producers.delete(source);
    producer.close();
    this.#ended.add(producer.id);
    this.#tellEnded().catch((error: unknown) => log.warn(`The end of the ${source} has to wait:`, error));
  }

  async subscribe(parameters: readonly SubscriptionParameters[]): Promise<Received> {
    // Together: mediasoup-client makes them in one SDP round.
    const made = await Promise.all(
      parameters.map(async (parameter) => ({ parameter, consumer: await this.#receiver(parameter) })),
    );
    this.#update();
    return {
      tracks: made.flatMap(({ parameter, consumer }) =>
        consumer === 'failed' || consumer === null ? [] : [{ parameters: parameter, track: consumer.track }],
      ),
      failed: made.filter(({ consumer }) => consumer === 'failed').map(({ parameter }) => parameter),
    };
  }

  async resumeSubscriptions(subscriptionIds: readonly string[]): Promise<void> {
    const request = { sessionId: this.#sessionId, subscriptionIds: [...subscriptionIds] };
    await this.#signaling.request('subscription.resume', request);
  }

  unsubscribe(subscriptionIds: readonly string[]): void {
    for (const id of subscriptionIds) {
      this.#making.delete(id);
      this.#consumers.get(id)?.close();
      this.#consumers.delete(id);
    }
  }

  lastAudio(): ReadonlyMap<string, ReceivedAudio> {
    const received = new Map<string, ReceivedAudio>();
    for (const consumer of this.#consumers.values()) {
      if (consumer.kind !== 'audio' || consumer.closed) continue;
      for (const { timestamp, audioLevel } of consumer.rtpReceiver?.getSynchronizationSources() ?? []) {
        const from = consumer.appData.participantId as string;
        if (timestamp > (received.get(from)?.at ?? 0)) received.set(from, { at: timestamp, level: audioLevel ?? 1 });
      }
    }
    return received;
  }

  async restartIce(parameters: { send: IceParameters; receive: IceParameters }): Promise<void> {
    this.#tellEnded().catch((error: unknown) => log.warn('The end of a track has to wait:', error));
    await mediaStep('restarting ICE', () =>
      Promise.all([
        this.#send.restartIce({ iceParameters: withLite(parameters.send) }),
        this.#receive.restartIce({ iceParameters: withLite(parameters.receive) }),
      ]),
    );
  }

  async getStats(): Promise<{ send: RTCStatsReport; receive: RTCStatsReport }> {
    const [send, receive] = await Promise.all([this.#send.getStats(), this.#receive.getStats()]);
    return { send, receive };
  }

  close(): void {
    this.#send.close();
    this.#receive.close();
    this.#producers.clear();
    this.#making.clear();
    this.#consumers.clear();
    this.#update();
  }

  #receiver(parameters: SubscriptionParameters): Promise<ms.Consumer | 'failed' | null> {
    const { subscriptionId: id } = parameters;
    const consumer = this.#consumers.get(id);
    if (consumer !== undefined) return Promise.resolve(consumer);
    const making = this.#making.get(id) ?? this.#make(parameters);
    this.#making.set(id, making);
    return making;
  }

  async #make(parameters: SubscriptionParameters): Promise<ms.Consumer | 'failed' | null> {
    const { subscriptionId: id, publicationId: producerId, kind, source, participantId } = parameters;
    const wanted = () => this.#making.has(id);
    try {
      const consumer = await this.#receive.consume({
        id,
        producerId,
        kind,
        rtpParameters: parameters.rtpParameters as unknown as ms.RtpParameters,
        // Voice and camera of one participant in one stream: Chromium keeps those in step.
        appData: { participantId },
        streamId: `${participantId}-${source === 'screen' ? 'screen' : 'person'}`,
      });
      if (!wanted()) {
        consumer.close();
        return null;
      }
      this.#consumers.set(id, consumer);
      return consumer;
    } catch (error) {
      if (!wanted()) return null;
      log.warn(`The ${source} of participant ${participantId} cannot be received:`, error);
      return 'failed';
    } finally {
      this.#making.delete(id);
    }
  }

  /** Tells the server of publications that have ended here; what it knows nothing of has ended there, too. */
  async #tellEnded(): Promise<void> {
    for (const publicationId of this.#ended) {
      try {
        await this.#signaling.request('publication.close', { sessionId: this.#sessionId, publicationId });
      } catch (error) {
        if (!hasCode(error, 'not-found', 'session-not-found')) throw error;
      }
      this.#ended.delete(publicationId);
    }
  }

  #producer(source: MediaSource): ms.Producer {
    const producer = this.#producers.get(source);
    if (producer === undefined) throw new CallError('media-failed', `no ${source} is published yet; publish it first`);
    return producer;
  }

  #connectFailed(error: unknown): void {
    if (this.#send.closed) return;
    log.warn('A transport could not be connected:', error);
    this.#setState('failed');
  }

  #update(): void {
    this.#setState(combine(this.#send, this.#receive, this.#consumers.size > 0));
  }

  #setState(state: LinkState): void {
    if (state === this.#state || this.#state === 'closed') return;
    this.#state = state;
    this.#emitter.emit('stateChanged', state);
  }
}

function combine(send: ms.Transport, receive: ms.Transport, receiving: boolean): LinkState {
  if (send.closed || receive.closed) return 'closed';
  // A receiving transport connects with its first subscription: until then only the other counts.
  const states = receiving ? [send.connectionState, receive.connectionState] : [send.connectionState];
  if (states.includes('failed')) return 'failed';
  if (states.includes('disconnected')) return 'disconnected';
  if (states.includes('connecting')) return 'connecting';
  return states.includes('new') ? 'idle' : 'connected';
}

function transportOptions(parameters: TransportParameters, iceServers: RTCIceServer[]): ms.TransportOptions {
  return {
    id: parameters.id,
    iceParameters: withLite(parameters.iceParameters),
    iceCandidates: parameters.iceCandidates as unknown as ms.IceCandidate[],
    dtlsParameters: parameters.dtlsParameters as ms.DtlsParameters,
    iceServers,
  };
}

const withLite = ({ usernameFragment, password, iceLite }: IceParameters): ms.IceParameters => ({
  usernameFragment,
  password,
  ...(iceLite === undefined ? {} : { iceLite }),
});

async function mediaStep<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof CallError) throw error;
    throw new CallError('media-failed', `${what} failed; the call will try new transports`, error);
  }
}
