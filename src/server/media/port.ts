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
  /** Listens to who speaks, until the watch or the room is closed. */
  watchSpeakers(onSpeakers: (speaking: Speaking) => void): SpeakerWatch;
  close(): void;
}

/** Who speaks, of the microphones that are watched. */
export type Speaking = {
  /** Who leads the conversation, whether they say something right now or not. */
  dominant: string | null;
  /** Who says something right now, the loudest first; dBov, −127…0 (RFC 6464). */
  levels: readonly { publicationId: string; level: number }[];
};

export interface SpeakerWatch {
  /** Watches this microphone too, until it is closed. Again is harmless. */
  add(publication: Publication): void;
  /** Whether it matters that somebody who begins to speak is noticed within 300 ms. It costs more notifications. */
  setPrompt(prompt: boolean): void;
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
