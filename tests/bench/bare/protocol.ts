/** What the bare pages and their server say to each other: JSON over a WebSocket, no validation, no recovery. */
import type { types as ms } from 'mediasoup-client';

export type TransportInfo = Pick<ms.TransportOptions, 'id' | 'iceParameters' | 'iceCandidates' | 'dtlsParameters'>;
export type ConsumerInfo = Pick<Required<ms.ConsumerOptions>, 'id' | 'producerId' | 'kind' | 'rtpParameters'>;

export type BareRequest =
  | { type: 'capabilities' }
  | { type: 'createTransport' }
  /** Answers with the consumers of all other participants' producers. */
  | { type: 'join'; rtpCapabilities: ms.RtpCapabilities; transportId: string; paused: boolean }
  | { type: 'connect'; transportId: string; dtlsParameters: ms.DtlsParameters }
  | { type: 'produce'; transportId: string; kind: ms.MediaKind; rtpParameters: ms.RtpParameters }
  | { type: 'resume'; consumerId: string };

/** From the server: first of all its hello, then an answer to each request. */
export type BareMessage = { hello: BareHello } | { id: number; reply: unknown } | { id: number; error: string };

export type BareHello = { rtpCapabilities: ms.RtpCapabilities; send: TransportInfo; receive: TransportInfo };
