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
import type { SubscriptionParameters } from '../../../src/shared/protocol.ts';
import { settle } from '../support/settle.ts';
import { FakeSignaling, FakeTrack } from './fakes.ts';
import { joinedOf, subscriptionOf } from './protocol-fixtures.ts';

/** What is published of this kind looks like to its subscribers. */
const rtpParameters = (mimeType: string, clockRate: number): SubscriptionParameters['rtpParameters'] => ({
  codecs: [{ mimeType, payloadType: 100, clockRate, ...(mimeType === 'audio/opus' ? { channels: 2 } : {}) }],
  encodings: [{ ssrc: 1 }],
  rtcp: { cname: 'bob' },
});
const voice = subscriptionOf({ subscriptionId: 'voice', rtpParameters: rtpParameters('audio/opus', 48_000) });
const picture = subscriptionOf({
  subscriptionId: 'picture',
  publicationId: 'publication-2',
  kind: 'video',
  source: 'camera',
  rtpParameters: rtpParameters('video/VP8', 90_000),
});
const undecodable = subscriptionOf({ ...picture, subscriptionId: 'undecodable', rtpParameters: { codecs: [] } });

let signaling: FakeSignaling;
let link: MediaLink;

beforeEach(async () => {
  const handlerFactory = FakeHandler.createFactory({ generateNativeRtpCapabilities, generateLocalDtlsParameters });
  const device = await Device.factory({ handlerFactory });
  await device.load({ routerRtpCapabilities: generateRouterRtpCapabilities() });
  signaling = new FakeSignaling();
  let publications = 0;
  signaling.answer('publication.create', () => ({ ok: { publicationId: `own-${++publications}` } }));
  link = createMediaEngine(device, []).createLink(joinedOf(), signaling);
});

const idsOf = ({ tracks }: Awaited<ReturnType<MediaLink['subscribe']>>) =>
  tracks.map(({ parameters }) => parameters.subscriptionId);
const closed = () =>
  signaling.sent
    .filter(({ name }) => name === 'publication.close')
    .map(({ data }) => 'publicationId' in data && data.publicationId);

describe('receiving', () => {
  it('makes one receiver a subscription, however often it is asked for', async () => {
    const [first, second] = await Promise.all([link.subscribe([voice]), link.subscribe([voice, picture])]);
    const third = await link.subscribe([voice]);
    expect([idsOf(first), idsOf(second), idsOf(third)]).toEqual([['voice'], ['voice', 'picture'], ['voice']]);
    expect(new Set([first, second, third].map(({ tracks }) => tracks[0]?.track)).size).toBe(1);
  });

  it('goes on without what this machine cannot decode', async () => {
    const received = await link.subscribe([undecodable, voice]);
    expect(idsOf(received)).toEqual(['voice']);
    expect(received.failed).toEqual([undecodable]);
  });

  it('yields no track of a subscription that is closed while its receiver is made', async () => {
    const receiving = link.subscribe([voice, picture]);
    link.unsubscribe(['picture']);
    const received = await receiving;
    expect([idsOf(received), received.failed]).toEqual([['voice'], []]);
  });
});

describe('a camera that is stopped', () => {
  beforeEach(() => link.publish('camera', new FakeTrack('camera', 'video').asTrack, false));

  it('is closed at the server', async () => {
    link.unpublish('camera');
    await settle();
    expect(closed()).toEqual(['own-1']);
  });

  it('while signaling is away is closed there with the next restart', async () => {
    signaling.drop();
    link.unpublish('camera');
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
    link.unpublish('camera');
    await settle();
    signaling.online = true;
    await link.publish('camera', new FakeTrack('other camera', 'video').asTrack, false);
    const names = signaling.names().filter((name) => name.startsWith('publication.'));
    expect(names).toEqual(['publication.create', 'publication.close', 'publication.create']);
  });

  it('is not asked for again when the server knows nothing of it', async () => {
    signaling.answer('publication.close', () => ({ error: new CallError('not-found', 'gone') }));
    link.unpublish('camera');
    await settle();
    await link.publish('camera', new FakeTrack('other camera', 'video').asTrack, false);
    expect(closed()).toEqual(['own-1']);
  });
});
