import { Device } from 'mediasoup-client';
import {
  generateLocalDtlsParameters,
  generateNativeRtpCapabilities,
  generateRouterRtpCapabilities,
} from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import { beforeEach, describe, expect, it } from 'vitest';
import { CallError } from '../../../src/renderer/call-error.ts';
import { createMediaEngine, type MediaLink } from '../../../src/renderer/media/link.ts';
import type { ConsumerParameters } from '../../../src/shared/protocol.ts';
import { settle } from '../support/settle.ts';
import { FakeSignaling, FakeTrack } from './fakes.ts';
import { consumerOf, joinedOf } from './protocol-fixtures.ts';

/** What a producer of this kind looks like to its consumers. */
const rtpParameters = (mimeType: string, clockRate: number): ConsumerParameters['rtpParameters'] => ({
  codecs: [{ mimeType, payloadType: 100, clockRate, ...(mimeType === 'audio/opus' ? { channels: 2 } : {}) }],
  encodings: [{ ssrc: 1 }],
  rtcp: { cname: 'bob' },
});
const voice = consumerOf({ id: 'voice', rtpParameters: rtpParameters('audio/opus', 48_000) });
const picture = consumerOf({
  id: 'picture',
  producerId: 'producer-2',
  kind: 'video',
  source: 'camera',
  rtpParameters: rtpParameters('video/VP8', 90_000),
});
const undecodable = consumerOf({ ...picture, id: 'undecodable', rtpParameters: { codecs: [] } });

let signaling: FakeSignaling;
let link: MediaLink;

beforeEach(async () => {
  const handlerFactory = FakeHandler.createFactory({ generateNativeRtpCapabilities, generateLocalDtlsParameters });
  const device = await Device.factory({ handlerFactory });
  await device.load({ routerRtpCapabilities: generateRouterRtpCapabilities() });
  signaling = new FakeSignaling();
  let producers = 0;
  signaling.answer('producer.create', () => ({ ok: { producerId: `own-${++producers}` } }));
  link = createMediaEngine(device, []).createLink(joinedOf(), signaling);
});

const idsOf = ({ tracks }: Awaited<ReturnType<MediaLink['consume']>>) => tracks.map(({ parameters: { id } }) => id);
const closed = () =>
  signaling.sent
    .filter(({ name }) => name === 'producer.close')
    .map(({ data }) => 'producerId' in data && data.producerId);

describe('receiving', () => {
  it('makes one receiver a consumer, however often it is asked for', async () => {
    const [first, second] = await Promise.all([link.consume([voice]), link.consume([voice, picture])]);
    const third = await link.consume([voice]);
    expect([idsOf(first), idsOf(second), idsOf(third)]).toEqual([['voice'], ['voice', 'picture'], ['voice']]);
    expect(new Set([first, second, third].map(({ tracks }) => tracks[0]?.track)).size).toBe(1);
  });

  it('goes on without what this machine cannot decode', async () => {
    const received = await link.consume([undecodable, voice]);
    expect(idsOf(received)).toEqual(['voice']);
    expect(received.failed).toEqual([undecodable]);
  });

  it('yields no track of a consumer that is closed while its receiver is made', async () => {
    const receiving = link.consume([voice, picture]);
    link.unconsume('picture');
    const received = await receiving;
    expect([idsOf(received), received.failed]).toEqual([['voice'], []]);
  });
});

describe('a camera that is stopped', () => {
  beforeEach(() => link.produce('camera', new FakeTrack('camera', 'video').asTrack, false));

  it('is closed at the server', async () => {
    link.unproduce('camera');
    await settle();
    expect(closed()).toEqual(['own-1']);
  });

  it('while signaling is away is closed there with the next restart', async () => {
    signaling.drop();
    link.unproduce('camera');
    await settle();
    signaling.online = true;
    await link.restartIce({
      send: { usernameFragment: 'u', password: 'p' },
      receive: { usernameFragment: 'u', password: 'p' },
    });
    await settle();
    expect(closed()).toEqual(['own-1']);
  });

  it('while signaling is away is closed before another takes its place', async () => {
    signaling.drop();
    link.unproduce('camera');
    await settle();
    signaling.online = true;
    await link.produce('camera', new FakeTrack('other camera', 'video').asTrack, false);
    const names = signaling.names().filter((name) => name.startsWith('producer.'));
    expect(names).toEqual(['producer.create', 'producer.close', 'producer.create']);
  });

  it('is not asked for again when the server knows nothing of it', async () => {
    signaling.answer('producer.close', () => ({ error: new CallError('not-found', 'gone') }));
    link.unproduce('camera');
    await settle();
    await link.produce('camera', new FakeTrack('other camera', 'video').asTrack, false);
    expect(closed()).toEqual(['own-1']);
  });
});
