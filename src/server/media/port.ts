/** What the call logic needs of the SFU. Implemented in `sfu/`; faked in the unit tests of the call logic. */
import type {
  ConsumerParameters,
  MediaSource,
  ReplyOf,
  RequestOf,
  TransportParameters,
} from '../../shared/protocol.ts';

export type RtpCapabilities = RequestOf<'session.join'>['rtpCapabilities'];
export type DtlsParameters = RequestOf<'transport.connect'>['dtlsParameters'];
export type ProduceRequest = RequestOf<'producer.create'>;
export type IceParametersPair = Pick<ReplyOf<'session.resume'>, 'send' | 'receive'>;

export interface MediaHost {
  /** @throws RequestError `media-rejected` for capabilities that are none. */
  check(rtpCapabilities: RtpCapabilities): void;
  /** @param onFailed called at most once, when the room is lost with its worker. */
  createRoom(onFailed: () => void): Promise<MediaRoom>;
}

/** The media of one session. */
export interface MediaRoom {
  /** @param rtpCapabilities checked before. */
  createPeer(rtpCapabilities: RtpCapabilities): Promise<PeerMedia>;
  close(): void;
}

/** Something a peer sends. */
export interface Publication {
  readonly id: string;
  readonly source: MediaSource;
  readonly paused: boolean;
}

/** Something a peer receives. `flowing` is decided by the session, readiness by the peer itself. */
export interface Subscription {
  readonly id: string;
  readonly producerId: string;
  readonly fromPeerId: string;
  describe(): ConsumerParameters;
  /** Whether the session lets this media through. */
  setOpen(open: boolean): void;
}

/** Transports, producers and consumers of one peer in one room. Ids that are not this peer's own are `not-found`. */
export interface PeerMedia {
  readonly transports: { send: TransportParameters; receive: TransportParameters };
  readonly publications: readonly Publication[];
  readonly subscriptions: readonly Subscription[];
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  produce(request: ProduceRequest): Promise<Publication>;
  setProducerPaused(producerId: string, paused: boolean): Promise<void>;
  closeProducer(producerId: string): void;
  /** `null` when this peer cannot decode it, has it already, or has been closed meanwhile. */
  subscribe(publication: Publication, fromPeerId: string, open: boolean): Promise<Subscription | null>;
  unsubscribe(subscriptionId: string): void;
  /** The peer has made its local consumers and wants the media. */
  ready(consumerIds: readonly string[]): void;
  restartIce(): Promise<IceParametersPair>;
  close(): void;
}
