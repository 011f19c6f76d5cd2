/** What the call logic needs of the SFU. Implemented in `sfu/`; faked in the unit tests of the call logic. */
import type {
  MediaSource,
  ReplyOf,
  RequestOf,
  SubscriptionParameters,
  TransportParameters,
} from '../../shared/protocol.ts';

export type RtpCapabilities = RequestOf<'session.join'>['rtpCapabilities'];
export type DtlsParameters = RequestOf<'transport.connect'>['dtlsParameters'];
export type PublishRequest = RequestOf<'publication.create'>;
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
  readonly publicationId: string;
  readonly fromParticipantId: string;
  describe(): SubscriptionParameters;
  /** Whether the session lets this media through. */
  setOpen(open: boolean): void;
}

/** Transports, publications and subscriptions of one participant in one room. Ids that are not this participant's own are `not-found`. */
export interface ParticipantMedia {
  readonly transports: { send: TransportParameters; receive: TransportParameters };
  readonly publications: readonly Publication[];
  readonly subscriptions: readonly Subscription[];
  connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void>;
  publish(request: PublishRequest): Promise<Publication>;
  setPublicationPaused(publicationId: string, paused: boolean): Promise<void>;
  closePublication(publicationId: string): void;
  /** `null` when this participant cannot decode it, has it already, or has been closed meanwhile. */
  subscribe(publication: Publication, fromParticipantId: string, open: boolean): Promise<Subscription | null>;
  unsubscribe(subscriptionId: string): void;
  /** The participant can receive these and wants the media. */
  ready(subscriptionIds: readonly string[]): void;
  restartIce(): Promise<IceParametersPair>;
  close(): void;
}
