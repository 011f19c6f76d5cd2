import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Speaker } from '../../../src/renderer/devices/speaker.ts';
import { settle } from '../support/settle.ts';

type Stream = { tracks: readonly MediaStreamTrack[] };

/** What of an audio element a speaker uses. Devices that are not there are refused, as Chromium does. */
class FakeElement {
  srcObject: Stream | null = null;
  muted = false;
  playing = false;
  sinkId = '';
  readonly #gone: ReadonlySet<string>;

  constructor(gone: ReadonlySet<string>) {
    this.#gone = gone;
  }
  async setSinkId(id: string): Promise<void> {
    if (this.#gone.has(id)) throw new DOMException('no such device', 'NotFoundError');
    this.sinkId = id;
  }
  async play(): Promise<void> {
    this.playing = true;
  }
  pause(): void {
    this.playing = false;
  }
}

const track = (id: string) => ({ id }) as MediaStreamTrack;

function setUp(gone: string[] = []) {
  const elements: FakeElement[] = [];
  const speaker = new Speaker(() => {
    const element = new FakeElement(new Set(gone));
    elements.push(element);
    return element as unknown as HTMLAudioElement;
  });
  return { speaker, elements };
}

beforeEach(() => {
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly tracks: readonly MediaStreamTrack[];
      constructor(tracks: readonly MediaStreamTrack[]) {
        this.tracks = tracks;
      }
    },
  );
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it('plays each track on the chosen speaker, also those that come later', async () => {
  const { speaker, elements } = setUp();
  speaker.play('a', track('a'));
  expect(elements[0]).toMatchObject({ playing: true, sinkId: '' });
  speaker.choose('headset');
  speaker.play('b', track('b'));
  await settle();
  expect(elements.map(({ sinkId }) => sinkId)).toEqual(['headset', 'headset']);
  speaker.choose(null);
  await settle();
  expect(elements.map(({ sinkId }) => sinkId)).toEqual(['', '']);
});

it('plays on the default speaker when the chosen one is gone', async () => {
  const { speaker, elements } = setUp(['headset']);
  speaker.play('a', track('a'));
  speaker.choose('usb');
  await settle();
  expect(elements[0]?.sinkId).toBe('usb');
  speaker.choose('headset');
  await settle();
  expect(elements[0]).toMatchObject({ playing: true, sinkId: '' });
});

it('is silent while muted, also what begins then, and has nothing for the level meter', () => {
  const { speaker, elements } = setUp();
  speaker.play('a', track('a'));
  expect(speaker.tracks.map(({ id }) => id)).toEqual(['a']);
  speaker.setMuted(true);
  speaker.play('b', track('b'));
  expect(elements.map(({ muted }) => muted)).toEqual([true, true]);
  expect(speaker.tracks).toEqual([]);
  speaker.setMuted(false);
  expect(elements.map(({ muted }) => muted)).toEqual([false, false]);
  expect(speaker.tracks).toHaveLength(2);
});

it('lets go of what it no longer plays', () => {
  const { speaker, elements } = setUp();
  speaker.play('a', track('a'));
  speaker.play('a', track('a again'));
  expect(elements[0]).toMatchObject({ playing: false, srcObject: null });
  expect(speaker.tracks.map(({ id }) => id)).toEqual(['a again']);
  speaker.setMuted(true);
  speaker.stopAll();
  expect(elements[1]).toMatchObject({ playing: false, srcObject: null });
  expect(speaker.tracks).toEqual([]);
  // The next call begins audible.
  speaker.play('b', track('b'));
  expect(elements[2]).toMatchObject({ playing: true, muted: false });
});
