import type {
  MediaRoom,
  ParticipantMedia,
  ProduceRequest,
  Publication,
  RtpCapabilities,
  Subscription,
} from '../media/port.ts';
import type { Participant } from './participant.ts';

/** What the media of a session depends on. */
export interface MediaRules {
  readonly sessionId: string;
  readonly participants: Iterable<Participant>;
  /** Whether `to` gets consumers for what `from` produces. */
  connects(from: Participant, to: Participant): boolean;
  /** Whether media flows through those consumers now. */
  flows(from: Participant, to: Participant): boolean;
}

/**
 * Who receives what in a session: consumers exist as soon as both ends do, while it rings already; media flows through them
 * only as the session's rules allow.
 */
export class SessionMedia {
  readonly #rules: MediaRules;
  readonly #room: Promise<MediaRoom>;

  /** @param room that it fails to open is the session's to handle; whoever attaches meets the failure too. */
  constructor(room: Promise<MediaRoom>, rules: MediaRules) {
    this.#room = room;
    this.#rules = rules;
  }

  /** Gives the participant fresh transports and all its consumers. `false` when the participant has left or joined again meanwhile. */
  async attach(participant: Participant, rtpCapabilities: RtpCapabilities): Promise<boolean> {
    const { generation, before } = participant.beginJoin();
    try {
      const room = await this.#room;
      const media = await room.createParticipant(rtpCapabilities);
      if (!participant.giveMedia(generation, media)) {
        media.close();
        return false;
      }
      await Promise.all([...this.#rules.participants].map((from) => this.#subscribe(from, participant)));
      return participant.isIn(generation);
    } finally {
      // Only now: closing takes the worker's time, and whoever joins again is waiting.
      if (before !== null) this.#takeAway(participant, before);
    }
  }

  /** Takes the participant's media away, and from the others what they received of it. */
  detach(participant: Participant): void {
    const media = participant.takeMedia();
    if (media !== null) this.#takeAway(participant, media);
  }

  async produce(participant: Participant, request: ProduceRequest): Promise<Publication> {
    const { media } = participant;
    if (media === null) throw new Error('A participant without transports cannot produce');
    const publication = await media.produce(request);
    // The consumers need not be there for the producer's reply to leave.
    for (const to of this.#rules.participants) void this.#subscribe(participant, to);
    for (const from of this.#rules.participants) if (from.device === null) void this.#subscribe(from, participant);
    return publication;
  }

  closeProducer(participant: Participant, producerId: string): void {
    participant.media?.closeProducer(producerId);
    for (const to of this.#rules.participants) this.#drop(to, (subscription) => subscription.producerId === producerId);
  }

  /** Opens and closes each consumer as the rules say now. */
  refresh(): void {
    const byId = new Map([...this.#rules.participants].map((participant) => [participant.id, participant]));
    for (const to of byId.values()) {
      for (const subscription of to.media?.subscriptions ?? []) {
        const from = byId.get(subscription.fromParticipantId);
        subscription.setOpen(from !== undefined && this.#rules.flows(from, to));
      }
    }
  }

  close(): void {
    for (const participant of this.#rules.participants) participant.takeMedia()?.close();
    void this.#room.then(
      (room) => room.close(),
      () => {},
    );
  }

  async #subscribe(from: Participant, to: Participant): Promise<void> {
    const { media } = to;
    if (media === null || !this.#rules.connects(from, to)) return;
    await Promise.all(
      publicationsOf(from, to).map(async (publication) => {
        const subscription = await media.subscribe(publication, from.id, this.#rules.flows(from, to));
        if (subscription === null) return;
        if (from.removed || to.media !== media) {
          media.unsubscribe(subscription.id);
          return;
        }
        // An answer or a hold may have come while the consumer was made.
        subscription.setOpen(this.#rules.flows(from, to));
        to.push('consumer.created', { sessionId: this.#rules.sessionId, consumer: subscription.describe() });
      }),
    );
  }

  #takeAway(participant: Participant, media: ParticipantMedia): void {
    const producerIds = new Set(media.publications.map(({ id }) => id));
    for (const to of this.#rules.participants) {
      if (to !== participant) this.#drop(to, ({ producerId }) => producerIds.has(producerId));
    }
    media.close();
  }

  #drop(to: Participant, matches: (subscription: Subscription) => boolean): void {
    for (const subscription of to.media?.subscriptions ?? []) {
      if (!matches(subscription)) continue;
      to.media?.unsubscribe(subscription.id);
      to.push('consumer.closed', { sessionId: this.#rules.sessionId, consumerId: subscription.id });
    }
  }
}

/** The echo produces what the listener itself says into its microphone. */
function publicationsOf(from: Participant, to: Participant): readonly Publication[] {
  if (from.device !== null) return from.media?.publications ?? [];
  return (to.media?.publications ?? []).filter(({ source }) => source === 'microphone');
}
