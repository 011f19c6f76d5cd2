/** The least server that a bare mediasoup-client page needs: one router, everybody hears everybody. */
import type { AddressInfo } from 'node:net';
import { createWorker, type types as ms } from 'mediasoup';
import { type WebSocket, WebSocketServer } from 'ws';
import { mediaCodecs } from '../../../src/server/media/sfu/codecs.ts';
import type { BareHello, BareMessage, BareRequest, ConsumerInfo, TransportInfo } from './protocol.ts';

export type BareServer = { port: number; mediaPort: number; close(): void };

export async function startBareServer(mediaPort: number): Promise<BareServer> {
  const worker = await createWorker({ logLevel: 'error' });
  const webRtcServer = await worker.createWebRtcServer({
    listenInfos: [{ protocol: 'udp', ip: '127.0.0.1', port: mediaPort }],
  });
  const router = await worker.createRouter({ mediaCodecs });
  const producers = new Map<ms.Producer, WebSocket>();
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  sockets.on('connection', (socket) => {
    new BareParticipant(socket, router, webRtcServer, producers).start().catch(() => socket.close());
  });
  await new Promise((resolve) => sockets.on('listening', resolve));
  return {
    port: (sockets.address() as AddressInfo).port,
    mediaPort,
    close: () => {
      sockets.close();
      for (const client of sockets.clients) client.terminate();
      worker.close();
    },
  };
}

class BareParticipant {
  readonly #socket: WebSocket;
  readonly #router: ms.Router;
  readonly #webRtcServer: ms.WebRtcServer;
  readonly #producers: Map<ms.Producer, WebSocket>;
  readonly #transports = new Map<string, ms.WebRtcTransport>();
  readonly #consumers = new Map<string, ms.Consumer>();

  constructor(
    socket: WebSocket,
    router: ms.Router,
    webRtcServer: ms.WebRtcServer,
    producers: Map<ms.Producer, WebSocket>,
  ) {
    this.#socket = socket;
    this.#router = router;
    this.#webRtcServer = webRtcServer;
    this.#producers = producers;
  }

  async start(): Promise<void> {
    this.#socket.on('message', (data) => void this.#receive(String(data)));
    this.#socket.on('close', () => {
      for (const transport of this.#transports.values()) transport.close();
    });
    // The fast page starts with these; the page in demo order asks for its own.
    const [send, receive] = [await this.#createTransport(), await this.#createTransport()];
    const hello: BareHello = { rtpCapabilities: this.#capabilities(), send, receive };
    this.#send({ hello });
  }

  async #receive(text: string): Promise<void> {
    const { id, request } = JSON.parse(text) as { id: number; request: BareRequest };
    try {
      this.#send({ id, reply: (await this.#handle(request)) ?? {} });
    } catch (error) {
      this.#send({ id, error: `${request.type}: ${error}` });
    }
  }

  #send(message: BareMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  async #handle(request: BareRequest): Promise<unknown> {
    switch (request.type) {
      case 'capabilities':
        return this.#capabilities();
      case 'createTransport':
        return this.#createTransport();
      case 'join':
        return this.#join(request);
      case 'connect':
        return this.#transports.get(request.transportId)?.connect({ dtlsParameters: request.dtlsParameters });
      case 'produce': {
        const { kind, rtpParameters } = request;
        const producer = await this.#transports.get(request.transportId)?.produce({
          kind,
          rtpParameters: rtpParameters as ms.RtpParameters,
        });
        if (producer === undefined) throw new Error('Produce needs a transport');
        this.#producers.set(producer, this.#socket);
        producer.observer.on('close', () => this.#producers.delete(producer));
        return { id: producer.id };
      }
      case 'resume':
        return this.#consumers.get(request.consumerId)?.resume();
    }
  }

  #capabilities(): BareHello['rtpCapabilities'] {
    return this.#router.rtpCapabilities as unknown as BareHello['rtpCapabilities'];
  }

  async #createTransport(): Promise<TransportInfo> {
    const transport = await this.#router.createWebRtcTransport({ webRtcServer: this.#webRtcServer });
    this.#transports.set(transport.id, transport);
    const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
    return { id, iceParameters, iceCandidates, dtlsParameters } as TransportInfo;
  }

  async #join({ transportId, rtpCapabilities, paused }: BareRequest & { type: 'join' }): Promise<ConsumerInfo[]> {
    const transport = this.#transports.get(transportId);
    const others = [...this.#producers].filter(([, socket]) => socket !== this.#socket);
    return Promise.all(
      others.map(async ([producer]) => {
        const consumer = await transport?.consume({
          producerId: producer.id,
          rtpCapabilities: rtpCapabilities as unknown as ms.RtpCapabilities,
          paused,
        });
        if (consumer === undefined) throw new Error('Join needs a transport');
        this.#consumers.set(consumer.id, consumer);
        const { id, producerId, kind, rtpParameters } = consumer;
        return { id, producerId, kind, rtpParameters } as unknown as ConsumerInfo;
      }),
    );
  }
}
