import type { Clock } from '../clock.ts';
import type {
  MediaRoom,
  ParticipantMedia,
  Publication,
  PublishRequest,
  RtpCapabilities,
  SpeakerWatch,
} from '../media/port.ts';
import type { Heard, HeardRules } from './heard.ts';
import type { Participant } from './participant.ts';
import { Speakers } from './speakers.ts';

/** Whose voice is whose needs no telling between so many. */
const tooFewForSpeakers = 2;

/** What the media of a session depends on. */
export interface MediaRules {
  readonly sessionId: string;
  readonly participants: Iterable<Participant>;
  readonly clock: Clock;
  readonly heard: HeardRules;
  /** Whether `to` is subscribed to what `from` publishes. */
  connects(from: Participant, to: Participant): boolean;
  /** Whether media flows through those subscriptions now. */
  flows(from: Participant, to: Participant): boolean;
}

/**
 * Who receives what in a session: subscriptions exist as soon as both ends do, while it rings already; media flows through them
 * only as the session's rules allow. Of many voices only some are received, see {@link Speakers}.
 */
export class SessionMedia {
  readonly #rules: MediaRules;
  readonly #room: Promise<MediaRoom>;
  readonly #speakers: Speakers;
  #heard: Heard;
  /** Whatever there is to receive, but what an echo sends back. */
  #sources: readonly Source[] = [];
  #echoes: readonly Participant[] = [];
  #opened: MediaRoom | null = null;
  #watch: SpeakerWatch | null = null;

  /** @param room that it fails to open is the session's to handle; whoever attaches meets the failure too. */
  constructor(room: Promise<MediaRoom>, rules: MediaRules) {
    this.#room = room;
    void room.then(
      (opened) => {
        this.#opened = opened;
      },
      () => {},
    );
    this.#rules = rules;
    this.#speakers = new Speakers({
      ...rules,
      rules: rules.heard,
      onTold: (speakers) => {
        for (const to of rules.participants)
          if (to.answered) to.pushPassing('speakers', { sessionId: rules.sessionId, ...speakers });
      },
      onHeardChanged: () => this.refresh(),
    });
    this.#heard = this.#speakers.heard();
  }

  /** Gives the participant fresh transports and all its subscriptions. `false` when the participant has left or joined again meanwhile. */
  async attach(participant: Participant, rtpCapabilities: RtpCapabilities): Promise<boolean> {
    const { generation, before } = participant.beginJoin();
    try {
      const room = await this.#room;
      const media = await room.createParticipant(rtpCapabilities);
      if (!participant.giveMedia(generation, media)) {
        media.close();
        return false;
      }
      // Who has just come publishes nothing yet: to the others it makes a difference only if it changes who is heard.
      if (this.#choose()) this.#updateAll(participant);
      await this.#update(participant);
      return participant.isIn(generation);
    } finally {
      // Only now: closing takes the worker's time, and whoever joins again is waiting.
      if (before !== null) this.#takeAway(before);
    }
  }

  /** Takes the participant's media away, and from the others what they received of it. */
  detach(participant: Participant): void {
    const media = participant.takeMedia();
    if (media === null) return;
    media.close();
    this.refresh();
  }

  async publish(participant: Participant, request: PublishRequest): Promise<Publication> {
    const { media } = participant;
    if (media === null) throw new Error('A participant without transports cannot publish');
    const publication = await media.publish(request);
    // The subscriptions need not be there for the reply to leave.
    this.refresh();
    return publication;
  }

  async setPublicationPaused(participant: Participant, publicationId: string, paused: boolean): Promise<void> {
    const done = participant.media?.setPublicationPaused(publicationId, paused);
    this.refresh();
    await done;
  }

  closePublication(participant: Participant, publicationId: string): void {
    participant.media?.closePublication(publicationId);
    this.refresh();
  }

  /** Brings what everybody receives to what the rules say now. */
  refresh(): void {
    this.#choose();
    this.#updateAll(null);
  }

  close(): void {
    this.#speakers.close();
    this.#watch?.close();
    for (const participant of this.#rules.participants) participant.takeMedia()?.close();
    void this.#room.then(
      (room) => room.close(),
      () => {},
    );
  }

  #updateAll(except: Participant | null): void {
    for (const to of this.#rules.participants) if (to !== except) void this.#update(to);
  }

  /**
   * What there is to receive, whose voices among it, and whether it has to be heard who speaks.
   * @returns whether others are heard than before
   */
  #choose(): boolean {
    const before = this.#heard;
    this.#heard = this.#speakers.heard();
    const participants = [...this.#rules.participants];
    this.#echoes = participants.filter(({ endpoint }) => endpoint === 'echo');
    this.#sources = participants
      .flatMap((from) => (from.media?.publications ?? []).map((publication) => ({ from, publication })))
      .filter((source) => !isVoice(source) || this.#heard.subscribed.has(source.from.id));
    this.#watchSpeakers();
    return this.#heard !== before;
  }

  #watchSpeakers(): void {
    const talking = [...this.#rules.participants].filter(({ answered, media }) => answered && media !== null);
    if (talking.length <= tooFewForSpeakers) {
      this.#watch?.close();
      if (this.#watch !== null) this.#speakers.stop();
      this.#watch = null;
      return;
    }
    this.#watch ??= this.#opened?.watchSpeakers((speaking) => this.#speakers.observed(speaking)) ?? null;
    for (const { media } of talking) {
      for (const publication of media?.publications ?? [])
        if (publication.source === 'microphone') this.#watch?.add(publication);
    }
    this.#watch?.setPrompt(this.#heard.chosen);
  }

  /** Of one participant: what is too much goes at once, what is missing is made together and told together. */
  async #update(to: Participant): Promise<void> {
    const { media } = to;
    if (media === null) return;
    const missing = this.#wantedBy(to);
    const surplus: string[] = [];
    for (const subscription of media.subscriptions) {
      const key = keyOf(subscription.publicationId, subscription.fromParticipantId);
      const wanted = missing.get(key);
      missing.delete(key);
      if (wanted === undefined) surplus.push(subscription.id);
      else subscription.setOpen(this.#flows(wanted, to));
    }
    for (const id of surplus) media.unsubscribe(id);
    const { sessionId } = this.#rules;
    if (surplus.length > 0) to.push('subscriptions.closed', { sessionId, subscriptionIds: surplus });
    if (missing.size > 0) await this.#create(to, media, [...missing.values()]);
  }

  async #create(to: Participant, media: ParticipantMedia, missing: readonly Source[]): Promise<void> {
    const made = await Promise.all(
      missing.map((source) => media.subscribe(source.publication, source.from.id, this.#flows(source, to))),
    );
    // Somebody may have left, answered or held while they were made.
    const wanted = to.media === media ? this.#wantedBy(to) : new Map<string, Source>();
    const created = made.filter((subscription) => {
      if (subscription === null) return false;
      const source = wanted.get(keyOf(subscription.publicationId, subscription.fromParticipantId));
      if (source === undefined) media.unsubscribe(subscription.id);
      else subscription.setOpen(this.#flows(source, to));
      return source !== undefined;
    });
    if (created.length === 0) return;
    to.push('subscriptions.created', {
      sessionId: this.#rules.sessionId,
      subscriptions: created.flatMap((subscription) => subscription?.describe() ?? []),
    });
  }

  #wantedBy(to: Participant): Map<string, Source> {
    const own = (to.media?.publications ?? []).filter(({ source }) => source === 'microphone');
    // The echo publishes what the listener itself says into its microphone.
    const echoed = this.#echoes.flatMap((from) => own.map((publication) => ({ from, publication })));
    return new Map(
      [...this.#sources, ...echoed]
        .filter(({ from }) => this.#rules.connects(from, to))
        .map((source) => [keyOf(source.publication.id, source.from.id), source]),
    );
  }

  #flows(source: Source, to: Participant): boolean {
    const { from } = source;
    return this.#rules.flows(from, to) && (!isVoice(source) || this.#heard.heard.has(from.id));
  }

  #takeAway(media: ParticipantMedia): void {
    const published = media.publications.length > 0;
    media.close();
    if (published) this.refresh();
  }
}

/** Something to receive. */
type Source = { from: Participant; publication: Publication };

/** The echo takes part in no conversation. */
const isVoice = ({ from, publication }: Source): boolean => from.device !== null && publication.source === 'microphone';

/** The echo publishes what others do: a publication alone does not say whose it is. */
const keyOf = (publicationId: string, fromParticipantId: string): string => `${publicationId} ${fromParticipantId}`;
