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
  createParticipant(rtpCapabilities: RtpCapabilities): Promise<ParticipantMedia>;
  close(): void;
}

/** Something a participant sends. */
export interface Publication {
  readonly id: string;
  readonly source: MediaSource;
  readonly paused: boolean;
}

/** Something a participant receives. `flowing` is decided by the session, readiness by the participant itself. */
export interface Subscription {
  readonly id: string;
  readonly producerId: string;
  readonly fromParticipantId: string;
  describe(): ConsumerParameters;
  /** Whether the session lets this media through. */
  setOpen(open: boolean): void;
}

/** Transports, producers and consumers of one participant in one room. Ids that are not this participant's own are `not-found`. */
export interface ParticipantMedia {
  readonly transports: { send: TransportParameters; receive: TransportParameters };
  readonly publications: readonly Publication[];
  readonly subscriptions: readonly Subscription[];
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  produce(request: ProduceRequest): Promise<Publication>;
  setProducerPaused(producerId: string, paused: boolean): Promise<void>;
  closeProducer(producerId: string): void;
  /** `null` when this participant cannot decode it, has it already, or has been closed meanwhile. */
  subscribe(publication: Publication, fromParticipantId: string, open: boolean): Promise<Subscription | null>;
  unsubscribe(subscriptionId: string): void;
  /** The participant has made its local consumers and wants the media. */
  ready(consumerIds: readonly string[]): void;
  restartIce(): Promise<IceParametersPair>;
  close(): void;
}
