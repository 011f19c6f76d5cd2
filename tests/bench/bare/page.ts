/** A page with nothing but mediasoup-client: in the order of mediasoup-demo, and with what can be together put together. */
import { Device, type types as ms } from 'mediasoup-client';
import type { BareHello, BareMessage, BareRequest, ConsumerInfo, TransportInfo } from './protocol.ts';

type Answer = { resolve: (reply: never) => void; reject: (cause: Error) => void };

class BareLine {
  readonly hello: Promise<BareHello>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Answer>();
  #lastId = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.hello = new Promise((resolve, reject) => {
      this.#socket.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data) as BareMessage;
        if ('hello' in message) resolve(message.hello);
        else if ('error' in message) this.#waiting.get(message.id)?.reject(new Error(message.error));
        else this.#waiting.get(message.id)?.resolve(message.reply as never);
      });
      this.#socket.addEventListener('close', () => {
        const cause = new Error('The bare server closed the connection');
        reject(cause);
        for (const answer of this.#waiting.values()) answer.reject(cause);
      });
    });
  }

  request<T>(request: BareRequest): Promise<T> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#socket.send(JSON.stringify({ id, request }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  close(): void {
    this.#socket.close();
  }
}

const createDevice = () => Device.factory({ handlerName: 'Chrome111' });

function listen(line: BareLine, transport: ms.Transport, optimistic: boolean): void {
  transport.on('connect', ({ dtlsParameters }, callback, errback) => {
    const done = line.request({ type: 'connect', transportId: transport.id, dtlsParameters });
    if (optimistic) callback();
    else done.then(() => callback(), errback);
  });
  transport.on('produce', ({ kind, rtpParameters }, callback, errback) => {
    line
      .request<{ id: string }>({ type: 'produce', transportId: transport.id, kind, rtpParameters })
      .then(callback, errback);
  });
}

const relayed = (info: TransportInfo, port: number): TransportInfo => ({
  ...info,
  iceCandidates: info.iceCandidates.map((candidate) => ({ ...candidate, port })),
});

/** Until a packet of a new receiver has been played: the moment that the phone's pages are asked for, too. */
async function firstAudio(receiver: RTCRtpReceiver | undefined): Promise<void> {
  if (receiver === undefined) throw new Error('There is no receiver');
  const giveUpAt = performance.now() + 15_000;
  while (receiver.getSynchronizationSources().length === 0) {
    if (performance.now() > giveUpAt) throw new Error('No audio came within 15 s');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

let context: AudioContext | null = null;
function toneTrack(): MediaStreamTrack {
  context ??= new AudioContext();
  const tone = new OscillatorNode(context, { frequency: 440 });
  const destination = new MediaStreamAudioDestinationNode(context);
  tone.connect(new GainNode(context, { gain: 0.3 })).connect(destination);
  tone.start();
  const [track] = destination.stream.getAudioTracks();
  if (track === undefined) throw new Error('No tone');
  return track;
}

const playing = new Set<HTMLAudioElement>();
function play(track: MediaStreamTrack): HTMLAudioElement {
  const element = new Audio();
  element.srcObject = new MediaStream([track]);
  playing.add(element);
  void element.play();
  return element;
}

const codecOptions = { opusDtx: true, opusFec: true, opusNack: true };

type Options = { url: string; mediaPort: number };

/** Sends a tone until the page is closed. */
async function send({ url, mediaPort }: Options): Promise<void> {
  const line = new BareLine(url);
  const hello = await line.hello;
  const device = await createDevice();
  await device.load({ routerRtpCapabilities: hello.rtpCapabilities });
  const transport = device.createSendTransport(relayed(hello.send, mediaPort));
  listen(line, transport, true);
  await transport.produce({ track: toneTrack(), codecOptions });
}

/** Every step awaited, as in mediasoup-demo; ms from the open connection to the first audio. */
async function joinInDemoOrder({ url, mediaPort }: Options): Promise<number> {
  const line = new BareLine(url);
  await line.hello;
  const start = performance.now();
  const routerRtpCapabilities = await line.request<ms.RtpCapabilities>({ type: 'capabilities' });
  const device = await createDevice();
  await device.load({ routerRtpCapabilities });
  const sending = await line.request<TransportInfo>({ type: 'createTransport' });
  const send = device.createSendTransport(relayed(sending, mediaPort));
  const receiving = await line.request<TransportInfo>({ type: 'createTransport' });
  const receive = device.createRecvTransport(relayed(receiving, mediaPort));
  listen(line, send, false);
  listen(line, receive, false);
  const [consumer] = await line.request<ConsumerInfo[]>({
    type: 'join',
    rtpCapabilities: device.recvRtpCapabilities,
    transportId: receive.id,
    paused: true,
  });
  const produced = send.produce({ track: toneTrack(), codecOptions });
  const elapsed = await hear(line, receive, consumer, true, start);
  await produced;
  close(line, send, receive);
  return elapsed;
}

/** Capabilities and transports are there beforehand; ms from there to the first audio. */
async function joinFast({ url, mediaPort }: Options): Promise<number> {
  const line = new BareLine(url);
  const hello = await line.hello;
  const device = await createDevice();
  await device.load({ routerRtpCapabilities: hello.rtpCapabilities });
  const start = performance.now();
  const send = device.createSendTransport(relayed(hello.send, mediaPort));
  const receive = device.createRecvTransport(relayed(hello.receive, mediaPort));
  listen(line, send, true);
  listen(line, receive, true);
  const consumers = line.request<ConsumerInfo[]>({
    type: 'join',
    rtpCapabilities: device.recvRtpCapabilities,
    transportId: receive.id,
    paused: false,
  });
  const produced = send.produce({ track: toneTrack(), codecOptions });
  const [consumer] = await consumers;
  const elapsed = await hear(line, receive, consumer, false, start);
  await produced;
  close(line, send, receive);
  return elapsed;
}

async function hear(
  line: BareLine,
  receive: ms.Transport,
  info: ConsumerInfo | undefined,
  resume: boolean,
  start: number,
): Promise<number> {
  if (info === undefined) throw new Error('Nobody sends');
  const consumer = await receive.consume(info);
  const element = play(consumer.track);
  if (resume) await line.request({ type: 'resume', consumerId: info.id });
  await firstAudio(consumer.rtpReceiver);
  const elapsed = performance.now() - start;
  element.srcObject = null;
  playing.delete(element);
  return elapsed;
}

function close(line: BareLine, ...transports: ms.Transport[]): void {
  for (const transport of transports) transport.close();
  line.close();
}

export type BarePage = {
  send: typeof send;
  joinInDemoOrder: typeof joinInDemoOrder;
  joinFast: typeof joinFast;
};

declare global {
  interface Window {
    bare: BarePage;
  }
}

window.bare = { send, joinInDemoOrder, joinFast };
