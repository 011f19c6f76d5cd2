import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { MediaSource, SubscriptionParameters, TransportParameters } from '../../../shared/protocol.ts';
import { RequestError } from '../../errors.ts';
import type {
  DtlsParameters,
  IceParametersPair,
  ParticipantMedia,
  Publication,
  PublishRequest,
  Subscription,
} from '../port.ts';
import { SfuPublication, sfuPublication } from './publication.ts';

const kindOfSource: Record<MediaSource, types.MediaKind> = { microphone: 'audio', camera: 'video', screen: 'video' };

class SfuSubscription implements Subscription {
  readonly fromParticipantId: string;
  readonly consumer: types.Consumer;
  readonly #publication: SfuPublication;
  readonly #logger: Logger;
  #ready: boolean;
  #open: boolean;
  #flowing: boolean;

  constructor(
    consumer: types.Consumer,
    publication: SfuPublication,
    fromParticipantId: string,
    gate: { ready: boolean; open: boolean },
    logger: Logger,
  ) {
    this.consumer = consumer;
    this.#publication = publication;
    this.fromParticipantId = fromParticipantId;
    this.#ready = gate.ready;
    this.#open = gate.open;
    this.#flowing = gate.ready && gate.open;
    this.#logger = logger;
  }

  get id(): string {
    return this.consumer.id;
  }

  get publicationId(): string {
    return this.consumer.producerId;
  }

  describe(): SubscriptionParameters {
    return {
      subscriptionId: this.consumer.id,
      publicationId: this.consumer.producerId,
      participantId: this.fromParticipantId,
      kind: this.consumer.kind,
      source: this.#publication.source,
      rtpParameters: this.consumer.rtpParameters,
      paused: !this.#ready,
      publicationPaused: this.#publication.paused,
    };
  }

  setOpen(open: boolean): void {
    this.#open = open;
    this.#render();
  }

  setReady(): void {
    this.#ready = true;
    this.#render();
  }

  /** The worker handles requests in order, so the last wish wins without waiting for the earlier ones. */
  #render(): void {
    const flowing = this.#ready && this.#open;
    if (flowing === this.#flowing || this.consumer.closed) return;
    this.#flowing = flowing;
    void (flowing ? this.consumer.resume() : this.consumer.pause()).catch((error: unknown) => {
      if (!this.consumer.closed)
        this.#logger.warn({ err: error, subscriptionId: this.id }, 'a subscription did not follow');
    });
  }
}

/** {@link ParticipantMedia} with two WebRtcTransports of a mediasoup router. */
export class SfuParticipantMedia implements ParticipantMedia {
  readonly #router: types.Router;
  readonly #send: types.WebRtcTransport;
  readonly #receive: types.WebRtcTransport;
  readonly #rtpCapabilities: types.RtpCapabilities;
  readonly #logger: Logger;
  readonly #publications = new Map<string, SfuPublication>();
  readonly #subscriptions = new Map<string, SfuSubscription>();
  /** Sources being published: nothing is made twice by two requests at once. */
  readonly #pending = new Set<string>();
  /** The same for what is received, made or being made: see {@link keyOf}. */
  readonly #subscribed = new Set<string>();
  #everConsumed = false;

  constructor(
    router: types.Router,
    transports: { send: types.WebRtcTransport; receive: types.WebRtcTransport },
    rtpCapabilities: types.RtpCapabilities,
    logger: Logger,
  ) {
    this.#router = router;
    this.#send = transports.send;
    this.#receive = transports.receive;
    this.#rtpCapabilities = rtpCapabilities;
    this.#logger = logger;
  }

  get transports(): { send: TransportParameters; receive: TransportParameters } {
    return { send: describeTransport(this.#send), receive: describeTransport(this.#receive) };
  }

  get publications(): readonly Publication[] {
    return [...this.#publications.values()];
  }

  get subscriptions(): readonly Subscription[] {
    return [...this.#subscriptions.values()];
  }

  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = [this.#send, this.#receive].find(({ id }) => id === transportId);
    if (transport === undefined) throw noSuch('transport', transportId);
    const { role, fingerprints } = dtlsParameters;
    await mediaRequest('The transport could not be connected', () =>
      transport.connect({ dtlsParameters: role === undefined ? { fingerprints } : { role, fingerprints } }),
    );
  }

  async publish(request: PublishRequest): Promise<Publication> {
    if (request.transportId !== this.#send.id) throw noSuch('send transport', request.transportId);
    if (kindOfSource[request.source] !== request.kind) {
      throw new RequestError('media-rejected', `A ${request.source} sends ${kindOfSource[request.source]}.`);
    }
    const taken = [...this.#publications.values()].some(({ source }) => source === request.source);
    if (taken || this.#pending.has(request.source)) {
      throw new RequestError('limit-reached', `You publish a ${request.source} already. Close it first.`);
    }
    this.#pending.add(request.source);
    try {
      const producer = await mediaRequest('The publication was not accepted', () =>
        this.#send.produce({
          kind: request.kind,
          rtpParameters: request.rtpParameters as types.RtpParameters,
          paused: request.paused,
        }),
      );
      const publication = new SfuPublication(producer, request.source);
      this.#publications.set(producer.id, publication);
      return publication;
    } finally {
      this.#pending.delete(request.source);
    }
  }

  async setPublicationPaused(publicationId: string, paused: boolean): Promise<void> {
    const publication = this.#publications.get(publicationId);
    if (publication === undefined) throw noSuch('publication', publicationId);
    publication.paused = paused;
    await (paused ? publication.producer.pause() : publication.producer.resume());
  }

  closePublication(publicationId: string): void {
    const publication = this.#publications.get(publicationId);
    if (publication === undefined) throw noSuch('publication', publicationId);
    this.#publications.delete(publicationId);
    publication.producer.close();
  }

  async subscribe(publication: Publication, fromParticipantId: string, open: boolean): Promise<Subscription | null> {
    const published = sfuPublication(publication);
    const { producer } = published;
    const key = keyOf(publication.id, fromParticipantId);
    if (this.#subscribed.has(key) || this.#receive.closed || producer.closed) return null;
    if (!this.#router.canConsume({ producerId: producer.id, rtpCapabilities: this.#rtpCapabilities })) return null;
    // Alone on its transport a packet cannot be taken for another stream's, so audio need not wait for the client.
    const ready = producer.kind === 'audio' && !this.#everConsumed;
    this.#everConsumed = true;
    this.#subscribed.add(key);
    try {
      const consumer = await this.#receive.consume({
        producerId: producer.id,
        rtpCapabilities: this.#rtpCapabilities,
        paused: !(ready && open),
        // Audio too is sent again on request; mediasoup does so for video only unless told. The few packets of a silence
        // are forwarded: receivers tell by them that the path still works.
        enableRtx: true,
      });
      if (!producer.closed) {
        const subscription = new SfuSubscription(consumer, published, fromParticipantId, { ready, open }, this.#logger);
        this.#subscriptions.set(consumer.id, subscription);
        return subscription;
      }
      consumer.close();
    } catch (error) {
      if (!this.#receive.closed && !producer.closed)
        this.#logger.warn({ err: error, publicationId: producer.id }, 'a participant cannot receive a publication');
    }
    this.#subscribed.delete(key);
    return null;
  }

  unsubscribe(subscriptionId: string): void {
    const subscription = this.#subscriptions.get(subscriptionId);
    if (subscription === undefined) return;
    subscription.consumer.close();
    this.#subscriptions.delete(subscriptionId);
    this.#subscribed.delete(keyOf(subscription.publicationId, subscription.fromParticipantId));
  }

  ready(subscriptionIds: readonly string[]): void {
    const wanted = subscriptionIds.map((id) => this.#subscriptions.get(id) ?? id);
    for (const subscription of wanted) if (typeof subscription === 'string') throw noSuch('subscription', subscription);
    for (const subscription of wanted) if (typeof subscription !== 'string') subscription.setReady();
  }

  async restartIce(): Promise<IceParametersPair> {
    const [send, receive] = await Promise.all([this.#send.restartIce(), this.#receive.restartIce()]);
    return { send, receive };
  }

  close(): void {
    this.#send.close();
    this.#receive.close();
  }
}

/** The echo publishes what others do: a publication alone does not say whose it is. */
const keyOf = (publicationId: string, fromParticipantId: string): string => `${publicationId} ${fromParticipantId}`;

function describeTransport(transport: types.WebRtcTransport): TransportParameters {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return { id, iceParameters, iceCandidates, dtlsParameters };
}

function noSuch(what: string, id: string): RequestError {
  return new RequestError('not-found', `There is no ${what} ${id} in your session.`);
}

/** mediasoup checks its input in depth and throws; here that is the client's doing, not the server's. */
async function mediaRequest<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RequestError('media-rejected', `${what}: ${reason}`, { cause: error });
  }
}
