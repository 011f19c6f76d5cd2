import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CameraSender } from '../../../src/renderer/media/camera-sender.ts';
import { settle } from '../support/settle.ts';
import { FakeLink, FakeTrack } from './fakes.ts';

beforeAll(() => vi.stubGlobal('MediaStream', class {}));
afterAll(() => vi.unstubAllGlobals());

let tracks: FakeTrack[];
let failure: Error | null;
let link: FakeLink;
let sender: CameraSender;

beforeEach(async () => {
  tracks = [];
  failure = null;
  link = new FakeLink();
  sender = new CameraSender({
    camera: {
      choose: () => {},
      open: async () => {
        await settle();
        if (failure !== null) throw failure;
        const track = new FakeTrack('camera', 'video');
        tracks.push(track);
        return track.asTrack;
      },
    },
    onChanged: () => {},
  });
  await sender.attach(link);
});

const switchTo = async (on: boolean) => {
  sender.want(on);
  await settle();
  await settle();
};
const live = () => tracks.filter(({ readyState }) => readyState === 'live').length;

describe('the own camera', () => {
  it('is opened, sent and shown, and closed again', async () => {
    await switchTo(true);
    expect([sender.on, sender.stream !== null, live(), link.sources.has('camera')]).toEqual([true, true, 1, true]);
    await switchTo(false);
    expect([sender.on, sender.stream, live(), link.sources.has('camera')]).toEqual([false, null, 0, false]);
  });

  it('goes on over new transports with the same picture', async () => {
    await switchTo(true);
    const next = new FakeLink();
    await sender.attach(next);
    expect([tracks.length, next.sources.get('camera')?.track]).toEqual([1, tracks[0]]);
  });

  it('that cannot be opened is off and does not start later by itself', async () => {
    failure = new DOMException('in use', 'NotReadableError');
    await switchTo(true);
    failure = null;
    await sender.attach(new FakeLink());
    await settle();
    expect([sender.on, tracks.length]).toEqual([false, 0]);
  });

  it('is closed when it could not be sent', async () => {
    link.failing = new Error('refused') as never;
    await switchTo(true);
    expect([sender.on, live()]).toEqual([false, 0]);
  });

  it('is off when it is unplugged', async () => {
    await switchTo(true);
    tracks[0]?.end();
    await settle();
    expect([sender.on, link.sources.has('camera')]).toEqual([false, false]);
  });

  it('is closed with the call', async () => {
    await switchTo(true);
    sender.stop();
    expect(live()).toBe(0);
  });

  it('that opens after the call has ended is closed at once', async () => {
    sender.want(true);
    sender.stop();
    await settle();
    await settle();
    expect([tracks.length, live()]).toEqual([1, 0]);
  });
});
