/** Parameters as a browser's would be, for flows in which no media has to arrive. */
import type { JoinedSession, RequestOf } from '../../../src/shared/protocol.ts';

const opus = { mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 };

export const rtpCapabilities: RequestOf<'session.join'>['rtpCapabilities'] = {
  codecs: [
    {
      kind: 'audio',
      mimeType: 'audio/opus',
      preferredPayloadType: 100,
      clockRate: 48_000,
      channels: 2,
      parameters: {},
      rtcpFeedback: [{ type: 'nack', parameter: '' }],
    },
    {
      kind: 'video',
      mimeType: 'video/VP8',
      preferredPayloadType: 101,
      clockRate: 90_000,
      parameters: {},
      rtcpFeedback: [],
    },
  ],
  headerExtensions: [],
};

let ssrc = 1_000;

type Joined = Pick<JoinedSession, 'sessionId' | 'send'>;

export function microphone({ sessionId, send }: Joined, paused = false): RequestOf<'publication.create'> {
  ssrc += 1;
  return {
    sessionId,
    transportId: send.id,
    kind: 'audio',
    source: 'microphone',
    paused,
    rtpParameters: {
      mid: '0',
      codecs: [{ ...opus, parameters: { useinbandfec: 1 }, rtcpFeedback: [] }],
      headerExtensions: [],
      encodings: [{ ssrc }],
      rtcp: { cname: `test-${ssrc}` },
    },
  };
}

export function camera({ sessionId, send }: Joined): RequestOf<'publication.create'> {
  ssrc += 1;
  return {
    sessionId,
    transportId: send.id,
    kind: 'video',
    source: 'camera',
    paused: false,
    rtpParameters: {
      mid: '1',
      codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000, parameters: {}, rtcpFeedback: [] }],
      headerExtensions: [],
      encodings: [{ ssrc }],
      rtcp: { cname: `test-${ssrc}` },
    },
  };
}

export const dtlsParameters: RequestOf<'transport.connect'>['dtlsParameters'] = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: Array.from({ length: 32 }, () => 'AB').join(':') }],
};
