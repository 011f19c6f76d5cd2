/** Many people in one session, without browsers: they send and receive real RTP over {@link PlainTransports}. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type {
  JoinedSession,
  RequestOf,
  SubscriptionParameters,
  TransportParameters,
} from '../../src/shared/protocol.ts';
import { createSessionId } from '../../src/shared/session-id.ts';
import { TestClient } from '../integration/server/client.ts';
import { microphone, rtpCapabilities } from '../integration/server/parameters.ts';

/** Of Opus, ms. */
const packetMs = 20;
/** As Chromium sends it at 32 kbit/s. */
const payload = Buffer.alloc(80, 0x78);
const levelExtension = { uri: 'urn:ietf:params:rtp-hdrext:ssrc-audio-level', id: 10, encrypt: false, parameters: {} };
const loopback = '127.0.0.1';

type Server = Parameters<typeof TestClient.connect>[0];

/** Somebody in the session. */
export class Somebody {
  readonly client: TestClient;
  readonly #socket: Socket;
  readonly #ports: { send: number; receive: number };
  readonly #joined: JoinedSession;
  readonly #publication: RequestOf<'publication.create'>;
  readonly #publicationId: string;
  /** What it says, dBov; `null` sends nothing. */
  level: number | null = null;
  /** Whose packets come with which SSRC. */
  readonly #voices = new Map<number, string>();
  /** Packets received, by participant. */
  readonly received = new Map<string, number>();
  #sequence = 0;

  private constructor(
    client: TestClient,
    socket: Socket,
    joined: JoinedSession,
    own: { publication: RequestOf<'publication.create'>; publicationId: string },
  ) {
    this.client = client;
    this.#socket = socket;
    this.#joined = joined;
    this.#publication = own.publication;
    this.#publicationId = own.publicationId;
    this.#ports = { send: portOf(joined.send), receive: portOf(joined.receive) };
    socket.on('message', (packet, from) => this.#receive(packet, from));
    void this.#take(joined.subscriptions);
    client.socket.on('subscriptions.created', ({ subscriptions }) => void this.#take(subscriptions));
  }

  /** Goes on with a join: connects its transports and publishes a microphone. */
  static async settle(client: TestClient, joined: JoinedSession, muted: boolean): Promise<Somebody> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.bind(0, loopback);
    await once(socket, 'listening');
    const { sessionId } = joined;
    const fingerprints = [{ algorithm: 'sha-256' as const, value: String(socket.address().port) }];
    for (const { id } of [joined.send, joined.receive]) {
      await client.request('transport.connect', { sessionId, transportId: id, dtlsParameters: { fingerprints } });
    }
    const publication = microphone(joined, muted);
    publication.rtpParameters.headerExtensions = [levelExtension];
    const { publicationId } = await client.request('publication.create', publication);
    return new Somebody(client, socket, joined, { publication, publicationId });
  }

  get participantId(): string {
    return this.#joined.participantId;
  }

  async mute(muted: boolean): Promise<void> {
    const request = { sessionId: this.#joined.sessionId, publicationId: this.#publicationId };
    await this.client.request(muted ? 'publication.pause' : 'publication.resume', request);
  }

  /** Whose packets arrive within that time, ms. */
  async hears(withinMs: number): Promise<string[]> {
    this.received.clear();
    await new Promise((resolve) => setTimeout(resolve, withinMs));
    return [...this.received.keys()].sort();
  }

  /** One packet of what it says. */
  send(): void {
    if (this.level === null) return;
    this.#sequence += 1;
    const header = Buffer.alloc(20);
    // RFC 3550: version 2 with an extension; RFC 8285: one-byte headers, one word of them.
    header.set([0x90, 111]);
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE((this.#sequence * packetMs * 48) >>> 0, 4);
    header.writeUInt32BE(Number(this.#publication.rtpParameters.encodings?.[0]?.ssrc), 8);
    header.writeUInt32BE(0xbede0001, 12);
    // RFC 6464: a bit for speech, then −dBov.
    header.set([levelExtension.id << 4, 0x80 | -this.level], 16);
    this.#socket.send(Buffer.concat([header, payload]), this.#ports.send, loopback);
  }

  close(): void {
    this.level = null;
    this.#socket.close();
    this.client.close();
  }

  #receive(packet: Buffer, { port }: RemoteInfo): void {
    // What is no RTP is RTCP: RFC 5761.
    if (port !== this.#ports.receive || (((packet[1] ?? 0) & 0x7f) >= 64 && ((packet[1] ?? 0) & 0x7f) < 96)) return;
    const from = this.#voices.get(packet.readUInt32BE(8));
    if (from !== undefined) this.received.set(from, (this.received.get(from) ?? 0) + 1);
  }

  async #take(subscriptions: readonly SubscriptionParameters[]): Promise<void> {
    for (const { rtpParameters, participantId } of subscriptions) {
      this.#voices.set(Number(rtpParameters.encodings?.[0]?.ssrc), participantId);
    }
    const waiting = subscriptions.filter(({ paused }) => paused).map(({ subscriptionId }) => subscriptionId);
    if (waiting.length === 0) return;
    const request = { sessionId: this.#joined.sessionId, subscriptionIds: waiting };
    // It may be closed again by now.
    await this.client.request('subscription.resume', request).catch(() => {});
  }
}

/** The people of one session; the first is its host. */
export class Crowd {
  readonly people: Somebody[] = [];
  readonly #timer: NodeJS.Timeout;

  private constructor() {
    let next = performance.now();
    this.#timer = setInterval(() => {
      // As many as are due: timers come late on a busy machine.
      for (; next <= performance.now(); next += packetMs) for (const somebody of this.people) somebody.send();
    }, packetMs / 2);
  }

  /**
   * @param isMuted by number, from 0
   * @param guests persons who are invited as well, and come by themselves
   */
  static async gather(
    server: Server,
    names: readonly string[],
    { isMuted = () => false, guests = [] }: { isMuted?: (index: number) => boolean; guests?: readonly string[] } = {},
  ): Promise<Crowd> {
    const crowd = new Crowd();
    const clients = await Promise.all(names.map((name) => TestClient.connect(server, name)));
    const [host, ...others] = clients;
    if (host === undefined) throw new Error('A crowd needs somebody');
    const sessionId = createSessionId();
    const invitations = [...names.slice(1), ...guests].map((to) => ({ invitationId: createSessionId(), to }));
    const title = 'Everybody';
    const started = await host.request('session.start', { sessionId, title, invitations, rtpCapabilities });
    crowd.people.push(await Somebody.settle(host, started, isMuted(0)));
    for (const [index, client] of others.entries()) {
      const invitationId = invitations[index]?.invitationId ?? '';
      const joined = await client.accept({ sessionId, invitationId, ...nothingElse });
      crowd.people.push(await Somebody.settle(client, joined, isMuted(index + 1)));
    }
    return crowd;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const somebody of this.people) somebody.close();
  }
}

/** Of a ringing invitation, what accepting it does not look at. */
const nothingElse = { from: { id: 'nobody', name: 'Nobody' }, kind: 'group', title: null, participants: 1 } as const;

const portOf = ({ iceCandidates: [candidate] }: TransportParameters): number => candidate?.port ?? 0;
