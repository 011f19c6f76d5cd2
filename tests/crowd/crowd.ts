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
  static async settle(client: TestClient, joined: JoinedSession, { muted, listens }: Manner): Promise<Somebody> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
    socket.bind(0, loopback);
    await once(socket, 'listening');
    const { sessionId } = joined;
    const fingerprints = [{ algorithm: 'sha-256' as const, value: String(socket.address().port) }];
    for (const { id } of listens ? [joined.send, joined.receive] : [joined.send]) {
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

  /** With fresh transports, which it does not take into use: it is there and receives nothing from then on. */
  async joinAgain(): Promise<void> {
    await this.client.request('session.join', { sessionId: this.#joined.sessionId, rtpCapabilities });
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

type GatherOptions = {
  later?: readonly string[];
  mannerOf?: (index: number) => Manner;
};

/** `listens`: whether it lets anything be sent to it. */
type Manner = { muted: boolean; listens: boolean };

const talking: Manner = { muted: false, listens: true };

/** The people of one session; the first is its host. */
export class Crowd {
  readonly people: Somebody[] = [];
  readonly #sessionId = createSessionId();
  /** By whom they are for. */
  readonly #invitations: ReadonlyMap<string, { invitationId: string; to: string }>;
  /** Signed in, by name: who is offline is not rung. */
  readonly #clients = new Map<string, TestClient>();
  readonly #timer: NodeJS.Timeout;

  private constructor(invited: readonly string[]) {
    this.#invitations = new Map(invited.map((to) => [to, { invitationId: createSessionId(), to }]));
    let next = performance.now();
    this.#timer = setInterval(() => {
      // As many as are due: timers come late on a busy machine.
      for (; next <= performance.now(); next += packetMs) for (const somebody of this.people) somebody.send();
    }, packetMs / 2);
  }

  /**
   * @param mannerOf by number, from 0
   * @param later persons who are signed in and invited, for {@link join}
   */
  static async gather(
    server: Server,
    names: readonly string[],
    { mannerOf = () => talking, later = [] }: GatherOptions = {},
  ): Promise<Crowd> {
    const [host, ...others] = names;
    if (host === undefined) throw new Error('A crowd needs somebody');
    const crowd = new Crowd([...others, ...later]);
    await Promise.all(
      [...names, ...later].map(async (name) => crowd.#clients.set(name, await TestClient.connect(server, name))),
    );
    const client = crowd.#clientOf(host);
    const started = await client.request('session.start', {
      sessionId: crowd.#sessionId,
      title: 'Everybody',
      invitations: [...crowd.#invitations.values()],
      rtpCapabilities,
    });
    crowd.people.push(await Somebody.settle(client, started, mannerOf(0)));
    for (const [index, name] of others.entries()) await crowd.join(name, mannerOf(index + 1));
    return crowd;
  }

  #clientOf(name: string): TestClient {
    const client = this.#clients.get(name);
    if (client === undefined) throw new Error(`${name} is not signed in`);
    return client;
  }

  /** Somebody who is invited comes. */
  async join(name: string, manner: Manner): Promise<void> {
    const client = this.#clientOf(name);
    const { invitationId = '' } = this.#invitations.get(name) ?? {};
    const sessionId = this.#sessionId;
    const joined = await client.request('session.join', { sessionId, rtpCapabilities });
    await client.request('invitation.accept', { sessionId, invitationId });
    this.people.push(await Somebody.settle(client, joined, manner));
  }

  /** Rings further people, who come by themselves. */
  async invite(names: readonly string[]): Promise<void> {
    const invitations = names.map((to) => ({ invitationId: createSessionId(), to }));
    await this.people[0]?.client.request('invitation.create', { sessionId: this.#sessionId, invitations });
  }

  close(): void {
    clearInterval(this.#timer);
    for (const somebody of this.people) somebody.close();
    for (const client of this.#clients.values()) client.close();
  }
}

const portOf = ({ iceCandidates: [candidate] }: TransportParameters): number => candidate?.port ?? 0;
