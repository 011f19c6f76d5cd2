import { ortc, type types } from 'mediasoup';
import { rtpCapabilities } from '../../../shared/protocol.ts';
import type { RtpCapabilities } from '../port.ts';

/**
 * What every router of this server speaks. Opus: 48 kHz, two channels by its RTP payload format (RFC 7587), with in-band
 * error correction and silence suppression offered to the sender. Video: VP8 everywhere, H.264 for hardware encoders.
 */
export const mediaCodecs: types.RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    parameters: { useinbandfec: 1, usedtx: 1, minptime: 10 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

/** The same for each router, so that a client can load its device before there is a call. */
export function routerRtpCapabilities(): RtpCapabilities {
  return rtpCapabilities.parse(ortc.generateRouterRtpCapabilities(mediaCodecs));
}
