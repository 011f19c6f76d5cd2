import type {
  MediaRoom,
  PeerMedia,
  ProduceRequest,
  Publication,
  RtpCapabilities,
  Subscription,
} from '../media/port.ts';
import type { Peer } from './peer.ts';

/** What the media of a session depends on. */
export interface MediaRules {
  readonly sessionId: string;
  readonly peers: Iterable<Peer>;
  /** Whether `to` gets consumers for what `from` produces. */
  connects(from: Peer, to: Peer): boolean;
  /** Whether media flows through those consumers now. */
  flows(from: Peer, to: Peer): boolean;
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

  /** Gives the peer fresh transports and all its consumers. `false` when the peer has left or joined again meanwhile. */
  async attach(peer: Peer, rtpCapabilities: RtpCapabilities): Promise<boolean> {
    peer.generation += 1;
    const { generation } = peer;
    const before = peer.media;
    peer.media = null;
    try {
      const room = await this.#room;
      const media = await room.createPeer(rtpCapabilities);
      if (peer.removed || peer.generation !== generation) {
        media.close();
        return false;
      }
      peer.media = media;
      await Promise.all([...this.#rules.peers].map((from) => this.#subscribe(from, peer)));
      return !peer.removed && peer.generation === generation;
    } finally {
      // Only now: closing takes the worker's time, and whoever joins again is waiting.
      if (before !== null) this.#takeAway(peer, before);
    }
  }

  /** Takes the peer's media away, and from the others what they received of it. */
  detach(peer: Peer): void {
    const { media } = peer;
    peer.media = null;
    if (media !== null) this.#takeAway(peer, media);
  }

  async produce(peer: Peer, request: ProduceRequest): Promise<Publication> {
    const { media } = peer;
    if (media === null) throw new Error('A peer without transports cannot produce');
    const publication = await media.produce(request);
    // The consumers need not be there for the producer's reply to leave.
    for (const to of this.#rules.peers) void this.#subscribe(peer, to);
    for (const from of this.#rules.peers) if (from.device === null) void this.#subscribe(from, peer);
    return publication;
  }

  closeProducer(peer: Peer, producerId: string): void {
    peer.media?.closeProducer(producerId);
    for (const to of this.#rules.peers) this.#drop(to, (subscription) => subscription.producerId === producerId);
  }

  /** Opens and closes each consumer as the rules say now. */
  refresh(): void {
    const byId = new Map([...this.#rules.peers].map((peer) => [peer.id, peer]));
    for (const to of byId.values()) {
      for (const subscription of to.media?.subscriptions ?? []) {
        const from = byId.get(subscription.fromPeerId);
        subscription.setOpen(from !== undefined && this.#rules.flows(from, to));
      }
    }
  }

  close(): void {
    for (const peer of this.#rules.peers) {
      peer.media?.close();
      peer.media = null;
    }
    void this.#room.then(
      (room) => room.close(),
      () => {},
    );
  }

  async #subscribe(from: Peer, to: Peer): Promise<void> {
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

  #takeAway(peer: Peer, media: PeerMedia): void {
    const producerIds = new Set(media.publications.map(({ id }) => id));
    for (const to of this.#rules.peers) {
      if (to !== peer) this.#drop(to, ({ producerId }) => producerIds.has(producerId));
    }
    media.close();
  }

  #drop(to: Peer, matches: (subscription: Subscription) => boolean): void {
    for (const subscription of to.media?.subscriptions ?? []) {
      if (!matches(subscription)) continue;
      to.media?.unsubscribe(subscription.id);
      to.push('consumer.closed', { sessionId: this.#rules.sessionId, consumerId: subscription.id });
    }
  }
}

/** The echo produces what the listener itself says into its microphone. */
function publicationsOf(from: Peer, to: Peer): readonly Publication[] {
  if (from.device !== null) return from.media?.publications ?? [];
  return (to.media?.publications ?? []).filter(({ source }) => source === 'microphone');
}
