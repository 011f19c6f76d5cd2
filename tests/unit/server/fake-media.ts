import { RequestError } from '../../../src/server/errors.ts';
import type {
  IceParametersPair,
  MediaHost,
  MediaRoom,
  ParticipantMedia,
  Publication,
  PublishRequest,
  RtpCapabilities,
  SpeakerWatch,
  Speaking,
  Subscription,
} from '../../../src/server/media/port.ts';
import type { SubscriptionParameters, TransportParameters } from '../../../src/shared/protocol.ts';

export const rtpCapabilities: RtpCapabilities = { codecs: [], headerExtensions: [] };

let ids = 0;
const newId = (kind: string): string => `${kind}-${++ids}`;

function transport(kind: string): TransportParameters {
  return {
    id: newId(kind),
    iceParameters: { usernameFragment: newId('ufrag'), password: 'password' },
    iceCandidates: [],
    dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'AB' }] },
  };
}

type FakePublication = { id: string; source: Publication['source']; kind: 'audio' | 'video'; paused: boolean };

export class FakeSubscription implements Subscription {
  readonly id = newId('subscription');
  readonly publication: FakePublication;
  readonly fromParticipantId: string;
  open: boolean;

  constructor(publication: FakePublication, fromParticipantId: string, open: boolean) {
    this.publication = publication;
    this.fromParticipantId = fromParticipantId;
    this.open = open;
  }

  get publicationId(): string {
    return this.publication.id;
  }

  describe(): SubscriptionParameters {
    const { id: publicationId, kind, source, paused: publicationPaused } = this.publication;
    const { id: subscriptionId, fromParticipantId: participantId } = this;
    return {
      subscriptionId,
      publicationId,
      participantId,
      kind,
      source,
      rtpParameters: { codecs: [] },
      paused: false,
      publicationPaused,
    };
  }

  setOpen(open: boolean): void {
    this.open = open;
  }
}

export class FakeParticipantMedia implements ParticipantMedia {
  readonly transports = { send: transport('send'), receive: transport('receive') };
  publications: FakePublication[] = [];
  subscriptions: FakeSubscription[] = [];
  closed = false;

  async connect(): Promise<void> {}

  async publish({ source, kind, paused }: PublishRequest): Promise<Publication> {
    const publication = { id: newId('publication'), source, kind, paused };
    this.publications.push(publication);
    return publication;
  }

  async setPublicationPaused(publicationId: string, paused: boolean): Promise<void> {
    const publication = this.publications.find(({ id }) => id === publicationId);
    if (publication === undefined) throw new RequestError('not-found', 'no such publication');
    publication.paused = paused;
  }

  closePublication(publicationId: string): void {
    this.publications = this.publications.filter(({ id }) => id !== publicationId);
  }

  async subscribe(publication: Publication, fromParticipantId: string, open: boolean): Promise<Subscription | null> {
    if (
      this.subscriptions.some(
        ({ publicationId, fromParticipantId: from }) => publicationId === publication.id && from === fromParticipantId,
      )
    ) {
      return null;
    }
    const subscription = new FakeSubscription(publication as FakePublication, fromParticipantId, open);
    this.subscriptions.push(subscription);
    return subscription;
  }

  unsubscribe(subscriptionId: string): void {
    this.subscriptions = this.subscriptions.filter(({ id }) => id !== subscriptionId);
  }

  ready(): void {}

  async restartIce(): Promise<IceParametersPair> {
    return { send: transport('send').iceParameters, receive: transport('receive').iceParameters };
  }

  close(): void {
    this.closed = true;
  }
}

/** Hears what a test says that is spoken. */
export class FakeSpeakerWatch implements SpeakerWatch {
  readonly watched = new Set<string>();
  prompt = false;
  closed = false;
  readonly #onSpeakers: (speaking: Speaking) => void;

  constructor(onSpeakers: (speaking: Speaking) => void) {
    this.#onSpeakers = onSpeakers;
  }

  add({ id }: Publication): void {
    this.watched.add(id);
  }

  setPrompt(prompt: boolean): void {
    this.prompt = prompt;
  }

  hear(levels: Record<string, number>, dominant: string | null = null): void {
    const spoken = Object.entries(levels).map(([publicationId, level]) => ({ publicationId, level }));
    if (!this.closed) this.#onSpeakers({ dominant, levels: spoken });
  }

  close(): void {
    this.closed = true;
  }
}

/** An SFU without media: remembers what it was asked for. */
export class FakeMediaHost implements MediaHost {
  readonly rooms: {
    participants: FakeParticipantMedia[];
    watches: FakeSpeakerWatch[];
    closed: boolean;
    fail: () => void;
  }[] = [];
  /** Set to have rooms fail to open. */
  broken = false;

  check(): void {}

  async createRoom(onFailed: () => void): Promise<MediaRoom> {
    if (this.broken) throw new Error('no worker');
    const room = {
      participants: [] as FakeParticipantMedia[],
      watches: [] as FakeSpeakerWatch[],
      closed: false,
      fail: onFailed,
    };
    this.rooms.push(room);
    return {
      createParticipant: async () => {
        const participant = new FakeParticipantMedia();
        room.participants.push(participant);
        return participant;
      },
      watchSpeakers: (onSpeakers) => {
        const watch = new FakeSpeakerWatch(onSpeakers);
        room.watches.push(watch);
        return watch;
      },
      close: () => {
        room.closed = true;
      },
    };
  }
}
