/** Media parameters: mediasoup's own objects, which mediasoup and mediasoup-client check in depth. */
import { z } from 'zod';
import { id } from './ids.ts';

/** mediasoup `RtpCapabilities`. */
export const rtpCapabilities = z.looseObject({
  codecs: z
    .array(z.looseObject({ mimeType: z.string(), kind: z.enum(['audio', 'video']), clockRate: z.number() }))
    .max(64),
  headerExtensions: z.array(z.looseObject({ uri: z.string() })).max(64),
});
/** mediasoup `RtpParameters`. An encoding is a layer of simulcast: three are in use, each costs the server its own stream. */
export const rtpParameters = z.looseObject({
  encodings: z.array(z.looseObject({})).max(8).optional(),
  codecs: z.array(z.looseObject({ mimeType: z.string(), payloadType: z.number(), clockRate: z.number() })).max(16),
});
/** mediasoup `DtlsParameters`. */
export const dtlsParameters = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().max(300),
      }),
    )
    .min(1)
    .max(8),
});
/** mediasoup `IceParameters`. */
export const iceParameters = z.object({
  usernameFragment: z.string().max(256),
  password: z.string().max(256),
  iceLite: z.boolean().optional(),
});
/** mediasoup `IceCandidate`. */
export const iceCandidate = z.looseObject({
  foundation: z.string(),
  priority: z.number(),
  ip: z.string(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.number(),
  type: z.string(),
});
export const iceServer = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export const transportParameters = z.object({
  id,
  iceParameters,
  iceCandidates: z.array(iceCandidate).max(16),
  dtlsParameters,
});
export type TransportParameters = z.infer<typeof transportParameters>;

export const mediaKind = z.enum(['audio', 'video']);
/** What a publication carries. One of each a participant at most. */
export const mediaSource = z.enum(['microphone', 'camera', 'screen']);
export type MediaSource = z.infer<typeof mediaSource>;

/** What it takes to receive what another participant publishes: of a mediasoup `Consumer`. */
export const subscriptionParameters = z.object({
  subscriptionId: id,
  publicationId: id,
  participantId: id,
  kind: mediaKind,
  source: mediaSource,
  rtpParameters,
  /** It waits for `subscription.resume`: ask for that once it can be received. */
  paused: z.boolean(),
  /** The participant has paused it (muted): nothing will arrive until `participant.changed` says otherwise. */
  publicationPaused: z.boolean(),
});
export type SubscriptionParameters = z.infer<typeof subscriptionParameters>;
